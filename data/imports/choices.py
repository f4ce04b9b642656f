"""The sheet `choices` of an XLSForm: options, and levels of satisfaction where a list is one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.imports.translated import known_columns, texts
from data.imports.workbook import Line
from surveys.language import SOURCE, words
from surveys.questions.kind import NOT_APPLICABLE, RESERVED

COLUMNS = frozenset({"list_name", "name"})
LABEL = frozenset({"label"})
LEVELS = {
    "rất không hài lòng": "very_dissatisfied",
    "không hài lòng": "dissatisfied",
    "bình thường": "neutral",
    "hài lòng": "satisfied",
    "rất hài lòng": "very_satisfied",
}
"""Words of levels, the lowest first. A list of three to five of them measures satisfaction."""

NEGATIVE, SATISFIED = ("very_dissatisfied", "dissatisfied"), ("satisfied", "very_satisfied")
FEWEST_LEVELS = 3

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Choices:
    """One list: its options or its levels, what each name is stored as, and whether one says *na*."""

    options: Sequence[Entry]
    levels: Sequence[Entry]
    stored: Mapping[str, object]
    not_applicable: bool

    @property
    def scale(self) -> str:
        """The shipped scales keep their names; any other says what it is made of."""
        ids = [one["id"] for one in self.levels]
        shipped = len(ids) == len(LEVELS) or ids == ["neutral", "satisfied", "very_satisfied"]
        return f"satisfaction_{len(ids) if shipped else '_'.join(ids)}"


def lists(lines: Sequence[Line], language: str) -> Mapping[str, Choices]:
    """The lists by name; `language` is that of a heading without one. Raises SurveyError BAD_CELL."""
    grouped: dict[str, list[Line]] = {}
    for line in lines:
        known_columns(line, COLUMNS, LABEL)
        if not line("list_name"):
            raise line.wrong("list_name", "no_list_name")
        grouped.setdefault(line("list_name"), []).append(line)
    return {name: _list(rows, language) for name, rows in grouped.items()}


def _list(lines: Sequence[Line], language: str) -> Choices:
    named: dict[str, tuple[Line, dict[str, str]]] = {}
    for line in lines:
        if not _NAME.fullmatch(line("name")):
            raise line.wrong("name", "bad_choice_name")
        if line("name") in named:
            raise line.wrong("name", "name_twice")
        named[line("name")] = line, texts(line, "label", language)
    spared = named.pop(NOT_APPLICABLE, None)
    if spared and spared[1][SOURCE].casefold() != words(SOURCE)("form.not_applicable").casefold():
        raise spared[0].wrong("name", "not_applicable_label")
    for name in named.keys() & RESERVED:
        raise named[name][0].wrong("name", "reserved_name")
    if len(named) < 2:
        raise lines[0].wrong("list_name", "few_choices")
    if _levels_meant(named):
        levels = _levels(named)
        stored = {str(one.pop("name")): one["value"] for one in levels}
        return Choices((), levels, stored, spared is not None)
    options = [{"id": name, "label": label} for name, (_, label) in named.items()]
    return Choices(options, (), {name: name for name in named}, spared is not None)


def _levels_meant(named: Mapping[str, tuple[Line, dict[str, str]]]) -> bool:
    """Whether a list says how satisfied somebody is; one that says so in part is refused."""
    known = [_level(label) is not None for _, label in named.values()]
    if set(map(_level_of, named.values())) <= {None, "neutral"}:
        return False
    if not all(known):
        line = next(line for line, label in named.values() if _level(label) is None)
        raise line.wrong(_vietnamese(line), "level_unknown")
    if len(named) < FEWEST_LEVELS or len(set(map(_level_of, named.values()))) < len(named):
        line = next(iter(named.values()))[0]
        raise line.wrong("list_name", "levels_wrong")
    return True


def _levels(named: Mapping[str, tuple[Line, dict[str, str]]]) -> list[dict[str, Any]]:
    order = list(LEVELS.values())
    ranked = sorted(named.items(), key=lambda one: order.index(str(_level_of(one[1]))))
    made = []
    for value, (name, (_, label)) in enumerate(ranked, start=1):
        level: dict[str, Any] = {"name": name, "value": value, "id": _level(label)}
        if level["id"] in NEGATIVE:
            level["negative"] = True
        if level["id"] in SATISFIED:
            level["satisfied"] = True
        made.append(level | {"label": label})
    return made


def _level_of(entry: tuple[Line, dict[str, str]]) -> str | None:
    return _level(entry[1])


def _level(label: Mapping[str, str]) -> str | None:
    return LEVELS.get(" ".join(label[SOURCE].casefold().strip(" .").split()))


def _vietnamese(line: Line) -> str:
    return next(one for one in line.cells if one.partition("::")[0] == "label")
