"""The chains in SQLite: followed from their start, with a name for everything that does not fit."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from surveys.chain import START, head_of, leaf_of, link_of, split
from surveys.fault import Fault, Wrong, fault

Place = tuple[int, int]
"""A chain, and the number of one of its links."""


def heads(db: sqlite3.Connection) -> dict[int, tuple[int, bytes]]:
    """Number of links and head of each chain."""
    found: dict[int, tuple[int, bytes]] = {}
    for chain, link, value, leaves in _links(db):
        before = found.get(chain, (0, START))[1]
        found[chain] = link, head_of(before, value, leaves)
    return found


def heads_after(db: sqlite3.Connection, chain: int, link: int, head: bytes) -> tuple[int, bytes]:
    """Number of links and head of a chain whose head at `link` is known."""
    rows = db.execute(
        "select link, value, leaves from chain where chain = ? and link > ? order by link",
        (chain, link),
    )
    for number, value, leaves in rows:
        link, head = number, head_of(head, value, leaves)
    return link, head


def faults(db: sqlite3.Connection, key: bytes | None) -> Iterator[Fault]:
    """Follows every chain from its start; without the key the links themselves cannot be proved."""
    yield from _link_faults(db, key)
    yield from _response_faults(db)


def _link_faults(db: sqlite3.Connection, key: bytes | None) -> Iterator[Fault]:
    for chain, links in groupby(_links(db), key=lambda row: row[0]):
        expected, previous = 1, START
        for _, number, value, leaves in links:
            if number != expected:
                yield fault(Wrong.LINK_MISSING, chain=chain, link=expected)
            elif key is not None and link_of(key, previous, split(leaves)) != value:
                yield fault(Wrong.LINK_FORGED, chain=chain, link=number)
            expected, previous = number + 1, value


@dataclass
class _Difference:
    """What a link keeps and what is stored do not have in common."""

    missing: set[bytes]
    strange: dict[bytes, str]
    linked: bool = True


def _response_faults(db: sqlite3.Connection) -> Iterator[Fault]:
    """Names responses that are not the sealed ones, and links that lack some of theirs."""
    differences = _differences(db)
    homes = {leaf: place for place, one in differences.items() for leaf in one.missing}
    for place, one in differences.items():
        for leaf in one.strange.keys() & homes.keys():
            home = homes[leaf]
            differences[home].missing.discard(leaf)
            yield fault(
                Wrong.RESPONSE_MOVED,
                response=one.strange.pop(leaf),
                chain=place[0],
                link=place[1],
                home=f"{home[0]} {home[1]}",
            )
    for place, one in differences.items():
        yield from _unexplained(place, one)


def _unexplained(place: Place, one: _Difference) -> Iterator[Fault]:
    """Each strange response stands for a missing leaf, where there are enough of them."""
    chain, link = place
    wrong = Wrong.RESPONSE_ALTERED
    if len(one.strange) > len(one.missing):
        wrong = Wrong.RESPONSE_NOT_SEALED if one.linked else Wrong.RESPONSE_WITHOUT_LINK
    for name in one.strange.values():
        yield fault(wrong, response=name, chain=chain, link=link)
    gone = len(one.missing) - len(one.strange)
    if gone > 0:
        leaves = ", ".join(sorted(leaf.hex()[:16] for leaf in one.missing))
        yield fault(Wrong.RESPONSE_MISSING, chain=chain, link=link, n=gone, leaves=leaves)


def _differences(db: sqlite3.Connection) -> dict[Place, _Difference]:
    """Link by link, only where something differs: whole links are not kept in memory."""
    found: dict[Place, _Difference] = {}
    stored = _Stored(db)
    for chain, link, _, leaves in _links(db):
        for place, names in stored.before((chain, link)):
            found[place] = _Difference(set(), names, linked=False)
        names = stored.at((chain, link))
        sealed = set(split(leaves))
        strange = {leaf: name for leaf, name in names.items() if leaf not in sealed}
        sealed.difference_update(names)
        if sealed or strange:
            found[chain, link] = _Difference(sealed, strange)
    for place, names in stored.before(None):
        found[place] = _Difference(set(), names, linked=False)
    return found


class _Stored:
    """The leaves of what is stored, responses and erasures, in the order of the links."""

    def __init__(self, db: sqlite3.Connection) -> None:
        rows = db.execute(
            "select chain, link, id, salt, record, null from response"
            " union all select chain, link, hash, null, null, leaf from erased"
            " order by chain, link"
        )
        self._groups = groupby(rows, key=lambda row: (row[0], row[1]))
        self._next = self._read()

    def at(self, place: Place) -> dict[bytes, str]:
        """Leaves and names of what is stored at a link."""
        if self._next is None or self._next[0] != place:
            return {}
        names, self._next = self._next[1], self._read()
        return names

    def before(self, place: Place | None) -> Iterator[tuple[Place, dict[bytes, str]]]:
        """What is stored at links that are not there, up to `place`."""
        while self._next is not None and (place is None or self._next[0] < place):
            yield self._next
            self._next = self._read()

    def _read(self) -> tuple[Place, dict[bytes, str]] | None:
        group = next(self._groups, None)
        if group is None:
            return None
        return group[0], dict(_leaf_and_name(row) for row in group[1])


def _leaf_and_name(row: tuple[Any, ...]) -> tuple[bytes, str]:
    _, _, id, salt, record, leaf = row
    if leaf is not None:
        return leaf, f"sha256:{id.hex()[:16]}"
    return leaf_of(salt, id, record), id.hex()


def _links(db: sqlite3.Connection) -> Iterator[tuple[int, int, bytes, bytes]]:
    yield from db.execute("select chain, link, value, leaves from chain order by chain, link")
