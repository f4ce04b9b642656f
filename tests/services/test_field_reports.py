"""Reports on one procedure field: what can be chosen and ordered, and what is refused."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from data.log import Sought
from services.field_choice import FieldChoice, field_said, fields_to_choose
from services.previewing import HEADING, TABLE, preview
from services.program import Program
from services.report_orders import fetch_report, make_waiting, order_report, ordered_reports
from services.reporting import kinds, report, takes_period
from services.snapshots import take_due_snapshots
from surveys.account import Actor, Role
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.report_order import ReportOrder
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT
from tests.offices import answer

pytestmark = pytest.mark.long

ORDER = ReportOrder(ROUND, UNIT, "field", "json", "vi", date(2026, 7, 5), field="land")
PEOPLE = {"land": 20, "business": 14, "social": 7, "residence": 6}
"""How many came for each field: where ten must stand behind a figure the last two are kept back."""


def clock() -> datetime:
    return NOW


@pytest.fixture
def asked(program: Program) -> Program:
    """A commune at which people have answered about four fields."""
    given = [
        replace(one, response=replace(one.response, field=field))
        for field, n in PEOPLE.items()
        for one in (answer(UNIT, level=1 + at % 5) for at in range(n))
    ]
    program.store.keep(given)
    take_due_snapshots(program.store, day_of(NOW))
    return replace(program, settings=replace(program.settings, fewest_inside=10))


def refusal(ask: Callable[[], object]) -> SurveyError:
    with pytest.raises(SurveyError) as refused:
        ask()
    return refused.value


def test_only_fields_with_figures_are_offered(asked: Program) -> None:
    """The others are named as having too few, as the breakdown names them; elsewhere there is none."""
    assert fields_to_choose(asked, ROUND, UNIT, NOW) == FieldChoice(
        ("land", "business"), ("social", "residence")
    )
    assert fields_to_choose(asked, ROUND, "99003", NOW) == FieldChoice((), ())
    assert field_said("land", words("en")) == "Land"
    assert field_said("ours", words("en")) == "ours"


@pytest.mark.parametrize("field", ["social", "residence", "civil_status"])
def test_a_field_that_is_kept_back_cannot_be_ordered_nor_seen(asked: Program, field: str) -> None:
    """On the page, beforehand, or in the shell; whether few came for it or nobody, it says the same."""
    order = replace(ORDER, field=field)
    for ask in (
        lambda: order_report(asked, order, BOSS, NOW),
        lambda: preview(asked, order, BOSS, NOW),
        lambda: report(asked, ROUND, UNIT, "json", "vi", NOW, kind="field", field=field),
    ):
        refused = refusal(ask)
        assert refused.code is Code.FIELD_TOO_FEW
        assert words("vi").error(refused) == words("vi")(
            "errors.field_too_few", field=field, unit="Xã Đồng Sen", round=ROUND
        )
    assert ordered_reports(asked, BOSS) == ()


@pytest.mark.parametrize(
    ("kind", "field"), [("field", ""), ("field", "gone"), ("field", "unstated"), ("whole", "land")]
)
def test_what_is_no_field_cannot_be_ordered(asked: Program, kind: str, field: str) -> None:
    """Nor one for another kind; the fields that there are are named."""
    refused = refusal(
        lambda: order_report(asked, replace(ORDER, kind=kind, field=field), BOSS, NOW)
    )
    assert refused.code is Code.BAD_REPORT_FIELD
    assert "civil_status" in words("vi").error(refused)
    assert ordered_reports(asked, BOSS) == ()


def test_what_was_ordered_is_fetched_as_the_shell_writes_it(asked: Program) -> None:
    """With the field in its name and in the log; people of another unit can neither order nor see it."""
    number = order_report(asked, ORDER, BOSS, NOW).number
    told = asked.store.log.read(Sought(), most=1)[0].act
    assert (told.action, told.details["field"]) == ("report.order_field", "land")
    assert make_waiting(asked, clock) == 1
    found, file = fetch_report(asked, number, BOSS)
    again = report(asked, ROUND, UNIT, "json", "vi", NOW, ORDER.dated, "field", "land")
    assert (found.order, file.content) == (ORDER, again.content)
    assert file.name == f"hai-long-field-{ROUND}-{UNIT}-land.json"
    made = json.loads(file.content)
    assert "Đất đai" in made["subject"]
    stranger = Actor("minh", Role.OFFICIAL, "99.01")
    assert refusal(lambda: order_report(asked, ORDER, stranger, NOW)).code is Code.OTHER_UNITS
    assert ordered_reports(asked, stranger) == ()


def test_a_field_that_lost_its_figures_before_it_was_made_is_refused(asked: Program) -> None:
    """What was ordered is looked at again when it is made."""
    number = order_report(asked, ORDER, BOSS, NOW).number
    asked = replace(asked, settings=replace(asked.settings, fewest_inside=30))
    assert make_waiting(asked, clock) == 0
    assert "không có số liệu riêng" in asked.store.report_orders.find(number).why


def test_the_preview_has_the_tables_of_the_file(asked: Program) -> None:
    """Of the province, with its units that may be told apart."""
    order = replace(ORDER, unit="99")
    tables = [one for one in preview(asked, order, BOSS, NOW) if one.what == TABLE]
    assert len(tables) == 3
    assert all("“Đất đai”" in one.lines[-1] for one in tables)


@pytest.mark.parametrize("kind", [one for one in kinds() if not takes_period(one)])
def test_a_preview_tears_no_number_from_its_sign_and_has_no_empty_heading(
    asked: Program, kind: str
) -> None:
    """As on paper: ``92,5 %`` and ``n = 12`` stay on one line, in tables too."""
    order = replace(ORDER, kind=kind, field="land" if kind == "field" else "")
    pieces = preview(asked, order, BOSS, NOW)
    assert all(one.text for one in pieces if one.what == HEADING)
    cells = [cell for one in pieces for row in (one.columns, *one.rows) for cell in row]
    texts = [text for one in pieces for text in (one.text, *one.lines)]
    assert [one for one in (*cells, *texts) if re.search(r"\d %|\bn = ", one)] == []
    assert any("\u00a0%" in one for one in (*cells, *texts))
