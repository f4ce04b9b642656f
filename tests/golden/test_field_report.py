"""The report on one procedure field as kept; anew: ``python -m tests.golden.test_field_report``."""

from pathlib import Path

import pytest

from analysis.reports.field import ONE_FIELD
from analysis.reports.kinds import KINDS
from surveys.language import languages, words
from tests.data_files import as_text
from tests.unit.report_cases import field_basis

pytestmark = pytest.mark.long

KEPT = Path(__file__).parent / "kept"
KIND = KINDS[ONE_FIELD]


def _written(format: str, language: str) -> str:
    told = words(language)
    content = KIND.format(format).write(KIND.compose(field_basis(sample=True), told), told)
    return as_text(format, content).replace("\r\n", "\n")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("format", sorted(KIND.formats))
def test_a_report_on_a_field_is_as_it_was(format: str, language: str) -> None:
    """Every figure, word and number format of the file."""
    kept = (KEPT / f"field.{language}.{format}.txt").read_text("utf-8")
    assert kept == _written(format, language)


@pytest.mark.parametrize("format", sorted(KIND.formats))
def test_the_same_request_gives_the_same_bytes(format: str) -> None:
    """A file can be compared with the one that was signed."""
    told, write = words("vi"), KIND.format(format).write
    made = [write(KIND.compose(field_basis(), told), told) for _ in range(2)]
    assert made[0] == made[1]


if __name__ == "__main__":
    for one in KIND.formats:
        for code in languages():
            (KEPT / f"field.{code}.{one}.txt").write_text(_written(one, code), "utf-8")
