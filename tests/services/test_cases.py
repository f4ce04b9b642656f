"""The feed of finished dossiers, and the response rates that it makes known."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import settings
from analysis.statistics.nonresponse import Rate
from services import demo
from services.cases import import_cases
from services.program import Program, close_program, open_program
from services.results import narrowed, summary
from services.studying import study_now
from surveys.errors import Code, SurveyError
from surveys.tally import CHANNEL, FIELD
from tests.acts import BOSS
from tests.conftest import NOW

pytestmark = pytest.mark.long

ROUND = "2026-H1"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed round with answers, filled once for all tests."""
    folder = tmp_path_factory.mktemp("cases") / "var"
    opened = open_program(settings.read({}, folder))
    list(demo.fill(opened, 300, NOW))
    close_program(opened)
    return folder


@pytest.fixture
def filled(once: Path, tmp_path: Path) -> Iterator[Program]:
    """A copy of it."""
    folder = shutil.copytree(once, tmp_path / "var")
    opened = open_program(settings.read({}, folder))
    yield opened
    close_program(opened)


def fed(program: Program, folder: Path, text: str) -> None:
    file = folder / "cases.csv"
    file.write_text(text, "utf-8")
    import_cases(program, file, ROUND, BOSS, NOW)


def test_rates_by_field_and_channel(filled: Program, tmp_path: Path) -> None:
    """From the dossiers of every unit; hidden rows stay hidden."""
    units = [one.value for one in narrowed(summary(filled, ROUND, None, NOW), "unit").rows]
    lines = [
        f"{unit},{field},{channel},{people}"
        for unit in units
        for field, channel, people in (
            ("land", "qr", 400),
            ("civil_status", "paper", 100),
            ("", "", 20),
        )
    ]
    fed(filled, tmp_path, "unit,field,channel,people\n" + "\n".join(lines))
    made, seen = study_now(filled, ROUND, None, NOW), summary(filled, ROUND, None, NOW)
    assert seen.served == 520 * len(units)
    rates = {(one.dimension, one.value): one.rate for one in made.silent.parts}
    for dimension, value, people in ((FIELD, "land", 400), (CHANNEL, "qr", 400)):
        row = next(one for one in narrowed(seen, dimension).rows if one.value == value)
        rate = rates[dimension, value]
        assert rate is not None
        assert (rate.answered, rate.served) == (row.responses, people * len(units))
        assert rate.state is Rate.KNOWN
    assert made.silent.evenness is not None, "how evenly units answered"
    assert {one.rate.state for one in made.silent.units if one.rate} == {Rate.KNOWN}


def test_parts_that_do_not_come_to_the_whole_are_not_told(filled: Program, tmp_path: Path) -> None:
    """One unit's fields are not everybody's."""
    unit = narrowed(summary(filled, ROUND, None, NOW), "unit").rows[0].value
    fed(filled, tmp_path, f"unit,field\n{unit},land\n{unit},land")
    assert study_now(filled, ROUND, None, NOW).silent.parts == ()
    assert filled.store.served_parts(ROUND) == {(unit, FIELD, "land"): 2}
    assert filled.store.served(ROUND)[unit] == 2


def test_the_same_feed_again_counts_once(filled: Program, tmp_path: Path) -> None:
    """And a corrected one takes the place of what was known of its units."""
    unit = narrowed(summary(filled, ROUND, None, NOW), "unit").rows[0].value
    text = f"unit;field;people;Họ tên\n{unit};land;1.200;Nguyễn Văn A\n"
    fed(filled, tmp_path, text)
    once = filled.store.served_parts(ROUND), filled.store.served(ROUND)
    fed(filled, tmp_path, text)
    assert (filled.store.served_parts(ROUND), filled.store.served(ROUND)) == once
    fed(filled, tmp_path, f"unit\n{unit}\n{unit}\n{unit}")
    assert filled.store.served_parts(ROUND) == {}
    assert filled.store.served(ROUND)[unit] == 3


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("unit\nXX", Code.BAD_ROW),
        ("unit,field\n99.01,rockets", Code.BAD_ROW),
        ("unit,channel\n99.01,pigeon", Code.BAD_ROW),
        ("unit,people\n99.01,-3", Code.BAD_ROW),
        ("unit,people\n99.01,3,4", Code.BAD_ROW),
        ("unit", Code.BAD_FILE),
        ("people\n3", Code.BAD_FILE),
    ],
)
def test_a_wrong_file_changes_nothing(
    filled: Program, tmp_path: Path, line: str, code: Code
) -> None:
    """Refused whole, also when a good line stands before the wrong one."""
    before = filled.store.served(ROUND), filled.store.log.head()
    with pytest.raises(SurveyError) as refused:
        fed(filled, tmp_path, line)
    assert refused.value.code is code
    assert (filled.store.served(ROUND), filled.store.log.head()) == before
