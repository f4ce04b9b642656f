"""Single-use slips among the invented answers: handed out, some of them answered, a few spoilt.

They have a stream of chance of their own: but for the channel, no invented answer depends on them.
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from data.slips import HandedOut
from data.store import Entry
from services.program import Program
from services.rights import act
from surveys.account import Actor
from surveys.link import Channel
from surveys.round import Round
from surveys.slip import SERIALS, Given, spent_hash

_HANDED_OUT = 0.35
"""Slips handed out for each answer that a unit may expect, whatever it comes by."""
_SPOILT = 0.04
_COME_BACK = 0.5
"""The share of slips that their people mean to answer, where there are so many people."""
_BY_SLIP = 0.5
"""The share of those on their own phone who come by a slip, as long as there are slips."""
_GIVEN: Mapping[Given, int] = {Given.GRANTED: 90, Given.REFUSED: 6, Given.RETURNED: 4}


@dataclass(frozen=True)
class Piles:
    """What is still to come back of each unit's slips, as the hashes under which they are spent."""

    waiting: Mapping[str, list[bytes]]
    chance: random.Random

    def lay(self, entry: Entry) -> Entry:
        """The same answer, by a slip where its person has one: it was given on a phone of his own."""
        response = entry.response
        pile = self.waiting.get(response.unit)
        if response.channel != Channel.OPEN_QR or not pile or self.chance.random() >= _BY_SLIP:
            return entry
        return replace(entry, response=replace(response, channel=Channel.SLIP), slip=pile.pop())


def hand_out(
    program: Program,
    round: Round,
    expected: Mapping[str, float],
    day: date,
    by: Actor,
    at: datetime,
    seed: str,
) -> Piles:
    """Slips of every unit for the answers it may expect, on one day, with a few of them made void."""
    chance = random.Random(f"{seed} slips {round.id}")  # nosec B311 # the same samples
    waiting = {}
    for unit, answers in expected.items():
        number = int(answers * _HANDED_OUT + 0.5)
        _make(program, round, unit, Counter(_given(number, chance)), day, by, at)
        serials = chance.sample(range(SERIALS), number)
        secret = program.settings.secret
        hashes = [spent_hash(secret, round.id, unit, serial) for serial in serials]
        spoilt = sum(chance.random() < _SPOILT for _ in hashes)
        for hash in hashes[:spoilt]:
            done = act(by, "slips.void", round.id, at, unit=unit)
            program.store.slips.void(hash, round.id, unit, day, done)
        kept = hashes[spoilt:]
        waiting[unit] = kept[: int(len(kept) * _COME_BACK + 0.5)]
    return Piles(waiting, chance)


def _given(number: int, chance: random.Random) -> list[Given]:
    return chance.choices([*_GIVEN], [*_GIVEN.values()], k=number)


def _make(
    program: Program,
    round: Round,
    unit: str,
    numbers: Mapping[Given, int],
    day: date,
    by: Actor,
    at: datetime,
) -> None:
    for given, number in numbers.items():
        done = act(
            by, "slips.make", round.id, at, unit=unit, number=number, field=None, given=given
        )
        program.store.slips.make(round.id, HandedOut(unit, day, "", given, number, 0), done)
