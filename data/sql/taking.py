"""One package taken into a round: what is held of its office becomes just what arrives."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from data.sql import catalogue, erasures, responses, rollups, slices
from data.sql.database import Db
from data.sql.erasures import Destroyed
from data.sql.responses import Seal
from data.store import Entry
from surveys.chain import hash_of
from surveys.errors import Code, SurveyError
from surveys.package import Received, Reception
from surveys.response import from_record
from surveys.round import Round
from surveys.standing import Standing
from surveys.tally import ALL, Tally, add_response, keys_of

_One = TypeVar("_One")

BATCH = 500
"""Responses looked up and inserted at once."""


class Taking:
    """Takes a package, numbered, in place of those `before` of its series, inside a transaction.

    What the other packages of the office, `beside`, have brought stays; what both have counts once.
    """

    def __init__(
        self,
        db: Db,
        seal: Seal,
        round: Round,
        number: int,
        before: frozenset[int],
        beside: frozenset[int],
    ) -> None:
        self._db = db
        self._seal = seal
        self._round = round
        self._number = number
        self._before = before
        self._beside = beside
        self._erased: set[bytes] = set()
        self._added: dict[str, Tally] = {}
        self._removed: dict[str, Tally] = {}
        self._new = self._same = self._changed = self._barred = 0

    def take(self, arriving: Iterable[Entry | bytes]) -> tuple[Received, Destroyed]:
        """What was done, and what of it must leave no trace."""
        for batch in _batches(self._responses(arriving)):
            self._take_some(batch)
        gone, destroyed = self._missing()
        traces: list[bytes] = []
        for ids in _batches(gone):
            traces += self._replace(self._rows(ids))
        done = erasures.destroy(self._db, self._seal.key, destroyed)
        self._write_tallies()
        self._show_again()
        counted = self._db.execute(
            "select count(*) from response where package = ? and standing = ?",
            (self._number, Standing.COUNTED),
        ).fetchone()[0]
        received = Received(
            Reception.TAKEN,
            self._new,
            self._same,
            self._changed,
            len(gone),
            len(done.hashes),
            self._barred,
            counted,
        )
        return received, Destroyed(done.hashes, (*done.traces, *traces))

    def _responses(self, arriving: Iterable[Entry | bytes]) -> Iterator[Entry]:
        for one in arriving:
            if isinstance(one, bytes):
                self._erased.add(one)
            else:
                yield one

    def _take_some(self, batch: Sequence[Entry]) -> None:
        rows = {row[0]: row for row in self._rows([one.response.id.bytes for one in batch])}
        barred = responses.erased_among(self._db, [one.response.id for one in batch])
        seen: set[UUID] = set()
        fresh: list[Entry] = []
        other: list[tuple[Any, ...]] = []
        for one in batch:
            id, row = one.response.id, rows.get(one.response.id.bytes)
            if id in seen or (row and row[7] == self._number):
                raise SurveyError(Code.PACKAGE_TWICE, response=id.hex)
            seen.add(id)
            same = row and row[2] == one.response.record(one.standing) and row[6] == one.standing
            if row and row[7] not in self._before and not (same and row[7] in self._beside):
                raise SurveyError(Code.PACKAGE_HELD, response=id.hex)
            if same:
                self._same += 1
            elif row:
                self._changed += 1
                other.append(row)
                fresh.append(one)
            elif id in barred:
                self._barred += 1
            else:
                self._new += 1
                fresh.append(one)
        self._replace(other)
        self._insert(fresh)
        ids = [one.response.id.bytes for one in batch]
        places = _places(ids)
        self._db.execute(
            f"update response set package = ? where id in ({places})",  # noqa: S608
            [self._number, *ids],
        )

    def _insert(self, entries: Sequence[Entry]) -> None:
        responses.add_new(self._db, entries, self._seal)
        for one in entries:
            response = one.response
            if one.standing is Standing.COUNTED:
                tally = self._added.setdefault(response.unit, {})
                add_response(tally, keys_of(response), one.cells)
            else:
                responses.add_apart(self._db, response.round, response.unit, one.standing, 1)

    def _replace(self, rows: Sequence[tuple[Any, ...]]) -> list[bytes]:
        """Takes what was said before out of figures and store; its leaves stay in the chain."""
        traces: list[bytes] = []
        for row in rows:
            response = from_record(UUID(bytes=row[0]), row[2])
            if row[6] == Standing.COUNTED:
                tally = self._removed.setdefault(response.unit, {})
                add_response(tally, keys_of(response), erasures.cells_of(response))
            else:
                standing = Standing(row[6])
                responses.add_apart(self._db, response.round, response.unit, standing, -1)
            erasures.bury_replaced(self._db, self._seal.key, row[:7])
            traces += erasures.traces_of(response, row)
        if rows:
            erasures.step_back(self._db)
        return traces

    def _missing(self) -> tuple[list[bytes], list[UUID]]:
        """What is held of the office and has not arrived: simply gone, and erased there."""
        packages = sorted(self._before | self._beside)
        places = _places(packages)
        rows = self._db.execute(
            f"select id, package from response where package in ({places}) order by id",  # noqa: S608
            packages,
        )
        gone: list[bytes] = []
        erased: list[UUID] = []
        for id, package in rows:
            if hash_of(id) in self._erased:
                erased.append(UUID(bytes=id))
            elif package in self._before:
                gone.append(id)
        return gone, erased

    def _rows(self, ids: Sequence[bytes]) -> list[tuple[Any, ...]]:
        places = _places(ids)
        return self._db.execute(
            "select id, round, record, salt, chain, link, standing, package from response"  # noqa: S608
            f" where id in ({places})",
            list(ids),
        ).fetchall()

    def _write_tallies(self) -> None:
        for unit, tally in self._added.items():
            slices.add(self._db, "tally", self._round.id, unit, tally)
        for unit, tally in self._removed.items():
            slices.take_away(self._db, self._round.id, unit, tally)

    def _show_again(self) -> None:
        """Where people have left the figures the snapshot is taken anew, and all sums with it.

        Raises SurveyError PACKAGE_FEW where what was shown would change by fewer than a step.
        """
        round, whole = self._round, (ALL, "")
        for unit, tally in self._removed.items():
            shown = slices.read_one(self._db, "snapshot", round.id, unit, *whole)
            moved = [one[whole].responses for one in (tally, self._added.get(unit, {})) if one]
            if shown.responses and sum(moved) < round.step:
                raise SurveyError(Code.PACKAGE_FEW, unit=unit, step=round.step)
            slices.forget_shown(self._db, round.id, unit)
            slices.take_snapshot(self._db, round.id, unit, round.step, last=False)
        if self._removed:
            rollups.replace(self._db, round.id, catalogue.read_tree(self._db, round.id))


def _batches(all: Iterable[_One]) -> Iterator[Sequence[_One]]:
    waiting = iter(all)
    while batch := [*islice(waiting, BATCH)]:
        yield batch


def _places(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values)) or "null"
