"""Several rounds against kept reports. After a wanted change: ``python -m tests.golden.test_trend``."""

from pathlib import Path

import pytest

from analysis.reports import FORMATS
from surveys.language import languages, words
from tests.unit.test_trend import leg, of

KEPT = Path(__file__).parent / "kept"


def _written(language: str) -> str:
    """Three rounds: an earlier questionnaire, and one that is not over."""
    earlier = leg("2025-H2", questionnaire_hash="0" * 64)
    _, made = of(earlier, leg("2026-H1"), leg("2026-H2", provisional=True), language=language)
    return FORMATS["csv"].write(made, words(language)).decode("utf-8-sig").replace("\r\n", "\n")


@pytest.mark.parametrize("language", languages())
def test_a_report_on_several_rounds_is_as_it_was(language: str) -> None:
    """Every figure and word of its tables."""
    assert (KEPT / f"trend.{language}.csv.txt").read_text("utf-8") == _written(language)


if __name__ == "__main__":
    for code in languages():
        (KEPT / f"trend.{code}.csv.txt").write_text(_written(code), "utf-8")
