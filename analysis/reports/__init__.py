"""Files that people download. A new format is a module here and a line in FORMATS."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

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


def _by(module: str) -> Callable[[Report, Words], bytes]:
    """The writer of a module that is loaded once a file is wanted: some libraries take a second."""

    def write(report: Report, words: Words) -> bytes:
        content: bytes = import_module(f"analysis.reports.{module}").write(report, words)
        return content

    return write


FORMATS: dict[str, Format] = {
    "docx": Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _by("docx")
    ),
    "pdf": Format("application/pdf", _by("pdf")),
    "xlsx": Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _by("xlsx")
    ),
    "csv": Format("text/csv; charset=utf-8", _by("csv")),
    "sav": Format("application/x-spss-sav", _by("sav"), deep=True),
    "datapackage": Format("application/zip", _by("datapackage"), "datapackage.zip", deep=True),
    "json": Format("application/json", _by("json")),
}
"""In the order in which they are offered."""
