"""Signing in and out with a password: what strangers learn, what the cookie is, when it ends."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from services import passwords
from services.access import COOKIE, SECURE_COOKIE, actor_of, session_of
from services.accounts import add_account, disable_account
from services.program import Program
from surveys.account import Role
from surveys.session import FREE_ATTEMPTS, IDLE_SESSION, LONGEST_SESSION
from tests import people
from tests.acts import BOSS, NOW

FIGURES = "/api/v1/rounds/2026-H2/summary"
NAME, PASSWORD = "lan.nguyen", "ba con meo den"


@pytest.fixture
def lan(program: Program) -> str:
    """An official with a password of her own."""
    people.chief(program)
    add_account(program, BOSS, NOW, name=NAME, role=Role.OFFICIAL, password=PASSWORD)
    return NAME


def _sign_in(client: TestClient, name: str = NAME, password: str = PASSWORD, **more: str) -> object:
    return client.post("/login", data={"name": name, "password": password, **more})


def test_the_right_password_opens_the_wanted_page(client: TestClient, lan: str) -> None:
    """And the figures with it; capitals and spaces around the name do not matter."""
    reply = _sign_in(client, f" {lan.upper()} ", next="/bao-cao")
    assert (reply.status_code, reply.headers["location"]) == (303, "/bao-cao")
    assert client.get(FIGURES).status_code == 200


def test_strangers_do_not_learn_which_names_exist(
    client: TestClient, program: Program, lan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, disabled, without password, wrong password: same status, same page, same work."""
    people.person(program, "khong-mat-khau", Role.VIEWER)
    add_account(program, BOSS, NOW, name="nghi-viec", role=Role.VIEWER, password=PASSWORD)
    disable_account(program, BOSS, NOW, "nghi-viec")
    hashed: list[str] = []

    class Counting:
        def verify(self, hash: str, password: str) -> bool:
            hashed.append(hash)
            return real.verify(hash, password)

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

    real = passwords.HASHER
    monkeypatch.setattr(passwords, "HASHER", Counting())
    seen = set()
    for name, password in (
        ("khong-co", PASSWORD),
        ("nghi-viec", PASSWORD),
        ("khong-mat-khau", PASSWORD),
        (lan, "sai mat khau roi"),
    ):
        hashed.clear()
        reply = _sign_in(client, name, password)
        told = reply.text.replace(f'value="{name}"', "")
        work = [hash.split("$")[1:4] for hash in hashed]
        seen.add((reply.status_code, told, str(work), COOKIE in reply.cookies))
    assert len(seen) == 1
    status, told, work, cookie = seen.pop()
    assert (status, cookie) == (401, False)
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in told
    assert work.count("argon2id") == 1


@pytest.mark.parametrize("name", [NAME, "khong-co"])
def test_after_five_wrong_passwords_there_is_a_wait(
    client: TestClient, lan: str, name: str
) -> None:
    """The same for names known and unknown; even the right password must wait."""
    said = []
    for _ in range(FREE_ATTEMPTS):
        said.append(_sign_in(client, name, "sai mat khau roi").status_code)
    assert said == [401] * FREE_ATTEMPTS
    for password in ("sai mat khau roi", PASSWORD):
        reply = _sign_in(client, name, password)
        assert reply.status_code == 429
        assert "Xin đợi 1 phút" in reply.text


def test_other_names_need_not_wait(client: TestClient, program: Program, lan: str) -> None:
    """A whole office shares one address: the name is locked, not the address."""
    for _ in range(FREE_ATTEMPTS + 1):
        _sign_in(client, "khong-co", "sai mat khau roi")
    assert _sign_in(client, lan).status_code == 303


def test_the_session_cookie_is_out_of_reach_of_scripts(client: TestClient, lan: str) -> None:
    """HttpOnly and SameSite=Lax, and gone when the browser is closed."""
    parts = {
        part.strip().lower() for part in _sign_in(client, lan).headers["set-cookie"].split(";")
    }
    assert {"httponly", "samesite=lax", "path=/"} <= parts
    assert not any(part.startswith(("max-age", "expires", "domain", "secure")) for part in parts)


def test_over_https_nobody_else_can_set_the_cookie(program: Program, lan: str) -> None:
    """Secure, with the prefix that browsers accept from this very host only; the plain one counts not."""
    with _browser("https://testserver") as client:
        reply = _sign_in(client, lan)
        assert reply.headers["set-cookie"].startswith(f"{SECURE_COOKIE}=")
        assert "secure" in reply.headers["set-cookie"].lower()
        assert client.get(FIGURES).status_code == 200
        token = client.cookies[SECURE_COOKIE]
        client.cookies.clear()
        client.cookies.set(COOKIE, token)
        assert client.get(FIGURES).status_code == 401


