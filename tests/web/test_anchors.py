"""Heads leave the building: the evening sheet, its text, and the published list."""

import base64
import re
from urllib.parse import unquote_to_bytes

import pytest
from starlette.testclient import TestClient

from services.anchoring import anchors
from services.program import Program
from services.proving import Known
from services.rounds import close_round
from services.sealing import seal_round
from services.signing import public_key
from services.verifying import read_heads, verify_round
from surveys.account import Actor, Role
from tests.acts import BOSS, NOW
from tests.conftest import ROUND, UNIT
from tests.services.test_sealing import LATER
from tests.web.conftest import payload

SHEET = f"/to-cuoi-ngay?unit={UNIT}"


def _answers(client: TestClient, code: str, times: int) -> None:
    for _ in range(times):
        assert client.post("/api/v1/responses", json=payload(code)).status_code == 201


@pytest.mark.parametrize(("language", "title"), [("vi", "Tờ cuối ngày"), ("en", "Evening sheet")])
def test_the_sheet_has_all_that_is_signed(
    staff: TestClient, code: str, program: Program, language: str, title: str
) -> None:
    """Unit, day, the number in steps, every head in groups, a QR code, a place to sign."""
    _answers(staff, code, 7)
    reply = staff.get(f"{SHEET}&lang={language}")
    assert reply.status_code == 200
    assert f"<h1>{title}</h1>" in reply.text
    assert "Xã Đồng Sen (99004)" in reply.text
    for head in anchors(program)[0].heads:
        assert f"<code>{' '.join(head.groups)}</code>" in reply.text
    picture = re.search(r'<img class="qr" src="data:image/svg\+xml;?([^,]*),([^"]*)"', reply.text)
    assert picture is not None
    drawn = unquote_to_bytes(picture[2])
    assert b"<svg" in (base64.b64decode(drawn) if "base64" in picture[1] else drawn)
    assert "sheet.css" in reply.text


def test_the_text_of_the_sheet_is_an_anchor_to_check_with(
    staff: TestClient, code: str, program: Program, tmp_path: object
) -> None:
    """What was sent by e-mail proves the chain later."""
    _answers(staff, code, 5)
    reply = staff.get(f"{SHEET}&format=txt")
    assert "attachment" in reply.headers["content-disposition"]
    path = tmp_path / "sheet.txt"  # type: ignore[operator]
    path.write_text(reply.text, "utf-8")
    heads = read_heads(str(path))
    assert set(heads) == {one.value for one in anchors(program)[0].heads}
    verdict = verify_round(program, ROUND, Known(program.settings.secret, heads=heads))
    assert verdict.faults == []
    proved = {"followed", "standings", "head", "log_head"}
    assert {said.key for said in verdict.proved} == proved


def test_the_sheet_is_for_staff_of_that_unit(
    client: TestClient, staff: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Strangers sign in first; a clerk of another commune is told no."""
    monkeypatch.setattr("web.anchors.require", lambda *_: Actor("c", Role.CLERK, "99005"))
    assert staff.get(SHEET).status_code == 403
    monkeypatch.undo()
    assert staff.get("/to-cuoi-ngay?unit=zz").status_code == 404
    client.cookies.clear()
    assert client.get(SHEET).status_code == 303


def test_the_published_heads_are_for_everybody(
    client: TestClient, code: str, program: Program, tmp_path: object
) -> None:
    """As a page and as JSON, with the public key; the JSON is an anchor file."""
    _answers(client, code, 5)
    program.store.seals.anchor(NOW.date(), 5)
    page = client.get("/cong-khai/neo")
    assert page.status_code == 200
    assert public_key(program.settings.secret).hex() in page.text
    table = client.get("/cong-khai/neo?format=json").json()
    assert table["public_key"] == public_key(program.settings.secret).hex()
    assert len(table["days"]) == len(anchors(program))
    assert set(table["days"][0]["heads"][0]) == {"chain", "head"}
    path = tmp_path / "neo.json"  # type: ignore[operator]
    path.write_text(client.get("/cong-khai/neo?format=json").text)
    heads = read_heads(str(path))
    assert bytes.fromhex(table["public_key"]) not in heads
    assert verify_round(program, ROUND, Known(heads=heads)).faults == []


def test_a_manifest_is_downloaded_by_those_who_may_see_everything(
    client: TestClient, staff: TestClient, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed JSON, each edition; 404 before there is one; strangers sign in first."""
    path = f"/tep/{ROUND}.manifest.json"
    assert staff.get(path).status_code == 404
    close_round(program, ROUND, BOSS, NOW)
    made = seal_round(program, ROUND, BOSS, LATER)
    reply = staff.get(path)
    assert reply.json()["manifest"] == made.text
    assert reply.json()["signature"] == made.signature.hex()
    assert program.store.log.read()[0].act.details["format"] == "manifest"
    assert staff.get(f"{path}?edition=1").status_code == 200
    assert staff.get(f"{path}?edition=2").status_code == 404
    assert staff.get(f"{path}?edition=x").status_code == 422
    monkeypatch.setattr("web.downloads.require", lambda *_: Actor("o", Role.OFFICIAL, "99004"))
    assert staff.get(path).status_code == 403
    monkeypatch.undo()
    client.cookies.clear()
    assert client.get(path).status_code == 303
