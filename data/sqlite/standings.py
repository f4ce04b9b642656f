"""Standings in SQLite: each stored one must follow from the sealed text and the acts of review."""

import sqlite3
from collections.abc import Iterator

import orjson

from surveys.act import from_record
from surveys.fault import Fault, Wrong, fault
from surveys.reviewed import EXCLUDE, INCLUDE, Reviews


def faults(db: sqlite3.Connection, round: str | None) -> Iterator[Fault]:
    """Responses of one round, or of all, that stand where nobody has put them."""
    acts = db.execute("select record from act order by number")
    reviews = Reviews(
        from_record(record)
        for (record,) in acts
        if EXCLUDE in record or INCLUDE in record  # the others need not be read
    )
    rows = db.execute(
        "select round, id, record, standing from response where ? is null or round = ?"
        " order by chain, link, id",
        (round, round),
    )
    for of, id, record, standing in rows:
        try:
            expected = reviews.standing(of, orjson.loads(record))
        except (AttributeError, LookupError, TypeError, ValueError):
            continue  # no text of ours: its leaf does not fit either
        if expected not in (None, standing):
            yield fault(
                Wrong.STANDING, response=id.hex(), round=of, stored=standing, expected=expected
            )


def unsaid(db: sqlite3.Connection, round: str | None) -> int:
    """How many responses were accepted before the sealed text told where they stood."""
    row = db.execute(
        "select count(*) from response where (? is null or round = ?)"
        " and json_valid(record) and json_extract(record, '$.standing') is null",
        (round, round),
    ).fetchone()
    return int(row[0])
