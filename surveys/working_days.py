"""Working days of the agency: Monday to Friday without public holidays, which are data."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SHIPPED = Path(__file__).resolve().parent / "holidays.toml"
_SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Days off that return every year, single days off, and weekend days that are worked."""

    every_year: frozenset[str]
    days: frozenset[date]
    worked: frozenset[date]

    def works_on(self, day: date) -> bool:
        if day in self.worked:
            return True
        off = day.weekday() >= _SATURDAY or f"{day:%m-%d}" in self.every_year
        return not off and day not in self.days

    def after(self, day: date, working_days: int) -> date:
        """The last of so many working days, the first of which comes after `day`."""
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= self.works_on(day)
        return day


def read(text: str) -> Calendar:
    """A calendar from the text of its file; raises ValueError for what is no day."""
    table = tomllib.loads(text)
    for day in table["every_year"]:
        date.fromisoformat(f"2024-{day}")
    single = (frozenset(map(date.fromisoformat, table[name])) for name in ("days", "worked"))
    return Calendar(frozenset(table["every_year"]), *single)
