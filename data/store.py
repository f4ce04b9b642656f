"""The narrow interface to storage. Every engine keeps the same promises (`tests/contract`)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from uuid import UUID

from data.accounts import Accounts
from data.breaches import Breaches
from data.devices import Devices
from data.drafts import Drafts
from data.editions import Editions
from data.log import Log
from data.look import Look
from data.notices import Notices
from data.packages import Packages
from data.questionnaires import Questionnaires
from data.report_orders import ReportOrders
from data.requests import Requests
from data.retention import Retention
from data.review import Review
from data.seals import Seals
from data.sessions import Sessions
from data.slips import Slips
from data.upkeep import Upkeep
from surveys.act import Act
from surveys.errors import Code, SurveyError
from surveys.fault import Fault
from surveys.link import Link
from surveys.published import PublishedCount
from surveys.response import Response
from surveys.round import Round, State
from surveys.served import Part, Served
from surveys.standing import Standing
from surveys.tally import Slice, Tally
from surveys.unit import Unit, UnitTree


@dataclass(frozen=True)
class Entry:
    """A checked response on its way into the store, with the cells that it counts in.

    `standing` holds for a round in `state`: in another one the entry must be judged again. `slip` is
    the hash of the single-use link that it came by: the first answer uses it up, a later one stands
    apart as a double.
    """

    response: Response
    cells: Sequence[tuple[str, str]]
    standing: Standing = Standing.COUNTED
    state: State = State.OPEN
    slip: bytes = b""


class Outcome(StrEnum):
    """What became of an entry."""

    KEPT = "kept"
    KNOWN = "known"
    OTHER_CONTENT = "other_content"
    ROUND_MOVED = "round_moved"
    ERASED = "erased"
    SLIP_USED = "slip_used"
    SLIP_VOIDED = "slip_voided"


@dataclass(frozen=True)
class Audit:
    """All that a round's figures rest on, read at one moment while answers may go on coming.

    `counted` is what the responses in the figures amount to; like the three after it, it has a tally
    for each unit. `apart` is how many stand apart, and `told_apart` how many the store says.
    `erased` responses have left the tally; `residue` is the weight of those whose counts stay in it,
    and `erased_apart` how many of those that stood apart are still in its numbers.
    """

    counted: Mapping[str, Tally]
    tallies: Mapping[str, Tally]
    snapshots: Mapping[str, Tally]
    rollups: Mapping[str, Tally]
    apart: "Apart"
    told_apart: "Apart"
    erased: int
    erased_apart: Mapping[Standing, int]
    residue: int


@dataclass(frozen=True)
class StoredRows:
    """How many responses there are, and the stored text and the standing of each as it is read."""

    number: int
    rows: Iterator[tuple[str, str]]


Apart = Mapping[str, Mapping[Standing, int]]
"""By unit, how many responses have each standing outside the figures."""

Count = Callable[[Iterator[Response]], Mapping[str, Tally]]


class Store(Protocol):
    """Where units, rounds, responses and tallies are kept.

    `keep` returns only after its transaction has been flushed to disk. All methods may be called
    from any thread. What staff change is changed together with the act that tells of it.
    """

    @property
    def log(self) -> Log: ...

    @property
    def upkeep(self) -> Upkeep: ...

    @property
    def accounts(self) -> Accounts: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def retention(self) -> Retention: ...

    @property
    def requests(self) -> Requests: ...

    @property
    def breaches(self) -> Breaches: ...

    @property
    def devices(self) -> Devices: ...

    @property
    def drafts(self) -> Drafts: ...

    @property
    def report_orders(self) -> ReportOrders: ...

    @property
    def seals(self) -> Seals: ...

    @property
    def slips(self) -> Slips: ...

    @property
    def questionnaires(self) -> Questionnaires: ...

    def columns(self) -> Sequence[tuple[str, str]]:
        """Every table and view of the database with each of its columns."""

    @property
    def editions(self) -> Editions: ...

    @property
    def review(self) -> Review: ...

    @property
    def packages(self) -> Packages: ...

    def close(self) -> None:
        """Lets go of the database. Nothing may be called afterwards."""

    def save_units(self, units: Sequence[Unit], links: Sequence[Link], act: Act) -> None:
        """Adds units and their links, or renames and moves known units; no unit ever disappears.

        Rounds that are over keep the tree that they had.
        """

    def units(self) -> UnitTree: ...

    def links(self) -> Mapping[str, Link]:
        """All links by code."""

    def save_served(self, served: Mapping[tuple[str, str], int], act: Act) -> None:
        """Number of people served, by round and unit."""

    def served(self, round: str) -> Mapping[str, int]: ...

    def save_cases(self, round: str, served: Served, act: Act) -> None:
        """People served in a round, by unit and by part; of these units in place of what was known."""

    def served_parts(self, round: str) -> Mapping[Part, int]:
        """People served by unit, dimension and value, where that was told."""

    def add_round(self, round: Round, questionnaire_hash: str, act: Act) -> None:
        """Raises SurveyError ROUND_EXISTS when there is one with this id."""

    def change_round(self, round: Round, was: Round, act: Act) -> None:
        """Stores a changed round.

        Raises SurveyError ROUND_MOVED when it no longer has the state, dates and edition of `was`:
        somebody else was quicker; HAS_EXCLUSIONS when it would ask again while something is excluded
        from it; and ROUND_OVERLAPS when it would ask a unit that another is asking.
        """

    def change_targets(self, round: Round, was: Round, act: Act) -> None:
        """Stores the targets of a round's units; raises SurveyError ROUND_MOVED when it is not as `was`."""

    def tree(self, round: str) -> UnitTree:
        """The tree of units as it was when the round was over; the present one until then."""

    def rounds(self) -> Sequence[Round]:
        """All rounds, the latest opening day first."""

    def keep(self, batch: Sequence[Entry]) -> list[Outcome]:
        """Keeps new responses, with tally, chain and used slips, in one durable transaction.

        A known id is never stored again, and nothing is stored in a round that has another state than
        the one for which the entry was judged, on a void slip, or on one that has had its most.
        """

    def add_counted(self, batch: Sequence[Entry]) -> list[Outcome]:
        """As `keep`, whatever the state of the round: for answers given earlier and brought in now."""

    def response(self, id: UUID) -> Response | None: ...

    def responses(self, round: str, standing: Standing | None = None) -> Iterator[Response]:
        """Every response kept for a round, or those of one standing, in no particular order."""

    def records(self, round: str) -> Iterator[str]:
        """The stored text of every response in a round's figures, in no particular order."""

    def stored(self, round: str) -> AbstractContextManager[StoredRows]:
        """Every response that a round has at this moment, however long it takes to read them.

        Their order is by chance: it tells nothing of who came when.
        """

    def apart(self, round: str) -> Apart:
        """How many responses stand apart from the figures, by unit."""

    def tallies(self, round: str) -> Mapping[str, Tally]:
        """The stored tally of each unit that has responses."""

    def received(self, round: str) -> Mapping[str, int]:
        """How many responses each unit has in the figures, whether they may be shown or not."""

    def take_snapshots(self, round: str, step: int, *, last: bool = False, week: str = "") -> int:
        """Replaces the snapshots that are due and rolls them up; returns how many units were due.

        They are noted as what was shown in `week`, named by its Monday, where one is given.
        """

    def weeks(self, round: str) -> Mapping[str, Sequence[tuple[str, Slice]]]:
        """For each unit and week in which its snapshot was replaced what it was then, in order.

        What had been shown before the first noted week comes first, under no week.
        """

    def snapshots(self, round: str) -> Mapping[str, Tally]:
        """The snapshot of each unit that has one."""

    def rollup(self, round: str, unit: str) -> Tally:
        """The sum of the snapshots of a unit and all units below it."""

    def rollup_totals(self, round: str, units: Sequence[str]) -> Mapping[str, Slice]:
        """For each unit that has any, the whole of its roll-up."""

    def looking(self, round: str) -> AbstractContextManager[Look]:
        """What is shown of a round, all of one moment, for as long as the block lasts."""

    def audit(self, round: str, count: Count) -> Audit:
        """The stored figures of a round beside the count of its responses, of one moment."""

    def chain_heads(self) -> Mapping[int, tuple[int, bytes]]:
        """Number of links and head of each chain; chain 0 is the log of acts.

        Whoever notes a head can tell later, without the key too, whether anything before it was
        changed or cut off.
        """

    def chain_faults(self) -> Iterator[Fault]:
        """What does not fit in the chains; nothing when all is whole."""

    def add_published(self, round: str, rows: Sequence[PublishedCount], act: Act) -> None:
        """Replaces the published counts of a round."""

    def published(self, round: str) -> Sequence[PublishedCount]: ...


def open_store(
    url: str, key: bytes, chain: int = 1, beside: Path | None = None, replica: str = ""
) -> Store:
    """The store behind a database address, migrated to the newest schema.

    `key` seals the chain numbered `chain`: one writing process has one chain, which PostgreSQL's
    processes choose for themselves. `beside` is what the names of the files begin with that such a
    database has on this machine, and `replica` the address of its replica. Raises
    SurveyError BAD_SETTING for an address that no engine serves.
    """
    if url.startswith("sqlite:///"):
        from data.sqlite import SqliteStore

        return SqliteStore(url.removeprefix("sqlite:///"), key, chain)
    if url.startswith(("postgresql://", "postgres://")):
        from data.postgres import PostgresStore

        return PostgresStore(url, key, beside or Path("var") / "postgresql", replica)
    raise SurveyError(Code.BAD_SETTING, setting="DATABASE_URL", why="sqlite:///… | postgresql://…")
