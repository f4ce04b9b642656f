"""Reports are ordered, made beside the page in a process of their own, and fetched."""

import hashlib
import re
import subprocess  # nosec B404 # our own program, as another process
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

from services.field_choice import check_field_told
from services.periods import placed
from services.program import Program
from services.replicated import read_much
from services.reporting import File, check_order, made_report
from services.results import find_round, tree_of
from services.rights import act, need
from services.scope import top_for, units_for
from settings import environment_of
from surveys.account import Actor, Right
from surveys.act import Act
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.report_order import OrderedReport, ReportOrder, Stage

KEPT = 100
"""Orders that stay listed; the files of older ones are deleted with them."""

MOST_WAITING = 20
"""Orders that may wait at once: more are a mistake, or mischief."""

_HERE = Path(__file__).resolve().parent.parent
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")

Clock = Callable[[], datetime]


class NotWantedError(Exception):
    """Somebody has cancelled the report that is being made."""


def order_report(program: Program, order: ReportOrder, by: Actor, now: datetime) -> OrderedReport:
    """Keeps an order, for `start_maker` to have made; an empty unit is all that he may see.

    Raises SurveyError NOT_ALLOWED, UNKNOWN_ROUND, UNKNOWN_UNIT, UNKNOWN_KIND, UNKNOWN_FORMAT,
    BAD_PERIOD, NO_ROUND_IN_PERIOD, BAD_REPORT_FIELD, FIELD_TOO_FEW for a field whose figures are kept
    back, or MANY_REPORTS while too many wait.
    """
    need(program, by, Right.DOWNLOAD)
    order = placed(program, order)
    round = find_round(program, order.round)
    order = replace(order, unit=order.unit or top_for(program, by, round).code)
    need(program, by, Right.DOWNLOAD, [order.unit])
    check_order(program, order)
    check_field_told(program, order, now)
    store = program.store.report_orders
    if sum(one.stage is Stage.WAITING for one in store.latest(KEPT)) >= MOST_WAITING:
        raise SurveyError(Code.MANY_REPORTS, most=MOST_WAITING)
    added = store.add(order, by.name, now.astimezone(UTC), _act(order, by, now))
    _forget_old(program)
    return added


def _act(order: ReportOrder, by: Actor, now: datetime) -> Act:
    """What the log tells of an order."""
    told = {"unit": order.unit, "format": order.format, "language": order.language}
    if order.field:
        return act(by, "report.order_field", order.round, now, field=order.field, **told)
    return act(by, "report.order", order.period or order.round, now, kind=order.kind, **told)


def ordered_reports(program: Program, by: Actor) -> tuple[OrderedReport, ...]:
    """The orders of all units that he may see, the newest first, whoever made them."""
    need(program, by, Right.DOWNLOAD, [])
    seen: dict[str, frozenset[str]] = {}
    found = []
    for one in program.store.report_orders.latest(KEPT):
        if one.order.round not in seen:
            seen[one.order.round] = _his_units(program, by, one.order.round)
        if one.order.unit in seen[one.order.round]:
            found.append(one)
    return tuple(found)


def unit_names(program: Program, of: Iterable[OrderedReport]) -> Mapping[str, str]:
    """What the units of these orders are called, as their rounds have them."""
    found: dict[str, str] = {}
    for round_id in {one.order.round for one in of}:
        tree = tree_of(program, find_round(program, round_id))
        found |= {unit.code: unit.name for unit in tree.units}
    return found


def cancel_report(program: Program, number: int, by: Actor, now: datetime) -> None:
    """Whoever makes it stops within a moment.

    Raises SurveyError UNKNOWN_REPORT, REPORT_OVER or NOT_ALLOWED.
    """
    found = _his(program, number, by)
    program.store.report_orders.cancel(number, act(by, "report.cancel", found.order.round, now))


def fetch_report(program: Program, number: int, by: Actor) -> tuple[OrderedReport, File]:
    """The file of a finished report, the same bytes as were made.

    Raises SurveyError UNKNOWN_REPORT, NOT_ALLOWED, or REPORT_GONE when the file is not there any more
    or is not the one that was made.
    """
    found = _his(program, number, by)
    path = _path(program, found)
    if found.stage is not Stage.DONE or not path.is_file():
        raise SurveyError(Code.REPORT_GONE, number=number)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != found.sha256:
        raise SurveyError(Code.REPORT_GONE, number=number)
    media_type = check_order(program, found.order)
    return found, File(found.name, media_type, content)


def _his(program: Program, number: int, by: Actor) -> OrderedReport:
    """An order of a unit that he may see; who may see none is not told which there are."""
    need(program, by, Right.DOWNLOAD)
    found = program.store.report_orders.find(number)
    need(program, by, Right.DOWNLOAD, [found.order.unit])
    return found


def start_maker(program: Program) -> None:
    """Starts a process that makes what waits, if nobody does; it ends when nothing waits any more."""
    command = [sys.executable, str(_HERE / "manage.py"), "report-maker"]
    quiet = subprocess.DEVNULL
    maker = subprocess.Popen(  # nosec B603 # no word of it comes from outside
        command,
        cwd=_HERE,
        env=environment_of(program.settings),
        stdin=quiet,
        stdout=quiet,
        start_new_session=True,
    )
    # Somebody must wait for it, or it stays behind as a process that has ended.
    Thread(target=maker.wait, daemon=True).start()


def make_waiting(program: Program, clock: Clock) -> int:
    """Makes one waiting report after the other; returns how many were made. None while another works."""
    made = 0
    while taken := program.store.report_orders.take(clock().astimezone(UTC)):
        made += _make(program, taken, clock)
    return made


def _make(program: Program, taken: OrderedReport, clock: Clock) -> bool:
    """Makes one report; whether it is there."""
    store = program.store.report_orders

    def told(done: float) -> None:
        if not store.beat(taken.number, done, clock().astimezone(UTC)):
            raise NotWantedError

    try:
        at = clock()
        file = read_much(program, "report", lambda: made_report(program, taken.order, at, told))
        named = replace(taken, name=file.name)
        sha256 = hashlib.sha256(file.content).hexdigest()
        _keep(_path(program, named), file.content)
        return store.finish(taken.number, file.name, len(file.content), sha256)
    except NotWantedError:
        return False
    except SurveyError as refusal:
        store.refuse(taken.number, words(taken.order.language).error(refusal))
        return False


def _keep(path: Path, content: bytes) -> None:
    """The file has its name only once it is whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.rename(path)


def _path(program: Program, one: OrderedReport) -> Path:
    safe = _UNSAFE.sub("-", one.name) or "-"
    return program.settings.var / "reports" / f"{one.number}-{safe}"


def _forget_old(program: Program) -> None:
    """Lets go of the oldest orders that are over, with their files."""
    for one in program.store.report_orders.latest(2 * KEPT)[KEPT:]:
        if not one.stage.open:
            _path(program, one).unlink(missing_ok=True)
            program.store.report_orders.forget(one.number)


def _his_units(program: Program, by: Actor, round_id: str) -> frozenset[str]:
    try:
        round = find_round(program, round_id)
    except SurveyError:
        return frozenset()
    return frozenset(unit.code for unit in units_for(program, by, round))
