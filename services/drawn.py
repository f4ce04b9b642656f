"""The drawings of a study: for the page, and as files to put into a document."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from analysis.drawings import drawings
from analysis.drawings.drawing import Drawing
from analysis.drawings.weeks import weeks_drawn
from analysis.statistics.monitoring import RunChart
from analysis.study.study import Study
from services.drawing import printed
from services.program import Program
from services.reporting import File
from services.rights import need
from services.scope import unit_asked
from services.studying import study_now
from surveys.account import Actor, Right
from surveys.errors import Code, SurveyError
from surveys.language import Words, words

PICTURES = ("svg", "png")
NUMBERS = "csv"
_MEDIA = {"svg": "image/svg+xml", "png": "image/png", NUMBERS: "text/csv; charset=utf-8"}
_FLAGS = "quality"
"""The drawing that shows which answers were conspicuous."""


def drawings_for(by: Actor, study: Study, told: Words) -> tuple[Drawing, ...]:
    """What somebody may see of a study: signs of conspicuous answers only with the right to them."""
    return tuple(
        one for one in drawings(study, told) if one.id != _FLAGS or by.may(Right.SEE_FLAGS)
    )


def weeks_for(made: RunChart | None, told: Words) -> Drawing:
    """The weeks of a round that is still open."""
    return weeks_drawn(made, told)


def drawing_file(
    program: Program,
    by: Actor,
    round: str,
    unit: str | None,
    drawing: str,
    format: str,
    language: str,
    now: datetime,
) -> File:
    """One drawing as a picture, or its numbers as a table for spreadsheets.

    Raises SurveyError UNKNOWN_DRAWING, UNKNOWN_FORMAT, NOTHING_TO_DRAW where there is only a sentence,
    and what `study_now` raises.
    """
    unit = unit_asked(by, unit)
    need(program, by, Right.DOWNLOAD, [unit] if unit else ())
    if format not in _MEDIA:
        raise SurveyError(Code.UNKNOWN_FORMAT, format=format[:20], known=", ".join(_MEDIA))
    told = words(language)
    made = drawings_for(by, study_now(program, round, unit, now), told)
    found = _called(drawing, made)
    place = re.sub(r"[^A-Za-z0-9.-]+", "-", f"{round}-{unit or 'tat-ca'}-{found.id}")
    return File(f"hai-long-{place}.{format}", _MEDIA[format], _content(found, format, told))


def as_json(one: Drawing) -> dict[str, Any]:
    """A drawing for other programs: its sentences, and the rows of its table. Shares are from 0 to 1."""
    return {
        "id": one.id,
        "title": one.title,
        "means": one.means,
        "means_not": one.means_not,
        "columns": [column.title for column in one.table.columns],
        "rows": [list(row) for row in one.table.rows],
        "notes": list(one.table.notes),
    }


def as_lines(one: Drawing, told: Words) -> Iterator[str]:
    """A drawing as lines to read in a shell."""
    yield one.title
    yield one.means
    if one.table.rows:
        yield "\t".join(column.title for column in one.table.columns)
    for row in printed(one.table, told):
        yield "\t".join(row).rstrip()
    yield from (f"* {note}" for note in (one.means_not, *one.table.notes))
    yield ""


def _called(id: str, made: Sequence[Drawing]) -> Drawing:
    for one in made:
        if one.id == id:
            return one
    raise SurveyError(
        Code.UNKNOWN_DRAWING, drawing=id[:40], known=", ".join(one.id for one in made)
    )


def _content(one: Drawing, format: str, told: Words) -> bytes:
    if format == NUMBERS:
        from analysis.reports.csv import written

        return written([one.file], told)
    if one.chart is None:
        raise SurveyError(Code.NOTHING_TO_DRAW, drawing=one.title)
    from analysis.charts import pictures  # a charting library takes a second to load

    picture = pictures.svg if format == "svg" else pictures.png
    return picture(one.chart())
