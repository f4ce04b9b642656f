"""The lines that stand around the text of an official document, before any file format has them.

After Decree 30/2020/NĐ-CP, annex I; what is not known is dots, to be filled in by hand.
"""

from dataclasses import dataclass

from analysis.reports.document import Report
from surveys.language import Words

DOTS = "…………"
_FILED = ("Lưu", "Filed")


@dataclass(frozen=True)
class Form:
    """The lines around the text; `marks` are what must be read on every page, often nothing.

    `signs_for` is empty where the signer signs in his own right.
    """

    parent: str
    agency: str
    republic: str
    motto: str
    number: str
    dated: str
    signs_for: str
    position: str
    signer: str
    recipients: tuple[str, ...]
    marks: tuple[str, ...]


def form_of(report: Report, words: Words) -> Form:
    """The lines of a report, in its language."""
    given, day = report.letterhead, report.dated
    dated = {
        "place": given.place or DOTS,
        "day": f"{day.day:02d}",
        "month": words(f"report.form.months.{day.month}"),
        "year": day.year,
    }
    number = {"number": given.number or DOTS, "short": given.short or DOTS}
    return Form(
        parent=(given.parent or DOTS).upper(),
        agency=(given.agency or DOTS).upper(),
        republic=words("report.form.republic"),
        motto=words("report.form.motto"),
        number=words("report.form.number", **number),
        dated=words("report.form.dated", **dated),
        signs_for=given.signs_for.upper(),
        position=(given.position or DOTS).upper(),
        signer=given.signer or DOTS,
        recipients=_recipients(given.recipients, words),
        marks=_marks(report, words),
    )


def closed(text: str) -> str:
    """The last words of a document, with the sign that nothing follows: ``… ./.``."""
    return f"{text.rstrip('.;: ')}./."


def _recipients(given: tuple[str, ...], words: Words) -> tuple[str, ...]:
    """The lines under *Nơi nhận*; the last says where the document is filed."""
    lines = [one.rstrip(".;, ") for one in given] or [DOTS]
    if not lines[-1].startswith(_FILED):
        lines.append(words("report.form.filed", dots=DOTS))
    return (*(f"- {one};" for one in lines[:-1]), f"- {lines[-1]}.")


def _marks(report: Report, words: Words) -> tuple[str, ...]:
    sample = words("common.sample") if report.sample else ""
    return tuple(mark for mark in (report.draft, sample) if mark)
