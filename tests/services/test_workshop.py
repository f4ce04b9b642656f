"""Questionnaires of the office: checked with reasons, saved once, never changed, found again."""

from collections.abc import Iterator

import pytest

from services.program import Program
from services.rounds import create_round
from services.workshop import examine, questionnaires, save_questionnaire, text_of
from surveys import questionnaire as instruments
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.questionnaire import find, shipped_text
from surveys.remark import Remarked, translated
from tests.acts import BOSS, NOW
from tests.conftest import ROUND, opened

SHORT = shipped_text("short-counter@1")
VI = words("vi")


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What the program has learned here is not known to other tests."""
    yield
    instruments._own.clear()


def changed(before: str, after: str) -> str:
    assert before in SHORT
    return SHORT.replace(before, after)


OTHER_OPTION = changed(
    'id = "three_or_more", label = { vi = "3 lần', 'id = "often", label = { vi = "3 lần'
)
ANOTHER_LEVEL = SHORT.replace('value = 5, id = "very_satisfied"', 'value = 6, id = "best"')
TEXT = 'id = "comment"\nkind = "text"\noptional = true\nmax_length = 1000'
ENGLISH = ', en = "Is there anything you would like to add?"'

REMARKS = {
    "other words": (changed("Nhìn chung, Ông/Bà", "Ông/Bà"), Remarked.REWORDED, "overall"),
    "a question gone": (
        changed('id = "attitude"\nkind', 'id = "manner"\nkind'),
        Remarked.GONE,
        "attitude",
    ),
    "other options": (OTHER_OPTION, Remarked.OPTIONS, "contacts"),
    "no dissatisfied level": (SHORT.replace("negative = true, ", ""), Remarked.NO_NEGATIVE, ""),
    "a translation lacking": (changed(ENGLISH, ""), Remarked.UNTRANSLATED, ""),
}


@pytest.mark.parametrize("case", REMARKS.values(), ids=REMARKS.keys())
def test_what_there_is_to_know_is_told_with_the_question(
    program: Program, case: tuple[str, Remarked, str]
) -> None:
    """Each remark is found, and its sentence names the question's words and the rounds."""
    text, what, question = case
    found = examine(program, BOSS, text)
    remark = next(one for one in found.remarks if one.what is what)
    assert remark.question == question
    assert found.rounds == (ROUND,)
    sentence = found.said(remark, VI)
    if question:
        assert question in sentence
        assert find("short-counter@1").by_id[question].text.in_("vi") in sentence
        assert "1 đợt" in sentence


REFUSED = {
    "another scale": ANOTHER_LEVEL,
    "another kind": changed(TEXT, 'id = "comment"\nkind = "yesno"\noptional = true'),
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_an_id_with_another_meaning_is_refused(program: Program, text: str) -> None:
    """Not even when the remarks were read; nothing is kept."""
    assert examine(program, BOSS, text).remarks[0].refused
    with pytest.raises(SurveyError) as refused:
        save_questionnaire(program, BOSS, NOW, text, remarks_read=True)
    assert refused.value.code == Code.MEANING_CHANGED
    assert program.store.questionnaires.all() == []


def test_a_text_is_saved_as_the_next_version(program: Program) -> None:
    """Whatever number stands in it; the log knows who, and a round can use it."""
    text = SHORT.replace("minutes = 1", "minutes = 2")
    made = save_questionnaire(program, BOSS, NOW, text)
    again = save_questionnaire(program, BOSS, NOW, text)
    assert [made.key, again.key] == ["short-counter@2", "short-counter@3"]
    done = program.store.log.read()[1].act
    assert (done.actor, done.action, done.object) == ("test", "questionnaire.add", made.key)
    assert done.details["hash"] == made.hash[:16]
    days = {"opens": NOW.date().replace(year=2100), "closes": NOW.date().replace(year=2101)}
    create_round(program, BOSS, NOW, id="2100-H1", title="x", questionnaire=made.key, **days)
    states = {one.questionnaire.key: one.rounds for one in questionnaires(program, BOSS)}
    assert states[made.key] == ("2100-H1",)
    assert states[again.key] == ()


def test_remarks_must_have_been_read(program: Program) -> None:
    """Otherwise nothing is kept."""
    text = REMARKS["other words"][0]
    with pytest.raises(SurveyError) as refused:
        save_questionnaire(program, BOSS, NOW, text)
    assert refused.value.code == Code.QUESTIONNAIRE_REMARKS
    assert save_questionnaire(program, BOSS, NOW, text, remarks_read=True).version == 2


def test_a_program_that_starts_again_knows_what_was_saved(
    program: Program, tmp_path: object
) -> None:
    """Another process too: by the round that uses it, or when it looks at the list."""
    made = save_questionnaire(program, BOSS, NOW, SHORT)
    assert text_of(program, BOSS, made.key) == SHORT.replace("version = 1", "version = 2")
    instruments._own.clear()
    with pytest.raises(SurveyError):
        find(made.key)
    with opened(tmp_path / "var"):  # type: ignore[operator]
        assert find(made.key) == made
    instruments._own.clear()
    days = {"opens": NOW.date().replace(year=2100), "closes": NOW.date().replace(year=2101)}
    instruments.learn(made)
    create_round(program, BOSS, NOW, id="2100-H1", title="x", questionnaire=made.key, **days)
    instruments._own.clear()
    program.catalogue.forget()
    program.catalogue.now()
    assert find(made.key) == made


def test_who_has_a_part_of_the_tree_saves_nothing_for_all(program: Program) -> None:
    """Questionnaires are everybody's."""
    part = Actor("x", Role.OFFICIAL, "99004")
    with pytest.raises(SurveyError) as refused:
        save_questionnaire(program, part, NOW, SHORT)
    assert refused.value.code == Code.OTHER_UNITS


def test_what_is_no_questionnaire_says_why(program: Program) -> None:
    """With the entry that is wrong."""
    with pytest.raises(SurveyError) as refused:
        examine(program, BOSS, changed('kind = "choices"', 'kind = "slider"'))
    assert refused.value.code == Code.BAD_QUESTIONNAIRE
    assert "slider" in VI.error(refused.value)
    with pytest.raises(SurveyError) as refused:
        examine(program, BOSS, "#" * 300_000)
    assert refused.value.code == Code.QUESTIONNAIRE_LONG


def test_completeness_counts_every_text_once() -> None:
    """Texts with a translation over all texts that a person may read."""
    given, all_ = translated(find("short-counter@1"), "en")
    assert given == all_ > 30
    assert translated(find("short-counter@1"), "xx") == (0, all_)
