"""The sorts of reports: each composes from the same basis, and says what it can be had in."""

import pytest

from analysis.reports.compose import compose
from analysis.reports.document import Items, Paragraph, Report
from analysis.reports.kinds import KINDS, kind_called
from analysis.reports.ledger import fingerprint
from surveys.errors import Code, SurveyError
from surveys.language import languages, words
from tests.unit.report_cases import basis, basis_of, field_basis


def texts(made: Report) -> list[str]:
    found = []
    for block in made.blocks():
        found += [block.text] if isinstance(block, Paragraph) else []
        found += block.texts if isinstance(block, Items) else []
    return found


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_bears_its_name_and_is_written_in_each_of_its_formats(name: str) -> None:
    """The name is that of its files; no format is promised that fails."""
    kind = kind_called(name)
    made = kind.compose(field_basis() if kind.one_field else basis(), words("vi"))
    assert made.kind == name
    for form in kind.formats.values():
        assert form.write(made, words("vi"))


def test_what_is_not_known_is_refused_with_what_is() -> None:
    """Who mistypes a kind or a format is told which there are."""
    with pytest.raises(SurveyError) as refusal:
        kind_called("yearly")
    assert refusal.value.code is Code.UNKNOWN_KIND
    assert "brief" in words("vi").error(refusal.value)
    with pytest.raises(SurveyError) as refusal:
        kind_called("brief").format("sav")
    assert refusal.value.code is Code.UNKNOWN_FORMAT


@pytest.mark.parametrize("language", languages())
def test_the_brief_says_nothing_that_the_whole_report_does_not(language: str) -> None:
    """Its sentences are those of the whole report, whose fingerprint stands on it."""
    told = words(language)
    given = basis_of("ministry-service@1", compared=True)
    whole, brief = compose(given, told), KINDS["brief"].compose(given, told)
    known = " ".join(texts(whole))
    mark = fingerprint(whole, told)
    said = [one for text in texts(brief) for one in text.removesuffix(".").split(". ")]
    assert [one for one in said if one not in known and mark not in one] == []
    assert any(mark in one for one in said)


def test_what_hangs_on_the_wall_rests_on_what_everybody_may_see() -> None:
    """The sheet for the notice board is of the public's figures, the agency's own papers are not."""
    assert [name for name, kind in KINDS.items() if kind.public] == ["poster"]
