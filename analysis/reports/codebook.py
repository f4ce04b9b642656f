"""What the columns and codes of micro-data mean: for people as a table, for programs as a data package."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.microdata import AGE, HIDDEN, NOT_APPLICABLE, NOT_ASKED, SEX, SKIPPED
from analysis.reports.described import Column, resource, schema
from analysis.reports.drawn import MicroData
from analysis.reports.longform import Type, said
from surveys.language import Text, Words, languages
from surveys.question import Question

KEYS = ("place", "sex", "age", "age_group", "field")
DESIGN = ("weight", "stratum", "fpc1", "fpc2")
LEVEL = ("level", "satisfied")
FIGURE = ("figure", "criteria", "share", "n", "n_in_file", "reproduced")
_TYPES = dict.fromkeys(("weight", "fpc1", "fpc2", "share"), Type.NUMBER) | dict.fromkeys(
    ("level", "satisfied", "n", "n_in_file", "reproduced"), Type.COUNT
)


def labels(text: Text) -> list[str]:
    return [text.in_(code) for code in languages()]


def codes_of(made: MicroData) -> dict[str, dict[str, Text]]:
    """What the codes of the columns stand for, in their order."""
    found: dict[str, dict[str, Text]] = {
        "place": {code: Text({"vi": name}) for code, name in made.places.items()},
        "field": dict(made.fields),
    }
    for id in (SEX, AGE):
        question = made.asked.by_id.get(id)
        options = question.options if question is not None else ()
        found[id] = {one.id: one.label for one in options}
    found["age_group"] = age_groups(made.asked.by_id.get(AGE))[1]
    return found


def age_groups(question: Question | None) -> tuple[Mapping[str, str], dict[str, Text]]:
    """Each band of age with the code of the group that it is in: two bands beside each other."""
    options = question.options if question is not None else ()
    groups: dict[str, str] = {}
    named: dict[str, Text] = {}
    for at in range(0, len(options), 2):
        pair = options[at : at + 2]
        code = "+".join(one.id for one in pair)
        groups |= {one.id: code for one in pair}
        both = {lang: " / ".join(one.label.in_(lang) for one in pair) for lang in languages()}
        named[code] = Text(both)
    return groups, named


_NONE = {
    HIDDEN: "hidden",
    NOT_ASKED: "not_asked",
    NOT_APPLICABLE: "not_applicable",
    SKIPPED: "skipped",
}


def ratings_of(made: MicroData) -> dict[int, Text]:
    """The levels of a rating, and what stands for one that is none."""
    scale = made.criteria[0].rating_scale
    levels = {one.value: one.label for one in scale.levels}
    return levels | {code: said(f"micro.ratings.{name}") for code, name in _NONE.items()}


def codebook(made: MicroData) -> Iterator[tuple[Any, ...]]:
    yield ("round", "", *labels(said("micro.variables.round")))
    every = codes_of(made)
    for name in KEYS:
        codes = every[name]
        yield (name, "", *labels(said(f"micro.variables.{name}")))
        yield from ((name, code, *labels(label)) for code, label in codes.items())
    for one in made.criteria:
        yield (one.id, "", *labels(one.text))
        yield from ((one.id, str(code), *labels(text)) for code, text in ratings_of(made).items())
    for name in DESIGN:
        yield (name, "", *labels(said(f"micro.variables.{name}")))


def book_names() -> tuple[str, ...]:
    return ("variable", "code", *(f"label_{code}" for code in languages()))


def package(made: MicroData, words: Words) -> bytes:
    """`datapackage.json`: the columns of each file and their codes, for programs."""
    book, codes = book_names(), codes_of(made)
    rated = (*ratings_of(made),)
    columns = [_column("round", required=True)]
    columns += [_column(one, (*codes[one],), required=one == "place") for one in KEYS]
    columns += [Column(one.id, Type.COUNT, one.text, rated, required=True) for one in made.criteria]
    columns += [_column(one, required=one == "weight") for one in DESIGN]
    files = {
        "data": columns,
        "codebook": [_named(one) for one in book],
        "levels": [_named(one) for one in (*LEVEL, *book[2:])],
        "figures": [_named(one) for one in FIGURE],
    }
    told = {
        "profile": "tabular-data-package",
        "name": re.sub(
            r"[^a-z0-9.-]+", "-", f"hai-long-microdata-{made.headline.round.id}".lower()
        ),
        "title": words("micro.title", round=made.headline.round.id),
        "created": f"{made.dated.isoformat()}T00:00:00+07:00",
        "language": words.language,
        "sample": made.headline.round.sample,
        "resources": [
            resource(name, f"{name}.csv", said(f"micro.files.{name}"), schema(given, words), words)
            for name, given in files.items()
        ],
    }
    return f"{json.dumps(told, ensure_ascii=False, indent=1)}\n".encode()


def _column(name: str, codes: tuple[str, ...] = (), *, required: bool = False) -> Column:
    label = said(f"micro.variables.{name}")
    return Column(name, _TYPES.get(name, Type.TEXT), label, codes, required)


def _named(name: str) -> Column:
    return Column(name, _TYPES.get(name, Type.TEXT))
