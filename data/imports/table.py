"""Reads a table of text with a heading, whichever spreadsheet program wrote it."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from surveys.errors import Code, SurveyError

MOST_BYTES = 20_000_000

Row = tuple[int, Mapping[str, str]]
"""Line number in the file, and the cells by heading, without surrounding blanks."""


def rows(path: Path, needed: Sequence[str]) -> Iterator[Row]:
    """The rows of a CSV file: UTF-8 with or without a mark, separated by commas or semicolons.

    Lines that begin with # are comments. Raises SurveyError BAD_FILE when the file cannot be read or
    a needed heading lacks, BAD_ROW when a row has more cells than the heading.
    """
    lines = [
        (number, line)
        for number, line in enumerate(_text(path).splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise SurveyError(Code.BAD_FILE, file=path.name, why="không có dữ liệu / empty")
    separator = ";" if lines[0][1].count(";") > lines[0][1].count(",") else ","
    heading = [cell.strip() for cell in _cells(lines[0][1], separator)]
    lacking = [name for name in needed if name not in heading]
    if lacking:
        why = f"thiếu cột / missing columns: {', '.join(lacking)}"
        raise SurveyError(Code.BAD_FILE, file=path.name, why=why)
    for number, line in lines[1:]:
        cells = [cell.strip() for cell in _cells(line, separator)]
        if len(cells) > len(heading):
            raise SurveyError(Code.BAD_ROW, row=number, why="thừa ô / too many cells")
        cells += [""] * (len(heading) - len(cells))
        yield number, dict(zip(heading, cells, strict=True))


def whole_number(number: int, name: str, text: str) -> int:
    """A count written with or without thousands points: ``6.597`` is 6597."""
    if not re.fullmatch(r"[0-9]{1,12}|[0-9]{1,3}([. \u00a0][0-9]{3}){1,3}", text):
        raise SurveyError(Code.BAD_ROW, row=number, why=f"{name}: {text[:40]!r}")
    return int(re.sub(r"[^0-9]", "", text))


def day(number: int, name: str, text: str) -> date | None:
    """A day as 2026-07-01 or 01/07/2026; None for an empty cell."""
    if not text:
        return None
    parts = text.split("/")
    try:
        return date.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else text)
    except ValueError:
        raise SurveyError(Code.BAD_ROW, row=number, why=f"{name}: {text[:40]!r}") from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SurveyError(Code.BAD_FILE, file=path.name, why="> 20 MB")
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise SurveyError(Code.BAD_FILE, file=path.name, why=str(wrong)) from wrong


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader(io.StringIO(line), delimiter=separator))
