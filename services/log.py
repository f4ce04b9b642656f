"""The log of acts, told in plain sentences to those who may read all of it."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analysis.reports.csv import inert
from data.log import Names
from services.program import Program
from services.reporting import File
from services.rights import act, need_everywhere
from surveys.account import Actor, Right
from surveys.act import Act, Detail, Sought
from surveys.dates import VIETNAM
from surveys.fault import Fault
from surveys.language import Words

PAGE = 50
_BATCH = 1000
_WORDED = {
    "breach": "breach_kinds",
    "done": "breach_steps",
    "kind": "request_kinds",
    "step": "request_steps",
    "outcome": "request_outcomes",
    "role": "roles",
}
"""Details whose values are codes, and the tables of words that tell them."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Line:
    """An act as people read it: `at` in Vietnam, `told` a sentence."""

    number: int
    at: datetime
    actor: str
    action: str
    object: str
    told: str


@dataclass(frozen=True)
class Page:
    """Some lines of the log, the latest first; `before` is where the next page begins, or None."""

    lines: tuple[Line, ...]
    before: int | None


@dataclass(frozen=True)
class Wholeness:
    """Whether the chain of the log holds, and its head: `round verify --anchor` takes it as it is."""

    faults: tuple[Fault, ...]
    acts: int
    head: str

    @property
    def grouped(self) -> str:
        """The head as people copy it: groups of four hexadecimal digits."""
        return " ".join(self.head[at : at + 4] for at in range(0, len(self.head), 4))


def read_page(
    program: Program,
    by: Actor,
    told: Words,
    sought: Sought = Sought(),  # noqa: B008 - frozen
    before: int | None = None,
    most: int = PAGE,
) -> Page:
    """The latest acts, or those before number `before`. Raises SurveyError for who may not read it."""
    need_everywhere(program, by, Right.READ_LOG)
    found = program.store.log.read(sought, before=before, most=most + 1)
    lines = tuple(_line(one.number, one.act, told) for one in found[:most])
    return Page(lines, lines[-1].number if len(found) > most else None)


def names(program: Program, by: Actor) -> Names:
    """Whom and what one can look for in the log."""
    need_everywhere(program, by, Right.READ_LOG)
    return program.store.log.names()


def latest(program: Program, by: Actor) -> int:
    """The number of the last act."""
    need_everywhere(program, by, Right.READ_LOG)
    return program.store.log.head()[0]


def wholeness(program: Program, by: Actor) -> Wholeness:
    """Follows the chain of the whole log."""
    need_everywhere(program, by, Right.READ_LOG)
    faults = tuple(program.store.log.faults())
    number, head = program.store.log.noted_head()
    return Wholeness(faults, number, head.hex())


def export(program: Program, by: Actor, told: Words, sought: Sought, now: datetime) -> File:
    """All sought acts as a file for spreadsheets, the latest first. That it was taken is logged."""
    lines = list(_all(program, by, told, sought))
    program.store.log.write(act(by, "log.download", "nhat-ky", now, acts=len(lines)))
    return File("nhat-ky.csv", "text/csv; charset=utf-8", _csv(lines, told))


def tell_download(
    program: Program,
    by: Actor,
    now: datetime,
    *,
    round: str,
    unit: str | None,
    format: str,
    language: str,
) -> None:
    """Logs that somebody has taken the figures of a round away in a file."""
    details: dict[str, Detail] = {"unit": unit or "", "format": format, "language": language}
    program.store.log.write(act(by, "report.download", round, now, **details))


def sentence(one: Act, told: Words) -> str:
    """What was done, in one plain sentence; an action without one is told by its name and details."""
    places = {"object": one.object, **one.details}
    pattern = told.entries.get(f"acts.{one.action}")
    if pattern is None:
        details = json.dumps(dict(one.details), ensure_ascii=False) if one.details else ""
        return f"{one.action}: {one.object} {details}".strip()
    shown = {name: _shown(name, value, told) for name, value in places.items()}
    return pattern.format_map(_Places(shown))


def kind(action: str, told: Words) -> str:
    """An action as an entry of a menu: its sentence with dots for what differs."""
    pattern = told.entries.get(f"acts.{action}")
    return pattern.format_map(_Places()) if pattern else action


class _Places(dict[str, str]):
    """Details by name; one that a line does not have is shown as dots."""

    def __missing__(self, name: str) -> str:
        return "…"


def _shown(name: str, value: Detail, told: Words) -> str:
    if (word := f"{_WORDED.get(name)}.{value}") in told.entries:
        return told(word)
    if isinstance(value, bool):
        return told("log.yes" if value else "log.no")
    if isinstance(value, int):
        return told.number(value)
    if value and _DAY.fullmatch(value):
        return told.date(date.fromisoformat(value))
    return value or "–"


def _line(number: int, one: Act, told: Words) -> Line:
    at = one.at.astimezone(VIETNAM)
    return Line(number, at, one.actor, one.action, one.object, sentence(one, told))


def _all(program: Program, by: Actor, told: Words, sought: Sought) -> Iterator[Line]:
    before: int | None = None
    while True:
        page = read_page(program, by, told, sought, before, _BATCH)
        yield from page.lines
        if page.before is None:
            return
        before = page.before


def _csv(lines: Sequence[Line], told: Words) -> bytes:
    out = io.StringIO()
    separator = ";" if told.decimal_sign == "," else ","
    sheet = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    titles = ("number", "at", "actor", "action", "object", "told")
    sheet.writerow([told(f"log.{title}") for title in titles])
    for one in lines:
        texts = (one.actor, one.action, one.object, one.told)
        sheet.writerow([one.number, one.at.isoformat(), *(inert(text) for text in texts)])
    return out.getvalue().encode("utf-8-sig")
