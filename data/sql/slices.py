"""Tallies as rows: one slice a row, its counts as JSON. Tally, snapshot and roll-up share the shape."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import orjson

from data.sql.database import Db
from surveys.snapshot import release
from surveys.tally import ALL, CHANNEL, FIELD, Slice, SliceKey, Tally

Table = Literal["tally", "snapshot", "withdrawn", "rollup"]
_WHERE_UNIT = " where round = ? and unit = ?"


def read(db: Db, table: Table, round: str, unit: str) -> Tally:
    """All slices of one unit."""
    rows = db.execute(
        f"select dimension, value, responses, counts from {table}" + _WHERE_UNIT,  # noqa: S608
        (round, unit),
    )
    tally: Tally = {}
    for dimension, value, n, counts in rows:
        _gather(tally, (dimension, value), n, counts)
    return tally


def read_all(db: Db, table: Table, round: str) -> dict[str, Tally]:
    """The slices of every unit of a round."""
    tallies: dict[str, Tally] = {}
    rows = db.execute(
        f"select unit, dimension, value, responses, counts from {table} where round = ?",  # noqa: S608
        (round,),
    )
    for unit, dimension, value, n, counts in rows:
        _gather(tallies.setdefault(unit, {}), (dimension, value), n, counts)
    return {unit: tally for unit, tally in tallies.items() if tally}


def _gather(tally: Tally, key: SliceKey, responses: int, counts: str) -> None:
    """Adds a row to what is known of its slice: the parts of several processes make one tally."""
    part, known = _slice(responses, counts), tally.get(key)
    if known is None:
        tally[key] = part
    else:
        known.add(part)
        if known.empty:
            del tally[key]


def read_wholes(db: Db, table: Table, round: str, units: Sequence[str]) -> dict[str, Slice]:
    """The slice over everything, for each of `units` that has one."""
    places = ", ".join("?" * len(units)) or "null"
    rows = db.execute(
        f"select unit, responses, counts from {table}"  # noqa: S608
        " where round = ? and dimension = ? and value = ''"
        f" and unit in ({places})",
        (round, ALL, *units),
    )
    return {unit: _slice(n, counts) for unit, n, counts in rows}


def read_sizes(
    db: Db, table: Table, round: str, units: Sequence[str]
) -> dict[str, dict[SliceKey, int]]:
    """The responses in each channel and field of `units`, without their counts; days are not read."""
    places = ", ".join("?" * len(units)) or "null"
    rows = db.execute(
        f"select unit, dimension, value, responses from {table}"  # noqa: S608
        f" where round = ? and unit in ({places}) and dimension in (?, ?)",
        (round, *units, CHANNEL, FIELD),
    )
    sizes: dict[str, dict[SliceKey, int]] = {}
    for unit, dimension, value, n in rows:
        sizes.setdefault(unit, {})[dimension, value] = n
    return sizes


def read_totals(db: Db, round: str) -> dict[str, int]:
    """The number of responses of each unit."""
    rows = db.execute(
        "select unit, cast(sum(responses) as bigint) from tally where round = ? and dimension = ?"
        " group by unit having sum(responses) <> 0",
        (round, ALL),
    )
    return dict(rows.fetchall())


def add(db: Db, table: Table, round: str, unit: str, growth: Tally, sign: int = 1) -> None:
    """Adds `growth` to the stored slices, slice by slice, or takes it away with sign -1."""
    for key, part in growth.items():
        stored = read_one(db, table, round, unit, *key)
        stored.add(part, sign)
        _write(db, table, round, unit, key, stored)


def take_away(db: Db, round: str, unit: str, part: Tally) -> None:
    """Takes what `part` counts out of a unit's tally; slices that count nobody any more vanish."""
    for key, less in part.items():
        stored = read_one(db, "tally", round, unit, *key)
        stored.add(less, -1)
        if stored.empty:
            own = db.dialect.own
            db.execute(
                f"delete from tally {_WHERE_UNIT} and dimension = ? and value = ?{own}",  # noqa: S608
                (round, unit, *key),
            )
        else:
            _write(db, "tally", round, unit, key, stored)


def due(db: Db, round: str, step: int, *, last: bool) -> list[str]:
    """Units whose tally has grown by `step` since their snapshot, or at all for the last one."""
    rows = db.execute(
        "select tally.unit from tally left join snapshot on snapshot.round = tally.round"
        " and snapshot.unit = tally.unit and snapshot.dimension = tally.dimension"
        " and snapshot.value = tally.value where tally.round = ? and tally.dimension = ?"
        " group by tally.unit, snapshot.responses having sum(tally.responses) >= ?"
        " and sum(tally.responses) - coalesce(snapshot.responses, 0) >= ? order by tally.unit",
        (round, ALL, step, 1 if last else step),
    )
    return [unit for (unit,) in rows]


