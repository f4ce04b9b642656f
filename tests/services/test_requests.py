"""The register of requests: who may use it, what it keeps, and what the log says of it."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

import manage
from services import requests
from services.program import Program
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.privacy_request import Kind, Outcome, PrivacyRequest
from tests.acts import BOSS, NOW
from tests.conftest import ROUND

OFFICIAL = Actor("official", Role.OFFICIAL)
CONTACT = "Trần Văn Ba, 0912 345 678"
DAY = date(2026, 11, 20)


def _enter(program: Program, **more: Any) -> PrivacyRequest:
    given = {"kind": Kind.ERASURE, "received": DAY, **more}
    return requests.enter_request(program, OFFICIAL, NOW, **given)


def test_a_case_runs_from_entry_to_closing(program: Program) -> None:
    """Answered, extended, closed; each step has the name of who did it, and is logged."""
    made = _enter(program, contact=CONTACT, round=ROUND)
    requests.answer_request(program, BOSS, made.number, NOW)
    requests.extend_request(program, OFFICIAL, made.number, NOW)
    assert requests.read_contact(program, OFFICIAL, made.number, NOW) == CONTACT
    closed = requests.close_request(program, OFFICIAL, made.number, Outcome.DONE, NOW)
    assert (closed.extended, closed.replied, closed.closed) == (True, *[date(2026, 11, 22)] * 2)
    assert list(requests.requests(program, BOSS)) == [closed]
    assert requests.read_contact(program, OFFICIAL, made.number, NOW) == ""
    told = [(one.act.action, one.act.actor) for one in program.store.log.read(most=6)][::-1]
    assert told == [
        ("request.add", "official"),
        ("request.change", BOSS.name),
        ("request.change", "official"),
        ("request.contact", "official"),
        ("request.change", "official"),
        ("request.contact", "official"),
    ]


def test_the_log_and_the_register_say_nothing_of_the_person(program: Program) -> None:
    """The contact is in neither, and a note is masked and short."""
    note = "Chị Trần Thị Lan gọi từ 0912 345 678 " + "x" * 400
    made = _enter(program, contact=CONTACT, note=note)
    assert "Lan" not in made.note
    assert "345" not in made.note
    assert len(made.note) <= 200
    whole = "".join(one.act.record() for one in program.store.log.read())
    for piece in ("0912", "Văn Ba", "Lan"):
        assert piece not in whole


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"received": NOW.date() + timedelta(days=1)}, Code.BAD_DATES),
        ({"contact": "x" * 301}, Code.TEXT_TOO_LONG),
        ({"round": "1999-H1"}, Code.UNKNOWN_ROUND),
    ],
)
def test_a_wrong_entry_is_refused_whole(program: Program, more: dict[str, Any], code: Code) -> None:
    """Nothing is kept of it."""
    before = program.store.log.head()
    with pytest.raises(SurveyError) as refused:
        _enter(program, **more)
    assert refused.value.code is code
    assert list(requests.requests(program, BOSS)) == []
    assert program.store.log.head() == before


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (Actor("x", Role.ANALYST), Code.NOT_ALLOWED),
        (Actor("x", Role.CLERK), Code.NOT_ALLOWED),
        (Actor("x", Role.OFFICIAL, "99004"), Code.OTHER_UNITS),
    ],
)
def test_the_register_is_for_those_who_handle_requests(
    program: Program, by: Actor, code: Code
) -> None:
    """Everything about it is refused to everybody else; the contact stays unread and unlogged."""
    number = _enter(program, contact=CONTACT).number
    before = program.store.log.head()
    for ask in (
        lambda: requests.requests(program, by),
        lambda: requests.enter_request(program, by, NOW, kind=Kind.ACCESS, received=DAY),
        lambda: requests.answer_request(program, by, number, NOW),
        lambda: requests.extend_request(program, by, number, NOW),
        lambda: requests.close_request(program, by, number, Outcome.DONE, NOW),
        lambda: requests.read_contact(program, by, number, NOW),
        lambda: requests.erase_in_case(program, by, number, "AAAA-BBBB-CCCC", NOW),
    ):
        with pytest.raises(SurveyError) as refused:
            ask()
        assert refused.value.code is code
    assert program.store.log.head() == before


def test_a_form_is_erased_in_an_open_case_only(program: Program) -> None:
    """A wrong code and a closed case are refused, and nothing is logged."""
    number = _enter(program).number
    before = program.store.log.head()
    with pytest.raises(SurveyError) as refused:
        requests.erase_in_case(program, OFFICIAL, number, "AAAA-BBBB-CCCC", NOW)
    assert refused.value.code is Code.UNKNOWN_RECEIPT
    assert program.store.log.head() == before
    requests.close_request(program, OFFICIAL, number, Outcome.NOT_FOUND, NOW)
    with pytest.raises(SurveyError) as refused:
        requests.erase_in_case(program, OFFICIAL, number, "AAAA-BBBB-CCCC", NOW)
    assert refused.value.code is Code.REQUEST_STATE


def test_an_unknown_case_is_told(program: Program) -> None:
    """By its number."""
    with pytest.raises(SurveyError) as refused:
        requests.answer_request(program, OFFICIAL, "YC-1999-0001", NOW)
    assert refused.value.code is Code.UNKNOWN_REQUEST


def test_the_agency_may_set_its_own_deadlines_and_days_off(program: Program) -> None:
    """Files of the same name in the folder var come first; a broken one is named."""
    text = "reply_working_days = 1\nkeep_closed_months = 1\nkeep_contact_months = 1\n"
    text += 'source = { vi = "quy chế", en = "our rules" }\n'
    for table in ("days", "extension_days"):
        text += f"[{table}]\n" + "".join(f"{kind} = 3\n" for kind in Kind)
    (program.settings.var / "deadlines.toml").write_text(text, "utf-8")
    off = 'every_year = []\ndays = ["2026-11-23"]\nworked = []\n'
    (program.settings.var / "holidays.toml").write_text(off, "utf-8")
    made = _enter(program)
    assert (made.reply_due, made.due) == (date(2026, 11, 23), date(2026, 11, 23))
    (program.settings.var / "holidays.toml").write_text('every_year = ["13-45"]', "utf-8")
    with pytest.raises(SurveyError) as refused:
        _enter(program)
    assert refused.value.code is Code.BAD_FILE


def test_the_shell_lists_the_register(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what is due and how it stands, and without any contact."""
    monkeypatch.setattr("commands.door.open_program", lambda _: program)
    monkeypatch.setattr("commands.door.close_program", lambda _: None)
    monkeypatch.setattr("commands.door.from_environment", lambda: program.settings)
    made = _enter(program, contact=CONTACT, received=date(2026, 1, 5))
    requests.close_request(program, BOSS, _enter(program).number, Outcome.REFUSED, NOW)
    listed = CliRunner().invoke(manage.main, ["privacy", "requests", "--open", "--json"])
    (row,) = json.loads(listed.output)
    assert (row["number"], row["standing"], row["due"]) == (made.number, "overdue", "2026-01-25")
    plain = CliRunner().invoke(manage.main, ["privacy", "requests"])
    assert "QUÁ HẠN giải quyết" in plain.output
    assert "0912" not in plain.output + listed.output
