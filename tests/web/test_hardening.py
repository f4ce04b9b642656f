"""What a stranger may try at our own routes, all of them, taken from the registries themselves."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.conftest import opened
from tests.people import chief
from tests.web.conftest import application
from web.assets import edition
from web.routes import CITIZENS, STAFF

pytestmark = pytest.mark.long

ROUTES = [route for route in (*CITIZENS, *STAFF) if isinstance(route, Route)]
FRAMED = ("/s/", "/api/", "/quyen-rieng-tu", "/rut-phieu", "/cong-khai", "/xem-thu/", "/tieng/")
MARK = "<script>alert(1)</script>"

hostile = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            MARK,
            "../../settings.py",
            "..\\..\\settings.py",
            "' or 1=1 --",
            "%00",
            "\u202e",
            "A" * 4000,
            "{{7*7}}",
            "\r\nSet-Cookie: a=b",
        ]
    ),
)


def _filled(path: str, value: str) -> str:
    """The address of a route with `value` in each of its places."""
    return re.sub(r"\{[^}]+\}", quote(value, safe=""), path)


@pytest.fixture(scope="module")
def browser(planned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A stranger's browser. Nothing that he tries here changes anything: one program serves all."""
    folder = tmp_path_factory.mktemp("hardening") / "var"
    shutil.copytree(planned, folder)
    with opened(folder) as program:
        chief(program)
        with TestClient(application(), follow_redirects=False) as started:
            yield started


@pytest.fixture
def client(browser: TestClient) -> TestClient:
    """The same browser, as if it had just been started."""
    browser.cookies.clear()
    return browser


@pytest.mark.parametrize("path", sorted({route.path for route in ROUTES}))
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_every_reply_carries_the_headers(client: TestClient, path: str, method: str) -> None:
    """Also refusals, unknown places and wrong methods: no scripts but ours, no sniffing, no referrer."""
    reply = client.request(method, _filled(path, "AAAA222"))
    assert reply.status_code < 500
    policy = reply.headers["content-security-policy"]
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts is not None
    assert "unsafe" not in scripts[1]
    assert "*" not in policy
    framed_by = "'self'" if path.startswith(FRAMED) else "'none'"
    assert f"frame-ancestors {framed_by}" in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", sorted({route.path for route in ROUTES}))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=hostile, query=hostile)
def test_no_address_breaks_a_route(client: TestClient, path: str, value: str, query: str) -> None:
    """Nothing typed into an address fails with an error page, is echoed as HTML, or adds a header."""
    asked = {"unit": query, "lang": query, "next": query, "r": query, "code": query}
    try:
        value.encode(), query.encode()
    except UnicodeEncodeError:
        return
    reply = client.get(_filled(path, value), params=asked)
    assert reply.status_code < 500
    assert MARK not in reply.text
    assert "def from_environment" not in reply.text
    assert "a=b" not in reply.headers.get("set-cookie", "")
    assert not re.match(r"(?i)(https?:)?//", reply.headers.get("location", ""))


@pytest.mark.parametrize("path", sorted({r.path for r in ROUTES if "POST" in (r.methods or ())}))
def test_no_other_site_can_make_a_browser_post(client: TestClient, path: str) -> None:
    """Every form refuses what another site's page sends, by either header that tells it."""
    for told in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        reply = client.post(_filled(path, "AAAA222"), data={"a": "b"}, headers=told)
        assert reply.status_code in (401, 403)


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/upload_file/a/b",
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/upload_file",
        "//_stcore/metrics",
        "/_stcore//metrics",
        "/x/../_stcore/metrics",
        "/%5fstcore/metrics",
    ],
)
def test_streamlits_inner_doors_stay_closed(client: TestClient, path: str) -> None:
    """Under every spelling of their addresses."""
    for method in ("GET", "PUT", "POST", "DELETE"):
        assert client.request(method, path).status_code in (303, 404, 405)


@pytest.mark.parametrize(
    "name", ["..%2f..%2fpages.py", "%2e%2e%2fform.css", "form.css%00", "/etc/passwd", "form.CSS"]
)
def test_assets_are_those_that_there_are(client: TestClient, name: str) -> None:
    """No name leads out of the folder."""
    assert client.get(f"/s/_/{edition()}/{name}").status_code == 404
