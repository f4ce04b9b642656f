"""Erasures: answers, salts and ids are destroyed; leaves and figures stay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from data.erasure_list import Position
from data.sql import responses, slices
from data.sql.database import Db
from surveys.chain import MODULUS, hash_of, leaf_of, subkey, weight_of
from surveys.fault import Fault, Wrong, fault
from surveys.questionnaire import find
from surveys.response import Response, from_record
from surveys.standing import REPLACED, Standing
from surveys.tally import Tally, add_response, counts_of, keys_of


@dataclass(frozen=True)
class Destroyed:
    """What a destruction took: hashes for the list, and bytes that must be in no file any more."""

    hashes: tuple[bytes, ...]
    traces: tuple[bytes, ...]


def destroy(db: Db, key: bytes, ids: Sequence[UUID]) -> Destroyed:
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
        traces += traces_of(response, row)
    step_back(db)
    return Destroyed(tuple(hashes), tuple(traces))


def purge(db: Db, key: bytes, round: str) -> Destroyed:
    """Destroys all responses of a round; its tallies stay, and the residue proves them."""
    rows = db.stream(
        "select id, round, record, salt, chain, link, standing from response where round = ?",
        (round,),
    )
    kept = [_kept(key, row, stays=True) for row in rows]
    db.executemany("insert into erased values (?, ?, ?, ?, ?, ?, ?, ?)", kept)
    db.execute("delete from response where round = ?", (round,))
    step_back(db)
    hashes = [hash for hash, *_ in kept]
    if hashes:
        tallies = slices.read_all(db, "tally", round)
        _write_residue(db, round, weight_of(key, round, tallies.items()))
    return Destroyed(tuple(hashes), ())


def matching(db: Db, hashes: set[bytes]) -> list[UUID]:
    """The responses whose ids have these hashes: reads every id."""
    return [id for id in ids(db) if hash_of(id.bytes) in hashes]


def ids(db: Db) -> Iterator[UUID]:
    for (id,) in db.stream("select id from response"):
        yield UUID(bytes=id)


def hashes(db: Db) -> set[bytes]:
    """The hashes of all ids that were erased."""
    rows = db.execute("select hash from erased where standing <> ?", (REPLACED,))
    return {hash for (hash,) in rows}


def uncounted(db: Db, round: str) -> int:
    """How many erased responses of a round left its tally."""
    rows = db.execute(
        "select count(*) from erased where round = ? and stays = 0 and standing = ?",
        (round, Standing.COUNTED),
    )
    return int(rows.fetchone()[0])


def left_apart(db: Db, round: str) -> dict[Standing, int]:
    """How many erased responses are still in the numbers of what stands apart."""
    rows = db.execute(
        "select standing, count(*) from erased where round = ? and stays <> 0 and standing <> ?"
        " group by standing",
        (round, Standing.COUNTED),
    )
    return {Standing(standing): number for standing, number in rows}


def residue(db: Db, round: str) -> int:
    """The weight of what erased responses left in the tallies of a round."""
    row = db.execute("select weight from residue where round = ?", (round,)).fetchone()
    return int.from_bytes(row[0]) if row else 0


def position(db: Db) -> Position:
    """How far the list of erasures has been followed."""
    row = db.execute("select bytes, last from erasure_list").fetchone()
    return Position(*row) if row else Position(0, "")


def save_position(db: Db, now: Position) -> None:
    db.execute(
        "insert into erasure_list values (1, ?, ?)"
        ' on conflict ("only") do update set bytes = excluded.bytes, last = excluded.last',
        (now.bytes, now.last),
    )


def faults(db: Db, key: bytes) -> Iterator[Fault]:
    """Erasures that this program did not write: a deletion that wants to look like one."""
    for *kept, seal in db.stream(
        "select hash, leaf, round, chain, link, standing, stays, seal from erased"
    ):
        if _seal(key, tuple(kept)) != seal:
            _, leaf, _, chain, link, *_ = kept
            yield fault(Wrong.ERASURE_FORGED, chain=chain, link=link, leaf=leaf.hex()[:16])


def step_back(db: Db) -> None:
    """Who comes next may get the row of who was erased last, and must not pass for shown already."""
    (last,) = db.execute(db.dialect.position).fetchone()
    db.execute("update snapshot set upto = ? where upto > ?", (last, last))
    db.execute("update withdrawn set upto = ? where upto > ?", (last, last))


def _row(db: Db, id: bytes) -> Any:
    return db.execute(
        "select id, round, record, salt, chain, link, standing from response where id = ?", (id,)
    ).fetchone()


def _take_out(db: Db, key: bytes, response: Response, standing: Standing, *, stays: bool) -> None:
    """Takes a response out of the numbers of its round, or proves later that they still have it."""
    if standing is not Standing.COUNTED:
        if not stays:
            responses.add_apart(db, response.round, response.unit, standing, -1)
    elif stays:
        _add_residue(db, key, response)
    else:
        slices.take_away(db, response.round, response.unit, _tally_of(response))


def _bury(db: Db, key: bytes, row: tuple[Any, ...], *, stays: bool) -> bytes:
    kept = _kept(key, row, stays=stays)
    db.execute("insert into erased values (?, ?, ?, ?, ?, ?, ?, ?)", kept)
    db.execute("delete from response where id = ?", (row[0],))
    return bytes(kept[0])


def bury_replaced(db: Db, key: bytes, row: tuple[Any, ...]) -> None:
    """Takes an earlier text of a response away and keeps its leaf; the id may come in again."""
    id, round, record, salt, chain, link, _ = row
    leaf = leaf_of(salt, id, record)
    kept = (hash_of(id + leaf), leaf, round, chain, link, REPLACED, 0)
    db.execute("insert into erased values (?, ?, ?, ?, ?, ?, ?, ?)", (*kept, _seal(key, kept)))
    db.execute("delete from response where id = ?", (id,))


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
    add_response(tally, keys_of(response), cells_of(response))
    return tally


def cells_of(response: Response) -> list[tuple[str, str]]:
    """What a stored response counts in."""
    return counts_of(response, find(response.questionnaire))


def traces_of(response: Response, row: tuple[Any, ...]) -> list[bytes]:
    """Id, salt and what the person wrote: bytes that no other response has."""
    written = [answer for answer in response.answers.values() if isinstance(answer, str)]
    return [row[0], row[3], *(text.encode() for text in written if len(text) >= 12)]


def _add_residue(db: Db, key: bytes, response: Response) -> None:
    left = weight_of(key, response.round, [(response.unit, _tally_of(response))])
    weight = residue(db, response.round) + left
    _write_residue(db, response.round, weight % MODULUS)


def _write_residue(db: Db, round: str, weight: int) -> None:
    db.execute(
        "insert into residue values (?, ?) on conflict (round) do update set weight = excluded.weight",
        (round, weight.to_bytes(32)),
    )
