"""What does not hold is neither downloaded nor published, and the place is named."""

from collections.abc import Sequence
from pathlib import Path

import pytest

import services.reporting
from analysis.reports.gate import Objection, Wrong
from analysis.summary import Summary
from services.counts import import_counts
from services.program import Program
from services.publishing import editions, publish_round
from services.reporting import report
from services.rounds import close_round, stored
from services.sealing import seal_round
from surveys.edition import Edition
from surveys.errors import Code, SurveyError
from surveys.round import State
from tests.conftest import NOW, ROUND, SAMPLES
from tests.services.test_rounds import BOSS, DAY

pytestmark = pytest.mark.long


def test_figures_that_do_not_hold_are_not_published(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The round stays sealed, and nobody sees an edition."""
    close_round(program, ROUND, BOSS, NOW)
    seal_round(program, ROUND, BOSS, NOW + 3 * DAY)

    def object_to(*_: object) -> tuple[Objection, ...]:
        return (Objection(Wrong.SUM, "Bảng 3: Thái độ"),)

    with monkeypatch.context() as wrong:
        wrong.setattr(services.reporting, "objections", object_to)
        with pytest.raises(SurveyError) as refused:
            publish_round(program, ROUND, BOSS, NOW + 3 * DAY)
        with pytest.raises(SurveyError) as also:
            report(program, ROUND, None, "json", "vi", NOW + 3 * DAY)
    for refusal in (refused.value, also.value):
        assert refusal.code is Code.REPORT_REFUSED
        assert "Bảng 3: Thái độ" in str(refusal.details["places"])
    assert stored(program, ROUND).state is State.SEALED
    assert editions(program) == ()
    assert publish_round(program, ROUND, BOSS, NOW + 3 * DAY).state is State.PUBLISHED


def test_printed_totals_that_do_not_add_up_are_told_in_the_report(empty: Program) -> None:
    """Source figures are kept as printed: the report says so, and says what they add up to."""
    import_counts(empty, Path(SAMPLES / "chau-thanh-2023.csv"), "2023", BOSS, NOW)
    text = report(empty, "2023", None, "json", "vi", NOW).content.decode()
    assert "Tổng đã in không bằng tổng các phần" in text
    assert "6.952" in text


def test_a_sheet_for_everybody_is_held_against_the_editions(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It shows what the edition shows; the agency's own papers have all of their figures."""
    close_round(program, ROUND, BOSS, NOW)
    seal_round(program, ROUND, BOSS, NOW + 3 * DAY)
    publish_round(program, ROUND, BOSS, NOW + 3 * DAY)
    asked: list[int] = []

    def held(made: Summary, published: Sequence[Edition], fewest: int) -> Summary:
        asked.append(fewest)
        assert [one.number for one in published] == [1]
        return made

    monkeypatch.setattr(services.reporting, "without_near", held)
    for kind in ("brief", "poster"):
        report(program, ROUND, None, "pdf", "vi", NOW + 3 * DAY, kind=kind)
    assert asked == [program.settings.fewest_public]
