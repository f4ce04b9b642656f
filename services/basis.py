"""What a report rests on, gathered from what a person at the agency may see."""

import hashlib
from datetime import date, datetime

from analysis.reports.basis import Basis, TakingPart
from analysis.reports.document import Letterhead
from analysis.study.study import Study
from analysis.summary import UNIT, Summary
from services.participation import handed_out_by, received_by, served_in_all
from services.program import Program
from services.results import narrowed, summary, tree_of
from services.studying import study_now
from settings import Settings
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.round import Origin, Round
from surveys.unit import UnitTree

_NO_STUDY = frozenset({Code.NO_STUDY_OF_PUBLISHED, Code.STUDY_TOO_EARLY, Code.NO_UNITS})


def basis_of(
    program: Program, round_id: str, unit_code: str | None, now: datetime, dated: date | None = None
) -> Basis:
    """The basis of the reports on a unit and round, dated today unless told otherwise.

    Raises SurveyError UNKNOWN_ROUND or UNKNOWN_UNIT.
    """
    made = summary(program, round_id, unit_code, now)
    round, tree = made.round, tree_of(program, made.round)
    collected = round.origin is Origin.COLLECTED
    return Basis(
        summary=made,
        study=_study(program, made, now),
        whole=_whole(program, made, tree),
        taking_part=_below(program, made, tree, now),
        letterhead=letterhead(program.settings),
        dated=dated or day_of(now),
        fewest=program.settings.fewest_inside if collected else 1,
        seal=_seal(program, round),
        legal_basis=program.settings.agency_report_basis,
        provisional=collected and not round.final_on(day_of(now)),
    )


def letterhead(settings: Settings) -> Letterhead:
    """What the settings say of the agency's documents; the rest is filled in by hand."""
    return Letterhead(
        parent=settings.agency_parent,
        agency=settings.agency_name,
        short=settings.agency_short,
        place=settings.agency_place,
        signs_for=settings.agency_signs_for,
        position=settings.agency_position,
        signer=settings.agency_signer,
        recipients=settings.agency_recipients,
    )


def _study(program: Program, made: Summary, now: datetime) -> Study | None:
    """The study, where there can be one."""
    try:
        return study_now(program, made.round.id, made.unit.code, now)
    except SurveyError as refusal:
        if refusal.code in _NO_STUDY:
            return None
        raise


def _whole(program: Program, made: Summary, tree: UnitTree) -> TakingPart:
    out = handed_out_by(program, made.round)
    handed_out = sum(out.get(one.code, 0) for one in tree.below(made.unit.code))
    return TakingPart(
        made.unit.name, made.served, handed_out or None, made.received, made.responses
    )


def _below(
    program: Program, made: Summary, tree: UnitTree, now: datetime
) -> tuple[TakingPart, ...]:
    """The part of each unit directly below; what came to a unit that is not shown stays untold."""
    out, round = handed_out_by(program, made.round), made.round
    found = []
    for row in narrowed(made, UNIT).rows:
        unit = tree.unit(row.value)
        handed_out = sum(out.get(one.code, 0) for one in tree.below(unit.code)) or None
        shown = round.origin is Origin.COLLECTED and row.responses is not None
        served = served_in_all(program, round, unit, tree)
        received = received_by(program, round, unit, tree, now)[0] if shown else None
        found.append(TakingPart(unit.name, served, handed_out, received, row.responses))
    return tuple(found)


def _seal(program: Program, round: Round) -> str:
    """The fingerprint of the manifest of the edition that stands now; empty while nothing is sealed."""
    own = [one for one in program.store.seals.manifests(round.id) if one.edition == round.edition]
    if not own or not round.edition:
        return ""
    return hashlib.sha256(own[-1].text.encode()).hexdigest()
