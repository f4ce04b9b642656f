"""Charts: the figures they draw are the summary's."""

from typing import Any

import pytest

from analysis.charts.course import course
from analysis.charts.diverging import diverging
from analysis.charts.names import shortened
from analysis.charts.rows import rows
from analysis.summary import summarise
from services.results import labels
from surveys.language import languages, words
from tests.unit.test_summary import made, subject


def _data(chart: Any) -> list[dict[str, Any]]:
    datasets = chart.to_dict()["datasets"]
    return [row for rows in datasets.values() for row in rows]


@pytest.mark.parametrize("language", languages())
def test_bars_end_at_the_satisfied_share(language: str) -> None:
    """Satisfied levels to the right of nought, the others to the left; together 100 %."""
    drawn = _data(diverging(made(), words(language)))
    bars = [row for row in drawn if "start" in row and row["criterion"] == drawn[0]["criterion"]]
    assert max(row["end"] for row in bars) == pytest.approx(0.9)
    assert min(row["start"] for row in bars) == pytest.approx(-0.1)
    assert sum(row["end"] - row["start"] for row in bars) == pytest.approx(1.0)


def test_every_bar_has_its_interval_and_n() -> None:
    """The label says the share, both ends and the base."""
    ends = [row for row in _data(diverging(made(), words("vi"))) if "low" in row]
    assert {row["label"] for row in ends} == {"90,0 % (76,9–96,0)\nn = 40"}


def test_every_row_that_may_be_shown_is_drawn_with_its_base() -> None:
    """Units in the order of the catalogue, never by rank."""
    by_unit = made().breakdowns[0]
    chart = rows(by_unit, words("vi"))
    assert [row["name"] for row in _data(chart)] == ["Xã A", "=Xã B"]
    assert [row["label"] for row in _data(chart)] == ["n = 34", "n = 6"]


def test_where_there_is_nothing_nothing_is_drawn() -> None:
    """No empty frame that looks like a result."""
    empty = summarise(subject(), {}, [], labels())
    assert course(empty, words("vi")) is None
    assert [rows(one, words("vi")) for one in empty.breakdowns] == [None, None, None]


def test_long_criteria_stay_apart() -> None:
    """Two texts that begin alike never become one bar."""
    texts = ["a " * 60 + "x", "a " * 60 + "y"]
    assert len(set(shortened(texts, 42))) == 2
