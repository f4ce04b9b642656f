"""The kept report of the benchmarks: each section can be measured by itself."""

from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.report import Section


def test_a_section_measured_anew_takes_its_own_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others stay as they were measured, in their order; a new one comes last."""
    monkeypatch.setattr(report, "RESULTS", tmp_path / "RESULTS.md")

    def section(title: str, figure: str) -> Section:
        return Section(title, ("what", "figure"), [["speed", figure]], (f"note on {figure}",))

    report.merge("# Head 1", [section("Answers", "11"), section("Pages", "22")])
    report.merge("# Head 2", [section("Answers", "33"), section("Walls", "44")])
    text = report.RESULTS.read_text("utf-8")
    assert text.startswith("# Head 2\n\n## Answers\n")
    order = [text.index(figure) for figure in ("33", "22", "44")]
    assert order == sorted(order)
    assert "11" not in text
    assert text.count("\n## ") == 3
