"""The form without JavaScript: every way through it."""

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from services.program import Program
from services.rounds import close_round
from surveys.link import receipt_of
from surveys.questions import KINDS
from tests.acts import BOSS
from tests.web.conftest import kept

ANSWERS = {"overall": "5", "time": "on_time", "contacts": "once", "offices": "one", "attitude": "4"}
CONTROLS = Path("web/templates/controls")


def _fields(page: str) -> dict[str, str]:
    form = page[page.index('id="questions"') :]
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    return dict(hidden)


def test_the_notice_comes_before_the_questions(client: TestClient, code: str) -> None:
    """Consent unticked, both ways out of equal standing, and the questions hidden."""
    page = client.get(f"/s/{code}").text
    assert '<form method="post"' in page
    assert re.search(r'id="questions"[^>]* hidden', page, re.DOTALL)
    assert "Tôi đủ 18 tuổi" in page
    assert "checked" not in page
    assert page.index("Không tham gia") < page.index('id="questions"')


def test_starting_without_consent_asks_for_it(client: TestClient, code: str) -> None:
    """The sentence, and still no question."""
    page = client.get(f"/s/{code}?start=1").text
    assert "Xin đánh dấu vào ô đồng ý" in page
    assert re.search(r'id="questions"[^>]* hidden', page, re.DOTALL)


def test_a_posted_form_is_kept_once(client: TestClient, code: str, program: Program) -> None:
    """The thank-you with the receipt, which is in no address; sent again it gives the same one."""
    shown = _fields(client.get(f"/s/{code}").text)["notice"]
    page = client.get(f"/s/{code}?start=1&consent=yes&notice={shown}").text
    assert not re.search(r'id="questions"[^>]* hidden', page, re.DOTALL)
    sent = {**_fields(page), **ANSWERS, "procedure_field": "land", "comment": "Tốt lắm"}
    first, second = client.post(f"/s/{code}", data=sent), client.post(f"/s/{code}", data=sent)
    assert [first.status_code, second.status_code] == [200, 200]
    assert first.text == second.text
    receipt = receipt_of(program.settings.secret, UUID(sent["id"]).bytes)
    assert f"<strong>{receipt}</strong>" in first.text
    assert "/rut-phieu" in first.text
    assert kept(program) == 1
    response = next(program.store.responses("2026-H2"))
    assert (
        response.field,
        response.answers["overall"],
        response.answers["comment"],
    ) == ("land", 5, "Tốt lắm")


def test_without_consent_nothing_is_stored(client: TestClient, code: str, program: Program) -> None:
    """A form that skips the notice is sent back to it."""
    sent = {**_fields(client.get(f"/s/{code}?consent=yes").text), **ANSWERS}
    reply = client.post(f"/s/{code}", data={**sent, "consent": ""})
    assert reply.status_code == 422
    assert kept(program) == 0


def test_what_was_answered_stays_on_a_refused_page(
    client: TestClient, code: str, program: Program
) -> None:
    """Nobody has to begin again for one wrong field."""
    fields = _fields(client.get(f"/s/{code}?consent=yes").text)
    reply = client.post(f"/s/{code}", data={**fields, **ANSWERS, "comment": "y" * 1001})
    assert reply.status_code == 422
    assert "dài quá 1000 ký tự" in reply.text
    assert re.search(r'name="overall" value="5" checked', reply.text)
    assert fields["id"] == _fields(reply.text)["id"]
    assert kept(program) == 0


def test_answers_to_questions_that_were_not_asked_are_left_out(
    client: TestClient, code: str, program: Program
) -> None:
    """Without JavaScript all questions are there; only those that apply are kept."""
    fields = _fields(client.get(f"/s/{code}?consent=yes").text)
    sent = {**fields, **ANSWERS, "poor_points": ["time", "papers"]}
    assert client.post(f"/s/{code}", data=sent).status_code == 200
    assert "poor_points" not in next(program.store.responses("2026-H2")).answers


def test_answers_are_escaped(client: TestClient, code: str) -> None:
    """A comment with a script comes back as text."""
    fields = _fields(client.get(f"/s/{code}?consent=yes").text)
    bad = "<script>alert(1)</script>\x07"
    reply = client.post(f"/s/{code}", data={**fields, **ANSWERS, "comment": bad})
    assert "<script>alert" not in reply.text
    assert "&lt;script&gt;alert(1)" in reply.text


