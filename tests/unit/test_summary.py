"""Summaries: what they show, what they hide, and what they warn of."""

from dataclasses import replace
from datetime import datetime

import pytest

from analysis.course import Period
from analysis.disclosure import Withheld
from analysis.estimate import Covers, Standing
from analysis.outside import Apart, Excluded
from analysis.subject import RESPONSES, Subject
from analysis.summary import Summary, Warning, summarise
from analysis.tables import tables
from services.results import labels
from surveys import published
from surveys.dates import VIETNAM
from surveys.language import Text, languages, words
from surveys.published import PublishedCount
from surveys.questionnaire import find
from surveys.round import Round, State
from surveys.tally import Slice, Tally
from surveys.unit import Unit, UnitKind

AS_OF = datetime(2026, 7, 1, 9, 30, tzinfo=VIETNAM)
PROVINCE = Unit("99", "Tỉnh", UnitKind.PROVINCE)
COMMUNES = (
    Unit("99001", "Xã A", UnitKind.COMMUNE, "99"),
    Unit("99002", "=Xã B", UnitKind.COMMUNE, "99"),
)


def subject(
    key: str = "three-level-counter@1", *, sample: bool = False, threshold: int = 5
) -> Subject:
    """A closed half-year of the whole province."""
    days = (AS_OF.date().replace(month=1, day=1), AS_OF.date().replace(month=6, day=30))
    round = Round("2026-H1", "Đợt 1", key, *days, ("99001", "99002"), State.CLOSED, sample=sample)
    return Subject(
        round,
        find(key),
        PROVINCE,
        (PROVINCE,),
        AS_OF,
        served=500,
        received=49,
        apart=Apart(late=2, incomplete=1, excluded=6, double=3),
        excluded=(Excluded("Xã A", 6, "máy bị trẻ em nghịch", "lan", AS_OF.date()),),
        threshold=threshold,
        counted=RESPONSES,
    )


def slice_of(n: int, satisfied: int) -> Slice:
    """n responses, of which `satisfied` gave every criterion the top level and the rest the lowest."""
    criteria = find("three-level-counter@1").criteria
    return Slice(n, {q.id: {"3": satisfied, "1": n - satisfied} for q in criteria})


def tally_of(n: int, satisfied: int) -> Tally:
    return {
        ("all", ""): slice_of(n, satisfied),
        ("channel", "qr"): slice_of(n - 6, satisfied - 6),
        ("channel", "paper"): slice_of(6, 6),
        ("field", "land"): slice_of(n, satisfied),
        ("day", "2026-03-02"): Slice(n - 2),
        ("day", "2026-03-03"): Slice(2),
    }


def made(**more: object) -> Summary:
    children = [(COMMUNES[0], slice_of(34, 30)), (COMMUNES[1], slice_of(6, 6))]
    return summarise(subject(**more), tally_of(40, 36), children, labels())  # type: ignore[arg-type]


def test_the_overall_share_pools_all_criteria() -> None:
    """36 of 40 people on four criteria: 144 of 160 answers, with the interval of 40 people."""
    overall = made().overall
    assert (overall.count, overall.n, overall.effective, overall.share) == (144, 160, 40.0, 0.9)
    assert Covers.POOLED is overall.covers


def test_every_share_carries_base_and_interval() -> None:
    """No estimate that is shown lacks n, ends or what it covers."""
    summary = made()
    estimates = [
        summary.overall,
        *(factor.satisfied for factor in summary.factors),
        *(row.satisfied for one in summary.breakdowns for row in one.rows),
        *(one.satisfied for one in summary.criteria if one.satisfied),
    ]
    for one in estimates:
        assert one.shown
        assert None not in (one.n, one.low, one.high)
        assert (one.low or 0) < (one.high or 0)


def test_few_people_are_hidden_with_company() -> None:
    """With a threshold of ten the six paper forms are hidden, and so is the channel beside them."""
    channel = next(one for one in made(threshold=10).breakdowns if one.dimension == "channel")
    assert [row.responses for row in channel.rows] == [None, None]
    assert {Standing.HIDDEN} == {row.satisfied.standing for row in channel.rows}


def test_a_unit_without_figures_has_its_row() -> None:
    """An office with nothing to show is seen to have nothing."""
    children = [(COMMUNES[0], slice_of(40, 36)), (COMMUNES[1], Slice())]
    summary = summarise(subject(), tally_of(40, 36), children, labels())
    rows = next(one for one in summary.breakdowns if one.dimension == "unit").rows
    assert [row.responses for row in rows] == [40, None]


