"""The interface's words: complete in every language, and numbers as people write them."""

import re
import string
import tomllib

import pytest

from surveys.errors import Code, SurveyError
from surveys.fault import Wrong
from surveys.language import LOCALES, SOURCE, Text, flat, languages, shortened, words


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", [code for code in languages() if code != SOURCE])
def test_a_language_has_every_word_and_place(language: str) -> None:
    """No entry lacks, none is left over, and each has the places of the source."""
    own = dict(flat(tomllib.loads((LOCALES / f"{language}.toml").read_text("utf-8"))))
    source = words(SOURCE).entries
    assert set(source) == set(own)
    for key, sentence in source.items():
        assert _places(sentence) == _places(own[key]), key


@pytest.mark.parametrize("code", list(Code))
@pytest.mark.parametrize("language", languages())
def test_every_refusal_has_a_sentence(language: str, code: Code) -> None:
    """A code without its sentence would be shown as a bug."""
    sentence = words(language).entries[f"errors.{code}"]
    assert re.search(r"\w{2,}.*[.]$", sentence)


def test_there_is_no_sentence_without_a_code() -> None:
    """Sentences that nothing says any more are removed."""
    keys = {
        key.removeprefix("errors.") for key in words(SOURCE).entries if key.startswith("errors.")
    }
    assert {str(code) for code in Code} == keys


def test_every_fault_has_a_sentence() -> None:
    """What a check finds is told in words, and no sentence is left over."""
    keys = {
        key.removeprefix("faults.") for key in words(SOURCE).entries if key.startswith("faults.")
    }
    assert {str(wrong) for wrong in Wrong} == keys


@pytest.mark.parametrize(
    ("language", "value", "decimals", "written"),
    [
        ("vi", 6952, 0, "6.952"),
        ("vi", 94.894, 2, "94,89"),
        ("vi", 1234567.5, 1, "1.234.567,5"),
        ("en", 1234567.5, 1, "1,234,567.5"),
    ],
)
def test_numbers_have_the_signs_of_the_language(
    language: str, value: float, decimals: int, written: str
) -> None:
    """Decimal comma and thousands point in Vietnamese, the reverse in English."""
    assert written == words(language).number(value, decimals)


def test_an_unknown_language_is_answered_in_vietnamese() -> None:
    """Nobody gets an empty page for asking in French."""
    assert words("fr")("form.start") == "Bắt đầu"


def test_a_text_without_its_source_wording_is_a_mistake() -> None:
    """Vietnamese is the text that everything else falls back to."""
    with pytest.raises(ValueError, match="vi"):
        Text({"en": "Only English"})


def test_a_refusal_fills_its_sentence() -> None:
    """The details of the refusal stand in the sentence."""
    asked = Text({"vi": "Mấy lần?", "en": "How often?"})
    refusal = SurveyError(Code.OUT_OF_RANGE, question="x", asked=asked, minimum=0, maximum=9)
    assert words("vi").error(refusal) == "Câu “Mấy lần?” cần một số từ 0 đến 9."
    assert words("en").error(refusal) == 'The question "How often?" needs a number from 0 to 9.'


def test_a_long_question_is_named_by_its_beginning() -> None:
    """Whole words up to the bound."""
    assert shortened("Mức " * 40) == "Mức " * 21 + "Mức…"
    assert shortened("Ngắn") == "Ngắn"
