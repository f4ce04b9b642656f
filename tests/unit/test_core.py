"""The core first, the rest for those who want it: what is asked, and what counts as not asked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import Code, SurveyError
from surveys.questionnaire import GATE, find, read
from surveys.questions.kind import Answer
from surveys.response import Response
from surveys.standing import is_valid
from surveys.tally import ALL, count
from tests.contract.given import entry

FORM, SERVICE = find("ministry@1"), find("ministry-service@1")
CORE = [question.id for question in FORM.questions if not question.long and question.id != GATE]
CRITERIA = [question.id for question in FORM.criteria]
RATED = "experience_4"
"""Whether somebody has had an administrative procedure: others do not rate how it went."""


def test_the_form_has_the_33_criteria_in_nine_factors() -> None:
    """14 on policies, 19 on services, numbered as the Ministry numbers them."""
    assert [f"q{n}" for n in range(1, 34)] == CRITERIA
    factors = [len(section.criteria) for section in FORM.sections if section.criteria]
    assert factors == [2, 2, 8, 2, 4, 4, 5, 3, 3]


def test_the_service_criteria_are_worded_as_in_the_shorter_form() -> None:
    """An id stands for one meaning in both."""
    for question in SERVICE.criteria:
        assert question.text == FORM.by_id[question.id].text
        assert question.scale == FORM.by_id[question.id].scale


def test_the_opening_questions_and_wishes_are_there() -> None:
    """Eight interests, seven experiences, nine wishes, six single questions, the respondent's block."""
    sizes = {section.id: len(section.questions) for section in FORM.sections}
    named = ("interest", "opening", "experience", "wishes", "respondent")
    assert [sizes[name] for name in named] == [8, 6, 7, 9, 7]


def test_the_core_comes_first_and_the_question_for_more_after_it() -> None:
    """The order asked; the sections stay the factors that the form has."""
    order = [question.id for _, question in FORM.steps]
    assert order.index(GATE) == len(CORE)
    assert set(order[: len(CORE)]) == set(CORE)
    assert str(FORM.longer) in FORM.by_id[GATE].text.in_("vi")
    assert FORM.longer == len(order) - len(CORE) - 1


def test_the_numbers_told_at_the_start_are_those_of_the_progress() -> None:
    """The fewest is what is asked when nothing is answered yet; the most, all of the core."""
    assert FORM.at_first == (len(FORM.asked({})), len(CORE) + 1)
    assert find("short-counter@1").at_first == (6, 7)


@pytest.mark.parametrize("more", [False, None], ids=["sent at once", "not answered"])
def test_who_stops_after_the_core_was_not_asked_the_rest(more: bool | None) -> None:
    """Not asked is no entry; skipped is an entry without answer."""
    checked = FORM.check({RATED: "yes", "q15": 5, GATE: more})
    assert set(checked) == {*CORE, GATE}
    assert (checked["q15"], checked["q22"]) == (5, None)


def test_an_answer_to_the_rest_without_wanting_more_is_refused() -> None:
    """Nothing is kept as asked that was not."""
    with pytest.raises(SurveyError) as refused:
        FORM.check({"q13": 4, "q1": 4})
    assert refused.value.code == Code.NOT_ASKED


def test_wanting_more_is_no_answer_by_itself() -> None:
    """A form in which nothing else was answered is empty."""
    with pytest.raises(SurveyError) as refused:
        FORM.check({GATE: False})
    assert refused.value.code == Code.NOTHING_ANSWERED


@pytest.mark.parametrize("experience", ["no", None])
def test_without_experience_nobody_rates_the_service(experience: str | None) -> None:
    """Criteria 15 to 33 are not asked, neither in the core nor in the rest."""
    checked = FORM.check({RATED: experience, "q13": 3, GATE: True})
    assert [name for name in CRITERIA if name in checked] == [f"q{n}" for n in range(1, 15)]


@pytest.mark.parametrize(("answered", "valid"), [(7, True), (4, True), (3, False)])
def test_validity_counts_the_criteria_that_were_asked(answered: int, valid: bool) -> None:
    """Of the seven criteria of the core, and not of 33, half have to be answered."""
    rated = [name for name in CORE if name in CRITERIA][:answered]
    checked = FORM.check({RATED: "yes", **dict.fromkeys(rated, 4)})
    assert valid is is_valid(checked, FORM, 50)


def entry_of(answers: dict[str, Answer]) -> Response:
    return replace(entry().response, questionnaire=FORM.key, answers=answers)


SENT = st.fixed_dictionaries(
    {},
    optional={
        RATED: st.sampled_from(["yes", "no"]),
        GATE: st.booleans(),
        **{name: st.sampled_from([1, 3, 5, "na", None]) for name in CRITERIA},
        "comment": st.just("Tốt"),
    },
)


@given(st.lists(SENT, max_size=8))
def test_asked_answered_skipped_and_not_applicable_add_up(sent: list[dict[str, Answer]]) -> None:
    """In the tally the cells of a criterion are exactly the people who were asked it."""
    kept: list[Response] = []
    for given_answers in sent:
        asked = {question.id for question in FORM.asked(given_answers)}
        fitting = {name: given_answers[name] for name in given_answers if name in asked}
        try:
            answers = FORM.check(fitting)
            kept.append(entry_of(answers))
        except SurveyError as refused:
            assert refused.code == Code.NOTHING_ANSWERED  # noqa: PT017
    tallies = list(count(kept, {FORM.key: FORM}).values())
    counts = tallies[0][(ALL, "")].counts if tallies else {}
    for name in CRITERIA:
        asked_it = [one.answers[name] for one in kept if name in one.answers]
        cells = counts.get(name, {})
        assert sum(cells.values()) == len(asked_it)
        assert cells.get("skipped", 0) == asked_it.count(None)
        assert cells.get("na", 0) == asked_it.count("na")


@pytest.mark.parametrize("change", [("core = true\n", ""), ("optional = true\n", "")])
def test_a_long_form_needs_a_core_and_nothing_required(change: tuple[str, str]) -> None:
    """Where more is asked on request, something must be asked before, and anybody may stop."""
    text = BROKEN.replace(*change)
    assert read(BROKEN).longer == 1
    with pytest.raises(SurveyError) as refused:
        read(text)
    assert refused.value.code == Code.BAD_QUESTIONNAIRE


BROKEN = """
id = "x"
version = 1
minutes = 1
source = "x"
title = { vi = "x" }
about = { vi = "x" }
[more]
text = { vi = "Thêm {n} câu?" }
[[sections]]
id = "a"
[[sections.questions]]
id = "one"
core = true
kind = "yesno"
optional = true
text = { vi = "Một" }
[[sections.questions]]
id = "two"
kind = "yesno"
optional = true
text = { vi = "Hai" }
"""
