"""The figures of a report for SPSS: a row each level of each criterion of each unit, with its count.

Three things are done on purpose that the format would else do unseen: labels that are too long end with
a whole letter, what is hidden is declared missing, and the file is dated like the report.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.letters import one_line
from analysis.reports.document import Report
from analysis.reports.ledger import fingerprint
from analysis.reports.longform import Cell, LongForm, said
from surveys.language import Text, Words

VALUE_LABEL, VARIABLE_LABEL, FILE_LABEL, NOTE = 120, 256, 64, 80
"""Most bytes of each in UTF-8; PSPP and SPSS cut what is longer in the middle of a letter."""

NOT_APPLICABLE, SKIPPED = 998, 999
"""Levels that are none: no scale reaches them, since an answer takes one byte."""

HIDDEN, NONE = -1, -2
"""Counts and shares that are kept back, and those that do not exist."""

_HIDDEN = "hidden"
_DATE, _STAMP = 92, 17
"""Where the header of a file has its date and time, and how long both are."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CODED = ("unit", "criterion", "factor", "counts_as", "standing")
"""Variables that are numbers with value labels; their codes follow the order of the codebook."""

_FIGURES = {
    "count": "F8.0",
    "share": "F8.4",
    "answers": "F8.0",
    "satisfied": "F8.4",
    "low": "F8.4",
    "high": "F8.4",
}


def write(report: Report, words: Words) -> bytes:
    """The file, to be weighted by `count`. The same report gives the same bytes."""
    import pandas as pd

    long = report.long()
    table = pd.DataFrame(list(_records(long)), columns=list(_columns()))
    return written(
        table,
        report.dated,
        file_label=words("data.sav.label", name=report.name),
        notes=_notes(report, long, words),
        column_labels={name: text.in_(words.language) for name, text in _columns().items()},
        variable_value_labels=_value_labels(long, words),
        missing_ranges={
            "level": [NOT_APPLICABLE, SKIPPED],
            **{name: [HIDDEN, NONE] for name in _FIGURES},
        },
        variable_measure=_measures(),
        variable_format={"unit": "F5.0", "level": "F4.0", **_FIGURES},
    )


def written(
    table: Any, dated: date, *, file_label: str, notes: Sequence[str], **more: Any
) -> bytes:
    """A table of pandas as such a file, with what the format would cut shortened before."""
    import pyreadstat

    labels: dict[str, str | None] = {
        name: shortened(one, VARIABLE_LABEL) for name, one in more.pop("column_labels").items()
    }
    values = {
        name: {code: shortened(one, VALUE_LABEL) for code, one in given.items()}
        for name, given in more.pop("variable_value_labels").items()
    }
    with TemporaryDirectory() as folder:  # it is written by name only
        path = Path(folder) / "figures.sav"
        pyreadstat.write_sav(
            table,
            path,
            file_label=shortened(file_label, FILE_LABEL),
            note=[line for one in notes for line in _lines(one)],
            column_labels=labels,
            variable_value_labels=values,
            row_compress=True,
            **more,
        )
        made = path.read_bytes()
    stamp = f"{dated.day:02} {_MONTHS[dated.month - 1]} {dated.year % 100:02}00:00:00".encode()
    return made[:_DATE] + stamp + made[_DATE + _STAMP :]


def shortened(text: str, most: int) -> str:
    """A text of at most so many bytes: whole, or the whole letters at its beginning and an ellipsis."""
    text = unicodedata.normalize("NFC", one_line(text))
    if len(text.encode()) <= most:
        return text
    kept = text
    while len(f"{kept}…".encode()) > most or unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def _lines(text: str) -> Iterator[str]:
    """A text in lines as long as a note may be, between words."""
    line = ""
    for word in text.split():
        word = shortened(word, NOTE)
        if len(f"{line} {word}".encode()) > NOTE:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    if line:
        yield line


def _columns() -> Mapping[str, Text]:
    """The variables of the file, in order."""
    names = ("unit", "unit_code", "criterion", "criterion_code", "factor", "level", "counts_as",
             "count", "share", "answers", "satisfied", "low", "high", "standing")  # fmt: skip
    return {name: said(f"data.variables.{name}") for name in names}


def _places(long: LongForm, name: str) -> Mapping[str, int]:
    """The number that stands for each code of a variable."""
    for table in long.tables:
        for one in table.variables:
            if one.name == name:
                return {code: place for place, code in enumerate(one.codes, start=1)}
    return {}


def _records(long: LongForm) -> Iterator[dict[str, Any]]:
    places = {name: _places(long, name) for name in _CODED}
    criteria = {(one["unit"], one["criterion"]): one for one in long.table("criteria").records()}
    last = max((one["place"] for one in _levels(long)), default=None)
    for row in _levels(long):
        whole = criteria[row["unit"], row["criterion"]]
        yield _record(row, whole, places, row["place"])
        if row["place"] == last:
            for name, level in (("not_applicable", NOT_APPLICABLE), ("skipped", SKIPPED)):
                apart = {**row, "count": whole[name], "share": None, "counts_as": None}
                yield _record(apart, whole, places, level)


def _levels(long: LongForm) -> Iterator[Mapping[str, Any]]:
    if any(one.name == "levels" for one in long.tables):
        yield from long.table("levels").records()


def _record(
    row: Mapping[str, Any],
    whole: Mapping[str, Cell],
    places: Mapping[str, Mapping[str, int]],
    level: int,
) -> dict[str, Any]:
    """One row; a figure that may not be told is marked as hidden, one that is none as none."""
    given = {**whole, **row, "factor": whole["factor"]}
    absent = HIDDEN if row["standing"] == _HIDDEN else NONE
    coded = {name: places[name].get(str(given[name])) for name in _CODED}
    figures = {name: absent if given[name] is None else given[name] for name in _FIGURES}
    if level in (NOT_APPLICABLE, SKIPPED):
        figures["share"] = absent
    texts = {"unit_code": given["unit"], "criterion_code": given["criterion"]}
    return {**coded, **figures, **texts, "level": level}


def _value_labels(long: LongForm, words: Words) -> dict[str, dict[int, str]]:
    labels: dict[str, dict[int, str]] = {}
    for table in long.tables:
        for one in table.variables:
            texts = [text.in_(words.language) for text in one.codes.values()]
            if one.name in _CODED:
                labels[one.name] = dict(enumerate(texts, start=1))
            elif one.name == "level":
                labels["level"] = dict(enumerate(texts, start=1))
    apart = {NOT_APPLICABLE: words("tables.not_applicable"), SKIPPED: words("tables.skipped")}
    labels["level"] = {**labels.get("level", {}), **apart}
    absent = {HIDDEN: words("data.standing.hidden"), NONE: words("data.sav.none")}
    return {**labels, **dict.fromkeys(_FIGURES, absent)}


def _measures() -> Mapping[str, str]:
    nominal = dict.fromkeys(_columns(), "nominal")
    return {**nominal, "level": "ordinal", **dict.fromkeys(_FIGURES, "scale")}


def _notes(report: Report, long: LongForm, words: Words) -> list[str]:
    return [
        report.subject,
        words("data.sav.weight"),
        words("data.readme.hidden", n=words.number(long.fewest)),
        *([report.draft] if report.draft else []),
        words("data.readme.ledger", sha256=fingerprint(report, words)),
    ]
