"""The study of a closed round: when it can be had, and that it agrees with the figures shown."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner

import settings
from analysis.disclosure import Forest, UnitCounts, Withheld
from analysis.study.study import Study
from data.store import Entry
from manage import main
from services import demo
from services.auditing import audit_round
from services.counts import import_counts
from services.drawn import drawing_file, drawings_for
from services.program import Program, close_program, open_program
from services.reading import read_matrix
from services.results import find_round, summary, units_of
from services.studying import ask_study, study_now, weeks_so_far
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.questionnaire import find
from surveys.tally import counts_of
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, SAMPLES

pytestmark = pytest.mark.long

CLOSED, EARLIER = "2026-H1", "2025-H2"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Two closed half-years of invented answers, and published totals of another year."""
    opened = open_program(settings.read({}, tmp_path_factory.mktemp("study") / "var"))
    list(demo.fill(opened, 600, NOW))
    import_counts(opened, SAMPLES / "chau-thanh-2023.csv", "2023", BOSS, NOW)
    yield opened
    close_program(opened)


@pytest.fixture(scope="module")
def made(filled: Program) -> Study:
    return study_now(filled, CLOSED, None, NOW)


def test_it_agrees_with_the_figures_that_are_shown(filled: Program, made: Study) -> None:
    """Index, criteria and number of responses: two ways to the same numbers."""
    shown = summary(filled, CLOSED, None, NOW)
    assert made.n == shown.responses > 500
    assert made.index.value == pytest.approx(shown.overall.share)
    for mine, theirs in zip(made.criteria, shown.criteria, strict=True):
        assert mine.id == theirs.question
        assert theirs.satisfied is not None
        assert mine.satisfied.value == pytest.approx(theirs.satisfied.share)
        assert mine.satisfied.n == theirs.n


def test_the_respondent_is_the_unit_of_the_index(made: Study) -> None:
    """Its interval is wider than if each answer were a person, and narrower than one answer each."""
    one = made.index
    assert one.value is not None
    assert one.low is not None
    assert one.n is not None
    answers = sum(criterion.satisfied.n or 0 for criterion in made.criteria)
    assert one.n < (one.base or 0) < answers / 2


def test_what_was_invented_is_found(made: Study) -> None:
    """The officers' factor got better between the two rounds; so much is built into the samples."""
    verdicts = {one.id: one.verdict for one in made.changes.headline}
    assert verdicts["officers"] == "changed"
    assert made.changes.earlier == EARLIER
    assert {str(group.kind) for group in made.groups} == {"department", "commune", "counter"}


def test_a_part_of_the_tree_is_studied_by_itself(filled: Program) -> None:
    """A department alone: its own number, and no rank among nobody."""
    made = study_now(filled, CLOSED, "99.01", NOW)
    assert made.n == summary(filled, CLOSED, "99.01", NOW).responses
    assert [len(group.units) for group in made.groups] == [1]
    assert made.groups[0].units[0].rest is None


def test_it_is_made_once(filled: Program, made: Study) -> None:
    """Asked again, the same study comes at once; a change of what was served makes another."""
    assert study_now(filled, CLOSED, None, NOW) is made


def test_growing_or_foreign_figures_have_no_study(filled: Program) -> None:
    """While answers come in it could be watched; published totals have no single answers."""
    with pytest.raises(SurveyError) as early:
        ask_study(filled, ROUND, None, NOW)
    assert early.value.code is Code.STUDY_TOO_EARLY
    with pytest.raises(SurveyError) as foreign:
        ask_study(filled, "2023", None, NOW)
    assert foreign.value.code is Code.NO_STUDY_OF_PUBLISHED
    with pytest.raises(SurveyError) as unknown:
        ask_study(filled, CLOSED, "nowhere", NOW)
    assert unknown.value.code is Code.UNKNOWN_UNIT


def test_units_whose_shown_figures_rest_on_others_are_left_out(tmp_path: Path) -> None:
    """A response that came after the last figures would show itself as the difference."""
    opened = open_program(settings.read({}, tmp_path / "var"))
    try:
        list(demo.fill(opened, 300, NOW))
        round = find_round(opened, CLOSED)
        before = read_matrix(opened, round, lambda _: None)
        unit = before.units[0]
        one = next(r for r in opened.store.responses(CLOSED) if r.unit == unit)
        new = replace(one, id=uuid4())
        opened.store.add_counted([Entry(new, counts_of(new, find(new.questionnaire)))])
        after = read_matrix(opened, round, lambda _: None)
        assert unit not in after.units
        assert set(after.units) == set(before.units) - {unit}
    finally:
        close_program(opened)


def test_drawings_come_as_files(filled: Program) -> None:
    """Numbers, and a picture with Vietnamese letters in it."""
    asked = (filled, BOSS, CLOSED, None)
    numbers = drawing_file(*asked, "index", "csv", "vi", NOW)
    assert "Chỉ số" in numbers.content.decode("utf-8-sig")
    picture = drawing_file(*asked, "index", "svg", "vi", NOW)
    assert "Tiếp cận" in picture.content.decode()
    assert drawing_file(*asked, "index", "png", "vi", NOW).content.startswith(b"\x89PNG")
    for drawing, format, code in (
        ("nothing", "csv", Code.UNKNOWN_DRAWING),
        ("index", "exe", Code.UNKNOWN_FORMAT),
    ):
        with pytest.raises(SurveyError) as refused:
            drawing_file(*asked, drawing, format, "vi", NOW)
        assert refused.value.code is code


