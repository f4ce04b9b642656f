"""Writes a questionnaire as TOML, in the form in which the shipped files are written."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

_BLOCKS = ("scales", "sections", "questions")
"""Lists of tables that stand as blocks of their own; any other value stands in its line."""


def written(table: Mapping[str, Any]) -> str:
    """The text of a file with this content."""
    return "\n".join(_table(table, "")) + "\n"


def _table(table: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, value in table.items():
        if name not in _BLOCKS:
            yield f"{name} = {_value(value)}"
    for name in _BLOCKS:
        for one in table.get(name, ()):
            yield ""
            yield f"[[{path}{name}]]"
            yield from _table(one, f"{path}{name}.")


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return "[\n" + "".join(f"    {_value(one)},\n" for one in value) + "]"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, bool | int):
        return str(value).lower()
    # TOML's escapes are those of JSON, and DEL needs one too.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
