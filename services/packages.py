"""What offices without a line have collected is taken into a round here, package by package."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.foreign import Unreadable
from services.arriving import Admission, arriving
from services.exported import Exported, read_export
from services.program import Program
from services.proving import Known
from services.rights import act, need
from services.rounds import stored
from services.snapshots import take_due_snapshots
from services.verifying import verify_export
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.language import SOURCE, words
from surveys.package import (
    HeldPackage,
    Package,
    Received,
    Reception,
    TrustedKey,
    refuse_not_gathering,
)
from surveys.questionnaire import known
from surveys.round import Origin, Round
from surveys.sealed import LOG, Follower
from surveys.unit import Unit, UnitTree

_SEALED = ("sealed", "published")


@dataclass(frozen=True)
class Arrival:
    """An office that is to send its packages to a round: the one that counts now, None while missing.

    `earlier` is how many it replaced; without `trusted` nothing more is taken from there. An office
    that began anew is there once for each series that counts.
    """

    unit: Unit
    held: HeldPackage | None
    earlier: int
    trusted: bool


def receive_package(
    program: Program,
    path: Path,
    by: Actor,
    now: datetime,
    *,
    round: str | None = None,
    under: str | None = None,
    dry: bool = False,
) -> tuple[Package, Received]:
    """Proves a package and takes it into the round of the same id, or into `round`.

    Responses of units that are not known here count at the unit `under`, where one is given. With `dry`
    nothing is changed. Raises SurveyError for whatever is not just as it must be: nothing is changed.
    """
    need(program, by, Right.RUN_ROUNDS)
    exported = _read(path)
    sender = _sender(program, exported, path)
    _prove(exported, sender, path)
    found = stored(program, round or exported.round)
    need(program, by, Right.RUN_ROUNDS, found.units)
    refuse_not_gathering(found)
    _refuse_other_plan(exported, found, path)
    package = _package(exported, sender, found)
    place = _places(program.store.tree(found.id), sender, found, under)
    admission = Admission(exported.round, found.id, known()[found.questionnaire], place)
    lines = arriving(path, exported.sha256, admission)
    done = act(by, "round.import", found.id, now, unit=sender.unit, edition=package.edition)
    received = program.store.packages.take(package, lines, found, done, dry=dry)
    if received.reception is Reception.TAKEN and not dry:
        take_due_snapshots(program.store, day_of(now))
        program.catalogue.forget()
    return package, received


def arrivals(program: Program, by: Actor, round: str) -> tuple[Arrival, ...]:
    """The offices whose packages are expected in a round, or have come; raises SurveyError NOT_ALLOWED.

    Only those in his part of the tree.
    """
    need(program, by, Right.RUN_ROUNDS)
    found = stored(program, round)
    tree = program.store.tree(found.id)
    came: dict[str, list[HeldPackage]] = {}
    for one in program.store.packages.held(found.id):
        came.setdefault(one.package.unit, []).append(one)
    trusted = {one.unit for one in program.store.packages.trusted() if one.until is None}
    expected = [
        unit
        for unit in tree.units
        if unit.code in came
        or (unit.code in trusted and any(one.code in found.units for one in tree.below(unit.code)))
    ]
    seen = [unit for unit in expected if by.unit in (None, *(u.code for u in tree.path(unit.code)))]
    return tuple(
        arrival
        for unit in seen
        for arrival in _arrivals(unit, came.get(unit.code, []), unit.code in trusted)
    )


def _arrivals(unit: Unit, came: list[HeldPackage], trusted: bool) -> list[Arrival]:
    """One for each series, or one that tells that nothing has come."""
    of = Counter(one.package.series for one in came)
    current = [one for one in came if one.current]
    return [Arrival(unit, one, of[one.package.series] - 1, trusted) for one in current] or [
        Arrival(unit, None, 0, trusted)
    ]


def _read(path: Path) -> Exported:
    try:
        if not path.is_file():
            raise SurveyError(Code.BAD_FILE, file=path.name, why="không phải tệp / not a file")
        return read_export(path, Follower(None))
    except OSError as wrong:
        raise SurveyError(Code.BAD_FILE, file=path.name, why=wrong.strerror or "") from wrong
    except Unreadable as wrong:
        raise SurveyError(Code.NOT_EVIDENCE, file=path.name, why=str(wrong)) from wrong


def _sender(program: Program, exported: Exported, path: Path) -> TrustedKey:
    """The office whose key the package names; whether it has signed it is proved afterwards."""
    given = str(exported.about.get("public_key"))[:64]
    keys = [one for one in program.store.packages.trusted() if one.until is None]
    for one in keys:
        if one.key == given:
            return one
    units = exported.about["round"].get("units", ())
    for one in keys:
        if one.unit in units:
            told = {"file": path.name, "public": given, "name": one.name}
            raise SurveyError(Code.PACKAGE_KEY_CHANGED, **told)
    raise SurveyError(Code.PACKAGE_KEY_UNKNOWN, file=path.name, public=given)


def _prove(exported: Exported, sender: TrustedKey, path: Path) -> None:
    """As `round verify` does with the office's key; and nothing may be open that could be proved."""
    if exported.signed is None:
        raise SurveyError(Code.PACKAGE_UNSIGNED, file=path.name)
    verdict = verify_export(exported, Known(public=bytes.fromhex(sender.key)))
    if verdict.faults:
        why = words(SOURCE).fault(verdict.faults[0])
        raise SurveyError(Code.PACKAGE_BROKEN, file=path.name, why=why)
    moved = "standings_changed" in {one.key for one in verdict.open}
    if moved or not exported.manifests or exported.about["round"]["state"] not in _SEALED:
        raise SurveyError(Code.PACKAGE_UNSEALED, file=path.name, round=exported.round)


