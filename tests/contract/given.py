"""A round and its answers, for every contract test."""

from datetime import date
from uuid import UUID, uuid4

from data.store import Entry
from surveys.questionnaire import find
from surveys.response import Response
from surveys.round import Round, State
from surveys.tally import counts_of

KEY = b"k" * 32
QUESTIONNAIRE = find("three-level-counter@1")


def round_of(id: str = "2026-H1", state: State = State.OPEN) -> Round:
    days = (date(2026, 1, 1), date(2026, 6, 30))
    return Round(id, "Đợt", QUESTIONNAIRE.key, *days, ("99001", "99002"), state)


def entry(id: UUID | None = None, level: int = 3, **more: object) -> Entry:
    """An answer that gives every criterion the same level."""
    values: dict[str, object] = {
        "id": id or uuid4(),
        "round": "2026-H1",
        "unit": "99001",
        "channel": "qr",
        "field": "land",
        "language": "vi",
        "questionnaire": QUESTIONNAIRE.key,
        "notice": "n",
        "day": date(2026, 3, 5),
        "hours": "morning",
        "duration": "under_30s",
        "answers": {question.id: level for question in QUESTIONNAIRE.questions},
    }
    response = Response(**{**values, **more})  # type: ignore[arg-type]
    return Entry(response, counts_of(response, QUESTIONNAIRE))
