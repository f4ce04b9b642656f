"""The responses of a package on their way into a round here: read with distrust, one at a time."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from data.foreign import Unreadable, lines
from data.store import Entry
from surveys.dates import (
    AFTERNOON,
    DURATIONS,
    MORNING,
    OUT_OF_HOURS,
    UNKNOWN_DURATION,
    UNKNOWN_HOURS,
)
from surveys.errors import Code, SurveyError
from surveys.link import Channel
from surveys.procedure_field import labels
from surveys.questionnaire import Questionnaire
from surveys.questions.kind import NOT_APPLICABLE, Answer
from surveys.response import Response, from_record
from surveys.standing import REPLACED, Standing

_HOURS = frozenset({MORNING, AFTERNOON, OUT_OF_HOURS, UNKNOWN_HOURS})
_DURATIONS = frozenset({*DURATIONS, UNKNOWN_DURATION})
_LONGEST = 128
"""Letters in what a response carries beside its answers."""


@dataclass(frozen=True)
class Admission:
    """What a response of a package must fit, and where it belongs here.

    `place` gives the unit here of a unit there, and raises SurveyError where there is none.
    """

    origin: str
    round: str
    questionnaire: Questionnaire
    place: Callable[[str], str]
    known: dict[tuple[str, type, str], Sequence[str]] = field(default_factory=dict)
    """Answers that were found right before, with what they count in."""


def arriving(path: Path, sha256: str, admission: Admission) -> Iterator[Entry | bytes]:
    """The responses of a package that was proved, and the hashes of ids that its office erased.

    Raises SurveyError PACKAGE_RESPONSE, what `place` raises, and NOT_EVIDENCE when the file is no
    longer the one that was proved: it is to be taken whole or not at all.
    """
    content = hashlib.sha256()
    try:
        for line in lines(path):
            [(kind, table)] = dict(orjson.loads(line)).items()
            if kind == "signed":
                continue
            content.update(line)
            if kind == "response":
                yield _entry(table, admission)
            elif kind == "erased" and table["standing"] != REPLACED:
                yield bytes.fromhex(table["id_sha256"])
    except (Unreadable, OSError, orjson.JSONDecodeError) as wrong:
        raise SurveyError(Code.NOT_EVIDENCE, file=path.name, why=str(wrong)[:120]) from wrong
    if content.hexdigest() != sha256:
        why = "tệp vừa bị thay đổi / the file was changed meanwhile"
        raise SurveyError(Code.NOT_EVIDENCE, file=path.name, why=why)


def _entry(table: dict[str, Any], admission: Admission) -> Entry:
    try:
        response = from_record(UUID(table["id"]), table["text"])
        _check(response, admission)
        standing = Standing(table["standing"])
        cells = [
            (name, cell)
            for name, answer in response.answers.items()
            for cell in _cells(admission, name, answer)
        ]
    except (AttributeError, LookupError, TypeError, ValueError, SurveyError) as wrong:
        told = {"response": str(table.get("id"))[:36], "why": str(wrong)[:120]}
        raise SurveyError(Code.PACKAGE_RESPONSE, **told) from wrong
    moved = replace(response, round=admission.round, unit=admission.place(response.unit))
    return Entry(moved, cells, standing)


def _check(one: Response, admission: Admission) -> None:
    """Passes when a response could have been given here; raises ValueError or SurveyError."""
    asked = admission.questionnaire
    fits = {
        "round": one.round == admission.origin,
        "questionnaire": one.questionnaire == asked.key,
        "channel": one.channel in {*Channel},
        "field": one.field in labels(),
        "hours": one.hours in _HOURS,
        "duration": one.duration in _DURATIONS,
        "text": all(
            isinstance(text, str) and len(text) <= _LONGEST
            for text in (one.unit, one.language, one.notice, *one.flags)
        ),
    }
    if wrong := [name for name, is_right in fits.items() if not is_right]:
        raise ValueError(", ".join(wrong))


def _cells(admission: Admission, name: str, answer: Answer) -> Sequence[str]:
    """What an answer counts in, once it has been found to be one; raises SurveyError or ValueError."""
    known, at = admission.known, (name, type(answer), str(answer))
    found = known.get(at)
    if found is None:
        question = admission.questionnaire.by_id[name]
        plain = answer is None or (answer == NOT_APPLICABLE and question.not_applicable)
        if not plain and question.kind.check(question, answer) != answer:
            raise ValueError(name)
        found = question.cells(answer)
        if question.kind.name != "text":  # of what people write there is no end
            known[at] = found
    return found
