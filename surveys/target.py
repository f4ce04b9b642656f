"""How many responses each unit is to reach: what somebody wants, line by line, and whether it fits."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from surveys.errors import Code, SurveyError

MOST = 10_000_000
"""More people than any unit serves in a half-year: a number above it is a slip of the keys."""


@dataclass(frozen=True)
class Wanted:
    """A line of a file or of a page: so many responses of one unit; 0 for no target."""

    row: int
    unit: str
    responses: int


def fitting(wanted: Iterable[Wanted], units: Collection[str]) -> dict[str, int]:
    """Responses wanted, by unit. Raises SurveyError BAD_ROW for a line that does not fit the round.

    Each unit must be one of `units`, and be there once.
    """
    known, found = frozenset(units), dict[str, int]()
    for one in wanted:
        if one.unit not in known:
            why = f"đơn vị {one.unit[:40]!r} không thuộc đợt / not a unit of the round"
            raise SurveyError(Code.BAD_ROW, row=one.row, why=why)
        if one.unit in found:
            why = f"đơn vị {one.unit!r} có hai lần / is there twice"
            raise SurveyError(Code.BAD_ROW, row=one.row, why=why)
        if one.responses > MOST:
            why = f"chỉ tiêu {one.responses} quá lớn / target too large"
            raise SurveyError(Code.BAD_ROW, row=one.row, why=why)
        found[one.unit] = one.responses
    return found
