"""Which notice a person reads in a round, and which ones an answer may have been given under."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from services.program import Program
from services.translating import offered
from surveys.act import Act
from surveys.consent import Notice, Terms, carried, from_record, notice, versions
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.language import further, languages

PROGRAM = "program"
"""Who acts when the program itself does: nobody clicked."""

LATEST = 2
"""So many notices of a round count as read: a form may lie open while the notice changes."""


def notice_in_force(program: Program, round: str, now: datetime) -> Notice:
    """The notice that is shown to whoever opens the form of a round now.

    The first time that it is shown, the store keeps it whole.
    """
    made = notice_for(program, round)
    view = program.catalogue.now()
    known = view.notices.get(round, ())
    if made.hash not in known:
        told = Act(now, PROGRAM, "notice.change", round, {"notice": made.hash})
        program.store.notices.keep(
            round, made.hash, made.record, terms(program, round).months, told
        )
        program.catalogue.forget()
    return made


def notice_for(program: Program, round: str = "") -> Notice:
    """The notice as it would be shown now: in each approved language that has translated it whole."""
    if not program.catalogue.approved():  # each answer asks: no folder is read for it
        return notice(terms(program, round))
    codes, files = offered(program)[len(languages()) :], further()
    own = (carried(files[code]) for code in codes)
    return notice(terms(program, round), further=tuple(one for one in own if one))


async def keep_notice(program: Program, unit: str, now: datetime) -> None:
    """Keeps the notice of the round that asks at a unit now, where that has not been done.

    Beside the event loop: a disk or a lock that makes this one person wait must not make everybody.
    Raises SurveyError STORAGE.
    """
    view = program.catalogue.now()
    round = view.round_open_for(unit, day_of(now))
    if round and notice_for(program, round.id).hash not in view.notices.get(round.id, ()):
        await asyncio.to_thread(notice_in_force, program, round.id, now)


def notice_read(program: Program, round: str, shown: str, now: datetime) -> str:
    """The hash to keep with an answer: of the notice that its form showed, or of the one in force.

    Raises SurveyError NOTICE_CHANGED when the form showed another notice than the latest two.
    """
    current = notice_in_force(program, round, now).hash
    if not shown or shown == current:
        return current
    if shown not in program.catalogue.now().notices.get(round, ())[-LATEST:]:
        raise SurveyError(Code.NOTICE_CHANGED)
    return shown


def find_notice(program: Program, hash: str) -> Notice:
    """The notice behind a hash that is kept with a response; raises SurveyError UNKNOWN_NOTICE."""
    record = program.store.notices.record(hash)
    if record is not None:
        return from_record(record, hash)
    for version in versions():
        made = notice(Terms(), version)
        if made.hash == hash:
            return made
    raise SurveyError(Code.UNKNOWN_NOTICE, notice=hash[:40])


@dataclass(frozen=True)
class Shown:
    """A notice that people have read, since which day, and in which rounds."""

    notice: Notice
    since: date
    rounds: tuple[str, ...]


def notices_shown(program: Program) -> list[Shown]:
    """Every notice that was ever shown, the latest first: whoever answered may read again what."""
    return [
        Shown(from_record(one.record, one.hash), day_of(one.since), one.rounds)
        for one in program.store.notices.all()
    ]


def terms(program: Program, round: str = "") -> Terms:
    """What the agency has set, and the months that this round keeps answers."""
    settings = program.settings
    months = program.catalogue.now().months.get(round, settings.retention_months)
    return Terms(settings.agency_name, settings.agency_contact, settings.agency_legal_basis, months)
