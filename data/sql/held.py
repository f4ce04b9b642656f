"""Tallies that the writing connection holds in memory, so that counting an answer reads nothing.

They are thrown away as soon as another connection has changed the database, and after every failure.
Writing is one statement for all slices that changed: each statement lets other threads in, and
hundreds of small ones would wait for the event loop hundreds of times.
"""

from collections.abc import Sequence

import orjson

from data.sql import slices
from data.sql.database import Db
from surveys.response import Response
from surveys.tally import DAY, Slice, keys_of

MOST = 4000
"""Slices held at once; beyond it all are forgotten and read again when needed."""

ROWS = 500
"""Rows of one statement; SQLite takes 32,766 values."""

Place = tuple[str, str, str, str]
"""Round, unit, dimension and value."""


class HeldTallies:
    """The slices that the responses of this process count in."""

    def __init__(self) -> None:
        self._held: dict[Place, Slice] = {}
        self._changed: set[Place] = set()
        self._version = -1

    def begin(self, db: Db) -> None:
        """To be called inside each transaction before anything is counted."""
        (version,) = db.execute(db.dialect.version).fetchone()
        if version != self._version or self._changed or len(self._held) > MOST:
            self._held.clear()
            self._changed.clear()
        self._version = version

    def count(self, db: Db, response: Response, cells: Sequence[tuple[str, str]]) -> None:
        """Counts one response in its slices."""
        for dimension, value in keys_of(response):
            place = (response.round, response.unit, dimension, value)
            self._changed.add(place)
            part = self._held.get(place)
            if part is None:
                part = slices.read_one(db, "tally", *place)
                self._held[place] = part
            part.responses += 1
            if dimension != DAY:
                part.count(cells)

    def write(self, db: Db) -> None:
        """Stores what has changed. The transaction is to be committed, or `begin` forgets it all."""
        changed = list(self._changed)
        for start in range(0, len(changed), ROWS):
            values: list[object] = []
            places = changed[start : start + ROWS]
            for place in places:
                part = self._held[place]
                values += [*place, part.responses, orjson.dumps(part.counts).decode()]
            db.execute(slices.upsert(db, "tally", len(places)), values)

    def forget(self) -> None:
        """To be called when this connection itself has changed tallies behind this object's back."""
        self._held.clear()
        self._changed.clear()

    def committed(self) -> None:
        """To be called once the transaction is on disk."""
        self._changed.clear()
