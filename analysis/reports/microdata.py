"""Micro-data as a zip: the rows as CSV and for SPSS, a codebook, the report's figures, and an R script."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from analysis.estimate import Estimate
from analysis.microdata import (
    AGE,
    HIDDEN,
    SEX,
    SKIPPED,
    K,
)
from analysis.reports import sav
from analysis.reports.codebook import (
    DESIGN,
    FIGURE,
    KEYS,
    LEVEL,
    book_names,
    codebook,
    codes_of,
    labels,
    package,
    ratings_of,
)
from analysis.reports.csv import inert
from analysis.reports.drawn import MicroData
from analysis.reports.zipped import zipped
from surveys.language import Words

_SCRIPT = Path(__file__).with_name("analysis.R")
_CLOSE = 1e-9


def write(made: MicroData, words: Words) -> bytes:
    """The zip; the same rows and day give the same bytes."""
    ids = [one.id for one in made.criteria]
    names = ("round", *KEYS, *ids, *DESIGN)
    book = book_names()
    scale = made.criteria[0].rating_scale
    levels = [(one.value, int(one.satisfied), *labels(one.label)) for one in scale.levels]
    readme = "\r\n".join(_readme(made, words))
    return zipped(
        {
            "README.txt": f"{readme}\r\n".encode("utf-8-sig"),
            "datapackage.json": package(made, words),
            "data.csv": _csv(names, _rows(made)),
            "data.sav": _sav(made, words),
            "codebook.csv": _csv(book, codebook(made)),
            "levels.csv": _csv((*LEVEL, *book[2:]), levels),
            "figures.csv": _csv(FIGURE, figures(made)),
            "analysis.R": _SCRIPT.read_bytes(),
        },
        made.dated,
    )


def figures(made: MicroData) -> Iterator[tuple[Any, ...]]:
    """The shares of the report's overview, and whether the rows give the same.

    They do not where a criterion is hidden in some place, or rows are left out.
    """
    asked = {one.id: [q.id for q in one.criteria] for one in made.asked.sections}
    shown = {one.id for one in made.criteria}
    told: list[tuple[str, list[str], Estimate | None]] = [
        ("overall", sorted(shown), made.headline.overall)
    ]
    told += [(f"factor:{one.id}", asked[one.id], one.satisfied) for one in made.headline.factors]
    told += [
        (f"criterion:{one.question}", [one.question], one.satisfied)
        for one in made.headline.criteria
    ]
    for name, criteria, one in told:
        share, n = share_of(made, [id for id in criteria if id in shown])
        same = one is not None and one.share is not None and share is not None
        same = (
            same
            and one is not None
            and n == one.n
            and abs((one.share or 0) - (share or 0)) < _CLOSE
        )
        base = (one.share, one.n) if one is not None else (None, None)
        yield (name, " ".join(criteria), *base, n, int(same))


def share_of(made: MicroData, criteria: Sequence[str]) -> tuple[float | None, int]:
    """The weighted satisfied share of some criteria in the rows, and how many answers they have."""
    good = {one.value for one in made.criteria[0].rating_scale.satisfied}
    satisfied = answers = 0.0
    n = 0
    for place, ratings in made.ratings.items():
        weight = made.drawn[place].weight
        for id in criteria:
            given = {rating: times for rating, times in ratings[id].items() if rating < HIDDEN}
            satisfied += weight * sum(given[one] for one in given.keys() & good)
            answers += weight * sum(given.values())
            n += sum(given.values())
    return (satisfied / answers if answers else None), n


def _rows(made: MicroData) -> Iterator[tuple[Any, ...]]:
    for one in made.rows:
        drawn = made.drawn[one.place]
        design = (drawn.weight, drawn.stratum, drawn.fpc1, drawn.fpc2)
        keys = (one.place, one.sex, one.age, one.age_group, one.field)
        yield (made.headline.round.id, *keys, *one.ratings, *design)


def _csv(names: Iterable[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(names)
    for row in rows:
        sheet.writerow([inert(one) if isinstance(one, str) else one for one in row])
    return out.getvalue().encode()


def _sav(made: MicroData, words: Words) -> bytes:
    import numpy as np
    import pandas as pd

    codes, ids = codes_of(made), [one.id for one in made.criteria]
    drawn = [made.drawn[one.place] for one in made.rows]
    columns: dict[str, Any] = {"round": made.headline.round.id}
    columns |= {name: [getattr(one, name) for one in made.rows] for name in KEYS}
    for at, id in enumerate(ids):
        given = (one.ratings[at] for one in made.rows)
        columns[id] = np.fromiter(given, dtype=np.int64, count=len(made.rows))
    columns |= {name: [getattr(one, name) for one in drawn] for name in DESIGN}
    table = pd.DataFrame(columns)
    table["place_code"] = table["place"]
    table["stratum"] = table["stratum"].fillna("")
    labels: dict[str, dict[int, str]] = {}
    for name in KEYS:
        numbers = {code: at for at, code in enumerate(codes[name], start=1)}
        table[name] = table[name].map(numbers).astype("float64")
        labels[name] = {at: codes[name][code].in_(words.language) for code, at in numbers.items()}
    for name in ("fpc1", "fpc2"):
        table[name] = table[name].astype("float64")
    rated = {code: text.in_(words.language) for code, text in ratings_of(made).items()}
    named = {name: words(f"micro.variables.{name}") for name in ("round", *KEYS, *DESIGN)}
    named |= {one.id: one.text.in_(words.language) for one in made.criteria}
    return sav.written(
        table,
        made.dated,
        file_label=words("data.sav.label", name=made.headline.round.id),
        notes=list(_readme(made, words)),
        column_labels={**named, "place_code": words("micro.variables.place")},
        variable_value_labels=labels | dict.fromkeys(ids, rated),
        missing_ranges={id: [{"lo": HIDDEN, "hi": SKIPPED}] for id in ids},
        variable_measure=dict.fromkeys(ids, "ordinal") | dict.fromkeys(KEYS, "nominal"),
    )


def _readme(made: MicroData, words: Words) -> Iterator[str]:
    yield words("micro.title", round=f"{made.headline.round.id} – {made.headline.round.title}")
    if made.headline.round.sample:
        yield words("warnings.sample")
    yield words("micro.about", k=words.number(K))
    yield words("micro.rows", n=words.number(len(made.rows)), dropped=_number(made.dropped, words))
    less = {name: _number(made.less[name], words) for name in (SEX, AGE, "field")}
    yield words("micro.less", k=words.number(K), **less)
    if made.absent:
        yield words("micro.absent", places=", ".join(made.absent))
    yield words("micro.figures")
    yield words("micro.duty")


def _number(n: int, words: Words) -> str:
    """How many rows; between nobody and K it is not told."""
    return words("micro.few", k=words.number(K)) if 0 < n < K else words.number(n)
