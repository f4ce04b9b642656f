"""Responses: kept once each, sealed, and counted in the same transaction."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from data.sql.database import Database, Db
from data.sql.held import ROWS, HeldTallies
from data.sql.slips import claim
from data.store import Entry, Outcome, StoredRows
from surveys.chain import LEAVES_A_LINK, SALT_BYTES, START, hash_of, leaf_of, link_of
from surveys.response import Response, from_record
from surveys.standing import Standing


@dataclass(frozen=True)
class Seal:
    """The chain that this process writes, and its key."""

    chain: int
    key: bytes


def keep(
    db: Db,
    batch: Sequence[Entry],
    seal: Seal,
    held: HeldTallies,
    *,
    only_open: bool,
) -> list[Outcome]:
    """Inserts what is new, uses up its slips, adds links over its leaves and adds it to the tallies."""
    held.begin(db)
    admitted = _admitted(db, batch) if only_open else list(batch)
    erased = erased_among(db, [entry.response.id for entry in batch])
    fresh = [one for one in admitted if one.response.id not in erased]
    judged, refused = _judged(db, fresh)
    link, previous = _head(db, seal.chain)
    leaves, links = _insert(db, judged, seal.chain, link + 1)
    if leaves:
        _add_links(db, seal, previous, links)
    first: dict[UUID, Entry] = {one.response.id: one for one in reversed(judged)}
    outcomes: list[Outcome] = []
    for entry in batch:
        id = entry.response.id
        if leaves.pop(id, None) is not None:
            _count(db, first[id], held)
            outcomes.append(Outcome.KEPT)
        elif id in erased:
            outcomes.append(Outcome.ERASED)
        else:
            outcomes.append(refused.get(id) or _known(db, entry.response))
    held.write(db)
    return outcomes


def add_new(db: Db, entries: Sequence[Entry], seal: Seal) -> None:
    """Inserts responses that are known to be new, and seals them. Nothing is counted."""
    link, previous = _head(db, seal.chain)
    leaves, links = _insert(db, entries, seal.chain, link + 1)
    if leaves:
        _add_links(db, seal, previous, links)


def _judged(db: Db, entries: list[Entry]) -> tuple[list[Entry], dict[UUID, Outcome]]:
    """The entries that may be kept, doubles with their standing; and why the others may not."""
    if not any(one.slip for one in entries):
        return entries, {}
    doubles, refused = claim(db, entries)
    judged = [
        replace(one, standing=Standing.DOUBLE) if one.response.id in doubles else one
        for one in entries
        if one.response.id not in refused
    ]
    return judged, refused


def _count(db: Db, entry: Entry, held: HeldTallies) -> None:
    if entry.standing is Standing.COUNTED:
        held.count(db, entry.response, entry.cells)
    else:
        add_apart(db, entry.response.round, entry.response.unit, entry.standing, 1)


def add_apart(db: Db, round: str, unit: str, standing: Standing, number: int) -> None:
    """Counts responses that stand apart; a negative number takes them away."""
    db.execute(
        "insert into apart (round, unit, standing, responses) values (?, ?, ?, ?)"
        " on conflict (round, unit, standing)"
        " do update set responses = apart.responses + excluded.responses",
        (round, unit, standing, number),
    )


def told_apart(db: Db, round: str) -> dict[str, dict[Standing, int]]:
    """The numbers that are kept of what stands apart."""
    rows = db.execute(
        "select unit, standing, responses from apart where round = ? and responses <> 0", (round,)
    )
    return _apart(rows)


def count_apart(db: Db, round: str) -> dict[str, dict[Standing, int]]:
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


def _admitted(db: Db, batch: Sequence[Entry]) -> list[Entry]:
    states = dict(db.execute("select id, state from round").fetchall())
    return [entry for entry in batch if states.get(entry.response.round) == entry.state]


def find(db: Db, id: UUID) -> Response | None:
    row = db.execute("select record from response where id = ?", (id.bytes,)).fetchone()
    return from_record(id, row[0]) if row else None


def of_round(db: Db, round: str, standing: Standing | None = None) -> Iterator[Response]:
    rows = db.stream(
        "select id, record from response"
        " where round = ? and (cast(? as text) is null or standing = ?)",
        (round, standing, standing),
    )
    for id, record in rows:
        yield from_record(UUID(bytes=id), record)


def records(db: Db, round: str) -> Iterator[str]:
    """The stored texts of what is in a round's figures."""
    rows = db.stream(
        "select record from response where round = ? and standing = ?", (round, Standing.COUNTED)
    )
    for (record,) in rows:
        yield record


