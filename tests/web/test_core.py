"""The Ministry's whole form without JavaScript and through the API: the core first, the rest at will."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from services.program import Program
from services.units import public_codes
from surveys.questionnaire import find
from tests.conftest import UNIT, plan
from tests.web.conftest import application

FORM = find("ministry@1")
CORE = {"experience_4": "yes", "q13": "4", "q15": "5", "comment": "Tốt"}


@pytest.fixture
def asking(empty: Program) -> Iterator[tuple[TestClient, str]]:
    """A browser, and the address of a commune that asks the whole form."""
    plan(empty, FORM.key)
    with TestClient(application(), follow_redirects=False) as opened:
        yield opened, f"/s/{public_codes(empty)[UNIT]}"


def fields(page: str) -> dict[str, str]:
    form = page[page.index('id="questions"') :]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def answers_of(program: Program) -> dict[str, object]:
    return dict(next(program.store.responses("2026-H2")).answers)


def test_the_core_can_be_sent_by_itself(asking: tuple[TestClient, str], empty: Program) -> None:
    """A button to send stands right after the question for more, before the first long question."""
    browser, address = asking
    page = browser.get(address).text
    assert page.index('data-id="more"') < page.index("Gửi ngay") < page.index('data-id="q1"')
    assert browser.post(address, data={**fields(page), **CORE}).status_code == 200
    kept = answers_of(empty)
    assert (kept["q13"], kept["q15"], kept["q14"], kept["more"]) == (4, 5, None, None)
    assert not any(question.id in kept for question in FORM.questions if question.long)


def test_who_answers_below_has_wanted_more(asking: tuple[TestClient, str], empty: Program) -> None:
    """Without JavaScript nobody has to tick that he goes on; what he answers is kept."""
    browser, address = asking
    sent = {**fields(browser.get(address).text), **CORE, "more": "no", "q1": "2"}
    assert browser.post(address, data=sent).status_code == 200
    kept = answers_of(empty)
    assert (kept["more"], kept["q1"], kept["q2"]) == (True, 2, None)


def test_the_start_tells_how_many_questions_there_are(asking: tuple[TestClient, str]) -> None:
    """As many as the progress will count: from the fewest to all of the core."""
    browser, address = asking
    assert "6 đến 11 câu hỏi chính, khoảng 2 phút" in browser.get(address).text


def test_a_refusal_names_the_question_and_stands_at_it(asking: tuple[TestClient, str]) -> None:
    """Its words, not its id; linked from the head of the page and read out with the question."""
    browser, address = asking
    sent = {**fields(browser.get(address).text), **CORE, "q15": "9"}
    page = browser.post(address, data=sent).text
    head, question = page.split('id="f-q15"')
    sentence = (
        "Câu “Cơ quan cung cấp thông tin về việc giải quyết thủ tục hành chính theo nhiều hình"
    )
    assert re.search(f'<a href="#f-q15">{sentence}[^<]*không có lựa chọn này', head)
    assert question.startswith(' aria-describedby="wrong"')
    assert f'<p class="error" id="wrong">{sentence}' in question


def test_no_question_is_named_by_its_id(asking: tuple[TestClient, str]) -> None:
    """The API's sentence too names the words; the id is a field of its own for programs."""
    browser, address = asking
    shown = fields(browser.get(address).text)
    sent = {
        "id": str(uuid4()),
        "code": Path(address).name,
        "questionnaire": FORM.key,
        "answers": {"q14": 7},
    }
    headers = {"notice": shown["notice"]}
    problem = browser.post("/api/v1/responses", json=sent, headers=headers).json()
    assert problem["question"] == "q14"
    assert "q14" not in problem["detail"]
    assert "chất lượng cuộc sống" in problem["detail"]
