"""Single responses as they are stored, a row each, made part by part: never all of them in memory."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import orjson

from analysis.microdata import NOT_APPLICABLE, NOT_ASKED, SKIPPED
from analysis.reports.csv import inert
from surveys.language import Words
from surveys.questionnaire import Question, Questionnaire
from surveys.questions.kind import NOT_APPLICABLE as NA

Stored = tuple[str, str]
"""The stored text of a response, and where it stands."""

Write = Callable[[Iterable[Stored], Questionnaire, Mapping[str, str], Words], Iterator[bytes]]

FACTS = ("channel", "field", "language", "questionnaire", "notice", "day", "hours", "duration")
_HEAD = ("round", "unit", "unit_name", *FACTS, "flags", "standing")
_ROWS = 500
"""In one part: about a hundred kilobytes."""

_NEVER = object()
_LEVELS = {_NEVER: NOT_ASKED, NA: NOT_APPLICABLE, None: SKIPPED}
_OTHERS = {_NEVER: "not_asked", None: "", True: "yes", False: "no"}
Cell = Callable[[Any], str]


def told(asked: Questionnaire) -> tuple[Question, ...]:
    """The questions whose answers are told: sensitive ones are in no file."""
    return tuple(one for one in asked.questions if not one.sensitive)


def csv_parts(
    stored: Iterable[Stored], asked: Questionnaire, names: Mapping[str, str], words: Words
) -> Iterator[bytes]:
    """A text for spreadsheets; `names` are those of the units.

    A criterion is the number of its level, 997 not asked, 998 not applicable, 999 skipped. Of other
    questions the codes of what was chosen, with a bar between several, *na*, *not_asked*, and
    nothing for skipped; free words are empty for each of these.
    """
    questions = told(asked)
    separator = ";" if words.decimal_sign == "," else ","
    quoted = _quoting(separator)
    facts = [(one, _Known(lambda value: quoted(inert(value))).__getitem__) for one in FACTS]
    cells = [(one.id, _cell_of(one, quoted)) for one in questions]
    place = _Known(
        lambda unit: separator.join(quoted(inert(one)) for one in (unit, names.get(unit, "")))
    ).__getitem__
    head = separator.join([*_HEAD, *(_column(one) for one in questions)])
    yield f"\ufeff{head}\r\n".encode()
    rows = iter(stored)
    while part := list(islice(rows, _ROWS)):
        lines = []
        for record, standing in part:
            table = orjson.loads(record)
            given = table["answers"].get
            line = [table["round"], place(table["unit"])]
            line += [cell(table[fact]) for fact, cell in facts]
            line += ["|".join(table.get("flags", ())), standing]
            line += [cell(given(id, _NEVER)) for id, cell in cells]
            lines.append(separator.join(line))
        yield ("\r\n".join(lines) + "\r\n").encode()


def jsonl_parts(
    stored: Iterable[Stored], asked: Questionnaire, names: Mapping[str, str], words: Words
) -> Iterator[bytes]:
    """A JSON object a line with the answers as stored: null was skipped, what was not asked is absent."""
    hidden = [one.id for one in asked.questions if one.sensitive]
    rows = iter(stored)
    while part := list(islice(rows, _ROWS)):
        yield b"".join(_object(record, standing, hidden) for record, standing in part)


class _Known(dict[Any, str]):
    """Cells by what they say: there are few, and each is made once."""

    def __init__(self, make: Cell) -> None:
        self._make = make

    def __missing__(self, value: Any) -> str:
        made = self[value] = self._make(value)
        return made


def _quoting(separator: str) -> Callable[[str], str]:
    """A text as it stands in one cell, whatever is in it."""
    needs = re.compile(f'[{separator}"\r\n]').search

    def quoted(text: str) -> str:
        return f'"{text.replace(chr(34), chr(34) * 2)}"' if needs(text) else text

    return quoted


def _column(question: Question) -> str:
    """The id of a question; with a mark where a fact of the response has that name."""
    return f"answer_{question.id}" if question.id in _HEAD else question.id


def _cell_of(question: Question, quoted: Callable[[str], str]) -> Cell:
    if question.scale is not None:
        return _Known(lambda answer: str(_LEVELS.get(answer, answer))).__getitem__
    if question.kind.name == "text":
        return lambda answer: quoted(inert(answer)) if isinstance(answer, str) else ""
    one = _Known(lambda answer: quoted(_other(answer))).__getitem__
    if question.kind.name == "choices":
        return lambda answer: one("|".join(answer) if isinstance(answer, list) else answer)
    return one


def _other(answer: object) -> str:
    if isinstance(answer, str):
        return inert(answer)
    return str(answer) if type(answer) is int else _OTHERS[answer]


def _object(record: str, standing: str, hidden: list[str]) -> bytes:
    table = orjson.loads(record)
    for id in hidden:
        table["answers"].pop(id, None)
    table["standing"] = standing
    return orjson.dumps(table, option=orjson.OPT_APPEND_NEWLINE)


FORMATS: Mapping[str, tuple[str, Write]] = {
    "csv": ("text/csv; charset=utf-8", csv_parts),
    "jsonl": ("application/x-ndjson", jsonl_parts),
}
"""By ending: the media type, and what makes the parts."""
