"""Tallies as rows: one slice a row, its counts as JSON. Tally, snapshot and roll-up share the shape."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

import orjson

from surveys.snapshot import release
from surveys.tally import ALL, Slice, SliceKey, Tally

Table = Literal["tally", "snapshot", "withdrawn", "rollup"]
_WHERE_UNIT = " where round = ? and unit = ?"


def read(db: sqlite3.Connection, table: Table, round: str, unit: str) -> Tally:
    """All slices of one unit."""
    rows = db.execute(
        f"select dimension, value, responses, counts from {table}" + _WHERE_UNIT,  # noqa: S608
        (round, unit),
    )
    return {(dimension, value): _slice(n, counts) for dimension, value, n, counts in rows}


def read_all(db: sqlite3.Connection, table: Table, round: str) -> dict[str, Tally]:
    """The slices of every unit of a round."""
    tallies: dict[str, Tally] = {}
    rows = db.execute(
        f"select unit, dimension, value, responses, counts from {table} where round = ?",  # noqa: S608
        (round,),
    )
    for unit, dimension, value, n, counts in rows:
        tallies.setdefault(unit, {})[dimension, value] = _slice(n, counts)
    return tallies


def read_wholes(
    db: sqlite3.Connection, table: Table, round: str, units: Sequence[str]
) -> dict[str, Slice]:
    """The slice over everything, for each of `units` that has one."""
    rows = db.execute(
        f"select unit, responses, counts from {table}"  # noqa: S608
        " where round = ? and dimension = ? and value = ''"
        " and unit in (select value from json_each(?))",
        (round, ALL, orjson.dumps(list(units)).decode()),
    )
    return {unit: _slice(n, counts) for unit, n, counts in rows}


def read_sizes(db: sqlite3.Connection, table: Table, round: str) -> dict[str, dict[SliceKey, int]]:
    """The number of responses in each slice of each unit, without their counts."""
    rows = db.execute(
        f"select unit, dimension, value, responses from {table} where round = ?",  # noqa: S608
        (round,),
    )
    sizes: dict[str, dict[SliceKey, int]] = {}
    for unit, dimension, value, n in rows:
        sizes.setdefault(unit, {})[dimension, value] = n
    return sizes


def read_totals(db: sqlite3.Connection, round: str) -> dict[str, int]:
    """The number of responses of each unit."""
    rows = db.execute(
        "select unit, responses from tally where round = ? and dimension = ?", (round, ALL)
    )
    return dict(rows.fetchall())


def add(
    db: sqlite3.Connection, table: Table, round: str, unit: str, growth: Tally, sign: int = 1
) -> None:
    """Adds `growth` to the stored slices, slice by slice, or takes it away with sign -1."""
    for key, part in growth.items():
        stored = read_one(db, table, round, unit, *key)
        stored.add(part, sign)
        _write(db, table, round, unit, key, stored)


def take_away(db: sqlite3.Connection, round: str, unit: str, part: Tally) -> None:
    """Takes what `part` counts out of a unit's tally; slices that count nobody any more vanish."""
    for key, less in part.items():
        stored = read_one(db, "tally", round, unit, *key)
        stored.add(less, -1)
        if stored.empty:
            db.execute(
                f"delete from tally {_WHERE_UNIT} and dimension = ? and value = ?",  # noqa: S608
                (round, unit, *key),
            )
        else:
            _write(db, "tally", round, unit, key, stored)


def due(db: sqlite3.Connection, round: str, step: int, *, last: bool) -> list[str]:
    """Units whose tally has grown by `step` since their snapshot, or at all for the last one."""
    rows = db.execute(
        "select tally.unit from tally left join snapshot"
        " using (round, unit, dimension, value)"
        " where tally.round = ? and tally.dimension = ?"
        " and tally.responses >= ? and tally.responses - coalesce(snapshot.responses, 0) >= ?",
        (round, ALL, step, 1 if last else step),
    )
    return [unit for (unit,) in rows]


def take_snapshot(
    db: sqlite3.Connection, round: str, unit: str, above: Iterable[str], step: int, *, last: bool
) -> None:
    """Replaces one unit's snapshot where it is due, and adds the growth to the unit and all above."""
    before = read(db, "snapshot", round, unit)
    released = release(read(db, "tally", round, unit), before, step, last=last)
    growth = {key: part.minus(before.get(key, Slice())) for key, part in released.items()}
    for key, part in released.items():
        _write(db, "snapshot", round, unit, key, part)
    db.executemany(
        "update snapshot set upto = (select coalesce(max(rowid), 0) from response)"
        " where round = ? and unit = ? and dimension = ? and value = ?",
        [(round, unit, *key) for key in released],
    )
    for ancestor in above:
        add(db, "rollup", round, ancestor, growth)


