"""The store in one SQLite file, for an office with one PC."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from data.accounts import Accounts
from data.breaches import Breaches
from data.devices import Devices
from data.drafts import Drafts
from data.editions import Editions
from data.log import Log
from data.notices import Notices
from data.questionnaires import Questionnaires
from data.report_orders import ReportOrders
from data.requests import Requests
from data.retention import Retention
from data.review import Review
from data.seals import Seals
from data.sessions import Sessions
from data.slips import Slips
from data.sqlite import anchors, catalogue, chains, erasures, responses, slices
from data.sqlite.accounts import SqliteAccounts
from data.sqlite.breaches import SqliteBreaches
from data.sqlite.connection import Connections
from data.sqlite.devices import SqliteDevices
from data.sqlite.drafts import SqliteDrafts
from data.sqlite.editions import SqliteEditions
from data.sqlite.held import HeldTallies
from data.sqlite.log import SqliteLog
from data.sqlite.notices import SqliteNotices
from data.sqlite.questionnaires import SqliteQuestionnaires
from data.sqlite.report_orders import SqliteReportOrders
from data.sqlite.requests import SqliteRequests
from data.sqlite.retention import SqliteRetention
from data.sqlite.review import SqliteReview, has_exclusions
from data.sqlite.seals import SqliteSeals
from data.sqlite.sessions import SqliteSessions
from data.sqlite.slips import SqliteSlips
from data.sqlite.upkeep import SqliteUpkeep
from data.store import Apart, Audit, Count, Entry, Outcome
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
from surveys.tally import Slice, SliceKey, Tally, merge
from surveys.unit import Unit, UnitTree


class SqliteStore:
    """`data.store.Store` on SQLite. `path` is the file; it and its folder are made when missing."""

    def __init__(self, path: str, key: bytes, chain: int = 1) -> None:
        self._seal = responses.Seal(chain, key)
        self._connections = Connections(path)
        self._held = HeldTallies()
        self._log = SqliteLog(self._connections, key)
        self._upkeep = SqliteUpkeep(self._connections)
        self._accounts = SqliteAccounts(self._connections, self._log)
        self._sessions = SqliteSessions(self._connections, self._log)
        self._notices = SqliteNotices(self._connections, self._log)
        self._retention = SqliteRetention(self._connections, self._log)
        self._requests = SqliteRequests(self._connections, self._log, key)
        self._breaches = SqliteBreaches(self._connections, self._log)
        self._drafts = SqliteDrafts(self._connections, self._log)
        self._report_orders = SqliteReportOrders(self._connections, self._log)
        self._devices = SqliteDevices(self._connections, self._log)
        self._seals = SqliteSeals(self._connections, key, self._log, self._held)
        self._seals.follow_list(datetime.now(UTC))
        self._slips = SqliteSlips(self._connections, self._log)
        self._questionnaires = SqliteQuestionnaires(self._connections, self._log)
        self._editions = SqliteEditions(self._connections, self._log)
        self._review = SqliteReview(self._connections, self._log, self._held)

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
    def notices(self) -> Notices:
        return self._notices

    @property
    def retention(self) -> Retention:
        return self._retention

    @property
    def requests(self) -> Requests:
        return self._requests

    @property
    def breaches(self) -> Breaches:
        return self._breaches

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
            return db.execute(
                "select place.name, part.name from sqlite_master as place"
                " join pragma_table_xinfo(place.name) as part"
                " where place.type in ('table', 'view') order by place.name, part.cid"
            ).fetchall()

    @property
    def editions(self) -> Editions:
        return self._editions

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
            if _parents(before).items() <= _parents(tree).items():
                return
            for round in (one.id for one in rounds if one.id not in over):
                _roll_up(db, round, tree)

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
                _roll_up(db, round.id, catalogue.read_units(db))

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
        with self._connections.writing(then=self._held.committed) as db:
            return responses.keep(db, batch, self._seal, self._held, only_open=only_open)

    def response(self, id: UUID) -> Response | None:
        with self._connections.reading() as db:
            return responses.find(db, id)

    def responses(self, round: str, standing: Standing | None = None) -> Iterator[Response]:
        with self._connections.reading() as db:
            yield from responses.of_round(db, round, standing)

    def records(self, round: str) -> Iterator[str]:
        with self._connections.reading() as db:
            yield from responses.records(db, round)

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
        with self._connections.writing() as db:
            tree = catalogue.read_tree(db, round)
            changed = slices.due(db, round, step, last=last)
            for unit in changed:
                above = [one.code for one in tree.path(unit)]
                if week:
                    slices.begin_weeks(db, round, unit)
                slices.take_snapshot(db, round, unit, above, step, last=last)
                if week:
                    slices.note_week(db, round, unit, week)
            return len(changed)

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

    def rollup_sizes(self, round: str) -> Mapping[str, Mapping[SliceKey, int]]:
        with self._connections.reading() as db:
            return slices.read_sizes(db, "rollup", round)

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
        follower = Follower(self._seal.key)
        with self._connections.reading() as db:
            chains.follow(db, follower)
            yield from follower.faults()
            yield from erasures.faults(db, self._seal.key)
            yield from anchors.faults(db)

    def add_published(self, round: str, rows: Sequence[PublishedCount], act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            catalogue.replace_published(db, round, rows)

    def published(self, round: str) -> Sequence[PublishedCount]:
        with self._connections.reading() as db:
            return catalogue.read_published(db, round)


def _parents(tree: UnitTree) -> dict[str, str | None]:
    return {unit.code: unit.parent for unit in tree.units}


def _roll_up(db: sqlite3.Connection, round: str, tree: UnitTree) -> None:
    snapshots = slices.read_all(db, "snapshot", round)
    slices.replace_rollups(db, round, _rollups(tree, snapshots))


def _rollups(tree: UnitTree, snapshots: Mapping[str, Tally]) -> dict[str, Tally]:
    gathered: dict[str, list[Tally]] = {}
    for code, tally in snapshots.items():
        for unit in tree.path(code):
            gathered.setdefault(unit.code, []).append(tally)
    return {code: merge(tallies) for code, tallies in gathered.items()}
