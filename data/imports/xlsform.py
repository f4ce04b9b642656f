"""Questionnaires from XLSForm, the spreadsheets in which KoboToolbox, ODK and others write forms.

What a questionnaire cannot express is refused with its sheet, row and column: a form that was taken in
part would ask something else than its author wrote.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.imports import workbook
from data.imports.choices import Choices, lists
from data.imports.relevance import condition
from data.imports.toml import written
from data.imports.translated import has, known_columns, language_called, texts
from data.imports.workbook import Line
from surveys.errors import Code, SurveyError
from surveys.language import SOURCE

KINDS = {"select_one": "choice", "select_multiple": "choices", "text": "text", "integer": "number"}
PASSED_OVER = frozenset({"start", "end", "today"})
"""Nobody is asked these; the program itself keeps the day and a class of duration."""

OF_THE_DEVICE = frozenset(
    {"deviceid", "username", "phonenumber", "email", "subscriberid", "simserial", "audit"}
)
LOOKS = frozenset({"appearance", "constraint_message", "required_message", "$kuid", "$xpath"})
"""Columns of how other programs show a form; what is asked does not depend on them."""

SURVEY = frozenset({"type", "name", "required", "relevant", "constraint"}) | LOOKS
SETTINGS = frozenset({"form_id", "id_string", "default_language", "version", "minutes", "style"})
TEXTS = frozenset({"label", "hint"})
TITLES = frozenset({"form_title", "about"})

QUESTIONS_A_MINUTE = 5
"""For the minutes that the first page tells, where `settings` has no column `minutes`."""

LONGEST_ANSWER = 1000

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FORM = re.compile(r"[a-z][a-z0-9-]{0,39}")
_LENGTH = re.compile(r"string-length\(\s*\.\s*\)\s*<=\s*(\d{1,4})")
_LIMITS = re.compile(r"\.\s*>=\s*(-?\d{1,6})\s+and\s+\.\s*<=\s*(-?\d{1,6})")


@dataclass
class _Form:
    """What has been read so far. `stored` has, by question, what each answer's name is kept as."""

    language: str
    lists: dict[str, Choices]
    sections: list[dict[str, Any]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    stored: dict[str, tuple[str, dict[str, object]]] = field(default_factory=dict)
    scale: Choices | None = None
    group: Line | None = None
    loose: bool = False


def read(path: Path) -> str:
    """The text of a questionnaire's file as the page Phiếu hỏi would have it, version 1.

    Raises SurveyError BAD_FILE, or BAD_CELL with sheet, row, column and reason.
    """
    found = workbook.sheets(path)
    for name in ("survey", "settings"):
        if not found.get(name):
            why = f"thiếu trang tính có nội dung / no sheet with content: {name}"
            raise SurveyError(Code.BAD_FILE, file=path.name, why=why)
    settings = found["settings"][0]
    language = language_called(settings("default_language")) or SOURCE
    form = _Form(language, dict(lists(found.get("choices", ()), language)))
    for line in found["survey"]:
        _take(form, line)
    if form.group is not None:
        raise form.group.wrong("type", "group_open")
    if not form.stored:
        raise found["survey"][0].wrong("type", "no_questions")
    return written(_head(form, settings, path.name) | {"sections": form.sections})


def _head(form: _Form, settings: Line, file: str) -> dict[str, Any]:
    known_columns(settings, SETTINGS, TITLES)
    named = "form_id" if settings("form_id") else "id_string"
    form_id = settings(named).lower().replace("_", "-")
    if not _FORM.fullmatch(form_id):
        raise settings.wrong("form_id", "bad_form_id", settings(named))
    minutes = settings("minutes") or str(-(-len(form.stored) // QUESTIONS_A_MINUTE))
    if not re.fullmatch(r"[1-9]\d?", minutes):
        raise settings.wrong("minutes", "bad_minutes")
    title = texts(settings, "form_title", form.language)
    head: dict[str, Any] = {
        "id": form_id,
        "version": 1,
        "minutes": int(minutes),
        "source": " ".join(f"XLSForm {file} {settings('version')}".split()),
        "title": title,
        "about": texts(settings, "about", form.language) if has(settings, "about") else title,
    }
    if form.scale is not None:
        head["scales"] = [{"id": form.scale.scale, "levels": form.scale.levels}]
    return head


def _take(form: _Form, line: Line) -> None:
    """One row of the sheet `survey`."""
    kind, rest = _kind(line)
    if kind in PASSED_OVER:
        return
    if kind in OF_THE_DEVICE:
        raise line.wrong("type", "of_the_device")
    known_columns(line, SURVEY, TEXTS)
    if kind == "begin_group":
        _begin_group(form, line)
    elif kind == "end_group":
        _end_group(form, line)
    elif kind in KINDS and bool(rest) == kind.startswith("select"):
        _ask(form, line, kind, rest)
    else:
        raise line.wrong("type", "unknown_type")


def _kind(line: Line) -> tuple[str, str]:
    """``select_one levels`` as its two words; older files write ``select one`` and ``begin group``."""
    text = " ".join(line("type").split())
    kind, _, rest = re.sub(r"^(select|begin|end) (?=one|multiple|group)", r"\1_", text).partition(
        " "
    )
    return kind, rest


def _begin_group(form: _Form, line: Line) -> None:
    if form.group is not None:
        raise line.wrong("type", "group_in_group")
    for column in ("required", "constraint"):
        if line(column):
            raise line.wrong(column, "not_on_group")
    title = texts(line, "label", form.language) if has(line, "label") else None
    section: dict[str, Any] = {"id": _name(form, line)} | ({"title": title} if title else {})
    form.sections.append(section | {"questions": []})
    form.group, form.loose = line, False


def _end_group(form: _Form, line: Line) -> None:
    if form.group is None:
        raise line.wrong("type", "group_none")
    if not form.sections[-1]["questions"]:
        raise form.group.wrong("type", "group_empty")
    form.group = None


def _ask(form: _Form, line: Line, kind: str, rest: str) -> None:
    """A question, in the group that is open or in a part without a heading."""
    question: dict[str, Any] = {"id": _name(form, line), "kind": KINDS[kind]}
    question["text"] = texts(line, "label", form.language)
    if has(line, "hint"):
        question["hint"] = texts(line, "hint", form.language)
    if not _required(line):
        question["optional"] = True
    shown = _shown_if(form, line)
    question |= _chosen_from(form, line, kind, rest) if rest else _limits(line, kind)
    if shown:
        question["show_if"] = shown
    if rest:
        stored = dict(form.lists[rest].stored)
    else:
        low, high = question.get("minimum", 0), question.get("maximum", -1)
        stored = {str(value): value for value in range(low, high + 1)}
    form.stored[question["id"]] = kind, stored
    if form.group is None and not form.loose:
        form.sections.append({"id": f"part_{len(form.sections) + 1}", "questions": []})
        form.loose = True
    form.sections[-1]["questions"].append(question)


def _name(form: _Form, line: Line) -> str:
    name = line("name")
    if not _ID.fullmatch(name):
        raise line.wrong("name", "bad_name")
    if name in form.names:
        raise line.wrong("name", "name_twice")
    form.names.add(name)
    return name


def _required(line: Line) -> bool:
    given = line("required").lower()
    if given not in ("", "yes", "no", "true", "false", "true()", "false()", "1", "0"):
        raise line.wrong("required", "bad_required")
    return given in ("yes", "true", "true()", "1")


def _shown_if(form: _Form, line: Line) -> dict[str, Any] | None:
    """When the question is asked: as its row or its group says."""
    group = form.group if form.group and form.group("relevant") else None
    if group is not None and line("relevant"):
        raise line.wrong("relevant", "relevant_twice")
    return condition(group or line, form.stored)


def _chosen_from(form: _Form, line: Line, kind: str, name: str) -> dict[str, Any]:
    found = form.lists.get(name)
    if found is None:
        raise line.wrong("type", "unknown_list")
    if line("constraint"):
        raise line.wrong("constraint", "bad_constraint")
    made: dict[str, Any] = {"not_applicable": True} if found.not_applicable else {}
    if not found.levels:
        return made | {"options": list(found.options)}
    if kind != "select_one":
        raise line.wrong("type", "several_levels")
    if form.scale is not None and form.scale.levels != found.levels:
        raise line.wrong("type", "other_scale")
    form.scale = found
    return made | {"kind": "rating", "scale": found.scale}


def _limits(line: Line, kind: str) -> dict[str, Any]:
    """How long a text may be, and between which values a number lies."""
    given = line("constraint")
    if kind == "text":
        length = _LENGTH.fullmatch(given)
        if given and not (length and 0 < int(length.group(1)) <= 5000):
            raise line.wrong("constraint", "bad_length")
        return {"max_length": int(length.group(1)) if length else LONGEST_ANSWER}
    found = _LIMITS.fullmatch(given)
    if not found or not int(found.group(1)) < int(found.group(2)) <= int(found.group(1)) + 100:
        raise line.wrong("constraint", "bad_limits")
    return {"minimum": int(found.group(1)), "maximum": int(found.group(2))}
