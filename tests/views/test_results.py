"""Live figures: drawn once for everybody who looks, and again only when answers have come."""

from dataclasses import dataclass

import pytest

import services.results
from analysis.tables import Table
from views import results


@dataclass(frozen=True)
class _Summary:
    responses: int
    as_of: int


def test_figures_are_drawn_again_only_when_answers_have_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = iter([_Summary(5, 1), _Summary(5, 2), _Summary(10, 3)])
    drawn: list[_Summary] = []
    monkeypatch.setattr(results, "program", lambda: None)
    monkeypatch.setattr(services.results, "summary", lambda *_: next(seen))
    monkeypatch.setattr(results, "charts_of", lambda made, _: drawn.append(made) or len(drawn))
    monkeypatch.setattr(
        results, "tables_of", lambda made, _: {"as_of": Table("t", f"{made.as_of}", (), ())}
    )

    found = []
    results._latest.clear()
    for _ in range(3):
        results._latest("2026-H2", "test-results", "vi")._due = 0.0  # as when its seconds are over
        found.append(results._figures("2026-H2", "test-results", "vi"))

    assert [one.charts for one in found] == [1, 1, 2]
    assert [one.summary.as_of for one in found] == [1, 2, 3]
    assert [one.tables["as_of"].title for one in found] == ["1", "2", "3"]
    assert drawn == [_Summary(5, 1), _Summary(10, 3)]
