"""One drawing of a study: a table, a chart where there is something to draw, and what they mean."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.tables import Table

if TYPE_CHECKING:
    from analysis.charts.style import Chart


@dataclass(frozen=True)
class Drawing:
    """What a page, a report or the command line shows of one side of a study.

    `means` says with the figures what is to be seen, or names the reason why there is nothing;
    `means_not` what must not be read into it. `chart` makes the chart when it is called, so that who
    needs the table alone does not wait for a charting library; None where there is nothing to draw.
    `alt` describes the chart to who does not see it. `numbers` is the table as a file, where a file has
    more columns than a page has room for.
    """

    id: str
    title: str
    means: str
    means_not: str
    table: Table
    chart: "Callable[[], Chart] | None" = None
    alt: str = ""
    numbers: Table | None = None

    @property
    def file(self) -> Table:
        """The table that is taken away."""
        return self.numbers or self.table
