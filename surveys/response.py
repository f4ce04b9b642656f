"""A response: what one person answered, and the little that is kept with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from surveys.questions.kind import Answer


@dataclass(frozen=True)
class Response:
    """One person's answers. No name, address, device, link or second is kept (design law 7).

    `flags` name what was conspicuous about how it came, as it was seen when it was accepted.

    `hours` and `duration` are classes, `notice` is the hash of the consent notice, `answers` has an
    entry for each question that was asked: None means skipped, "na" not applicable.
    """

    id: UUID
    round: str
    unit: str
    channel: str
    field: str
    language: str
    questionnaire: str
    notice: str
    day: date
    hours: str
    duration: str
    answers: Mapping[str, Answer]
    flags: tuple[str, ...] = ()

    def record(self, standing: str = "") -> str:
        """The text that is stored and sealed: canonical JSON of everything but the id.

        With the `standing` at acceptance, so that nobody can move it later without a trace.
        """
        table = {name: getattr(self, name) for name in _KEPT}
        table["day"] = self.day.isoformat()
        if self.flags:
            table["flags"] = self.flags
        if standing:
            table["standing"] = standing
        return _CANONICAL.encode(table)

    def repeats(self, other: "Response") -> bool:
        """Whether this is the same answer sent again: what the person gave is equal.

        Day, hour and round are the server's and may differ between two tries of one answer.
        """
        return _given(self) == _given(other)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_KEPT = tuple(field.name for field in fields(Response) if field.name not in ("id", "flags"))


def _given(response: Response) -> tuple[object, ...]:
    answers = json.dumps(dict(response.answers), sort_keys=True)
    return (response.unit, response.field, response.language, response.questionnaire, answers)


def from_record(id: UUID, record: str) -> Response:
    """The response back from its stored text."""
    table: dict[str, Any] = json.loads(record)
    table.pop("standing", None)
    read = {"day": date.fromisoformat(table["day"]), "flags": tuple(table.get("flags", ()))}
    return Response(id=id, **(table | read))
