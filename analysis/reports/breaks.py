"""What keeps the figures of two rounds from being held together: other questions, other people asked."""

from enum import StrEnum

from analysis.reports.basis import Basis


class Break(StrEnum):
    """What differs between a round and the one before. Keys of words in `locales/` (``breaks.…``)."""

    QUESTIONNAIRE = "questionnaire"
    SCALE = "scale"
    FORMULA = "formula"
    DESIGN = "design"
    VALID = "valid"
    ORIGIN = "origin"
    UNITS = "units"
    """Other units took part: a change could be a change of who was asked."""


def breaks(before: Basis, now: Basis) -> tuple[Break, ...]:
    """All that differs, in the order of Break; nothing where a line may be drawn through."""
    one, other = before.summary, now.summary
    differs = {
        Break.QUESTIONNAIRE: one.questionnaire_hash != other.questionnaire_hash,
        Break.SCALE: scales_of(before) != scales_of(now),
        Break.FORMULA: one.round.formula != other.round.formula,
        Break.DESIGN: one.round.design != other.round.design,
        Break.VALID: one.round.valid != other.round.valid,
        Break.ORIGIN: one.round.origin != other.round.origin,
        Break.UNITS: before.units != now.units,
    }
    return tuple(kind for kind, found in differs.items() if found)


def scales_of(basis: Basis) -> frozenset[str]:
    """The scales on which the criteria of a round are rated."""
    return frozenset(basis.scales.values())
