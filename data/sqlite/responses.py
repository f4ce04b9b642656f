"""Responses in SQLite: kept once each, sealed, and counted in the same transaction."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from data.sqlite.held import ROWS, HeldTallies
from data.store import Entry, Outcome
from surveys.chain import SALT_BYTES, START, leaf_of, link_of
from surveys.response import Response, from_record
from surveys.standing import Standing


@dataclass(frozen=True)
class Seal:
    """The chain that this process writes, and its key."""

    chain: str
    key: bytes


def keep(
    db: sqlite3.Connection,
    batch: Sequence[Entry],
    seal: Seal,
    held: HeldTallies,
    *,
    only_open: bool,
) -> list[Outcome]:
    """Inserts what is new, adds one link over its leaves and adds it to the tallies."""
    held.begin(db)
    admitted = _admitted(db, batch) if only_open else list(batch)
    link, previous = _head(db, seal.chain)
    leaves = _insert(db, admitted, seal.chain, link + 1)
    if leaves:
        value = link_of(seal.key, previous, leaves.values())
        row = (seal.chain, link + 1, value, len(leaves))
        db.execute("insert into chain (chain, link, value, leaves) values (?, ?, ?, ?)", row)
    outcomes: list[Outcome] = []
    for entry in batch:
        if leaves.pop(entry.response.id, None) is not None:
            _count(db, entry, held)
            outcomes.append(Outcome.KEPT)
        else:
            outcomes.append(_known(db, entry.response))
    held.write(db)
    return outcomes


def _count(db: sqlite3.Connection, entry: Entry, held: HeldTallies) -> None:
    if entry.standing is Standing.COUNTED:
        held.count(db, entry.response, entry.cells)
    else:
        add_apart(db, entry.response.round, entry.response.unit, entry.standing, 1)


def add_apart(
    db: sqlite3.Connection, round: str, unit: str, standing: Standing, number: int
) -> None:
    """Counts responses that stand apart; a negative number takes them away."""
    db.execute(
        "insert into apart (round, unit, standing, responses) values (?, ?, ?, ?)"
        " on conflict do update set responses = responses + excluded.responses",
        (round, unit, standing, number),
    )


def told_apart(db: sqlite3.Connection, round: str) -> dict[str, dict[Standing, int]]:
    """The numbers that are kept of what stands apart."""
    rows = db.execute(
        "select unit, standing, responses from apart where round = ? and responses <> 0", (round,)
    )
    return _apart(rows)


def count_apart(db: sqlite3.Connection, round: str) -> dict[str, dict[Standing, int]]:
    """What the stored responses that stand apart amount to."""
    rows = db.execute(
        "select unit, standing, count(*) from response where round = ? and standing <> ?"
        " group by unit, standing",
        (round, Standing.COUNTED),
    )
    return _apart(rows)


def _apart(rows: Iterable[tuple[str, str, int]]) -> dict[str, dict[Standing, int]]:
    found: dict[str, dict[Standing, int]] = {}
    for unit, standing, number in rows:
        found.setdefault(unit, {})[Standing(standing)] = number
    return found


def _admitted(db: sqlite3.Connection, batch: Sequence[Entry]) -> list[Entry]:
    states = dict(db.execute("select id, state from round").fetchall())
    return [entry for entry in batch if states.get(entry.response.round) == entry.state]


def find(db: sqlite3.Connection, id: UUID) -> Response | None:
    row = db.execute("select record from response where id = ?", (id.bytes,)).fetchone()
    return from_record(id, row[0]) if row else None


def of_round(
    db: sqlite3.Connection, round: str, standing: Standing | None = None
) -> Iterator[Response]:
    rows = db.execute(
        "select id, record from response where round = ? and (? is null or standing = ?)",
        (round, standing, standing),
    )
    for id, record in rows:
        yield from_record(UUID(bytes=id), record)


def heads(db: sqlite3.Connection) -> dict[str, tuple[int, bytes]]:
    rows = db.execute("select chain, max(link), value from chain group by chain")
    return {chain: (link, value) for chain, link, value in rows}


def faults(db: sqlite3.Connection, key: bytes) -> Iterator[str]:
    """Follows every chain from its start and names the first things that do not fit."""
    links = {
        (chain, link): (value, leaves)
        for chain, link, value, leaves in db.execute("select chain, link, value, leaves from chain")
    }
    rows = db.execute(
        "select chain, link, id, salt, leaf, record from response order by chain, link"
    )
    found: dict[tuple[str, int], list[bytes]] = {}
    for place, members in groupby(rows, key=lambda row: (row[0], row[1])):
        for _, _, id, salt, leaf, record in members:
            if leaf_of(salt, id, record) != leaf:
                yield f"response {id.hex()}: the stored text is not the one that was sealed"
            found.setdefault(place, []).append(leaf)
    for place in sorted(found.keys() - links.keys()):
        yield f"chain {place[0]}, link {place[1]}: responses without a link"
    previous: dict[str, bytes] = {}
    expected: dict[str, int] = {}
    for place, (value, count) in sorted(links.items()):
        chain, number = place
        if number != expected.get(chain, 1):
            yield f"chain {chain}: link {expected.get(chain, 1)} is missing"
        leaves = found.get(place, [])
        if len(leaves) != count:
            yield f"chain {chain}, link {number}: sealed {count} responses, found {len(leaves)}"
        elif link_of(key, previous.get(chain, START), leaves) != value:
            yield f"chain {chain}, link {number}: the seal does not fit its responses"
        previous[chain], expected[chain] = value, number + 1


def _head(db: sqlite3.Connection, chain: str) -> tuple[int, bytes]:
    row = db.execute(
        "select link, value from chain where chain = ? order by link desc limit 1", (chain,)
    ).fetchone()
    return (row[0], row[1]) if row else (0, START)


def _known(db: sqlite3.Connection, response: Response) -> Outcome:
    """What became of a response that was not inserted."""
    stored = find(db, response.id)
    if stored is None:
        return Outcome.ROUND_MOVED
    return Outcome.KNOWN if response.repeats(stored) else Outcome.OTHER_CONTENT


def _insert(
    db: sqlite3.Connection, entries: Sequence[Entry], chain: str, link: int
) -> dict[UUID, bytes]:
    """The leaves of the responses that were new, by id; of one id the first is taken."""
    new: dict[UUID, bytes] = {}
    for start in range(0, len(entries), ROWS):
        new |= _insert_some(db, entries[start : start + ROWS], chain, link)
    return new


def _insert_some(
    db: sqlite3.Connection, entries: Sequence[Entry], chain: str, link: int
) -> dict[UUID, bytes]:
    values: list[object] = []
    leaves: dict[UUID, bytes] = {}
    random = os.urandom(SALT_BYTES * len(entries))
    for place, entry in enumerate(entries):
        response = entry.response
        record, salt = response.record(), random[place * SALT_BYTES : (place + 1) * SALT_BYTES]
        leaf = leaf_of(salt, response.id.bytes, record)
        leaves.setdefault(response.id, leaf)
        values += [response.id.bytes, response.round, record, salt, leaf, chain, link]
        values.append(entry.standing)
    places = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(entries))
    rows = db.execute(
        f"insert into response (id, round, record, salt, leaf, chain, link, standing) values {places}"  # noqa: S608
        " on conflict (id) do nothing returning id",
        values,
    )
    return {(id := UUID(bytes=bytes_)): leaves[id] for (bytes_,) in rows.fetchall()}
