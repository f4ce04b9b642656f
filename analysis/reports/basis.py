"""What a report rests on: figures that may be shown, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from analysis.reports.document import Letterhead, Source
from analysis.study.study import Study
from analysis.summary import Summary
from surveys.formula import Formula
from surveys.language import Words


@dataclass(frozen=True)
class TakingPart:
    """One unit's part in a round: people served, forms handed out, come back, and valid.

    None where nobody has said, or where it may not be shown. `unit` is its name.
    """

    unit: str
    served: int | None
    handed_out: int | None
    received: int | None
    valid: int | None
    code: str = ""


@dataclass(frozen=True)
class Basis:
    """The protected figures of one unit and round, and what surrounds them on paper.

    `study` is missing while answers may still come in, and for totals that others published. `whole`
    is the unit's own part in the round, `taking_part` that of each unit below. `legal_basis` is the
    agency's own line, `fewest` how many people stand behind anything that is shown. `themes` counts
    the comments on each theme, `actions` says what was done: empty until somebody has entered them.
    `below` has the summaries of all units below, for files that tell every unit's own figures, and
    `licence` is what the agency lets others do with open data (empty: nothing is said). `units` are the
    codes of those that take part here, `scales` says on which scale each criterion is rated.

    For a report on several rounds, `rounds` has the basis of each, the oldest first, `period` what was
    asked for, and `absent` the rounds of the period in which the unit has no part. For a report on one
    procedure field, `procedure_field` is its id and `below` has the units directly below.
    """

    summary: Summary
    study: Study | None
    whole: TakingPart
    taking_part: tuple[TakingPart, ...]
    letterhead: Letterhead
    dated: date
    fewest: int
    seal: str = ""
    legal_basis: str = ""
    provisional: bool = False
    actions: tuple[str, ...] = ()
    themes: Mapping[str, int] = field(default_factory=dict)
    below: tuple[Summary, ...] = ()
    address: str = ""
    """Where everybody reads the published figures; empty while there is no such page."""
    licence: str = ""
    units: frozenset[str] = frozenset()
    scales: Mapping[str, str] = field(default_factory=dict)
    rounds: tuple["Basis", ...] = ()
    period: str = ""
    absent: tuple[str, ...] = ()
    procedure_field: str = ""

    @property
    def nested(self) -> bool:
        """Whether units directly below have units of their own, so that a row may count either way."""
        return bool(self.units - {self.whole.code} - {one.code for one in self.taking_part})

    def source(self, words: Words, *, formula: str = Formula.POOLED, filter: str = "") -> Source:
        """Where the figures of this basis come from; `filter` in the reader's words."""
        made = self.summary
        return Source(
            round=f"{made.round.id} – {made.round.title}",
            unit=f"{made.unit.name} ({made.unit.code})",
            filter=filter or words("report.sources.all"),
            questionnaire=made.questionnaire,
            questionnaire_hash=made.questionnaire_hash,
            formula=words(f"formulas.{formula}"),
            n=made.responses,
            seal=self.seal,
        )