def take_snapshot(db: Db, round: str, unit: str, step: int, *, last: bool) -> Tally:
    """Replaces one unit's snapshot where it is due; by how much it grew, to be rolled up."""
    before = read(db, "snapshot", round, unit)
    released = release(read(db, "tally", round, unit), before, step, last=last)
    growth = {key: part.minus(before.get(key, Slice())) for key, part in released.items()}
    for key, part in released.items():
        _write(db, "snapshot", round, unit, key, part)
    (upto,) = db.execute(db.dialect.position).fetchone()
    db.executemany(
        "update snapshot set upto = ? where round = ? and unit = ? and dimension = ? and value = ?",
        [(upto, round, unit, *key) for key in released],
    )
    return growth


def replaced(db: Db, round: str) -> None:
    """Notes that what is shown of a round is not what it was."""
    db.execute(
        "insert into shown (round, number) values (?, 1)"
        " on conflict (round) do update set number = shown.number + 1",
        (round,),
    )


def times_replaced(db: Db, round: str) -> int:
    """How often what is shown of a round was replaced: figures of the same number are the same."""
    row = db.execute("select number from shown where round = ?", (round,)).fetchone()
    return row[0] if row else 0


def forget_shown(db: Db, round: str, unit: str) -> None:
    """Forgets a unit's snapshot, withdrawn slices too, so that another one is taken from nothing."""
    for table in ("snapshot", "withdrawn"):
        db.execute(f"delete from {table}" + _WHERE_UNIT, (round, unit))  # noqa: S608


def begin_weeks(db: Db, round: str, unit: str) -> None:
    """Notes what a unit had shown before its first week was noted, under no week."""
    known = db.execute(
        "select 1 from snapshot_week where round = ? and unit = ?", (round, unit)
    ).fetchone()
    if known is None:
        note_week(db, round, unit, "")


def note_week(db: Db, round: str, unit: str, week: str) -> None:
    """Notes the whole of a unit's snapshot as the last one of a week."""
    db.execute(
        "insert into snapshot_week (round, unit, week, responses, counts)"
        " select round, unit, ?, responses, counts from snapshot"
        " where round = ? and unit = ? and dimension = ? and value = ''"
        " on conflict (round, unit, week)"
        " do update set responses = excluded.responses, counts = excluded.counts",
        (week, round, unit, ALL),
    )


def read_weeks(db: Db, round: str) -> dict[str, list[tuple[str, Slice]]]:
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


def positions(db: Db, round: str, unit: str) -> dict[SliceKey, int]:
    """The last response that was there when each slice was shown, also of those withdrawn since."""
    rows = db.execute(
        "select dimension, value, upto from snapshot where round = ? and unit = ?"
        " union all select dimension, value, upto from withdrawn where round = ? and unit = ?",
        (round, unit, round, unit),
    )
    return {(dimension, value): upto for dimension, value, upto in rows}


def move_shown(db: Db, round: str, unit: str, moved: Tally, away: Collection[SliceKey]) -> None:
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


def replace_rollups(db: Db, round: str, rollups: Mapping[str, Tally]) -> None:
    """Stores new roll-ups for a whole round: after the tree of units has changed."""
    db.execute("delete from rollup where round = ?", (round,))
    replaced(db, round)
    for unit, tally in rollups.items():
        for key, part in tally.items():
            _write(db, "rollup", round, unit, key, part)


def _slice(responses: int, counts: str) -> Slice:
    return Slice(responses, orjson.loads(counts))


def read_one(db: Db, table: Table, round: str, unit: str, dimension: str, value: str) -> Slice:
    """One slice, of the tally the part that this process keeps; an empty one where it has none."""
    own = db.dialect.own if table == "tally" else ""
    row = db.execute(
        f"select responses, counts from {table} {_WHERE_UNIT} and dimension = ? and value = ?{own}",  # noqa: S608
        (round, unit, dimension, value),
    ).fetchone()
    return _slice(*row) if row else Slice()


def upsert(db: Db, table: Table, rows: int) -> str:
    """The statement that stores so many slices at once, the old ones of the same places replaced."""
    places = ", ".join(["(?, ?, ?, ?, ?, ?)"] * rows)
    columns = db.dialect.tally_key if table == "tally" else "round, unit, dimension, value"
    return (
        f"insert into {table} (round, unit, dimension, value, responses, counts) values {places}"  # noqa: S608
        f" on conflict ({columns})"
        " do update set responses = excluded.responses, counts = excluded.counts"
    )


def _write(db: Db, table: Table, round: str, unit: str, key: SliceKey, part: Slice) -> None:
    counts = orjson.dumps(part.counts).decode()
    db.execute(upsert(db, table, 1), (round, unit, *key, part.responses, counts))
