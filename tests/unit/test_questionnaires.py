"""Every shipped questionnaire, every entry of it."""

import re
import tomllib

import pytest

from surveys.errors import Code, SurveyError
from surveys.language import languages
from surveys.procedure_field import QUESTION
from surveys.questionnaire import FOLDER, LOCK, Question, Questionnaire, read, shipped

ALL = [pytest.param(one, id=key) for key, one in shipped().items()]
QUESTIONS = [
    pytest.param(question, id=f"{key}-{question.id}")
    for key, one in shipped().items()
    for question in one.questions
]


def test_the_four_instruments_are_shipped() -> None:
    """The counter form of 2023, the Ministry's form whole and its service part, the short form."""
    assert {"three-level-counter", "ministry", "ministry-service", "short-counter"} == {
        one.id for one in shipped().values()
    }


@pytest.mark.parametrize("one", ALL)
def test_a_published_file_has_not_changed(one: Questionnaire) -> None:
    """Each file has the hash under which it was published; a change needs a new version."""
    assert tomllib.loads(LOCK.read_text("utf-8"))[one.key] == one.hash


@pytest.mark.parametrize("one", ALL)
def test_the_file_is_named_after_what_it_holds(one: Questionnaire) -> None:
    """``short-counter.v1.toml`` holds version 1 of short-counter."""
    assert (FOLDER / f"{one.id}.v{one.version}.toml").exists()


def _texts(question: Question) -> list[object]:
    options = (
        list(question.kind.options(question).values()) if question.kind.name != "number" else []
    )
    return [question.text, question.hint, question.notice, *options]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_text_is_complete_in_every_language(question: Question) -> None:
    """No question, option, hint or notice lacks a translation."""
    for text in _texts(question):
        if text is not None:
            assert set(languages()) <= {code for code, words in text.by_language.items() if words}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_option_is_an_answer(question: Question) -> None:
    """What the form offers is accepted and counts in the cell of its own name."""
    if question.kind.name == "text":
        assert question.check("Cảm ơn") == "Cảm ơn"
        return
    for cell in question.kind.options(question):
        given = question.kind.from_form([cell])
        assert cell in question.cells(question.check(given))


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_takes_the_id_of_the_procedure_field(question: Question) -> None:
    """The form's own question keeps its id for itself."""
    assert question.id != QUESTION


def test_the_three_level_form_has_no_negative_level_and_says_so() -> None:
    """Only the form of 2023 lacks a dissatisfied option, and is known to."""
    without = {one.id for one in shipped().values() if one.without_negative}
    assert {"three-level-counter"} == without


def test_the_ministry_form_has_five_factors_with_nineteen_criteria() -> None:
    """Factors of 4, 4, 5, 3 and 3 criteria, numbered 15 to 33."""
    form = shipped()["ministry-service@1"]
    factors = [section for section in form.sections if section.criteria]
    assert [len(section.criteria) for section in factors] == [4, 4, 5, 3, 3]
    assert [f"q{n}" for n in range(15, 34)] == [question.id for question in form.criteria]


def test_ethnicity_is_sensitive_with_a_notice() -> None:
    """Dân tộc is optional, marked sensitive, and says why it is asked."""
    question = shipped()["ministry-service@1"].by_id["ethnicity"]
    assert question.sensitive
    assert question.optional
    assert question.notice is not None


@pytest.mark.parametrize(
    "change", [("optional = true", ""), ("notice =", "hint ="), ("no_answer", "nothing")]
)
def test_a_sensitive_question_is_optional_explained_and_may_be_declined(
    change: tuple[str, str],
) -> None:
    """A file that asks for something sensitive without that is refused."""
    good = (FOLDER / "ministry-service.v1.toml").read_text("utf-8")
    before, after = good.split('id = "ethnicity"')
    with pytest.raises(SurveyError) as refused:
        read(before + 'id = "ethnicity"' + after.replace(change[0], change[1], 1), "x.toml")
    assert "sensitive" in str(refused.value.details["why"])


BROKEN = {
    "a text without its Vietnamese wording": ('vi = "Nhìn chung', 'fr = "Nhìn chung'),
    "an unknown kind": ('kind = "choices"', 'kind = "slider"'),
    "a question that stands twice": ('id = "time"\nkind', 'id = "overall"\nkind'),
    "a condition on a later question": ('question = "overall"', 'question = "comment"'),
    "a condition that no answer meets": ("is = [1, 2]", "is = [9]"),
    "an option with a reserved name": ('id = "early"', 'id = "na"'),
    "a scale that is not in order": ("value = 1,", "value = 7,"),
    "a comment without a bound": ("max_length = 1000", ""),
    "no version": ("version = 1", ""),
    "broken TOML": ("[[scales]]", "[[scales]"),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused_with_a_reason(change: tuple[str, str]) -> None:
    """Whatever is wrong in a questionnaire is found when it is read."""
    good = (FOLDER / "short-counter.v1.toml").read_text("utf-8")
    assert change[0] in good
    with pytest.raises(SurveyError) as refused:
        read(good.replace(change[0], change[1], 1), "x.toml")
    assert refused.value.code == Code.BAD_QUESTIONNAIRE
    assert re.search(r"\w", str(refused.value.details["why"]))