def test_the_database_cannot_be_signed_in_with(
    client: TestClient, program: Program, lan: str
) -> None:
    """It keeps the hash of the token, not the token; nor does a changed letter open anything."""
    _sign_in(client, lan)
    token = client.cookies[COOKIE]
    stored = program.settings.var.joinpath("hailong.db").read_bytes()
    stored += program.settings.var.joinpath("hailong.db-wal").read_bytes()
    assert token.encode() not in stored
    assert PASSWORD.encode() not in stored
    client.cookies.clear()
    client.cookies.set(COOKIE, token[:-2] + ("AA" if not token.endswith("AA") else "BB"))
    assert client.get(FIGURES).status_code == 401


def test_signing_in_makes_a_new_session(client: TestClient, program: Program, lan: str) -> None:
    """A token that somebody planted, known or made up, is not the one that is used afterwards."""
    planted = people.session(program, Role.VIEWER)
    for before in (planted, "x" * 43):
        client.cookies.clear()
        client.cookies.set(COOKIE, before)
        reply = _sign_in(client, lan)
        assert reply.cookies[COOKIE] != before
        assert session_of(program, before) is None


def test_signing_out_ends_the_session_on_the_server(client: TestClient, lan: str) -> None:
    """A copy of the cookie opens nothing any more."""
    _sign_in(client, lan)
    token = client.cookies[COOKIE]
    assert client.post("/logout").headers["location"] == "/login"
    assert COOKIE not in client.cookies
    client.cookies.set(COOKIE, token)
    assert client.get(FIGURES).status_code == 401


def test_signing_out_everywhere_ends_all(client: TestClient, program: Program, lan: str) -> None:
    """His other browsers too, and nobody else's."""
    _sign_in(client, lan)
    other = client.cookies[COOKIE]
    client.cookies.clear()
    _sign_in(client, lan)
    neighbour = people.session(program, Role.VIEWER)
    client.post("/logout", data={"everywhere": "yes"})
    assert session_of(program, other) is None
    assert session_of(program, neighbour) is not None


@pytest.mark.parametrize(
    ("used_after", "asked_after", "holds"),
    [
        (timedelta(0), IDLE_SESSION - timedelta(seconds=1), True),
        (timedelta(0), IDLE_SESSION, False),
        (LONGEST_SESSION - timedelta(minutes=5), LONGEST_SESSION - timedelta(seconds=1), True),
        (LONGEST_SESSION - timedelta(minutes=5), LONGEST_SESSION, False),
    ],
)
def test_a_session_ends_by_itself(
    program: Program, used_after: timedelta, asked_after: timedelta, holds: bool
) -> None:
    """An hour after its last use, and twelve hours after its beginning however much it was used."""
    token, begun = people.session(program), datetime.now(UTC)
    found = session_of(program, token, begun)
    assert found is not None
    begun = found.begun
    program.store.sessions.use(people.digest_of(token), begun + used_after)
    assert (session_of(program, token, begun + asked_after) is not None) == holds


def test_only_use_keeps_a_session_alive(program: Program) -> None:
    """A page that refreshes by itself does not; a click does, noted at most once a minute."""
    token = people.session(program)
    begun = session_of(program, token).begun
    for seconds, in_use in ((30, True), (90, False), (61, True), (100, True)):
        at = begun + timedelta(seconds=seconds)
        assert actor_of(program, token, at, in_use=in_use) is not None
        noted = threading.Event()
        program.aside.do(noted.set)
        assert noted.wait(10)
    assert session_of(program, token, begun).used == begun + timedelta(seconds=61)


@pytest.mark.parametrize("path", ["/login", "/logout", "/thiet-lap", "/mat-khau"])
@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}]
)
def test_another_sites_page_cannot_post_here(
    staff: TestClient, lan: str, path: str, headers: dict[str, str]
) -> None:
    """403, whatever it sends."""
    sent = {"name": lan, "password": PASSWORD}
    assert staff.post(path, data=sent, headers=headers).status_code == 403


def test_an_old_hash_is_replaced_at_the_sign_in(
    client: TestClient, program: Program, lan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the recommended parameters change, passwords follow without anybody noticing."""
    from argon2 import PasswordHasher

    before = program.store.accounts.password(lan)
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=64))
    assert _sign_in(client, lan).status_code == 303
    after = program.store.accounts.password(lan)
    assert before != after
    assert "m=64,t=1" in str(after)
    assert _sign_in(client, lan).status_code == 303


def _browser(address: str) -> TestClient:
    from tests.web.conftest import application

    return TestClient(application(), base_url=address, follow_redirects=False)
