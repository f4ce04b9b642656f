"""Erasures in SQLite: answers, salts and ids are destroyed; leaves and figures stay."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from data.erasure_list import Position
from data.sqlite import responses, slices
from surveys.chain import MODULUS, hash_of, leaf_of, subkey, weight_of
from surveys.fault import Fault, Wrong, fault
from surveys.questionnaire import find
from surveys.response import Response, from_record
from surveys.standing import Standing
from surveys.tally import Tally, add_response, counts_of, keys_of


@dataclass(frozen=True)
class Destroyed:
    """What a destruction took: hashes for the list, and bytes that must be in no file any more."""

    hashes: tuple[bytes, ...]
    traces: tuple[bytes, ...]


def destroy(db: sqlite3.Connection, key: bytes, ids: Sequence[UUID]) -> Destroyed:
    """Destroys responses; those of rounds that were never sealed leave the tally."""
    hashes: list[bytes] = []
    traces: list[bytes] = []
    sealed = {id for (id,) in db.execute("select id from round where edition > 0")}
    for id in ids:
        row = _row(db, id.bytes)
        if row is None:
            continue
        response = from_record(id, row[2])
        stays = response.round in sealed
        _take_out(db, key, response, Standing(row[6]), stays=stays)
        hashes.append(_bury(db, key, row, stays=stays))
        traces += _traces(response, row)
    _step_back(db)
    return Destroyed(tuple(hashes), tuple(traces))


def purge(db: sqlite3.Connection, key: bytes, round: str) -> Destroyed:
    """Destroys all responses of a round; its tallies stay, and the residue proves them."""
    rows = db.execute(
        "select id, round, record, salt, chain, link, standing from response where round = ?",
        (round,),
    )
    kept = [_kept(key, row, stays=True) for row in rows]
    db.executemany("insert into erased values (?, ?, ?, ?, ?, ?, ?, ?)", kept)
    db.execute("delete from response where round = ?", (round,))
    _step_back(db)
    hashes = [hash for hash, *_ in kept]
    if hashes:
        tallies = slices.read_all(db, "tally", round)
        _write_residue(db, round, weight_of(key, round, tallies.items()))
    return Destroyed(tuple(hashes), ())


def matching(db: sqlite3.Connection, hashes: set[bytes]) -> list[UUID]:
    """The responses whose ids have these hashes: reads every id."""
    return [id for id in ids(db) if hash_of(id.bytes) in hashes]


def ids(db: sqlite3.Connection) -> Iterator[UUID]:
    for (id,) in db.execute("select id from response"):
        yield UUID(bytes=id)


def hashes(db: sqlite3.Connection) -> set[bytes]:
    """The hashes of all ids that were erased."""
    return {hash for (hash,) in db.execute("select hash from erased")}


def uncounted(db: sqlite3.Connection, round: str) -> int:
    """How many erased responses of a round left its tally."""
    rows = db.execute(
        "select count(*) from erased where round = ? and not stays and standing = ?",
        (round, Standing.COUNTED),
    )
    return int(rows.fetchone()[0])


def left_apart(db: sqlite3.Connection, round: str) -> dict[Standing, int]:
    """How many erased responses are still in the numbers of what stands apart."""
    rows = db.execute(
        "select standing, count(*) from erased where round = ? and stays and standing <> ?"
        " group by standing",
        (round, Standing.COUNTED),
    )
    return {Standing(standing): number for standing, number in rows}


def residue(db: sqlite3.Connection, round: str) -> int:
    """The weight of what erased responses left in the tallies of a round."""
    row = db.execute("select weight from residue where round = ?", (round,)).fetchone()
    return int.from_bytes(row[0]) if row else 0


def position(db: sqlite3.Connection) -> Position:
    """How far the list of erasures has been followed."""
    row = db.execute("select bytes, last from erasure_list").fetchone()
    return Position(*row) if row else Position(0, "")


def save_position(db: sqlite3.Connection, now: Position) -> None:
    db.execute("insert or replace into erasure_list values (1, ?, ?)", (now.bytes, now.last))


def faults(db: sqlite3.Connection, key: bytes) -> Iterator[Fault]:
    """Erasures that this program did not write: a deletion that wants to look like one."""
    for *kept, seal in db.execute(
        "select hash, leaf, round, chain, link, standing, stays, seal from erased"
    ):
        if _seal(key, tuple(kept)) != seal:
            _, leaf, _, chain, link, *_ = kept
            yield fault(Wrong.ERASURE_FORGED, chain=chain, link=link, leaf=leaf.hex()[:16])


def _step_back(db: sqlite3.Connection) -> None:
    """Who comes next may get the row of who was erased last, and must not pass for shown already."""
    (last,) = db.execute("select coalesce(max(rowid), 0) from response").fetchone()
    db.execute("update snapshot set upto = ? where upto > ?", (last, last))
    db.execute("update withdrawn set upto = ? where upto > ?", (last, last))


def _row(db: sqlite3.Connection, id: bytes) -> Any:
    return db.execute(
        "select id, round, record, salt, chain, link, standing from response where id = ?", (id,)
    ).fetchone()


def _take_out(
    db: sqlite3.Connection, key: bytes, response: Response, standing: Standing, *, stays: bool
) -> None:
    """Takes a response out of the numbers of its round, or proves later that they still have it."""
    if standing is not Standing.COUNTED:
        if not stays:
            responses.add_apart(db, response.round, response.unit, standing, -1)
    elif stays:
        _add_residue(db, key, response)
    else:
        slices.take_away(db, response.round, response.unit, _tally_of(response))


def _bury(db: sqlite3.Connection, key: bytes, row: tuple[Any, ...], *, stays: bool) -> bytes:
    kept = _kept(key, row, stays=stays)
    db.execute("insert into erased values (?, ?, ?, ?, ?, ?, ?, ?)", kept)
    db.execute("delete from response where id = ?", (row[0],))
    return bytes(kept[0])


def _kept(key: bytes, row: tuple[Any, ...], *, stays: bool) -> tuple[Any, ...]:
    """All that is kept of a response: the row of its erasure."""
    id, round, record, salt, chain, link, standing = row
    hash, leaf = hash_of(id), leaf_of(salt, id, record)
    kept = (hash, leaf, round, chain, link, standing, int(stays))
    return (*kept, _seal(key, kept))


def _seal(key: bytes, kept: tuple[object, ...]) -> bytes:
    """Keyed over all that is kept of an erased response."""
    place = "\0".join(one.hex() if isinstance(one, bytes) else str(one) for one in kept)
    return subkey(subkey(key, "erased"), place)


def _tally_of(response: Response) -> Tally:
    tally: Tally = {}
    cells = counts_of(response, find(response.questionnaire))
    add_response(tally, keys_of(response), cells)
    return tally


def _traces(response: Response, row: tuple[Any, ...]) -> list[bytes]:
    """Id, salt and what the person wrote: bytes that no other response has."""
    written = [answer for answer in response.answers.values() if isinstance(answer, str)]
    return [row[0], row[3], *(text.encode() for text in written if len(text) >= 12)]


def _add_residue(db: sqlite3.Connection, key: bytes, response: Response) -> None:
    left = weight_of(key, response.round, [(response.unit, _tally_of(response))])
    weight = residue(db, response.round) + left
    _write_residue(db, response.round, weight % MODULUS)


def _write_residue(db: sqlite3.Connection, round: str, weight: int) -> None:
    db.execute("insert or replace into residue values (?, ?)", (round, weight.to_bytes(32)))