def test_who_does_not_take_part_leaves_nothing(
    client: TestClient, code: str, program: Program
) -> None:
    """It says so, and nothing is stored."""
    page = client.get(f"/s/{code}/khong-tham-gia")
    assert page.status_code == 200
    assert "không bị ảnh hưởng" in page.text
    assert kept(program) == 0


def test_a_closed_unit_says_so_kindly(client: TestClient, code: str, program: Program) -> None:
    """403 with the unit's name; who had the form open on the last day is still heard."""
    fields = _fields(client.get(f"/s/{code}?consent=yes").text)
    close_round(program, "2026-H2", BOSS, datetime.now(UTC))
    page, late = client.get(f"/s/{code}"), client.post(f"/s/{code}", data={**fields, **ANSWERS})
    assert [page.status_code, late.status_code] == [403, 200]
    assert "Xã Đồng Sen hiện không có đợt khảo sát" in page.text
    assert kept(program) == 1


def test_a_form_sent_again_after_closing_is_thanked_again(
    client: TestClient, code: str, program: Program
) -> None:
    """A refreshed page is a retry, not a new answer."""
    fields = _fields(client.get(f"/s/{code}?consent=yes").text)
    first = client.post(f"/s/{code}", data={**fields, **ANSWERS})
    close_round(program, "2026-H2", BOSS, datetime.now(UTC))
    again = client.post(f"/s/{code}", data={**fields, **ANSWERS})
    assert first.text == again.text
    assert kept(program) == 1


@pytest.mark.parametrize("path", ["ZZZZZZZ", "nothing", "..%2f..", "%00", "a" * 500])
@pytest.mark.parametrize(
    ("language", "sentence"), [("vi", "Mã này không đúng"), ("en", "code is wrong")]
)
def test_an_unknown_code_is_told_in_the_persons_language(
    client: TestClient, path: str, language: str, sentence: str
) -> None:
    """404 and what to do."""
    page = client.get(f"/s/{path}?lang={language}")
    assert page.status_code == 404
    if "%2f" not in path:
        assert sentence in page.text


def test_a_code_may_be_typed_in_small_letters(client: TestClient, code: str) -> None:
    """People type codes as they please."""
    assert client.get(f"/s/{code.lower()}").status_code == 200


def test_a_wrong_content_type_is_refused(client: TestClient, code: str, program: Program) -> None:
    """415 for a form that is no form."""
    reply = client.post(f"/s/{code}", content=b"{}", headers={"content-type": "application/json"})
    assert reply.status_code == 415
    assert kept(program) == 0


def test_a_huge_form_is_refused(client: TestClient, code: str, program: Program) -> None:
    """413 with a sentence."""
    reply = client.post(f"/s/{code}", data={"comment": "x" * 1_000_000})
    assert reply.status_code == 413
    assert "quá lớn" in reply.text
    assert kept(program) == 0


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_its_control(kind: str) -> None:
    """A kind of question without a control in the page and in the script could not be asked."""
    assert (CONTROLS / f"{kind}.html").exists()
    collectors = Path("web/assets/answers.js").read_text("utf-8")
    assert re.search(rf"^  {kind}: \(v\) =>", collectors, re.MULTILINE)


def test_there_is_no_control_without_a_kind() -> None:
    """Nor a control that nothing uses."""
    assert set(KINDS) == {path.stem for path in CONTROLS.iterdir()}


@pytest.mark.parametrize("given", ["9" * 5000, "-1", "٣", "1e3"])
def test_numbers_that_are_none_are_refused(
    client: TestClient, code: str, program: Program, given: str
) -> None:
    """However long or strange, a sentence and nothing stored."""
    fields = _fields(client.get(f"/s/{code}?consent=yes").text)
    reply = client.post(f"/s/{code}", data={**fields, **ANSWERS, "overall": given})
    assert reply.status_code == 422
    assert kept(program) == 0


def test_a_forged_host_draws_no_code(client: TestClient, code: str) -> None:
    """An address that fits no QR code is not found, instead of failing."""
    assert client.get(f"/s/{code}/qr.svg", headers={"host": "x" * 3000}).status_code == 404
