"""What a CSV file in a data package is, in the words of Frictionless Data: for programs that read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.reports.csv import inert
from analysis.reports.longform import Type
from surveys.language import Text, Words, languages


@dataclass(frozen=True)
class Column:
    """A column of a file; where `codes` are given it holds nothing else, but for what is missing."""

    name: str
    type: Type = Type.TEXT
    label: Text | None = None
    codes: tuple[str | int, ...] = ()
    required: bool = False


def field(column: Column, words: Words) -> dict[str, Any]:
    """The column as a field of Table Schema."""
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.codes:
        constraints["enum"] = [inert(one) if isinstance(one, str) else one for one in column.codes]
    told: dict[str, Any] = {"name": column.name, "type": str(column.type)}
    if column.label is not None:
        told["title"] = column.label.in_(words.language)
        told["labels"] = labels(column.label)
    return {**told, **({"constraints": constraints} if constraints else {})}


def schema(columns: Iterable[Column], words: Words) -> dict[str, Any]:
    """A file's columns; an empty cell is missing."""
    return {"fields": [field(one, words) for one in columns], "missingValues": [""]}


def resource(
    name: str, path: str, title: Text, schema: Mapping[str, Any], words: Words
) -> dict[str, Any]:
    """A CSV file of a package: RFC 4180 in UTF-8, with a row of names."""
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": path,
        "title": title.in_(words.language),
        "labels": labels(title),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": dict(schema),
    }


def labels(text: Text) -> dict[str, str]:
    """A text in every language that the program speaks."""
    return {code: text.in_(code) for code in languages()}
