"""Files that people download. A new format is a module here and a line in FORMATS."""

from collections.abc import Callable
from dataclasses import dataclass

from analysis.reports import csv, datapackage, docx, json, pdf, sav, xlsx
from analysis.reports.document import Report
from surveys.language import Words


@dataclass(frozen=True)
class Format:
    """A file format: its media type and the function that writes a report in it.

    `ending` is that of its files, where it is not the format's name; `deep` says whether the file has
    the figures of every unit below.
    """

    media_type: str
    write: Callable[[Report, Words], bytes]
    ending: str = ""
    deep: bool = False


FORMATS: dict[str, Format] = {
    "docx": Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx.write
    ),
    "pdf": Format("application/pdf", pdf.write),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.write),
    "csv": Format("text/csv; charset=utf-8", csv.write),
    "sav": Format("application/x-spss-sav", sav.write, deep=True),
    "datapackage": Format("application/zip", datapackage.write, "datapackage.zip", deep=True),
    "json": Format("application/json", json.write),
}
"""In the order in which they are offered."""
