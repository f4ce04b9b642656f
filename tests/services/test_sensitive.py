"""What is sensitive by law is asked apart, and shown to nobody in any form."""

import json
import re
from datetime import date
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from data.store import Entry
from services import reporting
from services.program import Program
from services.results import summary
from services.rounds import close_round
from services.units import public_codes
from surveys.questionnaire import find, shipped
from surveys.response import Response
from surveys.tally import counts_of
from tests.acts import BOSS, NOW
from tests.conftest import UNIT, plan
from tests.data_files import as_text
from web.front import CitizensFirst

FORM = find("ministry-service@1")
SENSITIVE = [(key, q.id) for key, one in shipped().items() for q in one.questions if q.sensitive]
ID = "2027-H1"


@pytest.fixture
def asked(empty: Program) -> Program:
    """A closed round of the Ministry's form in which everybody has told the ethnic group."""
    plan(empty, FORM.key, ID, opens=date(2026, 1, 1))
    batch = []
    for number in range(30):
        answers = {q.id: None for q in FORM.questions if q.show_if is None}
        answers |= {"q15": 1 + number % 5, "ethnicity": ("kinh", "other")[number % 2]}
        response = Response(
            *(uuid4(), ID, UNIT, "qr", "land", "vi", FORM.key, "n", NOW.date()),
            *("morning", "unknown", answers),
        )
        batch.append(Entry(response, counts_of(response, FORM)))
    empty.store.keep(batch)
    closed = close_round(empty, ID, BOSS, NOW)
    empty.store.take_snapshots(ID, closed.step, last=True)
    return empty


@pytest.mark.parametrize("format", reporting.formats())
def test_no_file_has_a_sensitive_question(asked: Program, format: str) -> None:
    """Neither the question nor its answers, also for administrators."""
    file = reporting.report(asked, ID, None, format, "vi", NOW)
    told = as_text(format, file.content)
    assert "Cơ quan cung cấp thông tin" in told
    for secret in ("Dân tộc", "ethnicity", "Kinh"):
        assert secret not in told


def test_no_page_and_no_feed_has_one(asked: Program) -> None:
    """The summary that pages, charts and the JSON door draw does not hold it, crossed or alone."""
    made = summary(asked, ID, None, NOW)
    assert made.responses == 30
    told = json.dumps(reporting.as_json(made, "vi"), ensure_ascii=False)
    told += "\n".join(reporting.as_lines(made, None, "vi"))
    assert "q15" in told
    for secret in ("Dân tộc", "ethnicity", "Kinh"):
        assert secret not in told


@pytest.mark.parametrize(("key", "question"), SENSITIVE)
def test_the_form_says_so_beside_the_question(empty: Program, key: str, question: str) -> None:
    """One page with and without JavaScript: the sentence stands in the question, and a way out."""
    plan(empty, key)
    code = public_codes(empty)[UNIT]
    page = TestClient(CitizensFirst(_nothing)).get(f"/s/{code}").text
    (field,) = re.findall(rf'<fieldset[^>]* data-id="{question}".*?</fieldset>', page, re.DOTALL)
    assert "Thông tin nhạy cảm" in field
    assert "Ông/Bà có quyền không trả lời" in field
    assert 'value="no_answer"' in field
    assert "required" not in field
    assert "checked" not in field


async def _nothing(*_: object) -> None:
    raise AssertionError("the form is answered before anybody else is asked")


def test_ethnicity_is_the_one_that_is_known() -> None:
    """By what was read of the law; a further one is marked in its questionnaire."""
    assert {question for _, question in SENSITIVE} == {"ethnicity"}
    assert len(SENSITIVE) == 2, "in both of the Ministry's forms"
