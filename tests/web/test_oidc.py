"""Back from an OpenID Connect provider: our session, or a page that says why there is none.

Streamlit is played by a route that sets its cookies with its own functions; a real provider and a real
Streamlit are in `tests/browser/test_oidc.py`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

import settings
from services.access import COOKIE, SECURE_COOKIE, actor_of, session_of
from services.accounts import add_account, change_email, disable_account, reset_password
from services.oidc import USER_COOKIE, cookie_secret
from services.program import Program, close_program, open_program
from surveys.account import Actor, Identity, Role
from surveys.errors import Code, SurveyError
from tests import people
from tests.acts import BOSS, NOW
from tests.conftest import plan
from tests.web.conftest import application

ISSUER, MAIL = "https://provider.example", "lan@example.vn"
CLAIMS = {"iss": ISSUER, "sub": "s-1", "email": MAIL, "email_verified": True}
FIGURES = "/api/v1/rounds/2026-H2/summary"

Arrive = Callable[..., Response]


@pytest.fixture
def common(tmp_path: Path) -> Iterator[Program]:
    """A program with a provider, and an official whom an administrator expects from there."""
    given = {
        "OIDC_ISSUER": ISSUER,
        "OIDC_CLIENT_ID": "hai-long",
        "OIDC_CLIENT_SECRET": "secret",
        "OIDC_NAME": "Cổng tỉnh",
        "PUBLIC_URL": "http://testserver",
    }
    opened = open_program(settings.read(given, tmp_path / "var"))
    plan(opened, "short-counter@1")
    people.chief(opened)
    add_account(opened, BOSS, NOW, name="lan", role=Role.OFFICIAL, unit="99004", email=MAIL)
    yield opened
    close_program(opened)


def _streamlit(program: Program, claims: dict[str, object], secret: str | None = None) -> Response:
    """The reply with which Streamlit ends a sign-in."""
    key = secret or cookie_secret(program.settings)
    response = RedirectResponse("/", 302)

    def put(name: str, value: str) -> None:
        signed = create_signed_value(key, name, value).decode()
        response.set_cookie(name, signed, httponly=True, samesite="lax", max_age=2592000)

    def sign(name: str, value: str) -> bytes:
        return create_signed_value(key, name, value)

    for name, value in ((USER_COOKIE, claims), (f"{USER_COOKIE}_tokens", {"id_token": "ey"})):
        set_cookie_with_chunks(put, sign, name, value, cookie_attr_size=60)
    response.set_cookie("_streamlit_session", "null", httponly=True)
    return response


@pytest.fixture
def arrive(common: Program) -> Iterator[Arrive]:
    """Comes back from the provider with claims; the browser is kept in `arrive.browser`."""
    reply: list[Response] = []

    async def callback(request: Request) -> Response:
        return reply[-1]

    def arrived(*, said: Response | None = None, **changes: object) -> Response:
        reply.append(said or _streamlit(common, {**CLAIMS, **changes}))
        return arrived.browser.get("/oauth2callback?code=x&state=y")  # type: ignore[attr-defined, no-any-return]

    app = application(Route("/oauth2callback", callback))
    with TestClient(app, follow_redirects=False) as browser:
        arrived.browser = browser  # type: ignore[attr-defined]
        yield arrived


def test_whom_the_provider_names_is_signed_in(arrive: Arrive, common: Program) -> None:
    """With our session, his role and his unit; bound to that identity from then on."""
    reply = arrive()
    assert (reply.status_code, reply.headers["location"]) == (303, "/")
    token = arrive.browser.cookies[COOKIE]
    assert actor_of(common, token) == Actor("lan", Role.OFFICIAL, "99004")
    assert arrive.browser.get(FIGURES).json()["unit"]["code"] == "99004"
    assert common.store.accounts.find("lan").identity == Identity(ISSUER, "s-1")
    acts = [one.act.action for one in common.store.log.read(most=2)]
    assert acts == ["session.begin", "account.bind"]


def test_streamlits_own_sign_in_reaches_no_browser(arrive: Arrive) -> None:
    """It would hold for 30 days and could not be revoked; its other cookies pass."""
    arrive()
    names = set(arrive.browser.cookies)
    assert not any(name.startswith(USER_COOKIE) for name in names)
    assert {COOKIE, "_streamlit_session"} <= names


def test_a_cookie_of_streamlit_opens_nothing(arrive: Arrive, common: Program) -> None:
    """Not even a genuine one that was kept from somewhere, at any address of ours."""
    value = create_signed_value(cookie_secret(common.settings), USER_COOKIE, '{"sub": "s-1"}')
    arrive.browser.cookies.set(USER_COOKIE, value.decode())
    assert arrive.browser.get(FIGURES).status_code == 401
    assert arrive.browser.get("/").headers["location"].startswith("/login")
    plain = RedirectResponse("/", 302)
    assert arrive(said=plain).status_code == 400
    assert COOKIE not in arrive.browser.cookies


def test_the_session_ends_as_all_others_do(arrive: Arrive, common: Program) -> None:
    """Closed while signed in: out at once; and not in again."""
    arrive()
    disable_account(common, BOSS, people.moment(), "lan")
    assert arrive.browser.get(FIGURES).status_code == 401
    reply = arrive()
    assert (reply.status_code, "Chưa có tài khoản" in reply.text) == (403, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "la@example.vn"},
        {"email_verified": False},
        {"email_verified": None},
        {"email": None},
        {"email": ["lan@example.vn"]},
    ],
    ids=str,
)
def test_strangers_get_a_page_and_nothing_is_made(
    arrive: Arrive, common: Program, changes: dict[str, object]
) -> None:
    """Unknown addresses, and such as the provider has not verified."""
    before, log = common.store.accounts.all(), common.store.log.head()
    reply = arrive(**changes)
    assert reply.status_code == 403
    assert "Chưa có tài khoản" in reply.text
    assert COOKIE not in arrive.browser.cookies
    assert (common.store.accounts.all(), common.store.log.head()) == (before, log)


def test_whom_an_administrator_has_named_by_subject_needs_no_address(
    arrive: Arrive, common: Program
) -> None:
    """A provider that verifies no address still says who it is; nobody else gets that account."""
    made = add_account(common, BOSS, NOW, name="hoa", role=Role.VIEWER, subject="s-Hoa")
    assert made.password is None
    silent = {"email": None, "email_verified": None}
    assert arrive(sub="s-hoa", **silent).status_code == 403
    assert arrive(sub="s-Hoa", iss="https://other.example", **silent).status_code == 403
    assert arrive(sub="s-Hoa", **silent).status_code == 303
    assert actor_of(common, arrive.browser.cookies[COOKIE]) == Actor("hoa", Role.VIEWER)
    disable_account(common, BOSS, people.moment(), "hoa")
    assert arrive(sub="s-Hoa", **silent).status_code == 403


@pytest.mark.parametrize("subject", ["", "x" * 256, "s-Hoa"], ids=len)
def test_a_subject_that_cannot_be_makes_no_account(common: Program, subject: str) -> None:
    """Empty, too long, or somebody's already."""
    add_account(common, BOSS, NOW, name="hoa", role=Role.VIEWER, subject="s-Hoa")
    before, log = common.store.accounts.all(), common.store.log.head()
    with pytest.raises(SurveyError) as refused:
        add_account(common, BOSS, NOW, name="mai", role=Role.VIEWER, subject=subject)
    assert refused.value.code in (Code.NO_PROVIDER, Code.IDENTITY_TAKEN)
    assert (common.store.accounts.all(), common.store.log.head()) == (before, log)


