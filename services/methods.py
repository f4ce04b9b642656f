"""How every figure is computed, for whoever doubts it."""

from analysis.methods import Chapter, chapters


def methods() -> tuple[Chapter, ...]:
    """The chapters of the page on methods."""
    return chapters()
