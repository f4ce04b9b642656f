"""The store behind both engines: what is kept together, in one transaction each."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
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
from data.sql import anchors, catalogue, chains, erasures, responses, rollups, slices
from data.sql.accounts import SqlAccounts
from data.sql.breaches import SqlBreaches
from data.sql.database import Database
from data.sql.devices import SqlDevices
from data.sql.drafts import SqlDrafts
from data.sql.editions import SqlEditions
from data.sql.held import HeldTallies
from data.sql.log import SqlLog
from data.sql.looking import SqlLook
from data.sql.notices import SqlNotices
from data.sql.packages import SqlPackages
from data.sql.questionnaires import SqlQuestionnaires
from data.sql.report_orders import SqlReportOrders
from data.sql.requests import SqlRequests
from data.sql.retention import SqlRetention
from data.sql.review import SqlReview, has_exclusions
from data.sql.seals import SqlSeals
from data.sql.sessions import SqlSessions
from data.sql.slips import SqlSlips
from data.store import Apart, Audit, Count, Entry, Outcome, StoredRows
from data.upkeep import Upkeep
from surveys.act import Act
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.fault import Fault
from surveys.link import Link
from surveys.published import PublishedCount
from surveys.response import Response
from surveys.round import Round
from surveys.sealed import LOG, Follower
from surveys.served import Part, Served
from surveys.standing import Standing
from surveys.tally import Slice, Tally
from surveys.unit import Unit, UnitTree

Chain = Callable[[], int]

AT_ONCE = 32
"""Units whose snapshots are replaced in one transaction."""


class SqlStore:
    """`data.store.Store` on any engine that has the connections of `data.sql.database`.

    `chain` tells the number of the chain that this process writes; it may change when a connection
    was lost.
    """

    def __init__(self, connections: Database, upkeep: Upkeep, key: bytes, chain: Chain) -> None:
        self._key = key
        self._chain = chain
        self._connections = connections
        self._upkeep = upkeep
        self._held = HeldTallies()
        self._log = SqlLog(self._connections, key)
        self._accounts = SqlAccounts(self._connections, self._log)
        self._sessions = SqlSessions(self._connections, self._log)
        self.notices: Notices = SqlNotices(self._connections, self._log)
        self._retention = SqlRetention(self._connections, self._log)
        self._requests = SqlRequests(self._connections, self._log, key)
        self.breaches: Breaches = SqlBreaches(self._connections, self._log)
        self._drafts = SqlDrafts(self._connections, self._log)
        self._report_orders = SqlReportOrders(self._connections, self._log)
        self._devices = SqlDevices(self._connections, self._log)
        self._seals = SqlSeals(self._connections, key, self._log, self._held)
        self._seals.follow_list(datetime.now(UTC))
        self._slips = SqlSlips(self._connections, self._log)
        self._questionnaires = SqlQuestionnaires(self._connections, self._log)
        self.editions: Editions = SqlEditions(self._connections, self._log)
        self._review = SqlReview(self._connections, self._log, self._held)
        self.packages: Packages = SqlPackages(
            self._connections, (chain, key), self._log, self._held
        )

    @property
    def connections(self) -> Database:
        """What the statements run on."""
        return self._connections

    @property
    def log(self) -> Log:
        return self._log

    @property
    def upkeep(self) -> Upkeep:
        return self._upkeep

    @property
    def accounts(self) -> Accounts:
        return self._accounts

    @property
    def sessions(self) -> Sessions:
        return self._sessions

    @property
    def retention(self) -> Retention:
        return self._retention

    @property
    def requests(self) -> Requests:
        return self._requests

    @property
    def devices(self) -> Devices:
        return self._devices

    @property
    def drafts(self) -> Drafts:
        return self._drafts

    @property
    def report_orders(self) -> ReportOrders:
        return self._report_orders

    @property
    def seals(self) -> Seals:
        return self._seals

    @property
    def questionnaires(self) -> Questionnaires:
        return self._questionnaires

    @property
    def slips(self) -> Slips:
        return self._slips

    def columns(self) -> Sequence[tuple[str, str]]:
        with self._connections.reading() as db:
            return db.execute(db.dialect.columns).fetchall()

    @property
    def review(self) -> Review:
        return self._review

    def close(self) -> None:
        self._connections.close()

    def save_units(self, units: Sequence[Unit], links: Sequence[Link], act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            before = catalogue.read_units(db)
            rounds = catalogue.read_rounds(db)
            over = {round.id for round in rounds if round.is_collected_and_over(day_of(act.at))}
            for round in over:
                catalogue.freeze_tree(db, round)
            tree = catalogue.save_units(db, units, links)
            if rollups.parents(before).items() <= rollups.parents(tree).items():
                return
            for round in (one.id for one in rounds if one.id not in over):
                rollups.replace(db, round, tree)

    def units(self) -> UnitTree:
        with self._connections.reading() as db:
            return catalogue.read_units(db)

    def links(self) -> Mapping[str, Link]:
        with self._connections.reading() as db:
            return catalogue.read_links(db)

    def save_served(self, served: Mapping[tuple[str, str], int], act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            catalogue.save_served(db, served)

    def served(self, round: str) -> Mapping[str, int]:
        with self._connections.reading() as db:
            return catalogue.read_served(db, round)

    def save_cases(self, round: str, served: Served, act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            catalogue.save_served(db, {(round, unit): n for unit, n in served.whole.items()})
            catalogue.save_parts(db, round, served)

    def served_parts(self, round: str) -> Mapping[Part, int]:
        with self._connections.reading() as db:
            return catalogue.read_parts(db, round)

    def add_round(self, round: Round, questionnaire_hash: str, act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            catalogue.add_round(db, round, questionnaire_hash)

    def change_round(self, round: Round, was: Round, act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            if not round.state.over and has_exclusions(db, round.id):
                raise SurveyError(Code.HAS_EXCLUSIONS, round=round.id)
            catalogue.change_round(db, round, was, day_of(act.at))
            if not round.state.over and catalogue.thaw_tree(db, round.id):
                rollups.replace(db, round.id, catalogue.read_units(db))

    def change_targets(self, round: Round, was: Round, act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            catalogue.change_targets(db, round, was)

    def tree(self, round: str) -> UnitTree:
        with self._connections.reading() as db:
            return catalogue.read_tree(db, round)

    def rounds(self) -> Sequence[Round]:
        with self._connections.reading() as db:
            return catalogue.read_rounds(db)

    def keep(self, batch: Sequence[Entry]) -> list[Outcome]:
        return self._keep(batch, only_open=True)

    def add_counted(self, batch: Sequence[Entry]) -> list[Outcome]:
        return self._keep(batch, only_open=False)

    def _keep(self, batch: Sequence[Entry], *, only_open: bool) -> list[Outcome]:
        with self._connections.writing(then=self._held.committed, shared=True) as db:
            seal = responses.Seal(self._chain(), self._key)
            return responses.keep(db, batch, seal, self._held, only_open=only_open)

    def response(self, id: UUID) -> Response | None:
        with self._connections.reading() as db:
            return responses.find(db, id)

    def responses(self, round: str, standing: Standing | None = None) -> Iterator[Response]:
        with self._connections.reading() as db:
            yield from responses.of_round(db, round, standing)

    def records(self, round: str) -> Iterator[str]:
        with self._connections.reading() as db:
            yield from responses.records(db, round)

    def stored(self, round: str) -> AbstractContextManager[StoredRows]:
        return responses.stored(self._connections, round)

    def apart(self, round: str) -> Apart:
        with self._connections.reading() as db:
            return responses.told_apart(db, round)

    def tallies(self, round: str) -> Mapping[str, Tally]:
        with self._connections.reading() as db:
            return slices.read_all(db, "tally", round)

    def received(self, round: str) -> Mapping[str, int]:
        with self._connections.reading() as db:
            return slices.read_totals(db, round)

    def take_snapshots(self, round: str, step: int, *, last: bool = False, week: str = "") -> int:
        with self._connections.reading() as db:
            if not slices.due(db, round, step, last=last):
                return 0
        taken: set[str] = set()
        while some := self._take_some(round, step, taken, last=last, week=week):
            taken.update(some)
        return len(taken)

    def _take_some(
        self, round: str, step: int, taken: Collection[str], *, last: bool, week: str
    ) -> list[str]:
        """A few units at a time, so that nobody who answers waits for all of them."""
        with self._connections.writing() as db:
            due = slices.due(db, round, step, last=last)
            some = [unit for unit in due if unit not in taken][:AT_ONCE]
            rollups.grow(db, round, some, step, last=last, week=week)
            return some

    def weeks(self, round: str) -> Mapping[str, Sequence[tuple[str, Slice]]]:
        with self._connections.reading() as db:
            return slices.read_weeks(db, round)

    def snapshots(self, round: str) -> Mapping[str, Tally]:
        with self._connections.reading() as db:
            return slices.read_all(db, "snapshot", round)

    def rollup(self, round: str, unit: str) -> Tally:
        with self._connections.reading() as db:
            return slices.read(db, "rollup", round, unit)

    def rollup_totals(self, round: str, units: Sequence[str]) -> Mapping[str, Slice]:
        with self._connections.reading() as db:
            return slices.read_wholes(db, "rollup", round, units)

    @contextmanager
    def looking(self, round: str) -> Iterator[Look]:
        with self._connections.reading() as db:
            yield SqlLook(db, round)

    def audit(self, round: str, count: Count) -> Audit:
        with self._connections.reading() as db:
            return Audit(
                counted=count(responses.of_round(db, round, Standing.COUNTED)),
                tallies=slices.read_all(db, "tally", round),
                snapshots=slices.read_all(db, "snapshot", round),
                rollups=slices.read_all(db, "rollup", round),
                apart=responses.count_apart(db, round),
                told_apart=responses.told_apart(db, round),
                erased=erasures.uncounted(db, round),
                erased_apart=erasures.left_apart(db, round),
                residue=erasures.residue(db, round),
            )

    def chain_heads(self) -> Mapping[int, tuple[int, bytes]]:
        with self._connections.reading() as db:
            return chains.heads(db) | {LOG: chains.log_head(db)}

    def chain_faults(self) -> Iterator[Fault]:
        follower = Follower(self._key)
        with self._connections.reading() as db:
            chains.follow(db, follower)
            yield from follower.faults()
            yield from erasures.faults(db, self._key)
            yield from anchors.faults(db)

    def add_published(self, round: str, rows: Sequence[PublishedCount], act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            catalogue.replace_published(db, round, rows)

    def published(self, round: str) -> Sequence[PublishedCount]:
        with self._connections.reading() as db:
            return catalogue.read_published(db, round)
