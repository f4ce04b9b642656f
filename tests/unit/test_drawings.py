"""Drawings of a study: what they say is the study's, and where little can be said they say so."""

import json
import math
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import vl_convert

from analysis.cells import written
from analysis.drawings import drawings
from analysis.drawings.drawing import Drawing
from analysis.study.criteria import Formula
from analysis.study.study import Study
from surveys.language import Words, languages, words
from surveys.round import Design
from tests.unit.study_cases import Case, study_of

FEW = Case(communes=1, departments=0, people=(3, 3))
SMALL = Case(communes=1, departments=0, people=(20, 20))
NOBODY = Case(people=(0, 0))
ALIKE = Case(communes=6, level=9.0, spread=0.0, common=0.0)
LONELY = Case(communes=1, departments=1, people=(300, 300), design=Design.TWO_STAGE)

CASES = {
    "usual": (Case(), Case(seed=8)),
    "nobody": (NOBODY, None),
    "few": (FEW, FEW),
    "small": (SMALL, SMALL),
    "alike": (ALIKE, ALIKE),
    "lonely": (LONELY, LONELY),
    "one_unit": (Case(communes=1, departments=0, people=(400, 400)), Case(seed=9)),
    "other_questions": (Case(key="short-counter@1"), Case()),
    "no_outcome": (Case(key="three-level-counter@1"), None),
    "unknown_served": (Case(served=None, design=Design.SIMPLE), Case(served=None)),
    "more_than_served": (Case(served=0.5, design=Design.STRATIFIED), Case()),
    "all_answered": (Case(served=1.0, flags=False, weeks=3), Case(communes=8)),
    "means": (Case(formula=Formula.LINEAR_MEAN), Case(formula=Formula.LINEAR_MEAN)),
    "shares": (Case(formula=Formula.MEAN_OF_SHARES), Case(formula=Formula.POOLED)),
    "two_stage": (Case(design=Design.TWO_STAGE), Case(design=Design.TWO_STAGE, seed=3)),
    "nothing_given": (Case(missing=1.0), Case()),
}


@pytest.fixture(scope="module", params=[*CASES])
def case(request: pytest.FixtureRequest) -> Study:
    now, before = CASES[request.param]
    return study_of(now, before=before)


def drawing(study: Study, id: str, language: str = "vi") -> Drawing:
    """The drawing of a study with this id."""
    return next(one for one in drawings(study, words(language)) if one.id == id)


def numbers(value: Any) -> Iterator[float]:
    """Every number in a piece of JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, int | float):
        yield float(value)


def in_order(one: Drawing, told: Words) -> None:
    """No sentence, cell or chart of it shows what is not a number, and every chart can be drawn."""
    said = [one.title, one.means, one.means_not, *one.table.notes]
    for row in one.table.rows:
        assert len(row) == len(one.table.columns)
        said += [
            written(value, column.format, told)
            for value, column in zip(row, one.table.columns, strict=True)
        ]
        assert all(math.isfinite(value) for value in row if isinstance(value, int | float))
    for sentence in said:
        assert not re.search(r"\bnan\b|\binf\b|None|[{}]", sentence, re.IGNORECASE), sentence
    assert one.means
    assert one.means_not
    assert one.means[-1] in ".!"
    if one.chart is not None:
        assert one.alt
        drawn = one.chart().to_dict()
        assert any(drawn["datasets"].values())
        assert all(math.isfinite(value) for value in numbers(drawn))
        assert "NaN" not in json.dumps(drawn)
        assert vl_convert.vegalite_to_svg(drawn).startswith("<svg")


@pytest.mark.parametrize("language", languages())
def test_every_state_is_told_and_drawn(case: Study, language: str) -> None:
    """Never a crash, an empty frame, or a figure that is no number."""
    told = words(language)
    made = drawings(case, told)
    for one in made:
        in_order(one, told)
    assert len({one.id for one in made}) == len({one.table.id for one in made}) == len(made)


@pytest.mark.parametrize("name", ["nobody", "few", "alike", "lonely", "nothing_given"])
def test_an_index_without_a_telling_interval_is_a_sentence(name: str) -> None:
    """No chart of nothing, and no certainty because everybody agrees."""
    made = study_of(CASES[name][0])
    one = drawing(made, "index")
    assert one.chart is None
    assert drawing(made, "criteria").chart is None
    assert "± 0" not in one.means
    if name == "alike":
        low = made.index.low
        assert low is not None
        assert "100,0 %" in one.means
        assert words("vi").percent(low, 1) in one.means


def test_the_index_is_told_with_its_base_and_interval() -> None:
    """The sentence has the figures of the study, one decimal each."""
    made = study_of()
    figure, told = made.index, words("vi")
    one = drawing(made, "index")
    for part in (figure.value, figure.low, figure.high):
        assert told.percent(part or 0) in one.means
    assert told.number(made.n) in one.means
    assert one.table.rows[0][:5] == ("Chỉ số", figure.n, figure.value, figure.low, figure.high)
    assert [row[0] for row in one.table.rows[1:]] == [each.title.in_("vi") for each in made.factors]


def test_bars_of_a_study_end_at_its_satisfied_shares() -> None:
    """What is drawn is what was found, criterion by criterion."""
    made = study_of()
    chart = drawing(made, "criteria").chart
    assert chart is not None
    rows = [row for rows in chart().to_dict()["datasets"].values() for row in rows]
    tops = {row["criterion"]: row["end"] for row in rows if "start" in row and row["end"] > 0}
    found = sorted(each.satisfied.value for each in made.criteria)
    assert sorted(tops.values()) == pytest.approx(found)


def test_tables_and_sentences_do_not_wait_for_charts() -> None:
    """The command line shows a study without a charting library."""
    code = (
        "import sys; from tests.unit.study_cases import study_of;"
        "from analysis.drawings import drawings; from surveys.language import words;"
        "drawings(study_of(), words('vi')); sys.exit('altair' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
