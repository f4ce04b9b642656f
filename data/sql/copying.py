"""Everything that a database holds, into another one of either engine."""

from collections.abc import Callable, Iterator

import orjson

from data.sql import slices
from data.sql.database import Db

TABLES = (
    *("unit", "questionnaire", "round", "round_unit", "round_tree", "link", "served"),
    *("served_part", "account", "session", "attempt", "act", "notice", "retention"),
    *("privacy_request", "privacy_contact", "purge", "breach", "device", "pairing"),
    *("entry_batch", "entry_draft", "spent_slip", "slip_count", "report_order"),
    *(
        "published_count",
        "trusted_key",
        "package",
        "chain",
        "response",
        "erased",
        "residue",
        "erasure_list",
        "anchor",
    ),
    *(
        "manifest",
        "exclusion",
        "apart",
        "snapshot",
        "withdrawn",
        "rollup",
        "shown",
        "snapshot_week",
    ),
    *("edition", "tally"),
)
"""Every table of rows; one that points to another comes after it."""

NUMBERED = {"link", "response"}
"""Tables whose rows have a place in the order of arrival, which SQLite keeps beside the columns."""

Tell = Callable[[str, int], None]


def copy_all(source: Db, target: Db, tell: Tell = lambda table, rows: None) -> None:
    """Copies every table into an empty database; `tell` hears of each one that is done."""
    for table in TABLES:
        tell(table, copy_table(source, target, table))


def copy_table(source: Db, target: Db, table: str) -> int:
    """Copies the rows of one table into an empty one; returns how many."""
    if table == "tally":
        names = ["round", "unit", "dimension", "value", "responses", "counts"]
        return target.load(table, names, _tallies(source))
    names = columns_of(target, table)
    columns = ", ".join(f'"{name}"' for name in names)
    return target.load(table, names, source.stream(f"select {columns} from {table}"))  # noqa: S608


def copy_responses(source: Db, target: Db, most: int) -> int:
    """Copies up to `most` responses that come after those that are there, by id; returns how many."""
    names = columns_of(target, "response")
    columns = ", ".join(f'"{name}"' for name in names)
    (last,) = target.execute("select max(id) from response").fetchone()
    rows = source.stream(
        f"select {columns} from response where id > ? order by id limit ?",  # noqa: S608
        (last or b"", most),
    )
    return target.load("response", names, rows)


def columns_of(db: Db, table: str) -> list[str]:
    """The columns of a table that are stored and not made out of others."""
    known = [name for of, name in db.execute(db.dialect.columns_kept).fetchall() if of == table]
    return known if table not in NUMBERED or "rowid" in known else [*known, "rowid"]


def _tallies(source: Db) -> Iterator[tuple[object, ...]]:
    """The rows of the tally, the parts of several processes added up."""
    for (round,) in source.execute("select id from round order by id").fetchall():
        for unit, tally in sorted(slices.read_all(source, "tally", round).items()):
            for (dimension, value), part in tally.items():
                counts = orjson.dumps(part.counts).decode()
                yield round, unit, dimension, value, part.responses, counts
