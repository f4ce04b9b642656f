"""What was measured, as text that people read: on the screen and in RESULTS.md."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"


@dataclass(frozen=True)
class Section:
    """One table under a heading, with remarks below it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()

    def text(self) -> str:
        table = [self.columns, *self.rows]
        widths = [max(len(row[place]) for row in table) for place in range(len(self.columns))]
        lines = [
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in table
        ]
        lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths))
        parts = [f"## {self.title}", "\n".join(f"{line} |" for line in lines)]
        parts += ["\n".join(f"- {note}" for note in self.notes)] if self.notes else []
        return "\n\n".join(parts)


def spread(values: Sequence[float]) -> str:
    """The median of several measurements, with the lowest and the highest."""
    return f"{number(statistics.median(values))} ({number(min(values))}–{number(max(values))})"


def number(value: float) -> str:
    """A figure with about three digits that mean something."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def merge(head: str, sections: Sequence[Section]) -> None:
    """Puts sections into the kept report, each in place of the one of its title, new ones at the end.

    So each can be measured by itself, and what was measured before an interruption stays.
    """
    kept = RESULTS.read_text("utf-8").split("\n\n## ")[1:] if RESULTS.exists() else []
    parts = {part.partition("\n")[0]: f"## {part.strip()}" for part in kept}
    for one in sections:
        parts[one.title] = one.text()
    RESULTS.write_text("\n\n".join([head, *parts.values()]) + "\n", "utf-8")
