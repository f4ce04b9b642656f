"""The running program: settings, store and writer put together once a process."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from data.store import Store, open_store
from data.writer import Writer
from services.apart import StudyMaker
from services.aside import Aside
from services.catalogue import Catalogue
from services.daily_anchor import DailyAnchor
from services.flow import Flow
from services.kept import Kept, Latest, Shelf
from services.metrics import Metrics
from services.own import learn_own
from services.own_file import own_file
from services.pace import Pace
from services.recent import Recent
from services.snapshots import pause_between, take_due_snapshots
from services.watch import Watch
from settings import Settings
from surveys import flow
from surveys.dates import day_of
from surveys.round import State

if TYPE_CHECKING:
    from analysis.disclosure import Withheld
    from analysis.matrix import Matrix
    from analysis.study.study import Study
    from surveys.questionnaire import Questionnaire
    from surveys.unit import Unit, UnitTree

_TRIES = 20
_STUDIES, _MATRICES = 100, 2
"""Studies are small; a matrix takes about 30 bytes a response, and two rounds are compared."""

_TREES = 20
"""Rounds whose tree, and what is kept back of them, are remembered: who looks, looks at few."""


@dataclass(frozen=True)
class Program:
    """Everything that the use cases need. `writer` gathers the answers of citizens.

    `metrics` counts what happens, `watch` says whether answers can be kept,
    `recent` remembers the last answers of each unit to flag the conspicuous ones, `flow` lets only
    so many answers pass by one link, `studies` and
    `matrices` hold what was studied lately, `trees`, `asked` and `kept_back` what the live figures of
    rounds rest on, `study_maker` makes studies where people answer, `looked_at` holds the unsaved
    questionnaire that each official looks at: in this process alone, in no database.
    """

    settings: Settings
    store: Store
    catalogue: Catalogue
    writer: Writer
    metrics: Metrics
    watch: Watch
    aside: Aside
    recent: Recent
    flow: Flow
    withdrawals: Pace
    pairings: Pace
    studies: Kept["Study"] = field(default_factory=lambda: Kept(_STUDIES))
    study_maker: StudyMaker | None = None
    looked_at: dict[str, "Questionnaire"] = field(default_factory=dict)
    matrices: Shelf["Matrix"] = field(default_factory=lambda: Shelf(_MATRICES))
    trees: Latest["UnitTree"] = field(default_factory=lambda: Latest(_TREES))
    asked: Latest["tuple[Unit, ...]"] = field(default_factory=lambda: Latest(_TREES))
    kept_back: Latest["Withheld"] = field(default_factory=lambda: Latest(_TREES))

    def close(self) -> None:
        """Keeps the answers that wait, then lets go of the database."""
        self.writer.close()
        self.aside.close()
        if self.study_maker is not None:
            self.study_maker.close()
        self.studies.close()
        self.store.close()


_opened: list[Program] = []


def _pace(settings: Settings) -> Pace:
    """Twenty tries a minute of all strangers, at all processes together."""
    return Pace(-(-_TRIES // settings.processes), timedelta(minutes=1))


def open_program(settings: Settings, *, serving: bool = False) -> Program:
    """Opens the store and starts the writer; `opened_program` finds them from then on.

    With `serving`, where people answer, studies are made in a process of their own.
    Raises SurveyError BAD_FILE for an own file of limits that is not whole.
    """
    limits = own_file(settings.var, "flow.toml", flow.SHIPPED, flow.read)
    store = open_store(
        settings.database_url,
        settings.secret,
        beside=settings.var / "postgresql",
        replica=settings.database_replica_url,
    )
    learn_own(store)

    metrics, daily = Metrics(), DailyAnchor()

    catalogue = Catalogue(store)

    def tidy() -> float:
        today = day_of(datetime.now(UTC))
        metrics.snapshots_taken(take_due_snapshots(store, today))
        daily.take(store, today)
        asking = (one.units for one in catalogue.now().rounds if one.state_on(today) is State.OPEN)
        return pause_between(max(map(len, asking), default=0), settings.processes)

    writer = Writer(store.keep, tidy, watch=metrics.kept_together)
    watch = Watch(store, writer)
    program = Program(
        settings,
        store,
        catalogue,
        writer,
        metrics,
        watch,
        Aside(),
        Recent(),
        Flow(flow.shared(limits, settings.processes), metrics),
        withdrawals=_pace(settings),
        pairings=_pace(settings),
        study_maker=StudyMaker(settings) if serving else None,
    )
    _opened.append(program)
    return program


def opened_program() -> Program:
    """The program that this process opened last; it is a bug to ask before one was."""
    return _opened[-1]


def close_program(program: Program) -> None:
    _opened.remove(program)
    program.close()
