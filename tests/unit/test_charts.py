"""Charts: the figures they draw are the summary's."""

from dataclasses import replace
from typing import Any

import pytest

from analysis.charts.course import course
from analysis.charts.diverging import diverging
from analysis.charts.names import shortened
from analysis.charts.pictures import svg
from analysis.charts.ranks import Rank, ranks
from analysis.charts.rows import rows
from analysis.charts.signs import Sign, signs
from analysis.summary import summarise
from services.results import labels
from surveys.language import Text, languages, words
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


COUNTRY = 3_321
"""Communes and wards since July 2025."""


def _drawn(chart: Any) -> str:
    return svg(chart).decode()


def test_of_very_many_units_the_first_and_the_last_ranks_are_drawn() -> None:
    """Nobody reads a chart of a whole country, nor can one be drawn; it says what it leaves out."""
    units = [
        Rank(
            f"Xã {at}", at, max(1, at - 9), min(COUNTRY, at + 9), 1, f"hạng {at}", at > COUNTRY - 5
        )
        for at in range(1, COUNTRY + 1)
    ]
    chart = ranks(units, words("vi"))
    assert [row["rank"] for row in _data(chart)] == [*range(1, 21), *range(3302, 3322)]
    assert "Chỉ nêu 20 đơn vị hạng đầu và 20 đơn vị hạng cuối trong 3.321 đơn vị" in _drawn(chart)
    whole = ranks(units[:40], words("vi"))
    assert len(_data(whole)) == 40
    assert "title" not in whole.to_dict()


def test_of_very_many_units_those_furthest_above_chance_are_drawn() -> None:
    """In the order given, as in the table."""
    units = [Sign(f"Xã {at}", at % 100 / 100, 0.1, 0.2, conspicuous=False) for at in range(COUNTRY)]
    chart = signs(units, words("en"))
    drawn = [row["name"] for row in _data(chart)]
    assert drawn[:2] == ["Xã 98", "Xã 99"]
    assert len(drawn) == 40
    assert "the 40 units furthest above chance, of 3,321" in _drawn(chart)


def test_of_very_many_rows_those_with_the_most_responses_are_drawn() -> None:
    """In the order of the catalogue; a few dozen are all there."""
    given = made().breakdowns[0]
    row = next(one for one in given.rows if one.satisfied.low is not None)
    many = tuple(
        replace(row, label=Text({"vi": f"Xã {at}"}), responses=at) for at in range(1, COUNTRY + 1)
    )
    chart = rows(replace(given, rows=many), words("vi"))
    assert [one["name"] for one in _data(chart)] == [f"Xã {at}" for at in range(3282, 3322)]
    assert "Chỉ nêu 40 dòng có nhiều phiếu nhất trong 3.321 dòng" in _drawn(chart)
    province = rows(replace(given, rows=many[:200]), words("vi"))
    assert len(_data(province)) == 200