def begin_weeks(db: sqlite3.Connection, round: str, unit: str) -> None:
    """Notes what a unit had shown before its first week was noted, under no week."""
    known = db.execute(
        "select 1 from snapshot_week where round = ? and unit = ?", (round, unit)
    ).fetchone()
    if known is None:
        note_week(db, round, unit, "")


def note_week(db: sqlite3.Connection, round: str, unit: str, week: str) -> None:
    """Notes the whole of a unit's snapshot as the last one of a week."""
    db.execute(
        "insert into snapshot_week (round, unit, week, responses, counts)"
        " select round, unit, ?, responses, counts from snapshot"
        " where round = ? and unit = ? and dimension = ? and value = ''"
        " on conflict (round, unit, week)"
        " do update set responses = excluded.responses, counts = excluded.counts",
        (week, round, unit, ALL),
    )


def read_weeks(db: sqlite3.Connection, round: str) -> dict[str, list[tuple[str, Slice]]]:
    """The last snapshot of each week, by unit and in order."""
    rows = db.execute(
        "select unit, week, responses, counts from snapshot_week where round = ?"
        " order by unit, week",
        (round,),
    )
    found: dict[str, list[tuple[str, Slice]]] = {}
    for unit, week, responses, counts in rows:
        found.setdefault(unit, []).append((week, _slice(responses, counts)))
    return found


def positions(db: sqlite3.Connection, round: str, unit: str) -> dict[SliceKey, int]:
    """The last response that was there when each slice was shown, also of those withdrawn since."""
    rows = db.execute(
        "select dimension, value, upto from snapshot where round = ? and unit = ?"
        " union all select dimension, value, upto from withdrawn where round = ? and unit = ?",
        (round, unit, round, unit),
    )
    return {(dimension, value): upto for dimension, value, upto in rows}


def move_shown(
    db: sqlite3.Connection, round: str, unit: str, moved: Tally, away: Collection[SliceKey]
) -> None:
    """Adds what a review has moved to the slices that were shown, and shows all but those `away`."""
    db.execute(
        "insert into snapshot (round, unit, dimension, value, responses, counts, upto)"
        " select round, unit, dimension, value, responses, counts, upto from withdrawn"
        " where round = ? and unit = ?",
        (round, unit),
    )
    db.execute("delete from withdrawn where round = ? and unit = ?", (round, unit))
    add(db, "snapshot", round, unit, moved)
    for key in away:
        db.execute(
            "insert into withdrawn (round, unit, dimension, value, responses, counts, upto)"
            " select round, unit, dimension, value, responses, counts, upto from snapshot"
            " where round = ? and unit = ? and dimension = ? and value = ?",
            (round, unit, *key),
        )
        db.execute(
            "delete from snapshot where round = ? and unit = ? and dimension = ? and value = ?",
            (round, unit, *key),
        )


def replace_rollups(db: sqlite3.Connection, round: str, rollups: Mapping[str, Tally]) -> None:
    """Stores new roll-ups for a whole round: after the tree of units has changed."""
    db.execute("delete from rollup where round = ?", (round,))
    for unit, tally in rollups.items():
        for key, part in tally.items():
            _write(db, "rollup", round, unit, key, part)


def _slice(responses: int, counts: str) -> Slice:
    return Slice(responses, orjson.loads(counts))


def read_one(
    db: sqlite3.Connection, table: Table, round: str, unit: str, dimension: str, value: str
) -> Slice:
    """One slice; an empty one where nothing has been counted."""
    row = db.execute(
        f"select responses, counts from {table} {_WHERE_UNIT} and dimension = ? and value = ?",  # noqa: S608
        (round, unit, dimension, value),
    ).fetchone()
    return _slice(*row) if row else Slice()


def upsert(table: Table, rows: int) -> str:
    """The statement that stores so many slices at once, the old ones of the same places replaced."""
    places = ", ".join(["(?, ?, ?, ?, ?, ?)"] * rows)
    return (
        f"insert into {table} (round, unit, dimension, value, responses, counts) values {places}"  # noqa: S608
        " on conflict (round, unit, dimension, value)"
        " do update set responses = excluded.responses, counts = excluded.counts"
    )


def _write(
    db: sqlite3.Connection, table: Table, round: str, unit: str, key: SliceKey, part: Slice
) -> None:
    counts = orjson.dumps(part.counts).decode()
    db.execute(upsert(table, 1), (round, unit, *key, part.responses, counts))
