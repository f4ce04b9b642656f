"""Signing in at a real OpenID Connect provider, through the real Streamlit, with a real browser."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import official
from tests.browser.conftest import KIOSK, UNIT, UNIT_NAME, NewPage, running
from tests.server import Server, free_port

pytestmark = pytest.mark.browser

PEOPLE = {
    "s-lan": {"email": "lan@example.vn", "email_verified": True},
    "s-stranger": {"email": "stranger@example.vn", "email_verified": True},
    "s-unverified": {"email": "hung@example.vn", "email_verified": False},
    "s-closed": {"email": "mai@example.vn", "email_verified": True},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider process that knows a few people."""
    port = free_port()
    users = [json.dumps({"sub": sub, **claims}) for sub, claims in PEOPLE.items()]
    given = [part for user in users for part in ("--user-claims", user)]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *given]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/.well-known/openid-configuration", process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert process.poll() is None
            time.sleep(0.1)
    raise AssertionError("the provider did not start")


@pytest.fixture(scope="module")
def office(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with that provider, where Lan has a commune and Mai's account is closed."""
    folder: Path = tmp_path_factory.mktemp("oidc")
    server = Server(folder, free_port())
    server.settings = {
        "PUBLIC_URL": server.address,
        "OIDC_ISSUER": provider,
        "OIDC_CLIENT_ID": "hai-long",
        "OIDC_CLIENT_SECRET": "secret",
        "OIDC_NAME": "Cổng đăng nhập tỉnh",
    }
    server.manage("demo", "--responses", "60")
    server.add_administrator()
    for name, more in (
        ("lan", ("--role", "analyst", "--unit", UNIT)),
        ("hung", ("--role", "viewer")),
        ("mai", ("--role", "viewer")),
    ):
        server.manage("user", "add", name, *more, "--oidc", f"{name}@example.vn")
    server.manage("user", "disable", "mai")
    yield from running(server)


@pytest.fixture
def visitor(new_page: NewPage) -> Page:
    return new_page(viewport=KIOSK)


def _come_from(page: Page, office: Server, sub: str) -> None:
    """Through the sign-in page to the provider and back."""
    page.goto(f"{office.address}/login")
    page.get_by_role("link", name="Đăng nhập bằng Cổng đăng nhập tỉnh").click()
    page.get_by_role("button", name=sub, exact=True).click()
    page.wait_for_url(f"{office.address}/**")


def _cookies(page: Page) -> set[str]:
    return {cookie["name"] for cookie in page.context.cookies()}


def _status(page: Page, office: Server, path: str) -> int:
    return page.context.request.get(office.address + path, max_redirects=0).status


def test_an_official_signs_in_at_the_provider(visitor: Page, office: Server) -> None:
    """One session for Streamlit's pages and our own addresses; his unit, and Streamlit's cookie nowhere."""
    _come_from(visitor, office, "s-lan")
    official.wait_for(visitor, "Kết quả")
    expect(visitor.get_by_role("combobox", name="Đơn vị", exact=True)).to_have_value(UNIT_NAME)
    official.turn_to(visitor, "Báo cáo")
    round_ = next(
        one["id"]
        for one in json.loads(office.manage("round", "list", "--json"))
        if one["state"] == "closed"
    )
    assert _status(visitor, office, f"/api/v1/rounds/{round_}/summary") == 200
    assert _status(visitor, office, f"/api/v1/rounds/{round_}/summary?unit=99005") == 403
    assert "hailong" in _cookies(visitor)
    assert not {name for name in _cookies(visitor) if name.startswith("_streamlit_user")}


def test_signing_out_is_out_everywhere(visitor: Page, office: Server) -> None:
    """The page leads to the sign-in, and going back does not lead in."""
    _come_from(visitor, office, "s-lan")
    official.wait_for(visitor, "Kết quả")
    visitor.get_by_role("button", name="Đăng xuất").click()
    visitor.wait_for_url(f"{office.address}/login")
    assert "hailong" not in _cookies(visitor)
    visitor.goto(office.address)
    expect(visitor.locator("#password")).to_be_visible()


@pytest.mark.parametrize("sub", ["s-stranger", "s-unverified", "s-closed"])
def test_others_get_a_kind_page_and_no_account(visitor: Page, office: Server, sub: str) -> None:
    """Unknown, not verified, closed: the same page, no session, nothing made."""
    before = office.manage("user", "list", "--json")
    _come_from(visitor, office, sub)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Chưa có tài khoản")
    assert not {"hailong", "_streamlit_user"} & _cookies(visitor)
    assert office.manage("user", "list", "--json") == before
    visitor.goto(office.address)
    expect(visitor.locator("#password")).to_be_visible()


def test_who_changes_his_mind_comes_back_to_the_sign_in(visitor: Page, office: Server) -> None:
    """The provider says no; there is a sentence, and the form."""
    visitor.goto(f"{office.address}/login")
    visitor.get_by_role("link", name="Đăng nhập bằng Cổng đăng nhập tỉnh").click()
    visitor.get_by_role("button", name="Deny").click()
    visitor.wait_for_url(f"{office.address}/oauth2callback**")
    expect(visitor.get_by_role("alert")).to_contain_text("Chưa đăng nhập được")
    expect(visitor.locator("#password")).to_be_visible()


def test_a_genuine_cookie_of_streamlit_opens_nothing(visitor: Page, office: Server) -> None:
    """Made with this installation's own key, fresh, for somebody who has an account: still a stranger."""
    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

    from services.oidc import cookie_secret
    from settings import read

    made = read(office.environment, office.folder / "var")
    claims = {"sub": "s-lan", "email": "lan@example.vn", "email_verified": True}
    claims |= {"iss": made.oidc.metadata_url.split("/.well")[0], "is_logged_in": True}
    claims |= {"origin": office.address, "provider": "default"}
    signed = create_signed_value(cookie_secret(made), "_streamlit_user", json.dumps(claims))
    visitor.context.add_cookies(
        [{"name": "_streamlit_user", "value": signed.decode(), "url": office.address}]
    )
    visitor.goto(office.address)
    expect(visitor.locator("#password")).to_be_visible()
    assert _status(visitor, office, "/bao-cao") == 303


def test_closing_an_account_closes_its_open_page(visitor: Page, office: Server) -> None:
    """The page that refreshes by itself turns into the way to the sign-in, without a click."""
    _come_from(visitor, office, "s-lan")
    official.wait_for(visitor, "Kết quả")
    office.manage("user", "disable", "lan")
    try:
        expect(visitor.get_by_role("link", name="Đăng nhập cán bộ")).to_be_visible(timeout=20_000)
        assert visitor.get_by_test_id("stMetric").count() == 0
        assert _status(visitor, office, "/mat-khau") == 303
    finally:
        office.manage("user", "enable", "lan")
