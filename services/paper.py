"""The paper form of a questionnaire, to print: for a unit in a round, or blank."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time

from analysis.reports import paper
from services.notices import notice_for, notice_in_force
from services.posters import qr_svg
from services.program import Program
from services.reporting import File
from services.results import find_round
from services.rights import need
from services.units import form_address, public_codes, units
from surveys.account import Actor, Right
from surveys.consent import Notice
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.questionnaire import find
from surveys.round import Origin, Round


@dataclass(frozen=True)
class Printing:
    """Which form to print. `seen_at` is an address of this program, for the code on the form.

    Without `round` it is a blank form of `questionnaire`; without `unit` it names none and has no
    code to answer on a telephone.
    """

    language: str
    questionnaire: str = ""
    round: str = ""
    unit: str = ""
    seen_at: str = ""


def paper_form(program: Program, by: Actor, printing: Printing, now: datetime) -> File:
    """The form as PDF, with the notice in force printed on it.

    Raises SurveyError NOT_ALLOWED, OTHER_UNITS, UNKNOWN_ROUND, ROUND_ORIGIN, UNKNOWN_UNIT for a unit
    that does not take part, OTHER_QUESTIONNAIRE, UNKNOWN_QUESTIONNAIRE or NOT_PRINTABLE.
    """
    need(program, by, Right.SHARE_FORM, [printing.unit] if printing.unit else [])
    round = _round(program, printing)
    code = public_codes(program)[printing.unit] if printing.unit else ""
    address = form_address(program, code, printing.seen_at) if code else ""
    sheet = paper.Sheet(
        questionnaire=find(round.questionnaire if round else printing.questionnaire),
        notice=_notice(program, round, now),
        at=datetime.combine(round.opens if round else day_of(now), time(), UTC),
        agency=program.settings.agency_name,
        unit=units(program).unit(printing.unit).name if printing.unit else "",
        unit_code=printing.unit,
        round=round.title if round else "",
        address=address,
        qr=qr_svg(address) if address else "",
        sample=bool(round and round.sample),
    )
    told = words(printing.language)
    parts = (printing.round or sheet.questionnaire.key, printing.unit, printing.language)
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", "-".join(filter(None, ("phieu-giay", *parts))))
    return File(f"{name}.pdf", "application/pdf", paper.write(sheet, told))


def _round(program: Program, printing: Printing) -> Round | None:
    if printing.unit:
        units(program).unit(printing.unit)
    if not printing.round:
        return None
    round = find_round(program, printing.round)
    if round.origin is not Origin.COLLECTED:
        raise SurveyError(Code.ROUND_ORIGIN, round=round.id)
    if printing.questionnaire not in ("", round.questionnaire):
        raise SurveyError(Code.OTHER_QUESTIONNAIRE, questionnaire=round.questionnaire)
    if printing.unit and printing.unit not in round.units:
        raise SurveyError(Code.UNKNOWN_UNIT, unit=printing.unit)
    return round


def _notice(program: Program, round: Round | None, now: datetime) -> Notice:
    """What people will read. The store keeps it, as when a form on a screen shows it."""
    if round is None or round.state_on(day_of(now)).over:
        return notice_for(program, round.id if round else "")
    return notice_in_force(program, round.id, now)
