"""The paper form's lines and the signs of its boxes."""

from dataclasses import replace
from pathlib import Path

import pytest

from surveys.errors import Code, SurveyError
from surveys.language import Text
from surveys.paper import SIGNS, lines, lines_by_id
from surveys.procedure_field import QUESTION
from surveys.questionnaire import GATE, Option, find, read, shipped

SINK = read((Path(__file__).resolve().parent.parent / "kitchen_sink.toml").read_text("utf-8"))


@pytest.mark.parametrize("key", sorted(shipped()))
def test_lines_are_numbered_in_the_order_of_the_questionnaire(key: str) -> None:
    """The field has a letter; what is asked is counted from 1. Paper asks nobody whether to go on."""
    found = lines(find(key))
    asked = [question.id for question in find(key).questions if question.id != GATE]
    assert [line.question.id for line in found] == [QUESTION, *asked]
    assert [line.number for line in found] == ["A", *map(str, range(1, len(found)))]


@pytest.mark.parametrize("asked", [SINK, *shipped().values()], ids=lambda one: one.key)
def test_every_sign_stands_for_an_answer_that_is_accepted(asked: object) -> None:
    """Whatever box is ticked, what is typed for it passes the question's own check."""
    for line in lines(asked):  # type: ignore[arg-type]
        assert len(line.by_sign) == len(set(map(str, line.by_sign.values())))
        for value in line.by_sign.values():
            line.question.check(value)


def test_every_answer_has_a_sign() -> None:
    """Of a question with boxes; numbers and words are written."""
    by_id = lines_by_id(SINK)
    assert by_id["rating"].by_sign == {"1": 1, "2": 2, "3": 3, "0": "na"}
    assert by_id["choices"].by_sign == {"1": ["x"], "2": ["y"]}
    assert by_id["yesno"].by_sign == {"1": True, "2": False}
    assert by_id["number"].by_sign == by_id["text"].by_sign == {}


def test_not_applicable_is_typed_as_n_or_0_and_no_box_has_these() -> None:
    """So both mean it everywhere."""
    assert not {"n", "0"} & set(SIGNS)
    assert len(set(SIGNS)) == len(SIGNS)


def test_more_answers_than_signs_are_refused() -> None:
    """None is left out in silence."""
    many = tuple(Option(f"o{n}", Text({"vi": str(n)})) for n in range(len(SIGNS) + 1))
    section = SINK.sections[0]
    choice = replace(section.questions[1], id="many", options=many)
    odd = replace(SINK, sections=(replace(section, questions=(choice,)),))
    with pytest.raises(SurveyError) as refused:
        lines(odd)
    assert refused.value.code is Code.NOT_PRINTABLE
