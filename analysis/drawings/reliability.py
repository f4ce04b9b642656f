"""Whether the criteria of a form go together, and what that does and does not say."""

from math import isfinite

from analysis.drawings.drawing import Drawing
from analysis.statistics.reliability import REDUNDANT, Reliability
from analysis.study.study import Study
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

_ENOUGH = 0.7
"""The usual bar from which criteria may be put together in one index."""


def reliability(study: Study, words: Words) -> Drawing:
    """A table alone: α, ω, and α without each criterion in turn."""
    given = study.matters.reliability
    told = given is not None and isfinite(given.alpha)
    return Drawing(
        "reliability",
        words("drawings.reliability.title"),
        _means(given, words) if given and told else words("drawings.reliability.none"),
        words("drawings.reliability.means_not"),
        _table(study, given if told else None, words),
    )


def _means(given: Reliability, words: Words) -> str:
    shown = {
        "alpha": words.number(given.alpha, 2),
        "items": words.number(given.items),
        "n": words.number(given.n),
    }
    if given.alpha > REDUNDANT:
        return words("drawings.reliability.redundant", **shown)
    return words(
        "drawings.reliability.enough" if given.alpha >= _ENOUGH else "drawings.reliability.low",
        **shown,
    )


def _table(study: Study, given: Reliability | None, words: Words) -> Table:
    columns = (
        Column(words("tables.item")),
        Column(words("drawings.reliability.value"), Format.DECIMAL),
        Column(words("drawings.reliability.people"), Format.COUNT),
        Column(words("drawings.reliability.items"), Format.COUNT),
    )
    rows: list[tuple[Value, ...]] = []
    if given is not None:
        rows.append((words("drawings.reliability.alpha"), given.alpha, given.n, given.items))
        rows.append((words("drawings.reliability.omega"), given.omega, given.n, given.items))
        rows += _without(study, given, words)
    title = words("drawings.reliability.title")
    return Table("study_reliability", title, columns, tuple(rows))


def _without(study: Study, given: Reliability, words: Words) -> list[tuple[Value, ...]]:
    """α without each criterion; not told where some never differ, so that it is unclear which is which."""
    if given.items != len(study.criteria):
        return []
    return [
        (
            words("drawings.reliability.without", criterion=one.text.in_(words.language)),
            alpha if isfinite(alpha) else None,
            given.n,
            given.items - 1,
        )
        for one, alpha in zip(study.criteria, given.without, strict=True)
    ]
