"""What people wrote about, and what was done: nothing is printed until somebody has entered it."""

from analysis.reports.basis import Basis
from analysis.reports.document import Items, Section
from analysis.reports.sections.wording import counted, points
from surveys.language import Words


def themes(basis: Basis, words: Words) -> Section | None:
    """The themes of the comments with how many spoke of each, the most frequent first."""
    fewest = basis.fewest
    told = sorted(basis.themes.items(), key=lambda one: (-one[1], one[0]))
    lines = points(
        words("report.themes.line", theme=theme, n=counted(n, words))
        for theme, n in told
        if n >= fewest
    )
    if not lines:
        return None
    return Section("themes", words("report.themes.title"), (Items(lines),))


def actions(basis: Basis, words: Words) -> Section | None:
    """What was decided or done because of the results."""
    if not basis.actions:
        return None
    return Section("actions", words("report.actions.title"), (Items(points(basis.actions)),))
