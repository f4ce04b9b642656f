"""Which rounds a report on a period rests on, and which round its order is listed under."""

from dataclasses import replace

from analysis.reports.kinds import kind_called
from analysis.reports.trend import period_name
from services.program import Program
from services.results import rounds, units_of
from surveys import period
from surveys.errors import Code, SurveyError
from surveys.language import Words
from surveys.report_order import ReportOrder
from surveys.round import Round


def periods(program: Program) -> tuple[str, ...]:
    """The periods that have a round, as they are asked for."""
    return period.periods_of(rounds(program))


def period_said(asked: str, told: Words) -> str:
    """A period as people say it."""
    return period_name(asked, told)


def rounds_of_period(
    program: Program, asked: str, unit: str
) -> tuple[tuple[Round, ...], tuple[Round, ...]]:
    """The rounds of a period in which a unit has a part, the oldest first, and those in which it has none.

    An empty unit has a part in all. Raises SurveyError BAD_PERIOD or NO_ROUND_IN_PERIOD.
    """
    found = period.begun(rounds(program), asked)
    inside = tuple(
        one for one in found if not unit or unit in {each.code for each in units_of(program, one)}
    )
    if not inside:
        raise SurveyError(Code.NO_ROUND_IN_PERIOD, period=asked)
    return inside, tuple(one for one in found if one not in inside)


def placed(program: Program, order: ReportOrder) -> ReportOrder:
    """The order under the last round of its period; others as they are.

    Raises SurveyError UNKNOWN_KIND, BAD_PERIOD or NO_ROUND_IN_PERIOD.
    """
    if kind_called(order.kind).several:
        inside, _ = rounds_of_period(program, order.period, order.unit)
        return replace(order, round=inside[-1].id)
    if order.period:
        raise SurveyError(Code.BAD_PERIOD, period=order.period[:20])
    return order
