"""What is an answer and what is not, kind by kind."""

from pathlib import Path
from typing import Any

import pytest

from surveys.errors import Code, SurveyError
from surveys.questionnaire import read

FORM = read((Path(__file__).parent.parent / "kitchen_sink.toml").read_text("utf-8"))
LEAST = {"rating": 3, "choice": "a"}

GOOD = [
    ("rating", 1, 1),
    ("rating", "na", "na"),
    ("choice", "b", "b"),
    ("choices", ["y", "x"], ["x", "y"]),
    ("choices", ["x", "x"], ["x"]),
    ("yesno", True, True),
    ("yesno", False, False),
    ("number", 0, 0),
    ("number", 9, 9),
    ("text", "  tốt\r\nlắm ", "tốt\nlắm"),
    ("text", "na", "na"),
    ("text", "   ", None),
    ("text", "😀 ok", "😀 ok"),
    ("number", None, None),
]


@pytest.mark.parametrize(("question", "given", "stored"), GOOD)
def test_an_answer_is_stored_in_its_form(question: str, given: Any, stored: Any) -> None:
    """Each kind keeps what was answered, in one spelling."""
    answers = FORM.check({**LEAST, "choice": "b", question: given})
    assert stored == answers[question]


BAD = [
    ("rating", 4, Code.NOT_AN_OPTION),
    ("rating", True, Code.NOT_AN_OPTION),
    ("rating", "3", Code.NOT_AN_OPTION),
    ("rating", 3.0, Code.NOT_AN_OPTION),
    ("rating", [3], Code.NOT_AN_OPTION),
    ("rating", None, Code.ANSWER_MISSING),
    ("choice", "c", Code.NOT_AN_OPTION),
    ("choice", 1, Code.NOT_AN_OPTION),
    ("choice", {"a": 1}, Code.NOT_AN_OPTION),
    ("choice", "na", Code.NOT_APPLICABLE_REFUSED),
    ("choices", "x", Code.NOT_AN_OPTION),
    ("choices", [], Code.NOT_AN_OPTION),
    ("choices", ["x", "z"], Code.NOT_AN_OPTION),
    ("choices", [["x"]], Code.NOT_AN_OPTION),
    ("yesno", "yes", Code.NOT_AN_OPTION),
    ("yesno", 1, Code.NOT_AN_OPTION),
    ("number", 10, Code.OUT_OF_RANGE),
    ("number", -1, Code.OUT_OF_RANGE),
    ("number", 1.5, Code.NOT_A_NUMBER),
    ("number", True, Code.NOT_A_NUMBER),
    ("number", "3", Code.NOT_A_NUMBER),
    ("text", 5, Code.NOT_TEXT),
    ("text", "x" * 51, Code.TEXT_TOO_LONG),
    ("text", "a\x00b", Code.CONTROL_CHARACTERS),
    ("text", "a\x1bb", Code.CONTROL_CHARACTERS),
    ("text", "a\u202eb", Code.CONTROL_CHARACTERS),
    ("text", "a\ud800b", Code.CONTROL_CHARACTERS),
    ("q99", 1, Code.UNKNOWN_QUESTION),
]


@pytest.mark.parametrize(("question", "given", "code"), BAD)
def test_what_is_no_answer_is_refused_by_name(question: str, given: Any, code: Code) -> None:
    """The refusal names the question and the reason."""
    with pytest.raises(SurveyError) as refused:
        FORM.check({**LEAST, "choice": "b", question: given})
    assert (code, question) == (refused.value.code, refused.value.details["question"])


def test_a_question_that_is_not_asked_has_no_entry() -> None:
    """Not asked is neither skipped nor answered."""
    assert "choices" not in FORM.check(LEAST)
    assert FORM.check({**LEAST, "choice": "b"})["choices"] is None


def test_conditions_follow_on_each_other() -> None:
    """A question behind a question that was not asked is not asked either."""
    asked = FORM.check({**LEAST, "choice": "b", "choices": ["y"]})
    assert "after_choices" in asked
    assert "after_choices" not in FORM.check({**LEAST, "choice": "b", "choices": ["x"]})


def test_an_answer_to_a_question_that_was_not_asked_is_refused() -> None:
    """A device that shows the wrong questions is told."""
    with pytest.raises(SurveyError) as refused:
        FORM.check({**LEAST, "choices": ["x"]})
    assert refused.value.code == Code.NOT_ASKED


def test_a_form_without_any_answer_is_refused() -> None:
    """An empty form is no response."""
    optional = read(
        (Path(__file__).parent.parent / "kitchen_sink.toml")
        .read_text("utf-8")
        .replace("not_applicable = true", "optional = true")
        .replace('kind = "choice"\n', 'kind = "choice"\noptional = true\n')
    )
    with pytest.raises(SurveyError) as refused:
        optional.check({})
    assert refused.value.code == Code.NOTHING_ANSWERED


@pytest.mark.parametrize(
    ("question", "posted", "read_as"),
    [
        ("rating", ["3"], 3),
        ("rating", [""], None),
        ("rating", ["three"], "three"),
        ("choices", ["x", "y"], ["x", "y"]),
        ("choices", [], None),
        ("yesno", ["yes"], True),
        ("yesno", ["maybe"], "maybe"),
        ("number", [" 4 "], 4),
        ("number", ["four"], "four"),
        ("text", ["  "], "  "),
    ],
)
def test_a_posted_field_is_read_as_its_kind(
    question: str, posted: list[str], read_as: object
) -> None:
    """What a browser posts becomes what a device would send; nonsense stays, to be refused."""
    assert read_as == FORM.by_id[question].kind.from_form(posted)
