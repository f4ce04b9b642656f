"""Sign-in, downloads, headers: the doors that are not for everybody."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from services.access import COOKIE
from services.program import Program
from services.snapshots import take_due_snapshots
from surveys.account import Actor, Role
from tests.conftest import NOW
from tests.ordered import fetched
from tests.people import chief, session
from tests.web.conftest import application, payload
from web.assets import edition
from web.login import local


def _answer(client: TestClient, code: str, program: Program, times: int) -> None:
    for _ in range(times):
        assert client.post("/api/v1/responses", json=payload(code)).status_code == 201
    take_due_snapshots(program.store, NOW.date())


def test_downloads_are_for_staff(client: TestClient) -> None:
    """Strangers are sent to sign in."""
    reply = client.get("/tep/bao-cao/1")
    assert (reply.status_code, reply.headers["location"]) == (303, "/login?next=/bao-cao")


def test_the_excel_file_has_the_figures(staff: TestClient, code: str, program: Program) -> None:
    """Five answers, and in the file n = 5 with both shares."""
    _answer(staff, code, program, 5)
    reply = fetched(staff, program, "xlsx", "99004")
    assert (
        reply.headers["content-disposition"] == 'attachment; filename="hai-long-2026-H2-99004.xlsx"'
    )
    book = load_workbook(io.BytesIO(reply.content))
    sheet = book["Mức độ hài lòng từng nội dung"]
    rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[1]]
    assert [row[1] for row in rows] == [5, 5]


def test_the_text_file_is_written_as_vietnamese_spreadsheets_read_it(
    staff: TestClient, code: str, program: Program
) -> None:
    """A mark in front, semicolons, decimal commas."""
    _answer(staff, code, program, 5)
    body = fetched(staff, program, "csv").content
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    overall = next(row for row in rows if row and row[0].startswith("Nhìn chung"))
    assert (overall[1], overall[7]) == ("5", "100,00")


def test_four_answers_are_in_no_file(staff: TestClient, code: str, program: Program) -> None:
    """Nothing is told of fewer people than the step."""
    _answer(staff, code, program, 4)
    assert b"100,00" not in fetched(staff, program, "csv").content
    assert staff.get("/api/v1/rounds/2026-H2/summary").json()["responses"] == 0


@pytest.mark.parametrize("path", ["/tep/bao-cao/1", "/tep/2026-H2.csv", "/tep/1999-H1.xlsx"])
def test_what_does_not_exist_is_told(staff: TestClient, path: str) -> None:
    """No report is made while a page waits for it: only one that was ordered is there."""
    assert staff.get(path).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("/bao-cao", "/bao-cao"),
        ("//evil.example", "/"),
        ("//[", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_sign_in_leads_to_this_site_only(wanted: str, place: str) -> None:
    """An address that leads elsewhere is not followed."""
    assert place == local(wanted)


def test_every_page_says_who_may_frame_it(client: TestClient, code: str) -> None:
    """The form may stand in our own pages; the others nowhere; no foreign script anywhere."""
    form = client.get(f"/s/{code}").headers["content-security-policy"]
    login = client.get("/login").headers["content-security-policy"]
    assert "frame-ancestors 'self'" in form
    assert "frame-ancestors 'none'" in login
    for policy in (form, login):
        script = next(part for part in policy.split(";") if "script-src" in part)
        assert "unsafe" not in script
        assert "http" not in script


@pytest.mark.parametrize(
    "path", ["/_stcore/upload_file/x/y", "/_stcore/metrics", "/_stcore/agent/x"]
)
def test_streamlits_open_doors_are_closed(client: TestClient, path: str) -> None:
    """Nobody here needs them, and strangers could use them."""
    assert [client.get(path).status_code, client.put(path, content=b"x").status_code] == [404, 404]


def test_the_qr_code_is_a_picture(client: TestClient, code: str) -> None:
    """As SVG to look at and PNG to print."""
    assert "<svg" in client.get(f"/s/{code}/qr.svg").text
    assert client.get(f"/s/{code}/qr.png").content.startswith(b"\x89PNG")
    assert client.get("/s/ZZZZZZZ/qr.png").status_code == 404


def test_assets_are_small_compressed_and_kept(client: TestClient, code: str) -> None:
    """A stylesheet and a few scripts, a year in the browser, their address changing with them."""
    page = client.get(f"/s/{code}").text
    addresses = re.findall(r"/s/_/[^\"]+", page)
    assert {address.rpartition("/")[2] for address in addresses} >= {"form.css", "form.js"}
    replies = [client.get(one, headers={"accept-encoding": "gzip"}) for one in addresses]
    assert {reply.headers["content-encoding"] for reply in replies} == {"gzip"}
    assert {"immutable" in reply.headers["cache-control"] for reply in replies} == {True}
    assert sum(int(reply.headers["content-length"]) for reply in replies) < 20_000
    assert client.get(f"/s/_/{edition()}/secrets.toml").status_code == 404


def test_a_page_of_yesterday_gets_todays_assets_and_does_not_keep_them(client: TestClient) -> None:
    """Else its browser would take them for yesterday's for a year."""
    reply = client.get("/s/_/0123456789/form.js")
    assert (reply.status_code, reply.headers["cache-control"]) == (200, "no-store")


