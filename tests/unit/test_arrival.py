"""To which round an answer belongs, whenever its device finds a line, and what of it is flagged."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from surveys.arrival import arrival
from surveys.dates import VIETNAM
from surveys.flags import FLAGS, flags_of, limits
from surveys.flags.sighting import Sighting
from surveys.questionnaire import find
from surveys.round import Round, State
from surveys.standing import is_valid

FIRST = Round(
    *("2026-H1", "x", "q@1", date(2026, 1, 1), date(2026, 6, 30), ("a",)), state=State.CLOSED
)
SECOND = replace(
    FIRST, id="2026-H2", opens=date(2026, 7, 1), closes=date(2026, 12, 31), state=State.OPEN
)
BOTH = (SECOND, FIRST)


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("rounds", "finished", "now", "id", "day", "late"),
    [
        (BOTH, at(9, 1), at(9, 1), "2026-H2", date(2026, 9, 1), False),
        (BOTH, at(8, 30), at(9, 1), "2026-H2", date(2026, 9, 1), False),
        (BOTH, at(6, 30), at(7, 1), "2026-H1", date(2026, 6, 30), False),
        (BOTH, at(6, 30), at(7, 2), "2026-H1", date(2026, 7, 2), True),
        (BOTH, at(3, 1), at(11, 1), "2026-H1", date(2026, 11, 1), True),
        (BOTH, None, at(7, 1), "2026-H2", date(2026, 7, 1), False),
        (BOTH, at(12, 1), at(7, 1), "2026-H2", date(2026, 7, 1), False),
        (BOTH, datetime(2020, 1, 1, tzinfo=VIETNAM), at(7, 1), "2026-H2", date(2026, 7, 1), False),
        ((FIRST,), at(6, 30, 23), at(7, 1), "2026-H1", date(2026, 6, 30), False),
        ((FIRST,), None, at(7, 1), "2026-H1", date(2026, 7, 1), True),
        ((FIRST,), at(7, 1), at(7, 1), "2026-H1", date(2026, 7, 1), True),
        ((replace(FIRST, grace=0),), at(6, 30), at(7, 1), "2026-H1", date(2026, 7, 1), True),
        ((replace(FIRST, grace=9),), at(6, 30), at(7, 9), "2026-H1", date(2026, 6, 30), False),
        ((replace(FIRST, edition=1),), at(6, 30), at(7, 1), "2026-H1", date(2026, 7, 1), True),
        (
            (replace(FIRST, state=State.OPEN),),
            at(6, 30),
            at(9, 9),
            "2026-H1",
            date(2026, 9, 9),
            True,
        ),
    ],
)
def test_an_answer_belongs_to_the_round_it_was_given_in(
    rounds: tuple[Round, ...],
    finished: datetime | None,
    now: datetime,
    id: str,
    day: date,
    late: bool,
) -> None:
    """In time, in grace, for an earlier round, without a time that can be, and after everything."""
    came = arrival(rounds, finished, now)
    assert came is not None
    assert (came.round.id, came.day, came.late) == (id, day, late)


@pytest.mark.parametrize("rounds", [(), (replace(SECOND, state=State.PLANNED),), (SECOND,)])
def test_before_any_round_an_answer_has_no_place(rounds: tuple[Round, ...]) -> None:
    """Nobody was asked yet."""
    assert arrival(rounds, at(6, 1), at(6, 1)) is None


def test_a_paused_round_hears_who_was_answering() -> None:
    """Counted, and told apart by a flag; but what is late is late."""
    paused = replace(SECOND, state=State.PAUSED)
    came = arrival((paused,), at(9, 1), at(9, 1))
    assert came is not None
    assert (came.late, came.paused) == (False, True)


def _sighting(**more: Any) -> Sighting:
    plain: dict[str, Any] = {"channel": "qr", "hours": "morning", "seconds": 60.0, "asked": 7}
    return Sighting(**{**plain, "paused": False, "close": 1, "same": 0, **more})


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ()),
        ({"seconds": 10.4}, ("too_fast",)),
        ({"seconds": 10.5}, ()),
        ({"seconds": None}, ()),
        ({"hours": "out_of_hours"}, ()),
        ({"hours": "out_of_hours", "channel": "kiosk"}, ("out_of_hours",)),
        ({"close": limits().burst_answers}, ("burst",)),
        ({"close": limits().burst_answers - 1}, ()),
        ({"paused": True}, ("while_paused",)),
        ({"clock_wrong": True}, ("wrong_clock",)),
        ({"same": limits().repeated_answers}, ("repeated",)),
        ({"same": limits().repeated_answers, "asked": 5, "seconds": None}, ()),
        ({"seconds": 1.0, "paused": True}, ("too_fast", "while_paused")),
    ],
)
def test_each_flag_holds_from_its_threshold_on(more: dict[str, Any], expected: tuple[str]) -> None:
    """And not before it, nor where what it needs is unknown."""
    assert flags_of(_sighting(**more)) == expected


def test_every_flag_file_is_in_the_registry() -> None:
    """A flag that nobody asks for would be a promise that nobody keeps."""
    from pathlib import Path

    import surveys.flags as flags

    folder = Path(flags.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "sighting"}
    assert modules == set(FLAGS)


SHORT = find("short-counter@1")
NONE = {question.id: None for question in SHORT.questions if question.show_if is None}


@pytest.mark.parametrize(
    ("given", "percent", "valid"),
    [
        ({"overall": 5}, 0, True),
        ({"overall": 5}, 50, True),
        ({"overall": 5}, 51, False),
        ({"overall": 5, "attitude": 4}, 100, True),
        ({"comment": "tốt"}, 0, False),
        ({"overall": "na"}, 0, False),
        ({"overall": "na", "attitude": 4}, 100, True),
    ],
)
def test_what_is_valid(given: dict[str, Any], percent: int, valid: bool) -> None:
    """One criterion at least, and the share of those that were asked and apply."""
    assert is_valid({**NONE, **given}, SHORT, percent) is valid
    assert [one.id for one in SHORT.criteria] == ["overall", "attitude"]