def _refuse_other_plan(exported: Exported, found: Round, path: Path) -> None:
    """The same was asked, of people chosen alike, in days that are in common."""
    if found.origin is not Origin.COLLECTED:
        raise SurveyError(Code.ROUND_ORIGIN, round=found.id)
    told, asked = exported.about["round"], exported.about["questionnaire"]
    here = known().get(found.questionnaire)
    same = {"key": found.questionnaire, "hash": here.hash if here else None}
    if asked != same:
        named = {"questionnaire": str(asked.get("key"))[:40], "expected": found.questionnaire}
        raise SurveyError(Code.PACKAGE_QUESTIONNAIRE, file=path.name, **named)
    plans: Mapping[str, tuple[object, object]] = {
        "sample": (told["sample"], found.sample),
        "design": (told["design"], found.design),
        "valid": (told["valid"], found.valid),
    }
    for name, (there, ours) in plans.items():
        if there != ours:
            what = words(SOURCE)(f"packages.plan_{name}")
            raise SurveyError(Code.PACKAGE_PLAN, file=path.name, what=what, round=found.id)
    opens, closes = (_day(told[name], path) for name in ("opens", "closes"))
    if opens > found.closes or closes < found.opens:
        days = f"{opens:%d/%m/%Y} – {closes:%d/%m/%Y}"
        raise SurveyError(Code.PACKAGE_DAYS, file=path.name, days=days, round=found.id)


def _day(given: Any, path: Path) -> date:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError) as wrong:
        raise SurveyError(Code.NOT_EVIDENCE, file=path.name, why=str(wrong)[:80]) from wrong


def _package(exported: Exported, sender: TrustedKey, found: Round) -> Package:
    last, ends = exported.manifests[-1], exported.follower.ends
    return Package(
        round=found.id,
        unit=sender.unit,
        origin=exported.round,
        begun=hashlib.sha256(exported.manifests[0].text.encode()).hexdigest(),
        edition=last.edition,
        acts=ends[LOG].number if LOG in ends else 0,
        sha256=exported.sha256,
        manifest=hashlib.sha256(last.text.encode()).hexdigest(),
        key=sender.key,
        version=str(exported.about.get("version"))[:40],
    )


def _places(
    tree: UnitTree, sender: TrustedKey, found: Round, under: str | None
) -> Callable[[str], str]:
    """Where a unit of the sender stands here: itself, or the unit `under` when it is not known."""
    own = {unit.code for unit in tree.below(sender.unit)}
    taking_part = own & set(found.units)

    def place(unit: str) -> str:
        at = unit if under is None or unit in own else under
        if at not in taking_part:
            told = {"unit": at[:40], "name": sender.name, "round": found.id}
            raise SurveyError(Code.PACKAGE_UNIT, **told)
        return at

    return place
