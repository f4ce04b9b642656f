"""Two rounds beside each other: what went up, what went down, what stayed, and what nobody can tell."""

from typing import TYPE_CHECKING

from analysis.cells import points, share
from analysis.drawings import figures
from analysis.drawings.drawing import Drawing
from analysis.statistics.change import Verdict
from analysis.study.changes import INDEX, Changed, Changes, Comparable
from analysis.study.figure import State
from analysis.study.study import Study
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

if TYPE_CHECKING:
    from analysis.charts.style import Chart

_COMPARED = (Comparable.YES, Comparable.OTHER_UNITS)


def changes(study: Study, words: Words) -> Drawing:
    """The headline figures and the criteria of a round and of the one before."""
    given = study.changes
    both = (*given.headline, *given.criteria)
    telling = any(State.UNANIMOUS not in (one.before.state, one.now.state) for one in both)
    return Drawing(
        "changes",
        words("drawings.changes.title"),
        _means(given, words),
        _means_not(both, words),
        _table(given, words),
        (lambda: _chart(study, words)) if telling else None,
        words("charts.changes_alt"),
    )


def verdict(one: Changed) -> str:
    """What may be said: up, down, equivalent or unclear. Keys of words (``verdicts.…``)."""
    if one.verdict is Verdict.CHANGED:
        return "up" if one.change.difference.value > 0 else "down"
    return str(one.verdict)


def _means(given: Changes, words: Words) -> str:
    if given.comparable not in _COMPARED:
        return words(f"comparisons.{given.comparable}", earlier=given.earlier)
    if not given.headline and not given.criteria:
        return words("drawings.changes.nothing", earlier=given.earlier)
    parts = [words("drawings.changes.since", earlier=given.earlier)]
    index = next((one for one in given.headline if one.id == INDEX), None)
    if index is not None:
        shown = {
            "before": share(index.before.value or 0.0, words),
            "now": share(index.now.value or 0.0, words),
            "gap": figures.gap(index.change.difference, words),
            "verdict": words(f"verdicts.{verdict(index)}").lower(),
        }
        parts.append(words("drawings.changes.index", **shown))
    if given.criteria:
        found = [verdict(one) for one in given.criteria]
        kinds = ("up", "down", "equivalent", "unclear")
        counts = {kind: words.number(found.count(kind)) for kind in kinds}
        parts.append(words("drawings.changes.criteria", count=words.number(len(found)), **counts))
    if given.comparable is Comparable.OTHER_UNITS:
        parts.append(words("comparisons.other_units"))
    return " ".join(parts)


def _means_not(both: tuple[Changed, ...], words: Words) -> str:
    if not both:
        return words("drawings.changes.no_cause")
    seen = [100 * one.detectable for one in both]
    ends = {"least": words.number(min(seen), 1), "most": words.number(max(seen), 1)}
    return words("drawings.changes.means_not", **ends)


def _table(given: Changes, words: Words) -> Table:
    columns = (
        Column(words("charts.name")),
        Column(words("drawings.changes.before"), Format.SHARE),
        Column(words("drawings.changes.n_before"), Format.COUNT),
        Column(words("drawings.changes.now"), Format.SHARE),
        Column(words("drawings.changes.n_now"), Format.COUNT),
        *figures.difference_columns(words, words("drawings.changes.change")),
        Column(words("drawings.changes.verdict")),
        Column(words("drawings.changes.detectable"), Format.DECIMAL),
    )
    rows = tuple(_row(one, words) for one in (*given.headline, *given.criteria))
    notes = compared_notes(given, words) if rows else ()
    return Table("study_changes", words("drawings.changes.title"), columns, rows, notes)


def compared_notes(given: Changes, words: Words) -> tuple[str, ...]:
    """What must be said beneath a table of changes: how many were tested, and by which rules."""
    return (
        words("drawings.changes.holm", size=words.number(len(given.headline))),
        words("drawings.changes.false_discovery", size=words.number(len(given.criteria))),
        words("drawings.uncorrected"),
        words("drawings.changes.margin"),
        words("drawings.changes.rounded"),
    )


def _row(one: Changed, words: Words) -> tuple[Value, ...]:
    return (
        name(one, words),
        one.before.value,
        one.before.n,
        one.now.value,
        one.now.n,
        *figures.difference(one.change.difference, one.adjusted),
        words(f"verdicts.{verdict(one)}"),
        100 * one.detectable,
    )


def name(one: Changed, words: Words) -> str:
    """The words of a figure; the index has none of its own."""
    return one.label.in_(words.language) if one.label else words("drawings.index.name")


def _chart(study: Study, words: Words) -> "Chart":
    from analysis.charts.slope import Slope, slope

    given = study.changes
    lines = [
        Slope(
            name(one, words),
            one.before.value or 0.0,
            one.now.value or 0.0,
            verdict(one),
            points(one.change.difference.value, words),
            headline=one in given.headline,
        )
        for one in (*given.headline, *given.criteria)
    ]
    return slope(lines, (given.earlier, study.round), words)
