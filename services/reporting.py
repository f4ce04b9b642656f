"""Files for officials, and the same figures as plain JSON."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from analysis.estimate import Estimate
from analysis.reports.basis import Basis
from analysis.reports.compose import WHOLE
from analysis.reports.document import Report
from analysis.reports.gate import objections
from analysis.reports.kinds import KINDS, kind_called
from analysis.shares import Distribution
from analysis.summary import Breakdown, Summary
from services.basis import basis_of, basis_of_period
from services.drawing import printed, tables_of
from services.field_choice import check_field_name
from services.kept import Progress
from services.nearness import without_near
from services.periods import placed, rounds_of_period
from services.program import Program
from services.replicated import read_much
from services.results import find_round, top_unit, units_of
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.formula import Formula
from surveys.language import Words, languages, words
from surveys.report_order import ReportOrder
from surveys.standing import definition

_NAMED = 5
"""Objections that a refusal names; more would bury them."""


@dataclass(frozen=True)
class File:
    """A file to download."""

    name: str
    media_type: str
    content: bytes


def kinds() -> tuple[str, ...]:
    """The sorts of reports that there are, the whole one first."""
    return tuple(KINDS)


def formats(kind: str = WHOLE) -> tuple[str, ...]:
    """The formats that a sort of report can be had in; raises SurveyError UNKNOWN_KIND."""
    return tuple(kind_called(kind).formats)


def takes_field(kind: str) -> bool:
    """Whether a sort of report is on one procedure field; raises SurveyError UNKNOWN_KIND."""
    return kind_called(kind).one_field


def takes_period(kind: str) -> bool:
    """Whether a sort of report rests on the rounds of a period; raises SurveyError UNKNOWN_KIND."""
    return kind_called(kind).several


def report(
    program: Program,
    round: str,
    unit: str | None,
    format: str,
    language: str,
    now: datetime,
    dated: date | None = None,
    kind: str = WHOLE,
    field: str = "",
) -> File:
    """The report on a unit and round as a file, dated today unless told otherwise.

    For a kind that rests on several rounds `round` is a period: ``2026``, ``2026-H1`` or ``all``.
    One on a procedure field needs its id in `field`. Raises SurveyError UNKNOWN_KIND, UNKNOWN_FORMAT,
    UNKNOWN_ROUND, UNKNOWN_UNIT, BAD_PERIOD, NO_ROUND_IN_PERIOD, BAD_REPORT_FIELD or FIELD_TOO_FEW, and
    REPORT_REFUSED for what must not leave the house, with the places named.
    """
    period = round if takes_period(kind) else ""
    asked = (kind, format, language, dated or day_of(now), period, field)
    order = placed(program, ReportOrder(round, unit or "", *asked))
    top = unit or top_unit(program, find_round(program, order.round)).code
    order = replace(order, unit=top)
    return read_much(program, "report", lambda: made_report(program, order, now))


def check_order(program: Program, order: ReportOrder) -> str:
    """The media type of what is ordered; raises SurveyError where there is no such."""
    round = find_round(program, placed(program, order).round)
    if order.unit not in {unit.code for unit in units_of(program, round)}:
        raise SurveyError(Code.UNKNOWN_UNIT, unit=order.unit[:40])
    if order.language not in languages():
        raise SurveyError(Code.INVALID_FIELD, field="language")
    check_field_name(order)
    return kind_called(order.kind).format(order.format).media_type


def made_report(
    program: Program, order: ReportOrder, now: datetime, told: Progress = lambda _: None
) -> File:
    """What was ordered, as a file; `told` hears how far it has come, from 0 to 1.

    Raises SurveyError as `report` does.
    """
    check_order(program, order)
    form, said = kind_called(order.kind).format(order.format), words(order.language)
    made = composed_report(program, order, now, lambda done: told(0.85 * done), deep=form.deep)
    sort = "" if order.kind == WHOLE else f"{order.kind}-"
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", f"hai-long-{sort}{made.name}")
    if made.sample:
        name += "-MAU" if order.language == "vi" else "-SAMPLE"
    content = form.write(made, said)
    told(1.0)
    return File(f"{name}.{form.ending or order.format}", form.media_type, content)


def composed_report(
    program: Program,
    order: ReportOrder,
    now: datetime,
    told: Progress = lambda _: None,
    *,
    deep: bool = False,
) -> Report:
    """What was ordered before it has a format, past the gate. Raises SurveyError as `report` does."""
    kind, said = kind_called(order.kind), words(order.language)
    if kind.several:
        inside, absent = rounds_of_period(program, order.period, order.unit)
        basis = basis_of_period(program, inside, absent, order, now, told)
    else:
        asked = (order.round, order.unit, now, order.dated)
        field = order.field
        basis = basis_of(program, *asked, public=kind.public, deep=deep, field=field, told=told)
        if kind.public:
            published = program.store.editions.all(order.round)
            seen = without_near(basis.summary, published, program.settings.fewest_public)
            basis = replace(basis, summary=seen)
    made = kind.compose(basis, said)
    refuse_unsound(basis, made, said)
    return made


def refuse_unsound(basis: Basis, made: Report, told: Words) -> None:
    """Raises SurveyError REPORT_REFUSED where figures do not hold, could be worked out, or name people."""
    found = objections(basis, made, told)
    if found:
        listed = " ".join(one.said(told) for one in found[:_NAMED])
        raise SurveyError(Code.REPORT_REFUSED, number=len(found), places=listed)


def as_json(made: Summary, language: str) -> dict[str, Any]:
    """A summary for other programs. Hidden figures are null, and `standing` says so."""
    told = words(language)
    return {
        "round": made.round.id,
        "title": made.round.title,
        "state": made.round.state_on(made.as_of.date()),
        "origin": made.round.origin,
        "sample": made.round.sample,
        "questionnaire": made.questionnaire,
        "questionnaire_hash": made.questionnaire_hash,
        "formula": Formula.POOLED,
        "index_formula": made.round.formula,
        "valid": {
            "percent": made.round.valid,
            "text": definition(made.round.valid, told),
        },
        "design": made.round.design,
        "unit": {"code": made.unit.code, "name": made.unit.name},
        "as_of": made.as_of.isoformat(timespec="seconds"),
        "counted": made.counted.in_(language),
        "responses": made.responses,
        "received": made.received,
        "apart": _apart(made),
        "excluded": [asdict(one) | {"on": one.on.isoformat()} for one in made.excluded],
        "served": made.served,
        "overall": _estimate(made.overall),
        "factors": [
            {
                "id": factor.id,
                "title": factor.title.in_(language) if factor.title else None,
                "satisfied": _estimate(factor.satisfied),
            }
            for factor in made.factors
        ],
        "criteria": [_distribution(criterion, language) for criterion in made.criteria],
        "others": [_distribution(other, language) for other in made.others],
        "by": {one.dimension: breakdown_json(one, language) for one in made.breakdowns},
        "course": {
            "period": made.course.period,
            "points": [
                {"first": point.first.isoformat(), "responses": point.responses}
                for point in made.course.points
            ],
            "apart": made.course.apart,
        },
        "mismatches": [
            {
                "unit": one.unit,
                "question": one.question,
                "printed": one.printed,
                "derived": one.derived,
            }
            for one in made.mismatches
        ],
        "warnings": [
            {"id": str(warning), "text": told(f"warnings.{warning}")} for warning in made.warnings
        ],
    }


def as_lines(made: Summary, dimension: str | None, language: str) -> Iterator[str]:
    """A summary as lines to read in a shell: all its tables, or the one by `dimension`."""
    told = words(language)
    for table in tables_of(made, told).values():
        if dimension and table.id != f"by_{dimension}":
            continue
        yield table.title
        for row in printed(table, told):
            yield "\t".join(row).rstrip()
        yield from (f"* {note}" for note in table.notes)
        yield ""


def breakdown_json(breakdown: Breakdown, language: str) -> Mapping[str, Any]:
    """One breakdown for other programs."""
    return {
        "rows": [
            {
                "value": row.value,
                "label": row.label.in_(language),
                "responses": row.responses,
                "satisfied": _estimate(row.satisfied),
            }
            for row in breakdown.rows
        ],
        "apart": breakdown.apart,
    }


def _apart(made: Summary) -> Mapping[str, int] | None:
    return asdict(made.apart) if made.apart else None


def _estimate(estimate: Estimate | None) -> Mapping[str, Any] | None:
    if estimate is None:
        return None
    return {
        "standing": estimate.standing,
        "covers": estimate.covers,
        "count": estimate.count,
        "n": estimate.n,
        "share": estimate.share,
        "low": estimate.low,
        "high": estimate.high,
    }


def _distribution(one: Distribution, language: str) -> Mapping[str, Any]:
    return {
        "question": one.question,
        "text": one.text.in_(language),
        "section": one.section,
        "standing": one.standing,
        "n": one.n,
        "not_applicable": one.not_applicable,
        "skipped": one.skipped,
        "parts": [
            {
                "id": part.id,
                "label": part.label.in_(language),
                "count": part.count,
                "share": part.share,
            }
            for part in one.parts
        ],
        "satisfied": _estimate(one.satisfied),
    }
