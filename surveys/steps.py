"""Which steps a round can take on a day, the one that comes next first."""

from datetime import date
from enum import StrEnum

from surveys.round import Origin, Round, State


class Step(StrEnum):
    """Something that an official can do with a round."""

    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    CLOSE = "close"
    REOPEN = "reopen"
    SEAL = "seal"
    PUBLISH = "publish"
    CORRECT = "correct"


def steps(round: Round, day: date) -> tuple[Step, ...]:
    """What can be done with a round on `day`; nothing with totals that others published."""
    if round.origin is not Origin.COLLECTED:
        return ()
    state = round.state_on(day)
    if state is State.PLANNED:
        return (Step.OPEN,) if day <= round.closes else ()
    if state is State.CLOSED:
        again = () if round.edition else (Step.REOPEN,)
        return (Step.SEAL, *again) if round.final_on(day) else again
    found = {
        State.OPEN: (Step.CLOSE, Step.PAUSE, Step.EXTEND),
        State.PAUSED: (Step.RESUME, Step.EXTEND, Step.CLOSE),
        State.SEALED: (Step.PUBLISH, Step.CORRECT),
        State.PUBLISHED: (Step.CORRECT,),
    }
    return found[state]
