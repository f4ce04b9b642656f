"""The paper form: a questionnaire as a PDF that anybody can read, print, copy and fill in with a pen.

Set by Typst from `paper.typ`, as PDF/UA for screen readers and PDF/A for archives, with the fonts that
come along: a letter that they lack is then an error and not an empty place. The same sheet gives the
same bytes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analysis.reports.typesetting import pdf
from surveys.consent import Notice
from surveys.language import Words
from surveys.paper import NOT_APPLICABLE_SIGN, Line, Part, lines_by_id, on_paper
from surveys.questionnaire import Questionnaire
from surveys.questions.kind import NOT_APPLICABLE

_ROOM = (20, 38)
"""Letters of the longest label with which three, and two options stand beside each other."""

_WORDS = (
    *("state", "motto", "phone", "number", "office", "day", "how", "tick", "no_code"),
    *("row", "content", "not_applicable", "end", "qr", "agency"),
)
"""Names of the words that every form has."""

_LINES = 4
"""Ruled lines for an answer in words."""


@dataclass(frozen=True)
class Sheet:
    """What stands on a paper form beside its questions; what is empty is left out or to be written.

    `address` is where the same form is on a telephone and `qr` its code as SVG; `at` is the moment
    that the document says it was made at.
    """

    questionnaire: Questionnaire
    notice: Notice
    at: datetime
    agency: str = ""
    unit: str = ""
    unit_code: str = ""
    round: str = ""
    address: str = ""
    qr: str = ""
    sample: bool = False


def write(sheet: Sheet, told: Words) -> bytes:
    """The form as PDF; raises SurveyError NOT_PRINTABLE for a letter that the fonts lack."""
    return pdf("paper.typ", content(sheet, told), sheet.at)


def content(sheet: Sheet, told: Words) -> dict[str, Any]:
    """All that the template sets: plain text in its order, nothing of it read as markup."""
    language, asked = told.language, sheet.questionnaire
    return {
        "language": language,
        "words": {name: told(f"paper.{name}") for name in _WORDS},
        "sample": told("form.sample") if sheet.sample else "",
        "agency": sheet.agency,
        "unit": sheet.unit,
        "round": sheet.round,
        "title": asked.title.in_(language),
        "notice": {
            "title": sheet.notice.title.in_(language),
            "paragraphs": [
                {
                    "lead": paragraph.lead.in_(language) if paragraph.lead else "",
                    "text": paragraph.text.in_(language),
                }
                for paragraph in sheet.notice.paragraphs
            ],
            "adult": sheet.notice.adult.in_(language),
        },
        "address": sheet.address,
        "qr": sheet.qr,
        "foot": " · ".join(
            part
            for part in (
                asked.key,
                told("paper.notice", hash=sheet.notice.hash),
                sheet.unit_code,
            )
            if part
        ),
        "page": told("paper.page", at="{at}", all="{all}"),
        "parts": [_part(part, asked, told) for part in on_paper(asked)],
    }


def _part(part: Part, asked: Questionnaire, told: Words) -> dict[str, Any]:
    """A heading with its blocks: ratings one after another share one table."""
    title = part.section.title
    blocks: list[dict[str, Any]] = []
    for line in part.lines:
        if line.question.kind.name != "rating":
            blocks.append(_written(line, asked, told))
        elif blocks and blocks[-1]["kind"] == "ratings":
            blocks[-1]["rows"].append(_row(line, asked, told))
        else:
            blocks.append(_ratings(line, asked, told))
    for block in blocks:
        if block["kind"] == "ratings":
            block["not_applicable"] = any(row["not_applicable"] for row in block["rows"])
    return {"title": title.in_(told.language) if title else "", "blocks": blocks}


def _ratings(line: Line, asked: Questionnaire, told: Words) -> dict[str, Any]:
    levels = [{"sign": one.sign, "label": one.label.in_(told.language)} for one in line.boxes]
    return {"kind": "ratings", "levels": levels, "rows": [_row(line, asked, told)]}


def _written(line: Line, asked: Questionnaire, told: Words) -> dict[str, Any]:
    """A question that is not a rating: its boxes, or room to write."""
    question, boxes = line.question, []
    for box in line.boxes:
        boxes.append({"sign": box.sign, "label": box.label.in_(told.language)})
    if question.not_applicable:
        boxes.append({"sign": NOT_APPLICABLE_SIGN, "label": told("form.not_applicable")})
    longest = max((len(box["label"]) for box in boxes), default=0)
    return _row(line, asked, told) | {
        "kind": "boxes" if boxes else question.kind.name,
        "boxes": boxes,
        "columns": 1 + sum(longest <= room for room in _ROOM),
        "lines": _LINES,
    }


def _row(line: Line, asked: Questionnaire, told: Words) -> dict[str, Any]:
    """What every question has: its number, its words, and what is said beside them."""
    question, language = line.question, told.language
    hints = [text.in_(language) for text in (question.hint, question.notice) if text]
    if question.kind.name == "choices":
        hints.insert(0, told("paper.several"))
    if question.kind.name == "number":
        limits = {"minimum": question.minimum, "maximum": question.maximum}
        hints.insert(0, told("form.number_hint", **limits))
    return {
        "number": line.number,
        "text": question.text.in_(language),
        "only_if": _only_if(line, asked, told),
        "hints": hints,
        "not_applicable": question.not_applicable,
    }


def _only_if(line: Line, asked: Questionnaire, told: Words) -> str:
    """Who answers a question that is not for everybody, by number and words of the earlier one."""
    condition = line.question.show_if
    if condition is None:
        return ""
    numbered = lines_by_id(asked)
    earlier = numbered[condition.question]
    named = [_label(earlier, value, told) for value in condition.values]
    return told("paper.only_if", number=earlier.number, answers="; ".join(named))


def _label(line: Line, value: object, told: Words) -> str:
    several = line.question.kind.name == "choices"
    for box in line.boxes:
        if box.value == ([value] if several else value):
            return f"{box.sign} {box.label.in_(told.language)}"
    return told("form.not_applicable") if value == NOT_APPLICABLE else str(value)
