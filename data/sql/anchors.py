"""Anchors: heads that are noted, so that they can leave the building."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby

from data.seals import Anchor
from data.sql import chains
from data.sql.database import Db
from surveys.chain import LEAF_BYTES, START, head_of
from surveys.fault import Fault, Wrong, fault
from surveys.sealed import LOG


def read(db: Db) -> list[Anchor]:
    """All anchors, the first one first."""
    rows = db.execute("select number, day, chain, link, head from anchor order by number, chain")
    found = []
    for (number, day), members in groupby(rows, key=lambda row: (row[0], row[1])):
        heads = {chain: (link, head) for _, _, chain, link, head in members}
        found.append(Anchor(number, date.fromisoformat(day), heads))
    return found


def last(db: Db) -> Anchor | None:
    """The latest anchor."""
    rows = db.execute(
        "select number, day, chain, link, head from anchor"
        " where number = (select max(number) from anchor)"
    ).fetchall()
    if not rows:
        return None
    heads = {chain: (link, head) for _, _, chain, link, head in rows}
    return Anchor(rows[0][0], date.fromisoformat(rows[0][1]), heads)


def take(db: Db, day: date, before: Anchor | None) -> Anchor | None:
    """Notes the heads as they are now; None when nothing has changed since the anchor before."""
    known = dict(before.heads) if before else {}
    now = {
        chain: chains.head_after(db, chain, *known.get(chain, (0, START)))
        for chain in chains.numbers(db)
    }
    now[LOG] = chains.log_head(db, *known.get(LOG, (0, START)))
    if now == known or not any(link for link, _ in now.values()):
        return None
    number = before.number + 1 if before else 1
    db.executemany(
        "insert into anchor values (?, ?, ?, ?, ?)",
        [(number, day.isoformat(), chain, link, head) for chain, (link, head) in now.items()],
    )
    return Anchor(number, day, now)


def new_since(db: Db, before: Anchor | None) -> int:
    """How many responses were sealed since an anchor."""
    known = before.heads if before else {}
    return sealed_after(db, {chain: link for chain, (link, _) in known.items()})


def sealed_after(db: Db, ends: Mapping[int, int]) -> int:
    """How many responses were sealed after the given links."""
    total = 0
    for chain in chains.numbers(db):
        row = db.execute(
            "select coalesce(sum(length(leaves)), 0) from chain where chain = ? and link > ?",
            (chain, ends.get(chain, 0)),
        ).fetchone()
        total += row[0] // LEAF_BYTES
    return total


def faults(db: Db) -> Iterator[Fault]:
    """Anchors that the chains do not lead to: something before them was rewritten or cut off."""
    reached: dict[int, tuple[int, bytes]] = {}
    for anchor in read(db):
        for chain, (link, head) in anchor.heads.items():
            if not _leads_to(db, chain, reached.get(chain, (0, START)), (link, head)):
                yield fault(Wrong.ANCHOR, day=f"{anchor.day:%d/%m/%Y}", chain=chain, link=link)
            reached[chain] = (link, head)


def _leads_to(db: Db, chain: int, start: tuple[int, bytes], end: tuple[int, bytes]) -> bool:
    """Whether the links between two noted heads are those that were there then."""
    link, head = start
    if chain == LOG:
        rows = db.execute(
            "select number, value, record from act where number > ? and number <= ?"
            " order by number",
            (link, end[0]),
        )
    else:
        rows = db.execute(
            "select link, value, leaves from chain where chain = ? and link > ? and link <= ?"
            " order by link",
            (chain, link, end[0]),
        )
    for number, value, content in rows:
        text = content.encode() if isinstance(content, str) else content
        link, head = number, head_of(head, value, text)
    return (link, head) == end
