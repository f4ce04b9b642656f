"""Follows chains link by link, wherever they are read from, and names everything that does not fit.

A database gives all links with their leaves; an export of one round gives those of its own, and of
the others only a hash. Both are enough for the heads: whoever noted one can tell whether anything
before it was changed, without the key. With the key each link is proved by itself.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from surveys.chain import START, head_of_hash, link_of, split
from surveys.fault import Fault, Wrong, fault

Place = tuple[int, int]
"""A chain, and the number of one of its links."""

LOG = 0
"""The chain of the log of acts."""


@dataclass(frozen=True)
class Link:
    """A link with the leaves that it seals: those looked at, and in an export those of other rounds."""

    place: Place
    value: bytes
    leaves: bytes
    others: bytes = b""

    @property
    def content(self) -> bytes:
        """What the link seals: all its leaves, sorted."""
        if not self.others:
            return self.leaves
        return b"".join(sorted([*split(self.leaves), *split(self.others)]))


@dataclass(frozen=True)
class Stub:
    """A link of which only the hash of its content is known."""

    place: Place
    value: bytes
    hash: bytes


@dataclass(frozen=True)
class End:
    """Where a chain has been followed to."""

    number: int = 0
    value: bytes = START
    head: bytes = START


@dataclass
class _Difference:
    """What a link keeps and what is stored do not have in common."""

    missing: set[bytes]
    strange: dict[bytes, str]
    linked: bool = True


class Follower:
    """Takes links in their order, each with what is stored for it: names by leaf.

    `sought` are heads that somebody has noted; `found` tells where they are.
    """

    def __init__(
        self,
        key: bytes | None,
        sought: Collection[bytes] = (),
    ) -> None:
        self.found: dict[bytes, Place] = {}
        self.ends: dict[int, End] = {}
        self.sealed = 0
        self._key = key
        self._sought = frozenset(sought)
        self._faults: list[Fault] = []
        self._differences: dict[Place, _Difference] = {}

    def seek(self, heads: Collection[bytes]) -> None:
        """Looks for these heads too, from the next link on."""
        self._sought |= frozenset(heads)

    def link(self, one: Link, stored: Mapping[bytes, str]) -> None:
        """The next link of its chain."""
        content = one.content
        self._advance(one.place, one.value, hashlib.sha256(content).digest(), content)
        sealed = set(split(one.leaves))
        self.sealed += len(sealed)
        strange = {leaf: name for leaf, name in stored.items() if leaf not in sealed}
        sealed.difference_update(stored)
        if sealed or strange:
            self._differences[one.place] = _Difference(sealed, strange)

    def stub(self, one: Stub) -> None:
        """The next link of its chain, of which nothing is looked at."""
        self._advance(one.place, one.value, one.hash, None)

    def act(self, number: int, value: bytes, record: str, key: bytes | None) -> None:
        """The next act of the log, which has a key of its own."""
        before = self.ends.get(LOG, End())
        content = record.encode()
        if number != before.number + 1:
            self._faults.append(fault(Wrong.ACT_MISSING, act=before.number + 1))
        elif key is not None and link_of(key, before.value, [content]) != value:
            self._faults.append(fault(Wrong.ACT_ALTERED, act=number))
        self._end((LOG, number), value, hashlib.sha256(content).digest())

    def linkless(self, place: Place, stored: Mapping[bytes, str]) -> None:
        """What is stored for a link that is not there."""
        self._differences[place] = _Difference(set(), dict(stored), linked=False)

    def faults(self) -> list[Fault]:
        """Everything that does not fit, once all links have been taken."""
        return [*self._faults, *self._moved(), *self._unexplained()]

    def _advance(self, place: Place, value: bytes, hash: bytes, content: bytes | None) -> None:
        chain, number = place
        before = self.ends.get(chain, End())
        if number != before.number + 1:
            self._faults.append(fault(Wrong.LINK_MISSING, chain=chain, link=before.number + 1))
        elif not self._fits(before.value, content, value):
            self._faults.append(fault(Wrong.LINK_FORGED, chain=chain, link=number))
        self._end(place, value, hash)

    def _fits(self, before: bytes, content: bytes | None, value: bytes) -> bool:
        """Whether a link is the one that the key makes, as far as it can be known here."""
        if self._key is None or content is None:
            return True
        return link_of(self._key, before, split(content)) == value

    def _end(self, place: Place, value: bytes, hash: bytes) -> None:
        before = self.ends.get(place[0], End())
        head = head_of_hash(before.head, value, hash)
        self.ends[place[0]] = End(place[1], value, head)
        if head in self._sought:
            self.found[head] = place

    def _moved(self) -> list[Fault]:
        """Responses whose leaf is missing elsewhere."""
        homes = {leaf: place for place, one in self._differences.items() for leaf in one.missing}
        faults = []
        for place, one in self._differences.items():
            for leaf in sorted(one.strange.keys() & homes.keys()):
                home = homes[leaf]
                self._differences[home].missing.discard(leaf)
                faults.append(
                    fault(
                        Wrong.RESPONSE_MOVED,
                        response=one.strange.pop(leaf),
                        chain=place[0],
                        link=place[1],
                        home=f"{home[0]} {home[1]}",
                    )
                )
        return faults

    def _unexplained(self) -> list[Fault]:
        """Each strange response stands for a missing leaf, where there are enough of them."""
        faults = []
        for (chain, link), one in self._differences.items():
            wrong = Wrong.RESPONSE_ALTERED
            if len(one.strange) > len(one.missing):
                wrong = Wrong.RESPONSE_NOT_SEALED if one.linked else Wrong.RESPONSE_WITHOUT_LINK
            for name in one.strange.values():
                faults.append(fault(wrong, response=name, chain=chain, link=link))
            gone = len(one.missing) - len(one.strange)
            if gone > 0:
                leaves = ", ".join(sorted(leaf.hex()[:16] for leaf in one.missing))
                faults.append(
                    fault(Wrong.RESPONSE_MISSING, chain=chain, link=link, n=gone, leaves=leaves)
                )
        return faults