def test_what_is_kept_back_has_its_row_also_where_nobody_is() -> None:
    """A field without a row would be seen to have nobody, and its people to be those of the others."""
    kept = Withheld(values=frozenset({("99", "field", "land"), ("99", "field", "business")}))
    summary = summarise(replace(subject(), withheld=kept), tally_of(40, 36), [], labels())
    field = next(one for one in summary.breakdowns if one.dimension == "field")
    assert {row.value: row.responses for row in field.rows} == {"land": None, "business": None}
    assert field.apart == 40


def test_days_with_few_people_go_together_or_not_at_all() -> None:
    """Two people on a day are not shown, and the day beside them neither: they make a week."""
    course = made().course
    assert (course.period, [point.responses for point in course.points]) == (Period.WEEK, [40])


def test_an_empty_round_has_names_and_no_numbers() -> None:
    """No NaN, no division, no 100 %."""
    summary = summarise(subject(), {}, [(COMMUNES[0], Slice())], labels())
    assert Standing.EMPTY is summary.overall.standing
    assert {Standing.EMPTY} == {one.standing for one in summary.criteria}
    assert Warning.NOTHING_YET in summary.warnings


def test_everybody_satisfied_is_not_certain() -> None:
    """40 of 40 has a lower end under 100 %."""
    children = [(COMMUNES[0], slice_of(40, 40))]
    overall = summarise(subject(), tally_of(40, 40), children, labels()).overall
    assert overall.share == 1.0
    assert 0.9 < (overall.low or 0) < 0.92


def test_a_scale_without_a_negative_level_is_warned_of() -> None:
    """And sample data are named as such."""
    assert Warning.NO_NEGATIVE in made().warnings
    assert Warning.SAMPLE not in made().warnings
    assert Warning.SAMPLE in made(sample=True).warnings


def test_sensitive_questions_are_in_no_summary() -> None:
    """Ethnicity is counted for those with the right, not for everybody's page."""
    form = find("ministry-service@1")
    cells = {question.id: {"kinh": 9, "male": 9, "5": 9} for question in form.questions}
    tally: Tally = {("all", ""): Slice(9, cells)}
    summary = summarise(subject("ministry-service@1"), tally, [], labels())
    shown = {one.question for one in (*summary.criteria, *summary.others)}
    assert "sex" in shown
    assert "ethnicity" not in shown


ROWS = [
    PublishedCount("ST-CT", "", level, n, 5952, "lượt đánh giá", "x")
    for level, n in ((3, 6597), (2, 335), (1, 20))
]


def test_the_figures_of_2023_are_flagged_and_derived() -> None:
    """6.597 + 335 + 20 is 6.952, not 5.952; the shares are 94,89, 4,82 and 0,29 %."""
    form = published.instrument(find("three-level-counter@1"), ROWS)
    tally = published.tallies(ROWS)["ST-CT"]
    about = subject(threshold=1)
    about = Subject(
        about.round,
        form,
        PROVINCE,
        (PROVINCE,),
        AS_OF,
        covers=Covers.PUBLISHED,
        counted=Text({"vi": "lượt"}),
        threshold=1,
    )
    summary = summarise(about, tally, [], labels(), published.mismatches(ROWS))
    shares = [words("vi").percent(part.share, 2) for part in reversed(summary.criteria[0].parts)]
    assert shares == ["94,89 %", "4,82 %", "0,29 %"]
    assert (
        summary.responses,
        summary.mismatches[0].printed,
        summary.mismatches[0].difference,
    ) == (6952, 5952, 1000)
    assert {Warning.DOES_NOT_ADD_UP, Warning.PUBLISHED, Warning.NO_NEGATIVE} <= set(
        summary.warnings
    )


def test_a_table_that_adds_up_is_not_flagged() -> None:
    """Only what is wrong is named."""
    right = [PublishedCount("u", "", level, 5, 10, "lượt", "x") for level in (1, 2)]
    assert published.mismatches(right) == ()


@pytest.mark.parametrize("language", languages())
def test_tables_add_up(language: str) -> None:
    """Counts of the levels sum to n, and shares to one, in every table that has both."""
    table = next(one for one in tables(made(), words(language)) if one.id == "criteria")
    for row in table.rows:
        assert row[1] == sum(count for count in row[2:5] if isinstance(count, int))
        assert pytest.approx(sum(share for share in row[5:8] if isinstance(share, float))) == 1.0


def test_a_design_that_cannot_be_obeyed_is_told() -> None:
    """People were to be drawn, but nobody knows from how many: then every response counts alike."""
    for covers in (Covers.OPT_IN, Covers.CENSUS, Covers.NOT_AS_DECLARED):
        made = summarise(replace(subject(), covers=covers), tally_of(40, 36), [], labels())
        assert (Warning.UNWEIGHTED in made.warnings) == (covers is Covers.NOT_AS_DECLARED)
        assert made.overall.effective == 40, "the answers of one person are one"
