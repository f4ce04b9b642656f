"""Charts and tables of a summary, ready for a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from analysis.cells import written
from analysis.summary import Summary
from analysis.tables import Table, tables
from surveys.language import Words

if TYPE_CHECKING:
    import pyarrow as pa

    from analysis.charts.style import Chart


@dataclass(frozen=True)
class Drawing:
    """A chart as the browser takes it: Vega-Lite as JSON, and its numbers as Arrow, by name."""

    text: str
    numbers: Mapping[str, bytes]

    @property
    def spec(self) -> dict[str, Any]:
        """A copy for whoever shows it: Streamlit takes the numbers out of what it is given."""
        spec: dict[str, Any] = orjson.loads(self.text)
        return spec | {"datasets": dict(self.numbers)}


@dataclass(frozen=True)
class Charts:
    """The charts of one summary; None where there is nothing to draw yet.

    Written out once for everybody who looks, ready to be sent: to write a chart takes longer than to
    make it, and a hundred people look twenty times a second.
    """

    criteria: Drawing | None
    course: Drawing | None
    by: Mapping[str, Drawing | None]


def charts_of(made: Summary, words: Words) -> Charts:
    """The charts of a summary."""
    # Charting libraries take a second to load: the command line does not wait for them.
    from analysis.charts.course import course
    from analysis.charts.diverging import diverging
    from analysis.charts.rows import rows

    drawable = any(criterion.parts for criterion in made.criteria)
    return Charts(
        criteria=_written(diverging(made, words)) if drawable else None,
        course=_written(course(made, words)),
        by={one.dimension: _written(rows(one, words)) for one in made.breakdowns},
    )


def _written(chart: "Chart | None") -> Drawing | None:
    if chart is None:
        return None
    import pyarrow as pa

    spec: dict[str, Any] = chart.to_dict(validate=False)  # its parts were, when they were made
    rows = spec.pop("datasets")
    return Drawing(
        orjson.dumps(spec).decode(),
        {name: _arrow(pa.Table.from_pylist(one)) for name, one in rows.items()},
    )


def _arrow(table: "pa.Table") -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def tables_of(made: Summary, words: Words) -> dict[str, Table]:
    """The tables of a summary by id."""
    return {table.id: table for table in tables(made, words)}


def printed(table: Table, words: Words) -> list[list[str]]:
    """The rows of a table as people read them: signs of numbers, percent, a dash for what is hidden."""
    return [
        [
            written(value, column.format, words)
            for column, value in zip(table.columns, row, strict=True)
        ]
        for row in table.rows
    ]
