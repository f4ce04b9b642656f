"""Reports made beside the page: ordered, made by another process, watched, cancelled, fetched."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

import services.report_orders
from data.log import Sought
from services.basis import basis_of
from services.program import Program
from services.report_orders import (
    KEPT,
    MOST_WAITING,
    cancel_report,
    fetch_report,
    make_waiting,
    order_report,
    ordered_reports,
)
from services.reporting import report
from settings import environment_of
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.period import EVERY
from surveys.report_order import ReportOrder, Stage
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT

pytestmark = pytest.mark.long

ORDER = ReportOrder(ROUND, UNIT, "whole", "json", "vi", date(2026, 7, 5))
OF_ANOTHER_UNIT = Actor("minh", Role.OFFICIAL, "99.01")


def clock() -> datetime:
    return NOW


def _refusal(ask: Callable[[], object]) -> Code:
    with pytest.raises(SurveyError) as refused:
        ask()
    return refused.value.code


def ordered(program: Program, order: ReportOrder = ORDER) -> int:
    return order_report(program, order, BOSS, NOW).number


def test_what_was_ordered_is_fetched_as_it_was_made(program: Program) -> None:
    """The same bytes as the command line writes, with their fingerprint."""
    number = ordered(program)
    assert _refusal(lambda: fetch_report(program, number, BOSS)) is Code.REPORT_GONE
    assert make_waiting(program, clock) == 1
    found, file = fetch_report(program, number, BOSS)
    again = report(program, ROUND, UNIT, "json", "vi", NOW, ORDER.dated)
    assert (file.content, file.name) == (again.content, again.name)
    assert found.sha256 == hashlib.sha256(file.content).hexdigest()
    assert (found.stage, found.done, found.size) == (Stage.DONE, 1.0, len(file.content))
    assert make_waiting(program, clock) == 0


def test_another_process_makes_it(program: Program) -> None:
    """As the page starts it: with the settings of this program and nothing else."""
    number = ordered(program)
    done = subprocess.run(
        [sys.executable, "manage.py", "report-maker"],
        cwd=Path(services.report_orders.__file__).parent.parent,
        env=environment_of(program.settings),
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert program.store.report_orders.find(number).stage is Stage.DONE


def test_a_file_that_was_changed_is_not_handed_out(program: Program) -> None:
    """Nor one that is gone: the list says to have it made again."""
    number = ordered(program)
    make_waiting(program, clock)
    [path] = (program.settings.var / "reports").iterdir()
    path.write_bytes(path.read_bytes().replace(b"9", b"8"))
    assert _refusal(lambda: fetch_report(program, number, BOSS)) is Code.REPORT_GONE
    path.unlink()
    assert _refusal(lambda: fetch_report(program, number, BOSS)) is Code.REPORT_GONE


def test_people_of_another_unit_neither_see_nor_fetch_nor_cancel_it(program: Program) -> None:
    """Nor can they order it."""
    number = ordered(program)
    make_waiting(program, clock)
    other = OF_ANOTHER_UNIT
    assert ordered_reports(program, other) == ()
    assert [one.number for one in ordered_reports(program, BOSS)] == [number]
    for ask in (
        lambda: fetch_report(program, number, other),
        lambda: cancel_report(program, number, other, NOW),
        lambda: order_report(program, ORDER, other, NOW),
    ):
        assert _refusal(ask) is Code.OTHER_UNITS


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"round": "2020-H1"}, Code.UNKNOWN_ROUND),
        ({"unit": "12345"}, Code.UNKNOWN_UNIT),
        ({"kind": "novel"}, Code.UNKNOWN_KIND),
        ({"format": "odt"}, Code.UNKNOWN_FORMAT),
        ({"language": "fr"}, Code.INVALID_FIELD),
    ],
)
def test_what_there_is_not_cannot_be_ordered(
    program: Program, change: dict[str, str], code: Code
) -> None:
    """Nothing is listed and nothing waits."""
    asked = replace(ORDER, **change)  # type: ignore[arg-type]
    assert _refusal(lambda: order_report(program, asked, BOSS, NOW)) is code
    assert ordered_reports(program, BOSS) == ()


def test_a_report_that_is_cancelled_half_way_leaves_no_file(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its maker hears of it when it next says how far it has come."""
    number = ordered(program)

    def cancelled(*given: object, told: Callable[[float], None], **more: object) -> object:
        told(0.3)
        assert program.store.report_orders.find(number).done == pytest.approx(0.3 * 0.85)
        cancel_report(program, number, BOSS, NOW)
        told(0.6)
        return basis_of(*given, told=told, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("services.reporting.basis_of", cancelled)
    assert make_waiting(program, clock) == 0
    assert program.store.report_orders.find(number).stage is Stage.CANCELLED
    assert not (program.settings.var / "reports").exists()


def test_a_refused_report_says_why(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the language of the order; the next one is made all the same."""
    first = ordered(program, replace(ORDER, language="en"))
    second = ordered(program)
    real, refusals = basis_of, [SurveyError(Code.REPORT_REFUSED, number=1, places="Table 3.")]

    def refusing(*given: object, **more: object) -> object:
        if refusals:
            raise refusals.pop()
        return real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("services.reporting.basis_of", refusing)
    assert make_waiting(program, clock) == 1
    orders = program.store.report_orders
    assert orders.find(first).stage is Stage.REFUSED
    assert orders.find(first).why.startswith("1 points must be looked at: Table 3.")
    assert orders.find(second).stage is Stage.DONE


def test_too_many_that_wait_are_refused(program: Program) -> None:
    """Somebody who clicks on and on does not fill the disk."""
    for _ in range(MOST_WAITING):
        ordered(program)
    assert _refusal(lambda: ordered(program)) is Code.MANY_REPORTS


def test_old_orders_go_with_their_files(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest stay."""
    assert KEPT >= 20
    monkeypatch.setattr(services.report_orders, "KEPT", 2)
    for _ in range(3):
        ordered(program)
        make_waiting(program, clock)
    ordered(program)
    assert [one.number for one in program.store.report_orders.latest(9)] == [4, 3]
    assert [path.name[0] for path in (program.settings.var / "reports").iterdir()] == ["3"]


def test_a_report_on_a_period_is_listed_under_its_last_round(program: Program) -> None:
    """The log tells the period; people of another unit can neither order nor see it."""
    asked = replace(ORDER, round="", kind="trend", period=EVERY)
    number = ordered(program, asked)
    [listed] = ordered_reports(program, BOSS)
    assert (listed.number, listed.order) == (number, replace(asked, round=ROUND))
    assert program.store.log.read(Sought(), most=1)[0].act.object == EVERY
    assert ordered_reports(program, OF_ANOTHER_UNIT) == ()
    refusal = _refusal(lambda: order_report(program, asked, OF_ANOTHER_UNIT, NOW))
    assert refusal is Code.OTHER_UNITS
    assert make_waiting(program, clock) == 1
    _, file = fetch_report(program, number, BOSS)
    assert file.name == f"hai-long-trend-all-{UNIT}.json"


@pytest.mark.parametrize(
    ("kind", "period", "code"),
    [
        ("trend", "", Code.BAD_PERIOD),
        ("trend", "2026-H3", Code.BAD_PERIOD),
        ("trend", "1999", Code.NO_ROUND_IN_PERIOD),
        ("whole", "2026", Code.BAD_PERIOD),
    ],
)
def test_a_period_that_there_is_not_cannot_be_ordered(
    program: Program, kind: str, period: str, code: Code
) -> None:
    """Nor one for a report on a single round."""
    asked = replace(ORDER, kind=kind, period=period)
    assert _refusal(lambda: order_report(program, asked, BOSS, NOW)) is code
    assert ordered_reports(program, BOSS) == ()