def test_the_form_fetches_one_script_that_needs_no_other(client: TestClient, code: str) -> None:
    """So that a telephone waits once; the one for reading aloud is fetched by those who begin."""
    page = client.get(f"/s/{code}").text
    [script] = re.findall(r'<script[^>]* src="([^"]+)"', page)
    assert script.endswith("/form.js")
    assert "modulepreload" not in page
    text = client.get(script).text
    assert "hailong:waiting" in text
    assert not re.search(r"^import\b", text, re.MULTILINE)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_sign_in_page_keeps_its_language(client: TestClient, language: str) -> None:
    """Only Streamlit's shell is told to speak Vietnamese."""
    assert f'<html lang="{language}">' in client.get(f"/login?lang={language}").text


def test_a_download_is_logged_with_who_took_it(staff: TestClient, program: Program) -> None:
    """Which figures, in which form; a refused one is not a download."""
    assert fetched(staff, program, "csv", "99004").status_code == 200
    last = program.store.log.read()[0].act
    assert (last.action, last.object) == ("report.download", "2026-H2")
    assert last.details == {"unit": "99004", "format": "whole.csv", "language": "vi"}
    before = program.store.log.head()
    assert staff.get("/tep/bao-cao/99").status_code == 404
    staff.cookies.clear()
    assert staff.get("/tep/bao-cao/1").status_code == 303
    assert program.store.log.head() == before


def test_the_log_is_a_file_for_those_who_may_read_it(staff: TestClient) -> None:
    """Filtered as asked; a day that is none is told; strangers are sent to sign in."""
    reply = staff.get("/tep/nhat-ky.csv?action=round.open")
    rows = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[3] for row in rows[1:]] == ["round.open"]
    assert staff.get("/tep/nhat-ky.csv?day=soon").status_code == 422
    staff.cookies.clear()
    assert staff.get("/tep/nhat-ky.csv").headers["location"] == "/login?next=/nhat-ky"


def test_nobody_else_gets_the_log(staff: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not an official, and not the administrator of one commune."""
    for other in (Actor("o", Role.OFFICIAL), Actor("a", Role.ADMINISTRATOR, "99004")):
        monkeypatch.setattr("services.access.actor_of", lambda *_, who=other: who)
        assert staff.get("/tep/nhat-ky.csv").status_code == 403


@pytest.mark.parametrize("path", ["/_stcore/healthy", "/oauth2callback/x", "/auth/login/x"])
def test_nothing_beside_an_open_door_is_open(client: TestClient, path: str) -> None:
    """Streamlit answers addresses that it does not know with its page."""
    reply = client.get(path)
    assert (reply.status_code, reply.headers["location"]) == (303, f"/login?next={path}")


@pytest.mark.parametrize(
    ("origin", "opened"),
    [("http://testserver", True), ("http://testserver:9000", False), ("null", False)],
)
def test_only_our_own_pages_open_a_session_of_streamlit(
    program: Program, origin: str, opened: bool
) -> None:
    """A browser sends the cookie along with what other ports of this machine ask for."""
    chief(program)

    async def streamlit(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    with TestClient(application(WebSocketRoute("/_stcore/stream", streamlit))) as browser:
        headers = {"Origin": origin, "Cookie": f"{COOKIE}={session(program)}"}
        try:
            with browser.websocket_connect("/_stcore/stream", headers=headers):
                assert opened
        except WebSocketDisconnect:
            assert not opened
