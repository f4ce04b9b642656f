"""The responses of a round, row by row as they are kept, for whoever answers for the whole data."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from analysis.reports.rows import FORMATS
from data.store import StoredRows
from services.program import Program
from services.replicated import read_much
from services.results import find_round, tree_of
from services.rights import act, need_everywhere
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.questionnaire import find
from surveys.round import Origin, Round


@dataclass(frozen=True)
class Taken:
    """A file that is made as it is read; whoever has it must close it, read to its end or not.

    Until then it holds one view of the database: nobody waits for that, but what is deleted
    meanwhile leaves the database's log only afterwards.
    """

    name: str
    media_type: str
    responses: int
    parts: Iterator[bytes]
    _held: ExitStack

    def close(self) -> None:
        """Lets go of the database."""
        self._held.close()


def formats() -> tuple[str, ...]:
    """The formats that responses can be had in."""
    return tuple(FORMATS)


def has_responses(by: Actor | None, round: Round, now: datetime) -> bool:
    """Whether somebody may take the responses of a round, and there can be any."""
    allowed = by is not None and by.may(Right.TAKE_RESPONSES) and by.unit is None
    return allowed and _is_over(round, now)


def take_responses(
    program: Program, by: Actor, round_id: str, format: str, language: str, now: datetime
) -> Taken:
    """All responses of a round as they are at this moment, with where each stands; it is logged first.

    Erased ones are not there, nor answers to sensitive questions, ids, or any order of arrival. Raises
    SurveyError UNKNOWN_ROUND, UNKNOWN_FORMAT, NO_RESPONSES for figures that came from elsewhere, after a
    purge and while answers may still come in (two files would differ by single people), and
    NOT_ALLOWED for who has not the right to it in the whole agency.
    """
    round = _asked(program, by, round_id, format, now)
    media_type, parts_of = FORMATS[format]
    names = _names(program, round)
    with ExitStack() as held:
        stored = held.enter_context(program.store.stored(round.id))
        _log(program, by, round, stored, format, now)
        parts = parts_of(stored.rows, find(round.questionnaire), names, words(language))
        return Taken(
            _name(round, format, language), media_type, stored.number, parts, held.pop_all()
        )


def write_responses(
    program: Program,
    by: Actor,
    round_id: str,
    format: str,
    language: str,
    now: datetime,
    write: Callable[[Iterable[bytes]], None],
) -> int:
    """Hands what `take_responses` has to `write`, which may be asked to begin again; how many they are.

    Unlike a file that is sent while it is made it may be read from the replica. Raises SurveyError as
    `take_responses` does.
    """
    round = _asked(program, by, round_id, format, now)
    _, parts_of = FORMATS[format]
    names, logged = _names(program, round), list[bool]()

    def written() -> int:
        with program.store.stored(round.id) as stored:
            if not logged:
                _log(program, by, round, stored, format, now)
                logged.append(True)
            write(parts_of(stored.rows, find(round.questionnaire), names, words(language)))
            return stored.number

    return read_much(program, "responses", written)


def _asked(program: Program, by: Actor, round_id: str, format: str, now: datetime) -> Round:
    """The round whose responses may be taken; raises SurveyError where they may not."""
    need_everywhere(program, by, Right.TAKE_RESPONSES)
    round = find_round(program, round_id)
    if format not in FORMATS:
        known = ", ".join(FORMATS)
        raise SurveyError(Code.UNKNOWN_FORMAT, format=format[:20], known=known)
    if not _is_over(round, now):
        raise SurveyError(Code.NO_RESPONSES, round=round.id)
    return round


def _log(
    program: Program, by: Actor, round: Round, stored: StoredRows, format: str, now: datetime
) -> None:
    """Tells the log that somebody takes responses; raises SurveyError NO_RESPONSES where there are none."""
    if not stored.number:
        raise SurveyError(Code.NO_RESPONSES, round=round.id)
    done = act(by, "response.export", round.id, now, responses=stored.number, format=format)
    program.store.log.write(done)


def _names(program: Program, round: Round) -> Mapping[str, str]:
    """What the units are called, by code."""
    return {unit.code: unit.name for unit in tree_of(program, round).units}


def _is_over(round: Round, now: datetime) -> bool:
    return round.origin is Origin.COLLECTED and round.final_on(day_of(now))


def _name(round: Round, format: str, language: str) -> str:
    stem = re.sub(r"[^A-Za-z0-9.-]+", "-", f"hai-long-responses-{round.id}")
    if round.sample:
        stem += "-MAU" if language == "vi" else "-SAMPLE"
    return f"{stem}.{format}"
