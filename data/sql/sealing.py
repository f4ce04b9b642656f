"""Sealed rounds: what stands for their responses, their manifests, their evidence."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from uuid import UUID

from data.seals import Evidence, Gone, Manifest, Own, RoundSeal, Stored
from data.sql import chains
from data.sql.database import Db
from surveys.chain import digest_of, leaf_of, split, standings_of
from surveys.recount import Recount
from surveys.sealed import LOG, Link, Stub
from surveys.standing import REPLACED


def seal_of(db: Db, round: str) -> RoundSeal:
    """Reads every response of the round."""
    heads = chains.heads(db)
    leaves = leaves_of(db, round, {chain: link for chain, (link, _) in heads.items()})
    gone = db.execute(
        "select count(*) from erased where round = ? and standing <> ?", (round, REPLACED)
    ).fetchone()
    numbers = Counter(standing for _, standing in leaves if standing != REPLACED)
    return RoundSeal(
        responses=numbers.total(),
        leaves=digest_of(leaf for leaf, _ in leaves),
        standings=standings_of(leaves),
        numbers=numbers,
        erased=gone[0],
        heads=heads | {LOG: chains.log_head(db)},
    )


def leaves_of(db: Db, round: str, ends: Mapping[int, int]) -> list[tuple[bytes, str]]:
    """Leaf and standing of each response, kept or erased, up to the last links in `ends`."""
    found = [
        (leaf_of(salt, id, record), standing)
        for id, salt, record, standing, chain, link in db.stream(
            "select id, salt, record, standing, chain, link from response where round = ?",
            (round,),
        )
        if link <= ends.get(chain, 0)
    ]
    gone = db.execute("select leaf, standing, chain, link from erased where round = ?", (round,))
    return found + [
        (leaf, where) for leaf, where, chain, link in gone if link <= ends.get(chain, 0)
    ]


def recount(db: Db, round: str, ends: Mapping[int, int]) -> Recount:
    """What the responses of the round up to the last links in `ends` amount to."""
    made = Recount()
    for record, standing, chain, link in db.stream(
        "select record, standing, chain, link from response where round = ?", (round,)
    ):
        if link <= ends.get(chain, 0):
            made.response(record, standing)
    for standing, chain, link in db.execute(
        "select standing, chain, link from erased where round = ?", (round,)
    ):
        if link <= ends.get(chain, 0):
            made.erasure(standing)
    return made


def add_manifest(db: Db, made: Manifest) -> None:
    row = (made.round, made.edition, made.text, made.signature)
    db.execute("insert into manifest (round, edition, text, signature) values (?, ?, ?, ?)", row)


def manifests(db: Db, round: str | None) -> list[Manifest]:
    rows = db.execute(
        "select round, edition, text, signature from manifest where cast(? as text) is null or round = ?"
        " order by round, edition",
        (round, round),
    )
    return [Manifest(*row) for row in rows]


def evidence(db: Db, round: str) -> Iterator[Evidence]:
    """Every link of every chain, and every act: those that are not the round's own as stubs.

    A stub tells nothing, and without it no head that was noted could be found again.
    """
    for number, value, record in db.stream("select number, value, record from act order by number"):
        yield Stub((LOG, number), value, hashlib.sha256(record.encode()).digest())
    for chain in chains.numbers(db):
        yield from _links(db, round, chain)


def _links(db: Db, round: str, chain: int) -> Iterator[Evidence]:
    stored = groupby(
        db.stream(
            "select link, id, salt, record, standing from response"
            " where round = ? and chain = ? order by link",
            (round, chain),
        ),
        key=lambda row: row[0],
    )
    gone = groupby(
        db.stream(
            "select link, hash, leaf, standing, stays from erased"
            " where round = ? and chain = ? order by link",
            (round, chain),
        ),
        key=lambda row: row[0],
    )
    next_stored, next_gone = next(stored, None), next(gone, None)
    for link, value, leaves in db.stream(
        "select link, value, leaves from chain where chain = ? order by link", (chain,)
    ):
        here: list[Stored] = []
        lost: list[Gone] = []
        while next_stored is not None and next_stored[0] <= link:
            here += [Stored(UUID(bytes=id), *rest) for _, id, *rest in next_stored[1]]
            next_stored = next(stored, None)
        while next_gone is not None and next_gone[0] <= link:
            lost += [
                Gone(hash, leaf, where, bool(stays)) for _, hash, leaf, where, stays in next_gone[1]
            ]
            next_gone = next(gone, None)
        if here or lost:
            yield Own(_split((chain, link), value, leaves, here, lost), here, lost)
        else:
            yield Stub((chain, link), value, hashlib.sha256(leaves).digest())


def _split(
    place: tuple[int, int], value: bytes, leaves: bytes, here: list[Stored], gone: list[Gone]
) -> Link:
    """The leaves of a link, those of the round apart from those of others."""
    own = {leaf_of(one.salt, one.id.bytes, one.record) for one in here}
    own |= {one.leaf for one in gone}
    all = [*split(leaves)]
    return Link(
        place,
        value,
        b"".join(leaf for leaf in all if leaf in own),
        b"".join(leaf for leaf in all if leaf not in own),
    )
