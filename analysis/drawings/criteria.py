"""Each criterion of a round: all its levels, its satisfied share, and those who gave no answer to it."""

from math import isnan
from typing import TYPE_CHECKING

from analysis.drawings import figures
from analysis.drawings.drawing import Drawing
from analysis.study.criteria import Criterion
from analysis.study.figure import State
from analysis.study.study import Study
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

if TYPE_CHECKING:
    from analysis.charts.style import Chart

MANY_MISSING = 0.2
"""Share of people without an answer from which a criterion is flagged."""


def criteria(study: Study, words: Words) -> Drawing:
    """Every criterion in the order asked."""
    rated = [one for one in study.criteria if one.satisfied.low is not None and one.levels]
    drawable = any(one.satisfied.state is not State.UNANIMOUS for one in rated)
    return Drawing(
        "criteria",
        words("drawings.criteria.title"),
        _means(study.criteria, rated, words),
        words("drawings.criteria.means_not"),
        _table(study.criteria, words),
        (lambda: _chart(rated, words)) if drawable else None,
        words("charts.criteria_alt"),
        _numbers(study.criteria, words),
    )


def _means(all_of_them: tuple[Criterion, ...], rated: list[Criterion], words: Words) -> str:
    if not rated:
        states = [one.satisfied.state for one in all_of_them]
        named = max(set(states), key=states.count) if states else State.EMPTY
        return words("drawings.criteria.none", why=words(f"figures.{named}"))
    if all(one.satisfied.state is State.UNANIMOUS for one in rated):
        return words("drawings.criteria.unanimous", count=words.number(len(rated)))
    ordered = sorted(rated, key=lambda one: one.satisfied.value or 0.0)
    if len(ordered) == 1:
        return words("drawings.criteria.one", **_named("only", ordered[0], words))
    both = _named("best", ordered[-1], words) | _named("worst", ordered[0], words)
    parts = [words("drawings.criteria.means", **both), *_overlapping(ordered, words)]
    missing = [one for one in rated if (one.not_given or 0.0) > MANY_MISSING]
    if missing:
        count = words.number(len(missing))
        parts.append(words("drawings.criteria.missing", count=count))
    return " ".join(parts)


def _overlapping(ordered: list[Criterion], words: Words) -> list[str]:
    """How many others may be first or last as well."""
    best, worst = ordered[-1].satisfied, ordered[0].satisfied
    top = sum((one.satisfied.high or 0.0) >= (best.low or 0.0) for one in ordered[:-1])
    bottom = sum((one.satisfied.low or 0.0) <= (worst.high or 0.0) for one in ordered[1:])
    if not top and not bottom:
        return []
    shown = {"top": words.number(top), "bottom": words.number(bottom)}
    return [words("drawings.criteria.overlap", **shown)]


def _named(place: str, one: Criterion, words: Words) -> dict[str, str]:
    text = one.text.in_(words.language).rstrip(".")
    return {place: text, f"{place}_said": figures.said(one.satisfied, words)}


def _table(all_of_them: tuple[Criterion, ...], words: Words) -> Table:
    levels = _levels(all_of_them, words)
    columns = (
        Column(words("charts.criterion")),
        Column("n", Format.COUNT),
        *(Column(f"{level} (%)", Format.SHARE) for level in levels),
        *figures.ends(words, words("tables.satisfied")),
        Column(words("drawings.criteria.dissatisfied"), Format.SHARE),
        Column(words("drawings.criteria.dissatisfied_range")),
        Column(words("drawings.criteria.net"), Format.POINTS),
        Column(words("drawings.criteria.net_range")),
        Column(words("drawings.criteria.mean"), Format.DECIMAL),
        Column(words("drawings.criteria.mean_range")),
        Column(words("drawings.criteria.not_given"), Format.SHARE),
        Column(words("tables.note")),
    )
    rows = tuple(_row(one, levels, words) for one in all_of_them)
    notes = (words("tables.base"), words("drawings.criteria.net_note"))
    return Table("study_criteria", words("drawings.criteria.title"), columns, rows, notes)


def _numbers(all_of_them: tuple[Criterion, ...], words: Words) -> Table:
    """The table with the intervals of all levels, which hold together."""
    given, levels = _table(all_of_them, words), _levels(all_of_them, words)
    sides = [words("tables.low"), words("tables.high")]
    titles = [f"{level}: {side}" for level in levels for side in sides]
    columns = (*given.columns, *(Column(title, Format.SHARE) for title in titles))
    rows = tuple(
        (*row, *_ends(one, levels, words)) for row, one in zip(given.rows, all_of_them, strict=True)
    )
    notes = (*given.notes, words("drawings.criteria.together"))
    return Table(given.id, given.title, columns, rows, notes)


def _ends(one: Criterion, levels: list[str], words: Words) -> list[Value]:
    """Both ends of each level's interval; empty where there is none."""
    known = {level.label.in_(words.language): level.share for level in one.levels}
    found: list[Value] = []
    for level in levels:
        share = known.get(level)
        told = share is not None and not isnan(share.low)
        found += [share.low, share.high] if share is not None and told else [None, None]
    return found


def _levels(all_of_them: tuple[Criterion, ...], words: Words) -> list[str]:
    """The levels of all scales by their words, the highest first."""
    found: dict[str, None] = {}
    for one in all_of_them:
        found |= dict.fromkeys(level.label.in_(words.language) for level in reversed(one.levels))
    return list(found)


def _row(one: Criterion, levels: list[str], words: Words) -> tuple[Value, ...]:
    shares = {level.label.in_(words.language): level.share.value for level in one.levels}
    return (
        one.text.in_(words.language),
        one.satisfied.n,
        *(shares.get(level) for level in levels),
        *figures.cells(one.satisfied),
        *figures.scored(one.dissatisfied, words, Format.SHARE),
        *figures.scored(one.net, words, Format.POINTS),
        *figures.scored(one.mean, words, Format.DECIMAL),
        one.not_given,
        _note(one, words),
    )


def _note(one: Criterion, words: Words) -> str:
    said = figures.note(one.satisfied.state, words)
    if (one.not_given or 0.0) > MANY_MISSING:
        return "; ".join(part for part in (said, words("drawings.criteria.many_missing")) if part)
    return said


def _chart(rated: list[Criterion], words: Words) -> "Chart":
    from analysis.charts.diverging import Bar, Piece, bars

    return bars(
        [
            Bar(
                one.text.in_(words.language),
                tuple(
                    Piece(
                        level.label.in_(words.language),
                        level.share.value,
                        level.share.value * (one.satisfied.n or 0),
                        level.satisfied,
                        level.negative,
                    )
                    for level in one.levels
                ),
                one.satisfied.value or 0.0,
                one.satisfied.low or 0.0,
                one.satisfied.high or 0.0,
                one.satisfied.n or 0,
            )
            for one in rated
        ],
        words,
    )
