"""What the machine's watcher wants to know, looked up at the moment of asking."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from services.program import Program
from surveys.act import Sought
from surveys.dates import day_of
from surveys.device import Device, Standing

BACKUP = "backup.make"
"""The act of making a backup, in the log of acts."""


def look(program: Program, now: datetime) -> Iterator[tuple[str, str, Mapping[str, float]]]:
    """Gauges: name, explanation and values."""
    upkeep = program.store.upkeep
    faults = program.watch.faults()
    yield "hailong_ready", "1 when answers can be kept.", {"": float(not faults)}
    yield "hailong_waiting_answers", "Answers waiting for the writer.", {"": program.writer.waiting}
    if any(fault.code in ("storage", "database_replaced") for fault in faults):
        return
    yield "hailong_database_bytes", "Size of the database.", {"": upkeep.bytes()}
    yield "hailong_free_bytes", "Space left on its disk.", {"": upkeep.free_bytes()}
    sessions = program.store.sessions.number(now)
    yield "hailong_staff_sessions", "People who are signed in.", {"": sessions}
    used = [one for one in program.store.devices.all() if not one.retired]
    devices = device_standings(used, now)
    yield "hailong_devices", "Paired devices in use, by how they are doing.", devices
    yield "hailong_silent_devices", "Devices not heard of lately.", {"": devices["silent"]}
    waiting = sum(one.beat.waiting for one in used if one.beat)
    yield "hailong_device_answers", "Answers that devices have still to send.", {"": waiting}
    units = last_answers(program, day_of(now))
    yield "hailong_open_units", "Units of open rounds, by the day of their last answer.", units
    silent = sum(units.values()) - units["today"]
    yield "hailong_silent_units", "Units of open rounds without an answer today.", {"": silent}
    for last in program.store.log.read(Sought(action=BACKUP), most=1):
        age = (now - last.act.at).total_seconds()
        yield "hailong_backup_age_seconds", "Since the last backup.", {"": max(0.0, age)}


def device_standings(used: Iterable[Device], now: datetime) -> dict[str, float]:
    """How many devices were heard of lately, have fallen silent, or never spoke."""
    found = {str(one): 0.0 for one in Standing if one is not Standing.RETIRED}
    for device in used:
        found[device.standing_at(now)] += 1
    return found


def last_answers(program: Program, today: date) -> dict[str, float]:
    """How many units of open rounds had their last answer how long ago."""
    found = dict.fromkeys(("today", "yesterday", "week", "longer", "never"), 0.0)
    for round in program.catalogue.now().rounds:
        if not round.accepts_on(today):
            continue
        days = program.store.upkeep.last_days(round.id, round.units)
        for unit in round.units:
            found[_ago(days.get(unit), today)] += 1
    return found


def _ago(day: date | None, today: date) -> str:
    if day is None:
        return "never"
    days = (today - day).days
    return "today" if days <= 0 else "yesterday" if days == 1 else "week" if days <= 7 else "longer"
