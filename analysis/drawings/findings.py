"""Criteria in which a unit differs from all the others of its kind, chance of many tries allowed for."""

from analysis.drawings import figures
from analysis.drawings.drawing import Drawing
from analysis.study.study import Study
from analysis.tables import Column, Format, Table
from surveys.language import Words


def findings(study: Study, words: Words) -> Drawing:
    """A table alone: what is left of all comparisons of criteria and units."""
    return Drawing(
        "findings",
        words("drawings.findings.title"),
        _means(study, words),
        words("drawings.findings.means_not"),
        _table(study, words),
    )


def _means(study: Study, words: Words) -> str:
    given = study.findings
    if not given.tests:
        return words("drawings.findings.no_tests")
    shown = {"tests": words.number(given.tests), "found": words.number(len(given.found))}
    if not given.found:
        return words("drawings.findings.none", tests=shown["tests"])
    lower = sum(one.difference.value < 0 for one in given.found)
    far = max(given.found, key=lambda one: abs(one.difference.value))
    return words(
        "drawings.findings.means",
        lower=words.number(lower),
        higher=words.number(len(given.found) - lower),
        unit=far.name,
        criterion=far.text.in_(words.language).rstrip("."),
        gap=figures.gap(far.difference, words),
        **shown,
    )


def _table(study: Study, words: Words) -> Table:
    columns = (
        Column(words("dimensions.unit")),
        Column(words("charts.criterion")),
        Column("n", Format.COUNT),
        *figures.ends(words, words("tables.satisfied")),
        *figures.difference_columns(words, words("drawings.ranks.difference")),
    )
    rows = tuple(
        (
            one.name,
            one.text.in_(words.language),
            one.satisfied.n,
            *figures.cells(one.satisfied),
            *figures.difference(one.difference, one.adjusted),
        )
        for one in study.findings.found
    )
    notes = (words("drawings.findings.family", tests=words.number(study.findings.tests)),)
    return Table("study_findings", words("drawings.findings.title"), columns, rows, notes)
