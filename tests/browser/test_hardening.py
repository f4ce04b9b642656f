"""The running program under hostile names and hostile addresses, Streamlit's pages included."""

import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser import official
from tests.browser.conftest import KIOSK, NewPage, codes_of, running
from tests.server import Server, free_port

pytestmark = pytest.mark.browser

HOSTILE = (
    "<img src=x onerror=alert(1)> [bấm](https://evil.example) ![x](https://evil.example/x.png)"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose units and rounds have names that try to be more than names."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    server = Server(folder, free_port())
    name = HOSTILE.replace('"', '""')
    units = folder / "units.csv"
    units.write_text(
        f'code,name,kind,parent\n1,"Tỉnh {name}",province,\n2,"Xã {name}",commune,1\n', "utf-8"
    )
    server.manage("units", "import", str(units))
    days = ("--opens", "2026-07-01", "--closes", "2099-12-31", "--title", HOSTILE)
    server.manage("round", "create", "2026-H2", "--questionnaire", "short-counter@1", *days)
    server.manage("round", "open", "2026-H2")
    yield from running(server)


def _is_inert(page: Page, asked: list[str], alerts: list[str]) -> None:
    assert alerts == []
    assert [url for url in asked if "evil.example" in url] == []
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("a[href*='evil.example']").count() == 0


def _watched(page: Page) -> tuple[list[str], list[str]]:
    asked: list[str] = []
    alerts: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    return asked, alerts


def test_names_stay_names_on_every_staff_page(hostile: Server, new_page: NewPage) -> None:
    """A unit or round called like a picture, a script or a link is only text, and asks no host."""
    page = new_page(viewport=KIOSK)
    asked, alerts = _watched(page)
    official.sign_in(page, hostile.address)
    links = page.get_by_test_id("stSidebarNav").get_by_role("link")
    links.first.wait_for()
    titles = [title.strip() for title in links.all_inner_texts()]
    assert len(titles) >= 3
    for title in titles:
        official.turn_to(page, title)
        _is_inert(page, asked, alerts)
        for picker in page.get_by_role("combobox", name="Đơn vị", exact=True).all():
            picker.click()
            page.get_by_role("option").last.click()
            official.settle(page)
            _is_inert(page, asked, alerts)


def test_names_stay_names_on_the_form(hostile: Server, new_page: NewPage) -> None:
    """The same for citizens."""
    page = new_page()
    asked, alerts = _watched(page)
    page.goto(f"{hostile.address}/s/{codes_of(hostile)['2']}", wait_until="networkidle")
    assert "evil.example" in page.inner_text("body")
    _is_inert(page, asked, alerts)


def _reply(
    server: Server, method: str, path: str, cookie: str = ""
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    sent = b"x" * 2048 if method in ("PUT", "POST") else None
    connection.request(method, path, body=sent, headers={"Cookie": cookie})
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    return reply.status, {k.lower(): v for k, v in reply.getheaders()}, body


@pytest.mark.parametrize("path", ["/", "/ket-qua", "/khao-sat?x=1", "/no-such-page", "/login"])
def test_pages_of_streamlit_carry_the_policy_too(demo: Server, path: str) -> None:
    """No inline script but Streamlit's own by its hash, no frame, no referrer, and lang=vi."""
    status, headers, body = _reply(demo, "GET", path)
    if status in (302, 303, 307):
        body = b'<html lang="vi"'
    scripts = re.search(r"script-src ([^;]*)", headers["content-security-policy"])
    assert scripts is not None
    assert set(scripts[1].split()) <= {
        "'self'",
        "'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='",
    }
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert b'<html lang="vi"' in body


@pytest.fixture(scope="module")
def session(office: BrowserContext) -> str:
    """The cookies of an administrator who has signed in."""
    return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in office.cookies())


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/upload_file/a/b",
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "//_stcore/upload_file/a/b",
        "/_stcore//metrics",
        "/static/../_stcore/metrics",
        "/%5fstcore/upload_file/a/b",
        "/./_stcore/metrics",
    ],
)
@pytest.mark.parametrize("signed_in", [False, True])
def test_inner_doors_are_closed(
    demo: Server, session: str, method: str, path: str, signed_in: bool
) -> None:
    """Nothing is taken in and nothing of the inside is told, however the address is spelt.

    For those who have signed in Streamlit may show its own page at addresses that it does not know.
    """
    status, _, body = _reply(demo, method, path, session if signed_in else "")
    plainly_spelt = re.fullmatch(r"/_stcore/[a-z_]+(/\w[\w.]*)*", path)
    assert status in (303, 404) or not plainly_spelt
    page = signed_in and method == "GET" and b"<html" in body
    assert status in (303, 400, 403, 404, 405) or page
    assert b"active_sessions" not in body
    assert b"cache_memory" not in body
    assert b'"openapi":' not in body


@pytest.mark.parametrize(
    "path", ["/static/..%2f..%2fsettings.py", "/app/static/../settings.py", "/media/../app.py"]
)
def test_no_file_of_the_program_is_served(demo: Server, path: str) -> None:
    """Paths do not lead out of what is meant to be served."""
    _, _, body = _reply(demo, "GET", path)
    assert b"from_environment" not in body


def test_a_stranger_opens_no_streamlit_session(demo: Server) -> None:
    """Streamlit keeps memory for each open page: without a sign-in there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", demo.port, timeout=20)
    connection.request(
        "GET",
        "/_stcore/stream",
        headers={
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
            "Origin": demo.address,
        },
    )
    reply = connection.getresponse()
    status = reply.status
    reply.close()
    connection.close()
    assert status == 403


def test_the_policy_is_that_of_the_streamlit_in_use(demo: Server) -> None:
    """The one inline script that Streamlit's page has is the one whose hash the policy names."""
    import base64
    import hashlib

    import streamlit

    page = Path(streamlit.__file__).parent / "static" / "index.html"
    inline = re.findall(r"<script>(.*?)</script>", page.read_text("utf-8"), re.DOTALL)
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'"
        for one in inline
    }
    status, headers, _ = _reply(demo, "GET", "/static/index.html")
    policy = headers["content-security-policy"]
    assert status == 200
    assert len(hashes) <= 1
    assert all(one in policy for one in hashes), json.dumps(sorted(hashes))