def test_without_a_provider_nobody_is_named_by_subject(program: Program) -> None:
    """There is nobody who could say it."""
    with pytest.raises(SurveyError) as refused:
        add_account(program, BOSS, NOW, name="mai", role=Role.VIEWER, subject="s")
    assert refused.value.code is Code.NO_PROVIDER


def test_a_closed_account_is_bound_to_nobody(arrive: Arrive, common: Program) -> None:
    """Whoever comes first after it was closed does not get it when it is opened again."""
    disable_account(common, BOSS, people.moment(), "lan")
    log = common.store.log.head()
    assert arrive().status_code == 403
    assert common.store.accounts.find("lan").identity is None
    assert common.store.log.head() == log


def test_an_account_belongs_to_its_first_identity(arrive: Arrive, common: Program) -> None:
    """Whoever gets the address later at the provider is another person."""
    arrive()
    arrive.browser.cookies.clear()
    assert arrive(sub="s-2").status_code == 403
    assert arrive(iss="https://other.example").status_code == 403
    assert arrive(email="new@example.vn").status_code == 303


def test_a_new_address_frees_the_account_from_its_identity(arrive: Arrive, common: Program) -> None:
    """And ends the sessions that began with the old one."""
    arrive()
    change_email(common, BOSS, people.moment(), "lan", MAIL)
    assert arrive.browser.get(FIGURES).status_code == 401
    assert arrive(sub="s-2").status_code == 303


def test_capitals_in_an_address_make_no_difference(arrive: Arrive) -> None:
    """Providers and administrators write it as they like."""
    assert arrive(email=MAIL.upper()).status_code == 303


