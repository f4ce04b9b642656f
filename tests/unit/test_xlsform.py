"""XLSForm: what becomes of each row, and what is refused with its place."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from data.imports import xlsform
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.questionnaire import Questionnaire, find, read
from tests.spreadsheets import CHOICES, SETTINGS, SURVEY, changed, saved

Sheets = Mapping[str, Sequence[Sequence[Any]]]


def imported(folder: Path, **other: Sequence[Sequence[Any]]) -> Questionnaire:
    return read(xlsform.read(saved(folder, **other)))


def test_a_form_becomes_a_questionnaire(tmp_path: Path) -> None:
    """Groups, kinds, levels, conditions, limits and both languages."""
    made = imported(tmp_path)
    assert (made.key, made.minutes) == ("one-stop@1", 2)
    assert made.title.by_language == {"vi": "Phiếu một cửa", "en": "Phiếu một cửa (en)"}
    assert [one.id for one in made.sections] == ["overall", "part_2"]
    kinds = {one.id: one.kind.name for one in made.questions}
    assert kinds == {
        "satisfied": "rating",
        "why": "choices",
        "attitude": "rating",
        "how": "choice",
        "visits": "number",
        "comment": "text",
    }
    by = made.by_id
    assert by["satisfied"].text.in_("en") == "How satisfied are you?"
    assert (by["satisfied"].optional, by["attitude"].optional) == (False, True)
    assert by["why"].show_if is not None
    assert (by["why"].show_if.question, by["why"].show_if.values) == ("satisfied", (1, 2))
    assert by["visits"].show_if is not None
    assert by["visits"].show_if.values == ("counter",)
    assert (by["visits"].minimum, by["visits"].maximum) == (1, 20)
    assert by["comment"].hint is not None
    assert by["attitude"].not_applicable
    assert by["how"].option_ids == ("counter", "online")


def test_levels_of_satisfaction_are_those_of_the_shipped_scale(tmp_path: Path) -> None:
    """However they are ordered and named in the file, so that rounds can be compared."""
    given = imported(tmp_path).criteria[0].rating_scale
    ours = find("short-counter@1").criteria[0].rating_scale
    assert given.id == ours.id
    assert [(one.value, one.id, one.satisfied, one.negative) for one in given.levels] == [
        (one.value, one.id, one.satisfied, one.negative) for one in ours.levels
    ]


@pytest.mark.parametrize(
    ("labels", "values"),
    [
        (("Rất hài lòng", "Hài lòng", "Bình thường"), {"neutral": 1, "very_satisfied": 3}),
        (("Không hài lòng", "Bình thường", "Hài lòng"), {"dissatisfied": 1, "satisfied": 3}),
        (
            ("Rất hài lòng", "Hài lòng", "Không hài lòng", "Rất không hài lòng"),
            {"very_dissatisfied": 1, "dissatisfied": 2, "satisfied": 3, "very_satisfied": 4},
        ),
    ],
)
def test_three_and_four_levels_are_criteria_too(
    tmp_path: Path, labels: tuple[str, ...], values: dict[str, int]
) -> None:
    """The lowest level has the lowest value."""
    choices = [CHOICES[0], *(["levels", str(n), text, text] for n, text in enumerate(labels))]
    survey = [SURVEY[0], ["select_one levels", "satisfied", "Hài lòng không?", "Satisfied?"]]
    scale = imported(tmp_path, survey=survey, choices=choices).criteria[0].rating_scale
    found = {one.id: one.value for one in scale.levels}
    assert len(found) == len(labels)
    assert values.items() <= found.items()


def test_a_list_of_no_levels_is_a_plain_choice(tmp_path: Path) -> None:
    """Nothing is taken for satisfaction that does not say so."""
    choices = [CHOICES[0], ["l", "a", "Bình thường", "x"], ["l", "b", "Tốt", "y"]]
    survey = [SURVEY[0], ["select_one l", "q", "Câu?", "?"]]
    assert imported(tmp_path, survey=survey, choices=choices).criteria == ()


def test_minutes_and_about_can_be_told(tmp_path: Path) -> None:
    """In columns of our own in the sheet of settings; the number is otherwise an estimate."""
    settings = [["form_id", "form_title", "minutes", "about"], ["one_stop", "Phiếu", 7, "Một phút"]]
    made = imported(tmp_path, settings=settings)
    assert (made.id, made.minutes, made.about.in_("vi")) == ("one-stop", 7, "Một phút")


ADDED = {
    "kind": (["range", "r", "Câu?", "?"], "A", "unknown_type"),
    "note": (["note", "r", "Xin chào", "Hello"], "A", "unknown_type"),
    "repeat": (["begin_repeat", "r", "Câu?", "?"], "A", "unknown_type"),
    "or other": (["select_one how or_other", "r", "Câu?", "?"], "A", "unknown_list"),
    "telephone": (["phonenumber", "r"], "A", "of_the_device"),
    "list": (["select_one nowhere", "r", "Câu?", "?"], "A", "unknown_list"),
    "levels at once": (["select_multiple levels", "r", "Câu?", "?"], "A", "several_levels"),
    "capital": (["text", "Q1", "Câu?", "?"], "B", "bad_name"),
    "twice": (["text", "comment", "Câu?", "?"], "B", "name_twice"),
    "no words": (["text", "r", "", "Only English"], "C", "no_vietnamese"),
    "repeats": (["text", "r", "Vì sao ${how}?", ""], "C", "repeats_answer"),
    "required": (["text", "r", "Câu?", "?", "", "sometimes"], "F", "bad_required"),
    "not equal": (["text", "r", "Câu?", "?", "", "", "${how} != 'online'"], "G", "bad_relevant"),
    "two questions": (
        ["text", "r", "Câu?", "?", "", "", "${how} = 'online' or ${satisfied} = '1'"],
        "G",
        "bad_relevant",
    ),
    "and": (
        ["text", "r", "Câu?", "?", "", "", "${how} = 'online' and ${how} = 'counter'"],
        "G",
        "bad_relevant",
    ),
    "later": (["text", "r", "Câu?", "?", "", "", "${later} = 'x'"], "G", "relevant_unknown"),
    "no answer": (["text", "r", "Câu?", "?", "", "", "${how} = 'fax'"], "G", "relevant_value"),
    "several": (["text", "r", "Câu?", "?", "", "", "${why} = 'time'"], "G", "relevant_selected"),
    "no limits": (["integer", "r", "Câu?", "?"], "constraint (H)", "bad_limits"),
    "wide": (["integer", "r", "?", "?", "", "", "", ". >= 0 and . <= 999"], "H", "bad_limits"),
    "regex": (["text", "r", "?", "?", "", "", "", "regex(., 'a')"], "H", "bad_length"),
    "calculated": (["text", "r", "?", "?", "", "", "", "", "1 + 1"], "I", "unknown_column"),
    "formula": (["text", "r", "=A1", "?"], "C", "formula"),
    "group open": (["begin_group", "r", "Nhóm", "Group"], "A", "group_open"),
    "group closed": (["end_group"], "A", "group_none"),
}


@pytest.mark.parametrize("case", ADDED.values(), ids=ADDED.keys())
def test_what_cannot_be_expressed_is_refused_with_its_place(
    tmp_path: Path, case: tuple[list[Any], str, str]
) -> None:
    """Sheet, row, column, what stands there, and why; in both languages."""
    row, column, mistake = case
    with pytest.raises(SurveyError) as refused:
        xlsform.read(saved(tmp_path, survey=[*SURVEY, row]))
    details = refused.value.details
    assert (refused.value.code, details["mistake"]) == (Code.BAD_CELL, mistake)
    assert (details["sheet"], details["row"]) == ("survey", len(SURVEY) + 1)
    assert f"({column})" in str(details["column"]) or details["column"] == column
    for language in ("vi", "en"):
        sentence = words(language).error(refused.value)
        assert str(len(SURVEY) + 1) in sentence
        assert words(language)(f"mistakes.{mistake}") in sentence


LISTS = {
    "one choice": ([["one", "a", "A", "A"]], "few_choices"),
    "a level that is none": (
        [["x", "1", "Hài lòng", ""], ["x", "2", "Tạm", ""], ["x", "3", "Không hài lòng", ""]],
        "level_unknown",
    ),
    "two levels": ([["x", "1", "Hài lòng", ""], ["x", "2", "Không hài lòng", ""]], "levels_wrong"),
    "the same name": ([["x", "a", "A", ""], ["x", "a", "B", ""]], "name_twice"),
    "not applicable is something else": (
        [["x", "a", "A", ""], ["x", "b", "B", ""], ["x", "na", "Không biết", ""]],
        "not_applicable_label",
    ),
    "a kept name": ([["x", "skipped", "A", ""], ["x", "b", "B", ""]], "reserved_name"),
    "a name with blanks": ([["x", "a b", "A", ""], ["x", "b", "B", ""]], "bad_choice_name"),
    "no list": ([["", "a", "A", ""]], "no_list_name"),
}


@pytest.mark.parametrize("case", LISTS.values(), ids=LISTS.keys())
def test_lists_are_refused_with_their_place(
    tmp_path: Path, case: tuple[list[list[str]], str]
) -> None:
    """In the sheet of choices."""
    rows, mistake = case
    with pytest.raises(SurveyError) as refused:
        xlsform.read(saved(tmp_path, choices=[*CHOICES, *rows]))
    assert (refused.value.details["sheet"], refused.value.details["mistake"]) == (
        "choices",
        mistake,
    )


def test_two_scales_in_one_form_are_refused(tmp_path: Path) -> None:
    """Different scales are never merged."""
    other = [
        ["three", str(n), text, ""]
        for n, text in enumerate(("Hài lòng", "Rất hài lòng", "Bình thường"))
    ]
    survey = [*SURVEY, ["select_one three", "second", "Câu?", "?"]]
    with pytest.raises(SurveyError) as refused:
        xlsform.read(saved(tmp_path, survey=survey, choices=[*CHOICES, *other]))
    assert refused.value.details["mistake"] == "other_scale"


def test_a_further_language_is_refused(tmp_path: Path) -> None:
    """Its texts are approved in a file of their own."""
    heading = [*SURVEY[0][:3], "label::Khmer (km)", *SURVEY[0][4:]]
    with pytest.raises(SurveyError) as refused:
        xlsform.read(saved(tmp_path, survey=[heading, *SURVEY[1:]]))
    assert refused.value.details["mistake"] == "other_language"


def test_a_heading_without_language_is_of_the_default_one(tmp_path: Path) -> None:
    """Vietnamese unless the file says otherwise; English alone is refused."""
    survey = [["type", "name", "label"], ["text", "q", "Câu?"]]
    assert imported(tmp_path, survey=survey, choices=CHOICES[:1]).questions[0].text.in_("vi")
    settings = [["form_id", "form_title", "default_language"], ["a", "A", "English (en)"]]
    with pytest.raises(SurveyError) as refused:
        xlsform.read(saved(tmp_path, survey=survey, choices=CHOICES[:1], settings=settings))
    assert refused.value.details["mistake"] == "no_vietnamese"


def test_a_group_may_carry_the_condition(tmp_path: Path) -> None:
    """Each of its questions is then asked under it, and can have none of its own."""
    group = [
        ["begin_group", "g", "Nhóm", "Group", "", "", "${how} = 'online'"],
        ["text", "r", "Câu?", "?"],
        ["end_group"],
    ]
    made = imported(tmp_path, survey=[*SURVEY, *group]).by_id["r"]
    assert made.show_if is not None
    assert (made.show_if.question, made.show_if.values) == ("how", ("online",))
    group[1] = ["text", "r", "Câu?", "?", "", "", "${how} = 'counter'"]
    with pytest.raises(SurveyError) as refused:
        xlsform.read(saved(tmp_path, survey=[*SURVEY, *group]))
    assert refused.value.details["mistake"] == "relevant_twice"


def test_every_letter_comes_through(tmp_path: Path) -> None:
    """Quotation marks, backslashes and line breaks, as they stand in the cell."""
    text = 'Ông/Bà "rất" \\ hài\nlòng? # = [x]'
    survey = [SURVEY[0], ["text", "q", text, "?"]]
    made = xlsform.read(saved(tmp_path, survey=survey))
    assert tomllib.loads(made)["sections"][0]["questions"][0]["text"]["vi"] == text


@pytest.mark.parametrize("lacking", ["survey", "settings"])
def test_a_file_without_its_sheets_is_refused(tmp_path: Path, lacking: str) -> None:
    """By name."""
    book = Workbook()
    for name, rows in (("survey", SURVEY), ("settings", SETTINGS)):
        if name != lacking:
            for row in rows:
                (book[name] if name in book.sheetnames else book.create_sheet(name)).append(row)
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(SurveyError) as refused:
        xlsform.read(tmp_path / "x.xlsx")
    assert refused.value.code == Code.BAD_FILE
    assert lacking in str(refused.value.details["why"])


def test_what_is_no_spreadsheet_is_refused(tmp_path: Path) -> None:
    """A text, half a file, and a small file that would unpack to a large one."""
    whole = saved(tmp_path).read_bytes()
    for name, content in (("a", b"id,name\n"), ("b", whole[: len(whole) // 2]), ("c", b"")):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(content)
        with pytest.raises(SurveyError) as refused:
            xlsform.read(path)
        assert refused.value.code == Code.BAD_FILE
    large = changed(saved(tmp_path), "xl/media/x.bin", b"\0" * 21_000_000)
    assert large.stat().st_size < 200_000
    with pytest.raises(SurveyError) as refused:
        xlsform.read(large)
    assert refused.value.details["why"] == "> 20 MB"
