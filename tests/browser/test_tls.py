"""HTTPS under a name of the office's network, and plain HTTP under one: what a tablet gets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, expect

from tests.browser import citizen, official
from tests.browser.conftest import UNIT, codes_of, running, stored_in
from tests.browser.network import HOST, launched, page_of
from tests.server import Server, free_port

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stranger(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser to which nobody has given the authority."""
    browser = launched(chrome, tmp_path_factory.mktemp("empty"))
    yield browser
    browser.close()


def test_a_browser_without_the_authority_stays_away(stranger: Browser, secure: Server) -> None:
    """The certificate alone convinces nobody."""
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        page_of(stranger).goto(f"https://{HOST}:{secure.port}/login")


def test_a_form_works_over_https(trusting: Browser, secure: Server) -> None:
    """In a secure context, under the office's name."""
    page = page_of(trusting)
    before = stored_in(secure.folder)
    citizen.open_form(page, f"https://{HOST}:{secure.port}/s/{codes_of(secure)[UNIT]}")
    assert page.evaluate("() => window.isSecureContext") is True
    citizen.consent(page)
    citizen.answer_everything(page)
    citizen.send(page)
    assert before + 1 == stored_in(secure.folder)


def test_the_session_stays_on_https(trusting: Browser, secure: Server) -> None:
    """Signed in under the office's name: the cookie is Secure, and pages are drawn."""
    page = page_of(trusting)
    official.sign_in(page, f"https://{HOST}:{secure.port}")
    page.get_by_role("heading", name="Kết quả").wait_for()
    (session,) = [one for one in page.context.cookies() if one.get("httpOnly")]
    assert session["secure"]
    assert session["domain"] == HOST


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Server]:
    """A server without a certificate, which a test may stop and start."""
    server = Server(tmp_path, free_port(), staffed=False)
    server.manage("demo", "--responses", "60")
    yield from running(server)


def test_an_answer_survives_a_server_that_is_off_over_plain_http(
    stranger: Browser, plain: Server
) -> None:
    """No secure context is needed for that; and the page says what plain HTTP cannot do."""
    page = page_of(stranger)
    before = stored_in(plain.folder)
    citizen.open_form(page, f"http://{HOST}:{plain.port}/s/{codes_of(plain)[UNIT]}")
    assert page.evaluate("() => window.isSecureContext") is False
    expect(page.locator("#needs-server")).to_contain_text("chỉ mở được khi máy chủ")
    citizen.consent(page)
    citizen.answer_everything(page)
    plain.stop()
    page.locator("#send").click()
    expect(page.locator("main")).to_contain_text("Phiếu đã được lưu trên máy này")
    assert stored_in(plain.folder) == before
    plain.start()
    page.locator(".receipt").wait_for(timeout=60_000)
    assert stored_in(plain.folder) == before + 1
