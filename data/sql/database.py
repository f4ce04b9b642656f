"""What the statements of this folder ask of an engine: both speak the same SQL but for a few words.

A connection takes `?` for values, gives rows as tuples, bytes as `bytes` and truth as 0 or 1.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class Rows(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


@dataclass(frozen=True)
class Dialect:
    """The words in which the engines differ.

    Rows of id, text, salt, standing, chain and link become responses between `response_head` and
    `response_tail`. `tally_key` is what a row of the tally is known by,
    and `own` what picks the rows of the process's own part of it. `position` is the place in the
    order of arrival that no later response can have; `version` changes when somebody else may have
    changed the own part. `columns` gives table and column of everything, `columns_kept` of what rows
    are stored with. `shuffled` gives text and standing of a round's responses in the order of their
    salts, which are this machine's own chance.
    """

    response_head: str
    response_tail: str
    tally_key: str
    own: str
    position: str
    version: str
    columns: str
    columns_kept: str
    shuffled: str


class Db(Protocol):
    """A connection inside a transaction."""

    @property
    def dialect(self) -> Dialect: ...

    def execute(self, sql: str, values: Sequence[object] = ..., /) -> Rows: ...

    def executemany(self, sql: str, rows: Any, /) -> object: ...

    def stream(self, sql: str, values: Sequence[object] = ..., /) -> Iterator[Any]:
        """Rows one after another, however many: they are never all in memory."""

    def load(self, table: str, names: Sequence[str], rows: Iterable[Any], /) -> int:
        """Adds many rows to a table that nobody else writes to; returns how many."""


class Database(Protocol):
    """The connections to one database. All methods may be called from any thread."""

    @property
    def beside(self) -> Path:
        """The name that files beside the database begin with, such as the list of erasures."""

    def writing(
        self, then: Callable[[], None] | None = None, *, shared: bool = False
    ) -> AbstractContextManager[Db]:
        """A transaction that is on disk when the block ends, or leaves nothing behind.

        Nobody else writes meanwhile; with `shared` only those who said so too. `then` is called once it
        is on disk, before anybody else of this process may write. Raises SurveyError STORAGE when the
        database fails.
        """

    def reading(self) -> AbstractContextManager[Db]:
        """A connection with one unchanging view of the database. Raises as `writing` does."""

    def leave_traces(self, db: Db) -> None:
        """Marks, in the transaction that deletes, that traces may be left until `forget` has ended."""

    def forget(self, traces: Sequence[bytes] | None) -> None:
        """Makes sure that what was deleted is in no file of the database any more.

        `traces` are bytes of it to look for; None stands for too many. Where it is interrupted the
        next opening does it.
        """

    def forget_what_is_left(self) -> bool:
        """Does what a process that was killed left to be done; whether there was anything."""

    def empty_log(self) -> None:
        """Empties the write-ahead log alone, for what was overwritten in its place already."""

    def close(self) -> None: ...
