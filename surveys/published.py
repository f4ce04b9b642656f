"""Totals that somebody else published: kept as printed, added up again, and never mixed with responses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from surveys.language import Text
from surveys.questionnaire import Question, Questionnaire, Section
from surveys.questions import KINDS
from surveys.tally import ALL, Slice, Tally


@dataclass(frozen=True)
class PublishedCount:
    """One row of a published table.

    `question` is a criterion's id, or empty for a figure over all criteria together;
    `printed_total` is the total as it was printed, or None when none was.
    """

    unit: str
    question: str
    level: int
    count: int
    printed_total: int | None
    counted: str
    source: str


@dataclass(frozen=True)
class Mismatch:
    """A printed total that its own parts do not add up to."""

    unit: str
    question: str
    printed: int
    derived: int

    @property
    def difference(self) -> int:
        return self.derived - self.printed


def mismatches(rows: Iterable[PublishedCount]) -> tuple[Mismatch, ...]:
    """Every table whose parts and printed total differ (design law 5)."""
    derived: dict[tuple[str, str], int] = {}
    printed: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.unit, row.question)
        derived[key] = derived.get(key, 0) + row.count
        if row.printed_total is not None:
            printed[key] = row.printed_total
    return tuple(
        Mismatch(*key, total, derived[key])
        for key, total in printed.items()
        if total != derived[key]
    )


WHOLE = (ALL, "")
ALL_CONTENTS = "all_contents"
_ALL_CONTENTS_TEXT = Text({"vi": "Chung cho mọi nội dung", "en": "All contents together"})


def instrument(questionnaire: Questionnaire, rows: Sequence[PublishedCount]) -> Questionnaire:
    """The questionnaire reduced to what was published: some criteria, or one figure over all."""
    named = {row.question for row in rows}
    criteria = tuple(q for q in questionnaire.criteria if q.id in named)
    if "" in named:
        scale = questionnaire.criteria[0].rating_scale
        criteria += (Question(ALL_CONTENTS, KINDS["rating"], _ALL_CONTENTS_TEXT, scale=scale),)
    return replace(questionnaire, sections=(Section("published", None, criteria),))


def tallies(rows: Iterable[PublishedCount]) -> dict[str, Tally]:
    """Published counts as a tally a unit. The number of ratings is the largest derived total."""
    found: dict[str, Tally] = {}
    for row in rows:
        whole = found.setdefault(row.unit, {WHOLE: Slice()})[WHOLE]
        cells = whole.counts.setdefault(row.question or ALL_CONTENTS, {})
        cells[str(row.level)] = cells.get(str(row.level), 0) + row.count
        whole.responses = max(whole.responses, sum(cells.values()))
    return found
