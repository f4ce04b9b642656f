"""The responses of a round, row by row: who may take them, of which rounds, and what is not in them."""

import csv
import io
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from data.store import Entry
from services.access import COOKIE
from services.program import Program
from services.rounds import close_round
from services.rows import formats, has_responses, take_responses
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.questionnaire import find
from surveys.response import Response
from surveys.round import Round
from surveys.tally import counts_of
from tests.acts import ACT, BOSS
from tests.conftest import NOW, ROUND, UNIT, plan
from tests.people import chief, session
from tests.web.conftest import application, payload

FORM = find("ministry-service@1")
ID = "2027-H1"
LATER = NOW + timedelta(days=60)
NUMBER = 1200


def _entry(number: int) -> Entry:
    answers = {q.id: None for q in FORM.questions if q.show_if is None}
    answers |= {"q15": 1 + number % 5, "ethnicity": "kinh"}
    kept = (uuid4(), ID, UNIT, "qr", "land", "vi", FORM.key, f"n{number}", NOW.date())
    response = Response(*kept, "morning", "unknown", answers)
    return Entry(response, counts_of(response, FORM))


@pytest.fixture
def entries() -> list[Entry]:
    return [_entry(number) for number in range(NUMBER)]


@pytest.fixture
def over(empty: Program, entries: list[Entry]) -> Program:
    """A round that is over, with what is sensitive."""
    plan(empty, FORM.key, ID, opens=date(2026, 1, 1))
    empty.store.keep(entries)
    close_round(empty, ID, BOSS, NOW)
    return empty


def _round(program: Program) -> Round:
    return program.store.rounds()[0]


def _rows(program: Program) -> list[dict[str, str]]:
    with closing(take_responses(program, BOSS, ID, "csv", "vi", LATER)) as taken:
        text = b"".join(taken.parts).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def _refusal(program: Program, by: Actor, round: str = ID, format: str = "csv") -> Code:
    with pytest.raises(SurveyError) as refused:
        take_responses(program, by, round, format, "vi", LATER)
    return refused.value.code


def test_each_response_is_in_it_once_but_the_erased(over: Program, entries: list[Entry]) -> None:
    """However many parts the file has; ids and what is sensitive are in none."""
    over.store.seals.destroy([entries[5].response.id], replace(ACT, action="response.erase"))
    rows = _rows(over)
    expected = {f"n{number}" for number in range(NUMBER)} - {"n5"}
    assert len(rows) == NUMBER - 1
    assert {row["notice"] for row in rows} == expected
    told = " ".join(value for row in rows[:50] for value in [*row, *row.values()])
    assert "kinh" not in told
    assert "ethnicity" not in told
    assert str(entries[0].response.id) not in told


def test_only_administrators_of_the_whole_take_them(over: Program) -> None:
    """No other role, and nobody who has a part of the tree; the page asks the same."""
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert _refusal(over, Actor("x", role)) is Code.NOT_ALLOWED
        assert not has_responses(Actor("x", role), _round(over), LATER)
    part = Actor("x", Role.ADMINISTRATOR, UNIT)
    assert _refusal(over, part) is Code.OTHER_UNITS
    assert not has_responses(part, _round(over), LATER)
    assert not has_responses(None, _round(over), LATER)
    assert has_responses(BOSS, _round(over), LATER)


def test_while_answers_may_come_in_there_are_none(program: Program, code: str) -> None:
    """Two files would differ by the people who came between them."""
    with TestClient(application()) as browser:
        assert browser.post("/api/v1/responses", json=payload(code)).status_code == 201
    assert _refusal(program, BOSS, ROUND) is Code.NO_RESPONSES


def test_what_there_is_not_is_refused(over: Program) -> None:
    """A round or a format that nobody knows, and a round whose answers have been destroyed."""
    assert _refusal(over, BOSS, "1999-H1") is Code.UNKNOWN_ROUND
    assert _refusal(over, BOSS, format="xlsx") is Code.UNKNOWN_FORMAT
    over.store.seals.purge(ID, replace(ACT, action="round.purge"))
    assert _refusal(over, BOSS) is Code.NO_RESPONSES


def test_who_takes_them_is_in_the_log_before_the_first_row(over: Program) -> None:
    """Also when he goes away at once; who is refused takes nothing."""
    take_responses(over, BOSS, ID, "jsonl", "vi", LATER).close()
    _refusal(over, Actor("x", Role.ANALYST))
    [last] = over.store.log.read(most=1)
    assert (last.act.actor, last.act.action, last.act.object) == (BOSS.name, "response.export", ID)
    assert dict(last.act.details) == {"responses": NUMBER, "format": "jsonl"}


@pytest.mark.parametrize("format", formats())
def test_the_address_sends_the_same_file(
    over: Program, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told as a download that no browser keeps."""
    monkeypatch.setattr("web.downloads.now", lambda: LATER)
    with closing(take_responses(over, BOSS, ID, format, "vi", LATER)) as taken:
        made = b"".join(taken.parts)
    chief(over)
    with TestClient(application(), follow_redirects=False) as browser:
        browser.cookies.set(COOKIE, session(over))
        reply = browser.get(f"/tep/{ID}.responses.{format}")
    assert (reply.status_code, reply.content) == (200, made)
    assert reply.headers["cache-control"] == "no-store"
    assert f'filename="hai-long-responses-{ID}.{format}"' in reply.headers["content-disposition"]
