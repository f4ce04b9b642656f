"""Entry: forms that staff type in from paper, or ask aloud; and where two passes over a form differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from surveys.arrival import Arrival
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.link import Channel
from surveys.questionnaire import GATE, Questionnaire
from surveys.questions.kind import Answer
from surveys.round import Round, State

CHANNELS = (Channel.PAPER, Channel.ASSISTED)
"""What staff enter. Each stands apart from what people sent themselves in every figure."""

MOST_PASSES = 2
MOST_FORMS = 9999
"""The highest number that an office may write on a form of one batch."""

TICKED, DAY, FORM = "ticked", "day", "form"
"""What two passes may differ in beside the answers: the consent, the day, and whether a form is there."""


@dataclass(frozen=True)
class Batch:
    """Forms of one unit that are entered together.

    `field` is the procedure field of all of them, or empty where each form says; `notice` is the
    hash of what is printed on them. `passes` is how often each form is typed. `closed` is set once it
    was settled what is handed in; `sent` counts what was asked aloud and is accepted already.
    """

    round: str
    unit: str
    channel: Channel
    notice: str
    language: str
    begun: date
    field: str = ""
    passes: int = 1
    number: int = 0
    sent: int = 0
    closed: bool = False


@dataclass(frozen=True)
class Draft:
    """One form as it was typed. `form` is the number that the office wrote on it.

    Without `ticked`, the person has not agreed on paper: nothing of it but its number is kept.
    """

    id: UUID
    form: int
    ticked: bool
    day: date
    answers: Mapping[str, Answer]

    def __post_init__(self) -> None:
        if not 1 <= self.form <= MOST_FORMS:
            raise SurveyError(Code.BAD_FORM_NUMBER, most=MOST_FORMS)


@dataclass(frozen=True)
class Entered:
    """What the staff's session says of an answer, instead of its link. Only paper has a `day`."""

    round: str
    channel: Channel
    field: str
    notice: str
    day: date | None = None

    def arrival(self, rounds: Iterable[Round], now: datetime) -> Arrival | None:
        """Where a form on paper belongs: to its own day, in time until the days of grace are over."""
        round = next(iter(rounds), None)
        if self.day is None or round is None:
            return None
        today = day_of(now)
        late = round.state_on(today).over and not round.in_grace(today)
        return Arrival(round, self.day, now, late)


@dataclass(frozen=True)
class Difference:
    """Something on a form that two passes have read differently; `name` is a question or one of three."""

    form: int
    name: str
    first: object
    second: object


@dataclass(frozen=True)
class Comparison:
    """Two passes beside each other: what differs, among how many answers that both have."""

    differences: tuple[Difference, ...]
    forms: int
    answers: int

    @property
    def wrong_answers(self) -> int:
        return sum(one.name not in (TICKED, DAY, FORM) for one in self.differences)

    @property
    def rate(self) -> float | None:
        """Share of the answers that differ; None where nothing could be compared."""
        return self.wrong_answers / self.answers if self.answers else None


def check_day(round: Round, day: date, today: date) -> None:
    """Passes for a day on which the round asked; raises SurveyError BAD_ENTRY_DAY."""
    last = min(round.closes, today)
    if not round.opens <= day <= last:
        raise SurveyError(Code.BAD_ENTRY_DAY, opens=round.opens, closes=last)


def check_open(round: Round, channel: Channel, today: date) -> None:
    """Passes while forms of a round may be entered; raises SurveyError ROUND_STATE.

    Paper until it is sealed, since forms are typed after they were filled in; aloud while it asks.
    """
    state = round.state_on(today)
    may = {State.OPEN} if channel is Channel.ASSISTED else {State.OPEN, State.PAUSED, State.CLOSED}
    if state not in may or round.state in (State.SEALED, State.PUBLISHED):
        raise SurveyError(Code.ROUND_STATE, round=round.id, state=state)


def checked(questionnaire: Questionnaire, given: Mapping[str, object]) -> dict[str, Answer]:
    """The answers of a form in stored form; raises SurveyError as `Questionnaire.check` does.

    Paper shows all of a long form: who answered anything after the core has wanted to.
    """
    more = any(given.get(one.id) is not None for one in questionnaire.questions if one.long)
    return questionnaire.check({**given, GATE: True} if more else given)


def compare(first: Iterable[Draft], second: Iterable[Draft]) -> Comparison:
    """Two passes over the same forms, form by form in the order of their numbers."""
    one, two = ({draft.form: draft for draft in drafts} for drafts in (first, second))
    found: list[Difference] = []
    both = answers = 0
    for form in sorted(one.keys() | two.keys()):
        a, b = one.get(form), two.get(form)
        if a is None or b is None:
            found.append(Difference(form, FORM, a is not None, b is not None))
            continue
        both += 1
        if a.ticked != b.ticked:
            found.append(Difference(form, TICKED, a.ticked, b.ticked))
            continue
        if a.ticked and a.day != b.day:
            found.append(Difference(form, DAY, a.day, b.day))
        asked = [*a.answers, *(name for name in b.answers if name not in a.answers)]
        asked = [name for name in asked if name != GATE]
        answers += len(asked)
        for name in asked:
            left, right = a.answers.get(name), b.answers.get(name)
            if left != right or type(left) is not type(right):
                found.append(Difference(form, name, left, right))
    return Comparison(tuple(found), both, answers)


def settled(
    first: Sequence[Draft], second: Sequence[Draft], picks: Mapping[tuple[int, str], int]
) -> tuple[Draft, ...]:
    """One form for each number: both passes where they agree, else as somebody picked, 1 or 2.

    Raises SurveyError NOT_SETTLED with the first difference that nobody has decided.
    """
    one, two = ({draft.form: draft for draft in drafts} for drafts in (first, second))
    chosen = {form: one.get(form) or two[form] for form in sorted(one.keys() | two.keys())}
    for difference in compare(first, second).differences:
        form, name = difference.form, difference.name
        pick = picks.get((form, name))
        if pick not in (1, 2):
            raise SurveyError(Code.NOT_SETTLED, form=form)
        draft = (one if pick == 1 else two).get(form)
        if draft is None:
            del chosen[form]
        elif name in (FORM, TICKED):
            chosen[form] = replace(draft, id=chosen[form].id)
        elif name == DAY:
            chosen[form] = replace(chosen[form], day=draft.day)
        else:
            kept = {**chosen[form].answers, name: draft.answers.get(name)}
            chosen[form] = replace(chosen[form], answers=kept)
    return tuple(chosen.values())
