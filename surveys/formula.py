"""The named formulas of the satisfaction index: a round chooses one, and every figure prints it."""

from enum import StrEnum


class Formula(StrEnum):
    """How one figure is made of all criteria. Keys of sentences in `locales/` (``formulas.…``)."""

    POOLED = "pooled_satisfied"
    """Answers at a satisfied level over all answers."""
    MEAN_OF_SHARES = "mean_of_shares"
    """The plain mean of the criteria's satisfied shares: each criterion weighs the same."""
    ALL_SATISFIED = "all_satisfied"
    """The share of people whose every answer is at a satisfied level."""
    MEAN_OF_MAXIMUM = "mean_of_maximum"
    """The mean level over the highest level: a scale of five begins at 0.2."""
    LINEAR_MEAN = "linear_mean"
    """(mean - lowest) / (highest - lowest): from 0 to 1."""