@contextmanager
def stored(connections: Database, round: str) -> Iterator[StoredRows]:
    """The stored texts of all that a round has, each with where it stands, in an order by chance."""
    with connections.reading() as db:
        (number,) = db.execute("select count(*) from response where round = ?", (round,)).fetchone()
        rows: Any = db.stream(db.dialect.shuffled, (round,))
        with closing(rows):  # read to its end or not, before somebody else has the connection
            yield StoredRows(number, rows)


def _head(db: Db, chain: int) -> tuple[int, bytes]:
    row = db.execute(
        "select link, value from chain where chain = ? order by link desc limit 1", (chain,)
    ).fetchone()
    return (row[0], row[1]) if row else (0, START)


def _known(db: Db, response: Response) -> Outcome:
    """What became of a response that was not inserted."""
    stored = find(db, response.id)
    if stored is None:
        return Outcome.ROUND_MOVED
    return Outcome.KNOWN if response.repeats(stored) else Outcome.OTHER_CONTENT


def erased_among(db: Db, ids: Sequence[UUID]) -> set[UUID]:
    """Those of `ids` whose response was erased: it is never stored again."""
    if db.execute("select 1 from erased limit 1").fetchone() is None:
        return set()
    return {id for id in ids if is_erased(db, id)}


def is_erased(db: Db, id: UUID) -> bool:
    hash = hash_of(id.bytes)
    return db.execute("select 1 from erased where hash = ?", (hash,)).fetchone() is not None


def _insert(
    db: Db, entries: Sequence[Entry], chain: int, link: int
) -> tuple[dict[UUID, bytes], dict[int, list[bytes]]]:
    """The leaves of the responses that were new, by id and by link; of one id the first is taken."""
    rows: dict[UUID, tuple[str, bytes, Standing, bytes]] = {}
    random = os.urandom(SALT_BYTES * len(entries))
    for place, entry in enumerate(entries):
        id, salt = entry.response.id, random[place * SALT_BYTES : (place + 1) * SALT_BYTES]
        if id not in rows:
            record = entry.response.record(entry.standing)
            rows[id] = record, salt, entry.standing, leaf_of(salt, id.bytes, record)
    # Leaves are sorted over the whole batch, so that its links do not tell who came first either.
    ordered = sorted(leaf for *_, leaf in rows.values())
    link_by_leaf = {leaf: link + place // LEAVES_A_LINK for place, leaf in enumerate(ordered)}
    values = [
        (id.bytes, record, salt, standing, chain, link_by_leaf[leaf])
        # In the order of their ids, so that two processes that keep the same ones do not wait crosswise.
        for id, (record, salt, standing, leaf) in sorted(rows.items())
    ]
    new: dict[UUID, bytes] = {}
    links: dict[int, list[bytes]] = {number: [] for number in sorted(set(link_by_leaf.values()))}
    for start in range(0, len(values), ROWS):
        for id in _insert_some(db, values[start : start + ROWS]):
            leaf = new[id] = rows[id][3]
            links[link_by_leaf[leaf]].append(leaf)
    return new, links


def _insert_some(
    db: Db, values: Sequence[tuple[bytes, str, bytes, Standing, int, int]]
) -> list[UUID]:
    head, tail = db.dialect.response_head, db.dialect.response_tail
    places = ", ".join(["(?, ?, ?, ?, ?, ?)"] * len(values))
    rows = db.execute(
        f"{head} {places}{tail} on conflict do nothing returning id",
        [value for row in values for value in row],
    )
    return [UUID(bytes=id) for (id,) in rows.fetchall()]


def _add_links(db: Db, seal: Seal, previous: bytes, links: Mapping[int, list[bytes]]) -> None:
    """Seals the leaves of each link. One whose responses were all known already seals nothing."""
    values: list[object] = []
    for number, leaves in links.items():
        leaves.sort()
        previous = link_of(seal.key, previous, leaves)
        values += [seal.chain, number, previous, b"".join(leaves)]
    places = ", ".join(["(?, ?, ?, ?)"] * len(links))
    db.execute(f"insert into chain (chain, link, value, leaves) values {places}", values)  # noqa: S608
