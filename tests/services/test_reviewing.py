"""Flagged answers leave the figures as groups, with a reason, and nobody is seen by comparing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from data.store import Entry
from services.checking import check
from services.program import Program
from services.results import find_round, summary
from services.reviewing import exclude, exclusions, groups, include
from services.rounds import close_round, reopen_round
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.questionnaire import find
from surveys.response import Response
from surveys.review import Choice
from surveys.standing import Standing
from surveys.tally import counts_of
from tests.acts import ACT, BOSS
from tests.conftest import NOW, ROUND, UNIT

DAY = timedelta(days=1)
LATER = NOW + 3 * DAY
WHY = "máy bị trẻ em nghịch"
FORM = find("short-counter@1")


def answer(level: int = 5, *flags: str, **more: object) -> Entry:
    values: dict[str, object] = {
        "id": uuid4(),
        "round": ROUND,
        "unit": UNIT,
        "channel": "qr",
        "field": "land",
        "language": "vi",
        "questionnaire": FORM.key,
        "notice": "n",
        "day": NOW.date(),
        "hours": "morning",
        "duration": "unknown",
        "answers": {"overall": level, "attitude": level, "comment": None},
        "flags": flags,
    }
    response = Response(**{**values, **more})  # type: ignore[arg-type]
    return Entry(response, counts_of(response, FORM))


def closed(program: Program, *batches: list[Entry]) -> None:
    for batch in batches:
        program.store.keep(batch)
        program.store.take_snapshots(ROUND, 5)
    close_round(program, ROUND, BOSS, NOW)


def _refusal(ask: Callable[[], object]) -> Code:
    with pytest.raises(SurveyError) as refused:
        ask()
    return refused.value.code


def test_a_group_leaves_the_figures_and_comes_back(program: Program) -> None:
    """Tally, snapshots and those above move together; it is counted apart, with who and why."""
    closed(program, [answer(1, "burst") for _ in range(6)], [answer() for _ in range(20)])
    whole = summary(program, ROUND, None, LATER)
    done = exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)
    without = summary(program, ROUND, None, LATER)
    assert (whole.responses, without.responses, without.received) == (26, 20, 26)
    assert without.apart is not None
    assert without.apart.excluded == 6
    assert (whole.overall.share, without.overall.share) == (pytest.approx(20 / 26), 1.0)
    assert program.store.received(ROUND) == {UNIT: 20}
    assert (done.responses, done.by, done.reason) == (6, BOSS.name, WHY)
    assert groups(program, ROUND, BOSS) == []
    assert list(check(program)) == []
    include(program, ROUND, done.number, "đã xem lại rồi", BOSS, LATER)
    assert summary(program, ROUND, None, LATER) == whole
    assert exclusions(program, ROUND, BOSS)[0].back_by == BOSS.name
    assert list(check(program)) == []
    steps = [line.act.action for line in program.store.log.read(most=2)]
    assert steps == ["round.include", "round.exclude"]


def test_reviewers_see_groups(program: Program) -> None:
    """Unit, day, channel, flags and how many; those of other parts of the tree are not theirs."""
    closed(
        program,
        [answer(1, "burst") for _ in range(3)] + [answer(2, "burst", "too_fast", channel="kiosk")],
        [answer(3, "too_fast", unit="99005") for _ in range(2)] + [answer()],
    )
    found = groups(program, ROUND, BOSS)
    assert [(one.unit, one.channel, one.flags, one.responses) for one in found] == [
        (UNIT, "kiosk", ("burst", "too_fast"), 1),
        (UNIT, "qr", ("burst",), 3),
        ("99005", "qr", ("too_fast",), 2),
    ]
    own = groups(program, ROUND, Actor("xa", Role.OFFICIAL, "99005"))
    assert {one.unit for one in own} == {"99005"}


@pytest.mark.parametrize(
    ("flagged", "others", "code"), [(4, 20, Code.GROUP_SMALL), (6, 3, Code.GROUP_SMALL)]
)
def test_a_few_people_are_never_told_apart(
    program: Program, flagged: int, others: int, code: Code
) -> None:
    """Neither those who leave nor those who stay; nothing is changed or logged."""
    closed(program, [answer(1, "burst") for _ in range(flagged)], [answer() for _ in range(others)])
    take = lambda: exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)  # noqa: E731
    assert _refusal(take) is code
    assert program.store.received(ROUND) == {UNIT: flagged + others}
    assert program.store.apart(ROUND) == {}
    assert exclusions(program, ROUND, BOSS) == []
    assert list(check(program)) == []


def test_figures_do_not_go_back_to_nearly_those_of_an_earlier_day(program: Program) -> None:
    """Ten were shown; six flagged and one honest came: without the six it would be ten and that one."""
    closed(
        program,
        [answer() for _ in range(10)],
        [answer(1, "burst") for _ in range(6)] + [answer(2)],
    )
    take = lambda: exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)  # noqa: E731
    assert _refusal(take) is Code.GROUP_TAIL


def test_a_slice_that_loses_a_few_is_told_apart_no_more(program: Program) -> None:
    """Two of seven flagged came by kiosk: both channels are withdrawn, and shown again afterwards."""
    flagged = [answer(1, "burst") for _ in range(5)]
    flagged += [answer(1, "burst", channel="kiosk") for _ in range(2)]
    rest = [answer() for _ in range(12)] + [answer(4, channel="kiosk") for _ in range(9)]
    closed(program, flagged, rest)
    before = program.store.snapshots(ROUND)[UNIT]
    assert before["channel", "kiosk"].responses >= 5
    done = exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)
    after = program.store.snapshots(ROUND)[UNIT]
    assert {key for key in after if key[0] == "channel"} == set()
    assert after["field", "land"].responses == 21
    assert list(check(program)) == []
    include(program, ROUND, done.number, WHY, BOSS, LATER)
    assert program.store.snapshots(ROUND)[UNIT] == before
    assert list(check(program)) == []


def test_a_day_or_a_channel_narrows_the_choice(program: Program) -> None:
    """Only what was meant leaves."""
    flagged = [answer(1, "burst") for _ in range(5)]
    flagged += [answer(1, "burst", channel="kiosk", day=NOW.date() - DAY) for _ in range(6)]
    closed(program, flagged, [answer() for _ in range(12)])
    choice = Choice(UNIT, "burst", NOW.date() - DAY, "kiosk")
    assert exclude(program, ROUND, choice, WHY, BOSS, LATER).responses == 6
    assert program.store.apart(ROUND) == {UNIT: {Standing.EXCLUDED: 6}}


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (
            lambda p: exclude(p, ROUND, Choice(UNIT, "burst"), "sai", BOSS, LATER),
            Code.REASON_NEEDED,
        ),
        (lambda p: exclude(p, ROUND, Choice(UNIT, "ugly"), WHY, BOSS, LATER), Code.UNKNOWN_FLAG),
        (lambda p: exclude(p, ROUND, Choice("99", "burst"), WHY, BOSS, LATER), Code.UNKNOWN_UNIT),
        (lambda p: exclude(p, ROUND, Choice(UNIT, "burst"), WHY, BOSS, NOW), Code.NOT_FINAL),
        (
            lambda p: exclude(
                *(p, ROUND, Choice(UNIT, "burst"), WHY, Actor("xa", Role.OFFICIAL, UNIT), LATER)
            ),
            Code.OTHER_UNITS,
        ),
        (lambda p: include(p, ROUND, 7, WHY, BOSS, LATER), Code.UNKNOWN_EXCLUSION),
    ],
)
def test_what_a_review_may_not_do(
    program: Program, ask: Callable[[Program], object], code: Code
) -> None:
    """Without a reason, an unknown flag or unit, before the last day of grace, one's own office alone."""
    closed(program, [answer(1, "burst") for _ in range(6)], [answer() for _ in range(20)])
    assert _refusal(lambda: ask(program)) is code
    assert program.store.received(ROUND) == {UNIT: 26}


