"""The file itself: an empty document to begin with, its properties, and the same bytes each time.

`empty/` is that document, file by file: page, styles and numbering are changed there.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr  # nosec B406 # it writes, and reads nothing

import docx
from docx.document import Document

from analysis.reports.document import Report
from analysis.reports.laid import inert

_EMPTY = Path(__file__).parent / "empty"
_LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
_PROPERTY = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""What Word calls properties that a document's maker has added."""


def begun(report: Report, properties: Mapping[str, str]) -> Document:
    """An empty document with a report's title, date and language; `properties` are added to Word's."""
    language = _LANGUAGES.get(report.language, report.language)
    changed = {
        "docProps/custom.xml": ("</Properties>", f"{_properties(properties)}</Properties>"),
        "word/styles.xml": ('w:val="vi-VN"', f"w:val={quoteattr(language)}"),
    }
    made = docx.Document(io.BytesIO(_empty(changed)))
    about, day = made.core_properties, datetime.combine(report.dated, time())
    about.title = inert(report.subject)[:255]
    about.author = about.last_modified_by = inert(report.letterhead.agency)[:255]
    about.created = about.modified = day
    about.language = language
    about.revision = 1
    return made


def packed(document: Document, dated: date) -> bytes:
    """The file. A zip keeps the time of its making: here the day that the report is dated on."""
    first, out = io.BytesIO(), io.BytesIO()
    document.save(first)
    day = max(dated, date(1980, 1, 1))  # a zip knows none before
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(out, "w") as file:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, made.read(name))
    return out.getvalue()


def _empty(changed: Mapping[str, tuple[str, str]]) -> bytes:
    """The empty document as a file, with one text in some of its parts replaced by another."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for path in sorted(one for one in _EMPTY.rglob("*") if one.is_file()):
            name = path.relative_to(_EMPTY).as_posix()
            old, new = changed.get(name, ("", ""))
            text = path.read_text("utf-8")
            file.writestr(name, text.replace(old, new) if old else text)
    return out.getvalue()


def _properties(given: Mapping[str, str]) -> str:
    """Properties of a document as Word keeps them; their numbers begin with 2."""
    return "".join(
        f'<property fmtid="{_PROPERTY}" pid="{place}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(inert(text))}</vt:lpwstr></property>"
        for place, (name, text) in enumerate(given.items(), start=2)
    )
