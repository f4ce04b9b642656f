"""The chains: followed from their start, with a name for everything that does not fit."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from data.sql.database import Db
from surveys.chain import START, head_of, leaf_of
from surveys.sealed import LOG, Follower, Link, Place


def heads(db: Db) -> dict[int, tuple[int, bytes]]:
    """Number of links and head of each chain."""
    return {chain: head_after(db, chain, 0, START) for chain in numbers(db)}


def log_head(db: Db, number: int = 0, head: bytes = START) -> tuple[int, bytes]:
    """Number of acts and head of the log, whose head at act `number` is known."""
    rows = db.stream(
        "select number, value, record from act where number > ? order by number", (number,)
    )
    for at, value, record in rows:
        number, head = at, head_of(head, value, record.encode())
    return number, head


def head_after(db: Db, chain: int, link: int, head: bytes) -> tuple[int, bytes]:
    """Number of links and head of a chain whose head at `link` is known."""
    rows = db.stream(
        "select link, value, leaves from chain where chain = ? and link > ? order by link",
        (chain, link),
    )
    for number, value, leaves in rows:
        link, head = number, head_of(head, value, leaves)
    return link, head


def numbers(db: Db) -> list[int]:
    """The chains that there are, each found by one look into the index."""
    found: list[int] = []
    while True:
        row = db.execute(
            "select min(chain) from chain where chain > ?", (found[-1] if found else LOG,)
        ).fetchone()
        if row[0] is None:
            return found
        found.append(row[0])


def follow(db: Db, follower: Follower) -> None:
    """Takes every chain from its start, with the responses and erasures that are stored for it.

    Whole chains are not kept in memory.
    """
    stored = _Stored(db)
    for chain, number, value, leaves in db.stream(
        "select chain, link, value, leaves from chain order by chain, link"
    ):
        place = (chain, number)
        for other, names in stored.before(place):
            follower.linkless(other, names)
        follower.link(Link(place, value, leaves), stored.at(place))
    for other, names in stored.before(None):
        follower.linkless(other, names)


def follow_log(db: Db, follower: Follower, key: bytes | None) -> None:
    """Takes the log of acts from its first line."""
    for number, value, record in db.stream("select number, value, record from act order by number"):
        follower.act(number, value, record, key)


class _Stored:
    """The leaves of what is stored, responses and erasures, in the order of the links."""

    def __init__(self, db: Db) -> None:
        rows = db.stream(
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
