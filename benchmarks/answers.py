"""Requests with complete answers, each with an id of its own."""

import json
import random
from collections.abc import Callable, Sequence
from uuid import UUID

from benchmarks.load import post

READY = 16_000
"""Answers made before the clock starts, so that making them takes no processor from the server."""

MINISTRY, SHORT = "ministry-service@1", "short-counter@1"

_FIELDS = ("land", "civil_status", "business")
_FACTS = {
    "sex": ("male", "female"),
    "age": ("18_24", "25_34", "35_49", "50_60", "over_60"),
    "education": ("upper_secondary", "university"),
    "occupation": ("freelance", "retired", "public"),
    "settlement": ("urban", "rural"),
    "terrain": ("plain", "mountain"),
    "ethnicity": ("kinh", "other"),
}
_AT_THE_COUNTER = {
    "time": ("early", "on_time", "late"),
    "contacts": ("once", "twice"),
    "offices": ("one", "two"),
}

Chance = random.Random
Make = Callable[[], bytes]


def maker(questionnaire: str, codes: Sequence[str], seed: int) -> Make:
    """Makes requests for the units behind `codes`; the first ones are ready when it returns."""
    chance = Chance(seed)
    answers = {MINISTRY: _ministry, SHORT: _short}[questionnaire]

    def make() -> bytes:
        body = {
            "id": str(UUID(int=chance.getrandbits(128), version=4)),
            "code": chance.choice(codes),
            "questionnaire": questionnaire,
            "answers": answers(chance) | {"procedure_field": chance.choice(_FIELDS)},
            "started_at": "2026-11-22T08:00:00+07:00",
            "finished_at": "2026-11-22T08:03:00+07:00",
            "language": "vi",
        }
        return post("/api/v1/responses", json.dumps(body).encode())

    ready = [make() for _ in range(READY)]
    return lambda: ready.pop() if ready else make()


def _ministry(chance: Chance) -> dict[str, object]:
    """Nineteen criteria and seven facts about the person."""
    given: dict[str, object] = {f"q{n}": chance.choice((3, 4, 4, 5, 5)) for n in range(15, 34)}
    return given | {question: chance.choice(options) for question, options in _FACTS.items()}


def _short(chance: Chance) -> dict[str, object]:
    """Five questions, and a comment now and then."""
    given: dict[str, object] = {
        "overall": chance.choice((3, 4, 4, 5, 5)),
        "attitude": chance.choice((3, 4, 4, 5, 5)),
    }
    given |= {question: chance.choice(options) for question, options in _AT_THE_COUNTER.items()}
    if chance.random() < 0.1:
        given["comment"] = "Cán bộ hướng dẫn rất nhiệt tình, nhưng chờ hơi lâu."
    return given