def test_an_open_round_is_not_reviewed(program: Program) -> None:
    """What is left would be seen coming in."""
    take = lambda: exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)  # noqa: E731
    assert _refusal(take) is Code.ROUND_STATE


def test_a_round_with_something_excluded_is_not_opened_again(program: Program) -> None:
    """First it is taken back."""
    closed(program, [answer(1, "burst") for _ in range(6)], [answer() for _ in range(20)])
    done = exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)
    again = lambda: reopen_round(program, ROUND, LATER.date(), BOSS, LATER)  # noqa: E731
    assert _refusal(again) is Code.HAS_EXCLUSIONS
    include(program, ROUND, done.number, WHY, BOSS, LATER)
    again()


def test_after_an_edition_a_group_needs_ten_people(program: Program) -> None:
    """Everybody may have seen the edition, and everybody sees nothing on fewer than ten."""
    closed(program, [answer(1, "burst") for _ in range(6)], [answer() for _ in range(20)])
    program.store.take_snapshots(ROUND, 5, last=True)
    for change in ("sealed", "corrected"):
        was = find_round(program, ROUND)
        program.store.change_round(getattr(was, change)(), was, ACT)
        program.catalogue.forget()
    take = lambda: exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)  # noqa: E731
    assert _refusal(take) is Code.GROUP_SMALL


def test_a_group_that_was_out_once_leaves_again_only_as_it_was(program: Program) -> None:
    """Without one group, then without another that shares people with it: those few could be told."""
    both = [answer(1, "burst", "too_fast") for _ in range(5)]
    closed(
        program, [*both, answer(2, "burst"), answer(3, "too_fast")], [answer() for _ in range(20)]
    )
    done = exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)
    include(program, ROUND, done.number, WHY, BOSS, LATER)
    other = lambda: exclude(program, ROUND, Choice(UNIT, "too_fast"), WHY, BOSS, LATER)  # noqa: E731
    assert _refusal(other) is Code.GROUP_CHANGED
    again = exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)
    assert (again.number, again.responses) == (done.number + 1, 6)
    assert list(check(program)) == []


def test_who_was_erased_from_a_group_does_not_come_back_with_it(program: Program) -> None:
    """The figures with the group and without one of it would tell that one."""
    one = answer(1, "burst")
    closed(program, [one, *(answer(1, "burst") for _ in range(6))], [answer() for _ in range(20)])
    done = exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)
    assert (
        program.store.seals.destroy([one.response.id], replace(ACT, action="response.erase")) == 1
    )
    back = lambda: include(program, ROUND, done.number, WHY, BOSS, LATER)  # noqa: E731
    assert _refusal(back) is Code.GROUP_CHANGED
    assert list(check(program)) == []