@pytest.mark.parametrize("broken", [{"sub": ""}, {"iss": None}, {"sub": 7}], ids=str)
def test_claims_without_a_name_are_refused(arrive: Arrive, broken: dict[str, object]) -> None:
    """400, and the sign-in form again."""
    assert arrive(**broken).status_code == 400


def test_a_forged_or_old_reply_is_refused(arrive: Arrive, common: Program) -> None:
    """Signed with another key, or minutes ago."""
    assert arrive(said=_streamlit(common, dict(CLAIMS), "another key")).status_code == 400
    old = RedirectResponse("/", 302)
    signer = URLSafeTimedSerializer(cookie_secret(common.settings), salt=USER_COOKIE)

    class Past(type(signer.make_signer(USER_COOKIE))):  # type: ignore[misc]
        def get_timestamp(self) -> int:
            return super().get_timestamp() - 3600

    signer.signer = Past
    old.set_cookie(USER_COOKIE, signer.dumps('{"iss": "https://provider.example", "sub": "s-1"}'))
    assert arrive(said=old).status_code == 400


def test_long_claims_come_in_several_cookies(arrive: Arrive, common: Program) -> None:
    """As Streamlit splits them."""
    import random

    noise = "".join(
        random.Random(1).choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(9000)
    )
    reply = arrive(groups=noise)
    assert reply.status_code == 303
    assert not any(name.startswith(USER_COOKIE) for name in arrive.browser.cookies)


def test_a_planted_session_ends_at_the_sign_in(arrive: Arrive, common: Program) -> None:
    """The new one is new."""
    planted = people.session(common, Role.VIEWER)
    arrive.browser.cookies.set(COOKIE, planted)
    fresh = arrive().cookies[COOKIE]
    assert fresh != planted
    assert session_of(common, planted) is None


def test_a_temporary_password_does_not_matter_to_who_comes_from_the_provider(
    arrive: Arrive, common: Program
) -> None:
    """It must be replaced only by whoever signs in with it."""
    reset_password(common, BOSS, NOW, "lan")
    assert arrive().status_code == 303
    assert arrive.browser.get(FIGURES).status_code == 200


def test_who_has_no_password_cannot_give_himself_one(arrive: Arrive, common: Program) -> None:
    """A page left open would be enough for it."""
    arrive()
    page = arrive.browser.get("/mat-khau")
    assert "không có mật khẩu riêng" in page.text
    assert 'name="old"' not in page.text
    sent = {"old": "", "password": "ba con meo den", "again": "ba con meo den"}
    assert arrive.browser.post("/mat-khau", data=sent).status_code == 401
    assert common.store.accounts.password("lan") is None


def test_the_sign_in_page_offers_the_provider(arrive: Arrive) -> None:
    """By the name that the settings give it; the way begins where the provider knows us."""
    page = arrive.browser.get("/login").text
    assert "Đăng nhập bằng Cổng tỉnh" in page
    away = arrive.browser.get("/login/oidc")
    assert away.headers["location"] == "http://testserver/auth/login?provider=made-up"


def test_without_a_provider_there_is_no_such_way(client: TestClient) -> None:
    """Neither the button nor its address."""
    assert "/login/oidc" not in client.get("/login").text
    assert client.get("/login/oidc").headers["location"] == "/login"
    assert client.get("/oauth2callback?code=x").status_code == 400


def test_over_https_every_cookie_is_for_https_only(common: Program) -> None:
    """Ours, and those of Streamlit that pass."""

    async def callback(request: Request) -> Response:
        return _streamlit(common, dict(CLAIMS))

    app = application(Route("/oauth2callback", callback))
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as browser:
        set_ = browser.get("/oauth2callback").headers.get_list("set-cookie")
    assert {one.split("=")[0] for one in set_} == {SECURE_COOKIE, "_streamlit_session"}
    assert all("; secure" in one.lower() for one in set_)


@pytest.mark.parametrize("missing", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "PUBLIC_URL"])
def test_half_a_provider_is_refused(tmp_path: Path, missing: str) -> None:
    """By the name of the setting that is missing."""
    given = {
        "OIDC_ISSUER": f"{ISSUER}/.well-known/openid-configuration",
        "OIDC_CLIENT_ID": "a",
        "OIDC_CLIENT_SECRET": "b",
        "PUBLIC_URL": "https://x.example",
    }
    made = settings.read(given, tmp_path)
    assert made.oidc.metadata_url == f"{ISSUER}/.well-known/openid-configuration"
    assert made.oidc.name == "provider.example"
    assert "client_secret" not in repr(made)
    with pytest.raises(SurveyError) as refused:
        settings.read({**given, missing: ""}, tmp_path)
    assert refused.value.details["setting"] == missing
