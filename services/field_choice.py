"""Which procedure fields a report can be had of: those whose figures the breakdown by field shows."""

from dataclasses import dataclass
from datetime import datetime

from analysis.reports.field import fields_kept_back, fields_told, told_of
from analysis.reports.kinds import kind_called
from services.program import Program
from services.results import summary
from surveys.errors import Code, SurveyError
from surveys.language import Words
from surveys.procedure_field import field_ids, labels
from surveys.report_order import ReportOrder


@dataclass(frozen=True)
class FieldChoice:
    """Ids of the fields that can be ordered, and of those with too few answers."""

    told: tuple[str, ...]
    few: tuple[str, ...]


def fields_to_choose(program: Program, round: str, unit: str, now: datetime) -> FieldChoice:
    """What there is of a unit in a round; raises SurveyError UNKNOWN_ROUND or UNKNOWN_UNIT."""
    made = summary(program, round, unit, now)
    told, few = fields_told(made), fields_kept_back(made)
    return FieldChoice(tuple(one.value for one in told), tuple(one.value for one in few))


def field_said(id: str, told: Words) -> str:
    """A field as people call it."""
    label = labels().get(id)
    return label.in_(told.language) if label else id


def check_field_name(order: ReportOrder) -> None:
    """Raises SurveyError BAD_REPORT_FIELD where the kind needs a field and it is none, or takes none."""
    right = order.field in field_ids() if kind_called(order.kind).one_field else not order.field
    if not right:
        raise SurveyError(
            Code.BAD_REPORT_FIELD, field=order.field[:40], known=", ".join(field_ids())
        )


def check_field_told(program: Program, order: ReportOrder, now: datetime) -> None:
    """Raises SurveyError FIELD_TOO_FEW where a field is ordered whose figures are kept back."""
    if order.field:
        told_of(summary(program, order.round, order.unit, now), order.field)
