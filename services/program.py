"""The running program: settings, store and writer put together once a process."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from data.store import Store, open_store
from data.writer import Writer
from services.aside import Aside
from services.catalogue import Catalogue
from services.daily_anchor import DailyAnchor
from services.flow import Flow
from services.kept import Kept, Shelf
from services.metrics import Metrics
from services.own import learn_own
from services.own_file import own_file
from services.pace import Pace
from services.recent import Recent
from services.snapshots import take_due_snapshots
from services.watch import Watch
from settings import Settings
from surveys import flow
from surveys.dates import day_of

if TYPE_CHECKING:
    from analysis.matrix import Matrix
    from analysis.study.study import Study
    from surveys.questionnaire import Questionnaire

_STUDIES, _MATRICES = 100, 2
"""Studies are small; a matrix takes about 30 bytes a response, and two rounds are compared."""


@dataclass(frozen=True)
class Program:
    """Everything that the use cases need. `writer` gathers the answers of citizens.

    `metrics` counts what happens, `watch` says whether answers can be kept,
    `recent` remembers the last answers of each unit to flag the conspicuous ones, `flow` lets only
    so many answers pass by one link, `studies` and
    `matrices` hold what was studied lately, `looked_at` the unsaved questionnaire that each official
    looks at: in this process alone, in no database.
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
    studies: Kept["Study"] = field(default_factory=lambda: Kept(_STUDIES))
    looked_at: dict[str, "Questionnaire"] = field(default_factory=dict)
    matrices: Shelf["Matrix"] = field(default_factory=lambda: Shelf(_MATRICES))
    withdrawals: Pace = field(default_factory=lambda: Pace(20, timedelta(minutes=1)))
    pairings: Pace = field(default_factory=lambda: Pace(20, timedelta(minutes=1)))

    def close(self) -> None:
        """Keeps the answers that wait, then lets go of the database."""
        self.writer.close()
        self.aside.close()
        self.studies.close()
        self.store.close()


_opened: list[Program] = []


def open_program(settings: Settings) -> Program:
    """Opens the store and starts the writer; `opened_program` finds them from then on.

    Raises SurveyError BAD_FILE for an own file of limits that is not whole.
    """
    limits = own_file(settings.var, "flow.toml", flow.SHIPPED, flow.read)
    store = open_store(settings.database_url, settings.secret)
    learn_own(store)

    metrics, daily = Metrics(), DailyAnchor()

    def tidy() -> None:
        today = day_of(datetime.now(UTC))
        metrics.snapshots_taken(take_due_snapshots(store, today))
        daily.take(store, today)

    writer = Writer(store.keep, tidy, watch=metrics.kept_together)
    watch = Watch(store, writer)
    program = Program(
        settings,
        store,
        Catalogue(store),
        writer,
        metrics,
        watch,
        Aside(),
        Recent(),
        Flow(limits, metrics),
    )
    _opened.append(program)
    return program


def opened_program() -> Program:
    """The program that this process opened last; it is a bug to ask before one was."""
    return _opened[-1]


def close_program(program: Program) -> None:
    _opened.remove(program)
    program.close()
