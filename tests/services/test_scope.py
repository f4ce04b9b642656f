"""A part of the tree: its own figures and codes, and nothing of the province or the neighbours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from data.store import Entry
from services.access import COOKIE
from services.program import Program
from services.scope import asked_units_for, rounds_for, top_for, units_for
from services.units import units
from surveys.account import Actor, Role
from surveys.questionnaire import find
from surveys.response import Response
from surveys.tally import counts_of
from tests import people
from tests.acts import BOSS, NOW
from tests.conftest import ROUND
from tests.ordered import fetched
from tests.web.conftest import application

OWN, NEIGHBOUR, TOP = "99004", "99005", "99"
LOCAL = Actor("xa", Role.OFFICIAL, OWN)


def _answer(number: int, unit: str, overall: int) -> Entry:
    form = find("short-counter@1")
    blank = {question.id: None for question in form.questions if question.show_if is None}
    given = {**blank, "overall": overall, "attitude": overall}
    id = UUID(int=number, version=4)
    response = Response(
        id, ROUND, unit, "qr", "land", "vi", form.key, "n", NOW.date(), "morning", "unknown", given
    )
    return Entry(response, counts_of(response, form))


@dataclass(frozen=True)
class Office:
    """A browser of somebody who has 99004, where five were satisfied; next door seven were not."""

    browser: TestClient
    program: Program


@pytest.fixture
def office(program: Program) -> Iterator[Office]:
    own = [_answer(number, OWN, 5) for number in range(5)]
    theirs = [_answer(100 + number, NEIGHBOUR, 1) for number in range(7)]
    program.store.keep([*own, *theirs])
    program.store.take_snapshots(ROUND, 5)
    with TestClient(application(), follow_redirects=False) as browser:
        browser.cookies.set(COOKIE, people.session(program, Role.ANALYST, OWN))
        yield Office(browser, program)


def test_the_summary_without_a_unit_is_that_of_his_own(office: Office) -> None:
    """Never the province's: five responses, not twelve, and nobody else's name."""
    reply = office.browser.get(f"/api/v1/rounds/{ROUND}/summary")
    body = reply.json()
    assert (body["unit"]["code"], body["responses"]) == (OWN, 5)
    for other in units(office.program).units:
        if not other.code.startswith(OWN) and other.code != TOP:
            assert other.name not in reply.text


def test_the_whole_is_for_those_who_have_the_whole(office: Office) -> None:
    """The same address gives the province's figures to somebody without a unit."""
    office.browser.cookies.set(COOKIE, people.session(office.program, Role.ANALYST))
    body = office.browser.get(f"/api/v1/rounds/{ROUND}/summary").json()
    assert (body["unit"]["code"], body["responses"]) == (TOP, 12)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_file_without_a_unit_is_that_of_his_own(office: Office, format: str) -> None:
    """Its name says so, and so does the log."""
    reply = fetched(office.browser, office.program, format, by=LOCAL)
    assert reply.headers["content-disposition"].endswith(f'-{ROUND}-{OWN}.{format}"')
    logged = office.program.store.log.read()[0].act
    assert (logged.action, logged.details["unit"]) == ("report.download", OWN)


@pytest.mark.parametrize(
    ("unit", "status"), [(OWN, 200), (NEIGHBOUR, 403), (TOP, 403), ("99001.1", 403), ("zz", 404)]
)
def test_other_units_are_refused(office: Office, unit: str, status: int) -> None:
    """Neighbours, the province and what is below others; what does not exist is not found."""
    reply = office.browser.get(f"/api/v1/rounds/{ROUND}/summary?unit={unit}")
    assert reply.status_code == status
    if status != 200:
        assert "100,00" not in reply.text


@pytest.mark.parametrize("unit", [NEIGHBOUR, TOP, ""])
def test_a_report_of_others_is_refused(office: Office, unit: str) -> None:
    """Whatever its number; who has the whole ordered it, and the log knows of no download."""
    assert fetched(office.browser, office.program, "csv", unit).status_code == 403
    assert office.program.store.log.read()[0].act.action != "report.download"


def test_pickers_offer_only_his_part(program: Program) -> None:
    """Rounds in which it has a share, its units, and itself first."""
    (round,) = rounds_for(program, LOCAL)
    assert {unit.code for unit in units_for(program, LOCAL, round)} == {OWN}
    assert top_for(program, LOCAL, round).code == OWN
    assert asked_units_for(program, LOCAL, round) == (OWN,)
    assert len(units_for(program, BOSS, round)) > 10
    assert top_for(program, BOSS, round).code == TOP


def test_a_round_without_his_unit_is_not_there(program: Program) -> None:
    """A round of others is not offered, and its figures are not found."""
    from datetime import date

    from services.rounds import create_round

    values = {"title": "khác", "opens": date(2026, 1, 1), "closes": date(2026, 1, 31)}
    create_round(
        program,
        BOSS,
        NOW,
        id="2026-H1",
        questionnaire="short-counter@1",
        units=[NEIGHBOUR],
        **values,  # type: ignore[arg-type]
    )
    assert [round.id for round in rounds_for(program, LOCAL)] == [ROUND]
    with TestClient(application(), follow_redirects=False) as browser:
        browser.cookies.set(COOKIE, people.session(program, Role.ANALYST, OWN))
        assert browser.get("/api/v1/rounds/2026-H1/summary").status_code == 404


def test_a_session_follows_the_unit_of_its_account(office: Office) -> None:
    """Moved to another part of the tree, the old session has ended and the new one sees the new part."""
    from services.accounts import change_role

    name = f"{Role.ANALYST}-{OWN}"
    change_role(office.program, BOSS, datetime.now(UTC), name, Role.ANALYST, NEIGHBOUR)
    path = f"/api/v1/rounds/{ROUND}/summary"
    assert office.browser.get(path).status_code == 401
    account = office.program.store.accounts.find(name)
    token = people.begin(office.program, account, datetime.now(UTC), "test")
    office.browser.cookies.set(COOKIE, token)
    assert office.browser.get(path).json()["unit"]["code"] == NEIGHBOUR
