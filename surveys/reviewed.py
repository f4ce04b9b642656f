"""Where each response must stand: as it was accepted, and as the acts of review have moved it since.

The standing at acceptance is part of the sealed text, and each exclusion is an act in the chained
log. So a standing that somebody has changed behind the program's back follows from neither.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.act import Act
from surveys.standing import Standing

EXCLUDE, INCLUDE = "round.exclude", "round.include"


@dataclass(frozen=True)
class _Step:
    """An exclusion by its number and what it chose; `back` takes that number back."""

    number: int
    back: bool
    chosen: Mapping[str, object]

    def chooses(self, table: Mapping[str, Any]) -> bool:
        """Whether a response in the figures is among the excluded ones."""
        chosen = self.chosen
        return (
            table["unit"] == chosen.get("unit")
            and chosen.get("flag") in table.get("flags", ())
            and chosen.get("day") in (None, table["day"])
            and chosen.get("channel") in (None, table["channel"])
        )


class Reviews:
    """The acts of review of all rounds, in the order of the log: exclusions are numbered by it."""

    def __init__(self, acts: Iterable[Act]) -> None:
        self._steps: dict[str, list[_Step]] = {}
        numbers = 0
        for one in acts:
            if one.action == EXCLUDE:
                numbers += 1
                step = _Step(numbers, False, one.details)
            elif one.action == INCLUDE:
                step = _Step(int(one.details.get("number") or 0), True, {})
            else:
                continue
            self._steps.setdefault(one.object, []).append(step)

    def standing(self, round: str, table: Mapping[str, Any]) -> str | None:
        """Where the response with this record must stand; None when its text does not say."""
        accepted = table.get("standing")
        if accepted != Standing.COUNTED:
            return None if accepted is None else str(accepted)
        group = 0
        for step in self._steps.get(round, ()):
            if step.back:
                group = 0 if group == step.number else group
            elif not group and step.chooses(table):
                group = step.number
        return Standing.EXCLUDED if group else Standing.COUNTED
