"""Standings: each stored one must follow from the sealed text and the acts of review."""

from collections.abc import Iterator

import orjson

from data.sql.database import Db
from surveys.act import from_record
from surveys.fault import Fault, Wrong, fault
from surveys.reviewed import EXCLUDE, INCLUDE, Reviews


def faults(db: Db, round: str | None) -> Iterator[Fault]:
    """Responses of one round, or of all, that stand where nobody has put them."""
    acts = db.stream("select record from act order by number")
    reviews = Reviews(
        from_record(record)
        for (record,) in acts
        if EXCLUDE in record or INCLUDE in record  # the others need not be read
    )
    rows = db.stream(
        "select round, id, record, standing from response where cast(? as text) is null or round = ?"
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


def unsaid(db: Db, round: str | None) -> int:
    """How many responses were accepted before the sealed text told where they stood."""
    row = db.execute(
        "select count(*) from response where (cast(? as text) is null or round = ?)"
        " and cast(record as text) not like ?",
        (
            round,
            round,
            '%"standing":%',
        ),  # a quotation mark that somebody typed has a backslash before it
    ).fetchone()
    return int(row[0])
