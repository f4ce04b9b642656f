"""What the responses of a sealed round amount to, counted anew to be held against signed figures."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from surveys.errors import SurveyError
from surveys.questionnaire import find
from surveys.response import from_record
from surveys.standing import REPLACED, Standing
from surveys.tally import ALL, CHANNEL, FIELD, Tally, add_response, counts_of

_NOBODY = UUID(int=0)


@dataclass
class Recount:
    """Takes stored responses one by one, whole or erased.

    `tallies` are of those in the figures and `apart` numbers of the others, by unit; of `erased` ones
    nothing but their standing is known. `unreadable` ones are none that this program knows.
    """

    tallies: dict[str, Tally] = field(default_factory=dict)
    apart: dict[str, Counter[str]] = field(default_factory=dict)
    erased: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0
    responses: int = 0

    def response(self, record: str, standing: str) -> None:
        """A stored text with its standing."""
        try:
            one = from_record(_NOBODY, record)
            cells = counts_of(one, find(one.questionnaire))
        except (AttributeError, LookupError, TypeError, ValueError, SurveyError):
            self.unreadable += 1
            return
        self.responses += 1
        if standing != Standing.COUNTED:
            self.apart.setdefault(one.unit, Counter())[standing] += 1
            return
        tally = self.tallies.setdefault(one.unit, {})
        add_response(tally, [(ALL, "")], cells)
        add_response(tally, [(CHANNEL, one.channel), (FIELD, one.field)], ())

    def erasure(self, standing: str) -> None:
        """A response whose text was destroyed; one that was replaced is counted with its new text."""
        if standing != REPLACED:
            self.erased[standing] += 1