def test_the_shell_prints_it(filled: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """As lines and as JSON, the same numbers."""
    monkeypatch.setenv("VAR_FOLDER", str(filled.settings.var))
    done = CliRunner().invoke(main, ["study", CLOSED, "--json"])
    assert done.exit_code == 0, done.output
    table = json.loads(done.output)
    assert table[0]["rows"][0][2] == pytest.approx(study_now(filled, CLOSED, None, NOW).index.value)
    assert "Chỉ số hài lòng" in CliRunner().invoke(main, ["study", CLOSED]).output


def test_an_unread_half_year_is_not_read_by_the_clock_of_the_machine(filled: Program) -> None:
    """Whether a round is final is judged by the moment given."""
    long_ago = datetime(2026, 5, 1, tzinfo=UTC)
    with pytest.raises(SurveyError) as early:
        ask_study(filled, CLOSED, None, long_ago)
    assert early.value.code is Code.STUDY_TOO_EARLY


def test_signs_of_conspicuous_answers_need_a_right_of_their_own(made: Study) -> None:
    """Viewers see results, not who is suspected."""
    told = words("vi")
    viewer = drawings_for(Actor("x", Role.VIEWER), made, told)
    analyst = drawings_for(Actor("x", Role.ANALYST), made, told)
    assert {one.id for one in analyst} - {one.id for one in viewer} == {"quality"}


@pytest.fixture(scope="module")
def sparse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Fewer answers a unit: enough small numbers that hiding them alone gives some away."""
    opened = open_program(settings.read({}, tmp_path_factory.mktemp("sparse") / "var"))
    list(demo.fill(opened, 400, NOW))
    yield opened
    close_program(opened)


def test_the_figures_of_a_round_are_attacked(
    sparse: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing comes out of what is shown; were only the few themselves hidden, three people would."""
    for public in (False, True):
        made = audit_round(sparse, CLOSED, public=public)
        assert made.cells > 300
        assert made.known == ()
    monkeypatch.setenv("VAR_FOLDER", str(sparse.settings.var))
    asked = ["audit", CLOSED, "--public"]
    assert CliRunner().invoke(main, asked).exit_code == 0
    monkeypatch.setattr("services.auditing.linked", lambda *_: _of_three_people())
    assert audit_round(sparse, CLOSED, public=True).known == ()
    monkeypatch.setattr("services.auditing.withheld", _only_the_few)
    assert {one.cell for one in audit_round(sparse, CLOSED).known} == {("99001", "field", "trade")}
    refused = CliRunner().invoke(main, asked)
    assert refused.exit_code == 2
    assert "Suy ra được" in refused.stderr


def _of_three_people() -> tuple[Forest, Mapping[str, UnitCounts]]:
    """Two communes and their sum: the three of one are those of both less those of the other."""

    def unit(land: int, trade: int) -> UnitCounts:
        both = land + trade
        return UnitCounts(both, both, values={"field": {"land": land, "trade": trade}})

    counts = {"99": unit(42, 15), "99001": unit(25, 3), "99002": unit(17, 12)}
    return Forest(("99",), {"99": ("99001", "99002")}), counts


def _only_the_few(_: Forest, counts: Mapping[str, UnitCounts], threshold: int) -> Withheld:
    """What hiding small cells alone would keep back."""
    return Withheld(
        values=frozenset(
            (unit, dimension, value)
            for unit, one in counts.items()
            for dimension, values in one.values.items()
            for value, n in values.items()
            if 0 < n < threshold
        )
    )


def test_an_open_round_tells_its_weeks(filled: Program) -> None:
    """What was shown week by week: the weeks that are over, people of all of them, and no more."""
    made = weeks_so_far(filled, ROUND, None, NOW)
    assert made is not None
    days = [one.day for one in made.periods]
    assert days == sorted(days)
    assert days[-1] < NOW.date().isoformat()
    shown = summary(filled, ROUND, None, NOW)
    assert 0 < sum(one.n for one in made.periods) <= (shown.responses or 0)
    assert made.centre == pytest.approx(shown.overall.share, abs=0.02)
    assert all(one.n >= 5 for one in made.periods)
    assert weeks_so_far(filled, ROUND, "99001", datetime(2026, 7, 20, tzinfo=UTC)) is None


def test_units_beside_each_other_show_the_same_weeks(filled: Program) -> None:
    """Weeks of the province less those of the others beside it would be a unit's own few."""
    units = [one for one in units_of(filled, find_round(filled, CLOSED)) if one.parent == "99"]
    made = [study_now(filled, CLOSED, one.code, NOW).weeks for one in units]
    days = {tuple(week.day for week in one.periods) for one in made if one is not None}
    assert len(days) == 1
