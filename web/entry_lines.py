"""Lines of the entry grid, what came from it, and the differences of two passes in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.entry import Picks, Typed
from surveys.entry import DAY, FORM, TICKED, Comparison, Difference
from surveys.errors import Code, SurveyError
from surveys.language import Words
from surveys.paper import NOT_APPLICABLE_SIGN, Line, lines, lines_by_id
from surveys.questionnaire import Questionnaire
from surveys.questions.kind import NOT_APPLICABLE
from surveys.submission import read_id, read_moment

_PICK = "pick"
_WORDS = ("off", "no_sign", "tick_first", "kept", "receipt", "offline")


def grid(
    questionnaire: Questionnaire, told: Words, *, aloud: bool
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The lines as the page shows them, and what its script knows of each."""
    shown, known = [], []
    for name in ("ticked",) if aloud else ("form", "ticked", "day"):
        shown.append(_own_line(name, told, aloud=aloud))
        known.append(_own_data(name, told))
    for part_line in _asked(questionnaire):
        heading, line = part_line
        shown.append(_line(line, heading.in_(told.language) if heading else "", told))
        known.append(_data(line, told))
    return shown, {"lines": known, "words": {name: told(f"entry.{name}") for name in _WORDS}}


def typed_of(sent: object, today: date) -> Typed:
    """One form as the grid sends it; raises SurveyError naming the field that is wrong."""
    if not isinstance(sent, dict):
        raise SurveyError(Code.UNREADABLE)
    form, typed, answers = sent.get("form", 1), sent.get("typed", 1), sent.get("answers")
    if type(form) is not int:
        raise SurveyError(Code.INVALID_FIELD, field="form")
    if type(typed) is not int:
        raise SurveyError(Code.INVALID_FIELD, field="typed")
    if not isinstance(answers, dict) or not all(isinstance(name, str) for name in answers):
        raise SurveyError(Code.INVALID_FIELD, field="answers")
    try:
        day = date.fromisoformat(str(sent.get("day") or today))
    except ValueError:
        raise SurveyError(Code.INVALID_FIELD, field="day") from None
    return Typed(
        id=read_id(sent.get("id")),
        number=form,
        ticked=sent.get("ticked") is True,
        day=day,
        answers=answers,
        one_pass=typed,
        started_at=read_moment(sent, "started_at"),
    )


def differences(
    comparison: Comparison, questionnaire: Questionnaire, told: Words
) -> list[dict[str, Any]]:
    """What two passes have read differently, as people read it."""
    by_id = lines_by_id(questionnaire)
    return [
        {
            "form": one.form,
            "where": _where(one, by_id, told),
            "name": f"{_PICK}-{one.form}-{one.name}",
            "values": [_value(one, given, by_id, told) for given in (one.first, one.second)],
        }
        for one in comparison.differences
    ]


def picks_of(fields: Mapping[str, list[str]]) -> Picks:
    """What was picked on the page of differences."""
    picks: dict[tuple[int, str], int] = {}
    for name, values in fields.items():
        what, _, rest = name.partition("-")
        form, _, where = rest.partition("-")
        if what == _PICK and form.isdecimal() and len(form) < 6 and values[0] in ("1", "2"):
            picks[int(form), where] = int(values[0])
    return picks


def said(line: Line, answer: object, told: Words) -> str:
    """An answer in stored form as people say it."""
    if answer is None:
        return told("entry.empty")
    if answer == NOT_APPLICABLE and line.question.not_applicable:
        return told("form.not_applicable")
    given = answer if isinstance(answer, list) else [answer]
    named = [
        f"{box.sign} {box.label.in_(told.language)}"
        for box in line.boxes
        if box.value == answer or (isinstance(box.value, list) and box.value[0] in given)
    ]
    return "; ".join(named) or str(answer)


def _asked(questionnaire: Questionnaire) -> list[tuple[Any, Line]]:
    """Every line that the batch asks, the first of each part with its heading."""
    titles = {section.questions[0].id: section.title for section in questionnaire.sections}
    asked = {question.id for question in questionnaire.questions}
    return [
        (titles.get(line.question.id), line)
        for line in lines(questionnaire)
        if line.question.id in asked
    ]


def _own_line(name: str, told: Words, *, aloud: bool) -> dict[str, Any]:
    text = told("entry.agreed_aloud") if aloud else told(f"entry.line_{name}")
    tell = told("entry.yes_no") if name == "ticked" else ""
    shown = {"heading": "", "number": "", "kind": name, "text": text, "told": tell, "most": 0}
    return shown | {"own": not aloud}


def _own_data(name: str, told: Words) -> dict[str, Any]:
    if name != "ticked":
        return {"kind": name, "number": ""}
    signs = {"1": True, "2": False, NOT_APPLICABLE_SIGN: False}
    labels = {"1": told("log.yes"), "2": told("log.no"), NOT_APPLICABLE_SIGN: told("log.no")}
    return {"kind": name, "number": "", "signs": signs, "labels": labels}


def _line(line: Line, heading: str, told: Words) -> dict[str, Any]:
    signs = [f"{box.sign}: {box.label.in_(told.language)}" for box in line.boxes]
    if line.question.not_applicable:
        signs.append(f"{NOT_APPLICABLE_SIGN}: {told('form.not_applicable')}")
    if line.question.kind.name == "number":
        limits = {"minimum": line.question.minimum, "maximum": line.question.maximum}
        signs.insert(0, told("form.number_hint", **limits))
    return {
        "heading": heading,
        "number": line.number,
        "kind": line.question.kind.name,
        "text": line.question.text.in_(told.language),
        "told": " · ".join(signs),
        "most": line.question.max_length,
        "own": False,
    }


def _data(line: Line, told: Words) -> dict[str, Any]:
    """What the script needs: which sign is which answer, and when the line is not asked."""
    question = line.question
    made: dict[str, Any] = {
        "kind": question.kind.name,
        "question": question.id,
        "number": line.number,
        "several": question.kind.name == "choices",
        "na": question.not_applicable,
    }
    if line.boxes:
        labels = {box.sign: box.label.in_(told.language) for box in line.boxes}
        if question.not_applicable:
            labels[NOT_APPLICABLE_SIGN] = told("form.not_applicable")
        made |= {"signs": dict(line.by_sign), "labels": labels}
    if question.show_if:
        condition = question.show_if
        made["only_if"] = {"question": condition.question, "values": list(condition.values)}
    return made


def _where(one: Difference, by_id: Mapping[str, Line], told: Words) -> str:
    if one.name in (TICKED, DAY, FORM):
        return told(f"entry.line_{one.name}")
    line = by_id[one.name]
    return f"{line.number}. {line.question.text.in_(told.language)}"


def _value(one: Difference, given: object, by_id: Mapping[str, Line], told: Words) -> str:
    if one.name == FORM:
        return told("entry.there" if given else "entry.not_there")
    if one.name == TICKED:
        return told("log.yes" if given else "log.no")
    return told.date(given) if one.name == DAY else said(by_id[one.name], given, told)
