"""What a report rests on, gathered from what a person at the agency may see."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from analysis.disclosure import hidden
from analysis.reports.basis import Basis, TakingPart
from analysis.reports.document import Letterhead
from analysis.study.study import Study, scale_of
from analysis.summary import UNIT, Summary
from services.kept import Progress
from services.participation import handed_out_by, received_by, served_in_all
from services.program import Program
from services.results import narrowed, summary_in, top_unit, whole_round
from services.studying import ask_study
from services.whole_round import WholeRound
from settings import Settings
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.questionnaire import find
from surveys.report_order import ReportOrder
from surveys.round import Origin, Round, State
from surveys.unit import Unit

_STEP = 0.5
"""Seconds between two looks at how far a study has come."""

_NO_STUDY = frozenset({Code.NO_STUDY_OF_PUBLISHED, Code.STUDY_TOO_EARLY, Code.NO_UNITS})


def basis_of(
    program: Program,
    round_id: str,
    unit_code: str | None,
    now: datetime,
    dated: date | None = None,
    *,
    public: bool = False,
    deep: bool = False,
    field: str = "",
    told: Progress = lambda _: None,
) -> Basis:
    """The basis of the reports on a unit and round, dated today unless told otherwise.

    A `public` one has what everybody may see: nothing of fewer people than the settings say for the
    public, and no study, which is the agency's own. With `deep` it has the summaries of all
    units below too, for a report on one `field` those of the units directly below, and no study, which
    knows of no field. `told` hears how far it has come, from 0 to 1. Raises SurveyError UNKNOWN_ROUND
    or UNKNOWN_UNIT.
    """
    settings = program.settings
    fewest = settings.fewest_public if public else settings.fewest_inside
    every = whole_round(program, round_id, now, threshold=fewest)
    round, tree = every.round, every.tree
    made = summary_in(every, unit_code or top_unit(program, round).code)
    collected = round.origin is Origin.COLLECTED
    below = tree.below(made.unit.code)[1:] if deep else ()
    if field:
        below = tree.children(made.unit.code)
    return Basis(
        summary=made,
        study=None if public or field else _study(program, made, now, told),
        whole=_whole(program, made, every),
        taking_part=_below(program, made, every),
        letterhead=letterhead(settings),
        dated=dated or day_of(now),
        fewest=fewest if collected else 1,
        seal=_seal(program, round),
        legal_basis=settings.agency_report_basis,
        provisional=collected and not round.final_on(day_of(now)),
        address=_address(settings, round),
        below=_summaries(every, below),
        licence=settings.data_licence,
        units=frozenset(one.code for one in tree.below(made.unit.code)).intersection(round.units),
        scales=_scales(made),
        procedure_field=field,
    )


def basis_of_period(
    program: Program,
    rounds: tuple[Round, ...],
    absent: tuple[Round, ...],
    order: ReportOrder,
    now: datetime,
    told: Progress = lambda _: None,
) -> Basis:
    """The basis of a report on several rounds: that of the last one, with each round's own.

    `absent` are rounds of the period in which the unit has no part. Raises SurveyError as `basis_of` does.
    """

    def heard(place: int) -> Progress:
        return lambda done: told((place + done) / len(rounds))

    legs = tuple(
        basis_of(program, one.id, order.unit, now, order.dated, told=heard(place))
        for place, one in enumerate(rounds)
    )
    return replace(
        legs[-1],
        rounds=legs,
        period=order.period,
        absent=tuple(one.id for one in absent),
        fewest=max(one.fewest for one in legs),
    )


def _scales(made: Summary) -> Mapping[str, str]:
    """The scale of each criterion; a figure over all of them has that of the first."""
    asked = {one.id: scale_of(one) for one in find(made.round.questionnaire).criteria}
    first = next(iter(asked.values()), "")
    return {one.question: asked.get(one.question, first) for one in made.criteria}


def _summaries(every: WholeRound, below: Sequence[Unit]) -> tuple[Summary, ...]:
    """The summaries of units below one, each as its own page shows it, where they take part."""
    return tuple(summary_in(every, one.code) for one in below if one.code in every.codes)


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


def _address(settings: Settings, round: Round) -> str:
    """The public page of a published round, where the office has an address for it."""
    if not settings.public_url or round.state is not State.PUBLISHED:
        return ""
    return f"{settings.public_url.rstrip('/')}/cong-khai/{round.id}"


def _study(program: Program, made: Summary, now: datetime, told: Progress) -> Study | None:
    """The study, where there can be one."""
    try:
        making = ask_study(program, made.round.id, made.unit.code, now)
        while not making.wait(_STEP):
            told(making.done)
        told(1.0)
        return making.result()
    except SurveyError as refusal:
        if refusal.code in _NO_STUDY:
            return None
        raise


def _whole(program: Program, made: Summary, every: WholeRound) -> TakingPart:
    out = handed_out_by(program, made.round)
    handed_out = sum(out.get(one.code, 0) for one in every.tree.below(made.unit.code))
    return TakingPart(
        made.unit.name,
        made.served,
        handed_out or None,
        made.received,
        made.responses,
        made.unit.code,
    )


def _below(program: Program, made: Summary, every: WholeRound) -> tuple[TakingPart, ...]:
    """The part of each unit directly below; what came to a unit that is not shown stays untold."""
    out, tree = handed_out_by(program, made.round), every.tree
    received = _received(made, every)
    found = []
    for row in narrowed(made, UNIT).rows:
        unit = tree.unit(row.value)
        handed_out = sum(out.get(one.code, 0) for one in tree.below(unit.code)) or None
        served, came = served_in_all(every, unit), received.get(unit.code)
        part = TakingPart(unit.name, served, handed_out, came, row.responses, unit.code)
        found.append(part)
    return tuple(found)


def _received(made: Summary, every: WholeRound) -> dict[str, int]:
    """What came to each unit that is shown, as far as the others cannot be worked out from it."""
    if made.round.origin is not Origin.COLLECTED:
        return {}
    shown = [row.value for row in narrowed(made, UNIT).rows if row.responses is not None]
    came = {
        code: number
        for code in shown
        if (number := received_by(every, every.tree.unit(code))[0]) is not None
    }
    away = hidden(came, every.threshold, outside=(made.received or 0) - sum(came.values()))
    return {code: number for code, number in came.items() if code not in away}


def _seal(program: Program, round: Round) -> str:
    """The fingerprint of the manifest of the edition that stands now; empty while nothing is sealed."""
    own = [one for one in program.store.seals.manifests(round.id) if one.edition == round.edition]
    if not own or not round.edition:
        return ""
    return hashlib.sha256(own[-1].text.encode()).hexdigest()
