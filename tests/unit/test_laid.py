"""How text is laid on paper, whatever the format."""

import pytest

from analysis.reports.document import Exhibit, Source
from analysis.reports.laid import Run, inert, runs, spans
from analysis.reports.sections.wording import bare
from analysis.tables import Column, Table


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("92,5 % trong số", "92,5\u00a0% trong số"),
        ("căn cứ n = 12 lượt", "căn cứ n\u00a0=\u00a012 lượt"),
        ("chọn = 12", "chọn = 12"),
        ("dòng\nsau\u202edấu", "dòng sau[RIGHT-TO-LEFT OVERRIDE]dấu"),
    ],
)
def test_a_number_stays_with_its_sign(text: str, written: str) -> None:
    """The end of a line tears neither a percentage nor a base; nothing else is moved."""
    assert inert(text) == written


def test_words_between_asterisks_are_in_italics() -> None:
    """An asterisk that stands alone is an asterisk."""
    assert runs("nói *rõ* ràng, 2 * 3") == [
        Run("nói "),
        Run("rõ", italic=True),
        Run(" ràng, 2 * 3"),
    ]


def test_rows_that_begin_alike_stand_together() -> None:
    """Where they follow each other, and only in a table that says so."""
    columns = (Column("Câu hỏi"), Column("Trả lời"))
    rows = (("Giới tính", "Nam"), ("Giới tính", "Nữ"), ("Tuổi", "18"), ("Giới tính", "Khác"))
    table = Table("x", "", columns, rows)
    one = Exhibit(table, Source("", "", "", "", "", "", None), grouped=True)
    assert spans(one) == [2, 0, 1, 1]
    assert spans(Exhibit(table, one.source)) == [1, 1, 1, 1]


def test_a_question_in_a_sentence_asks_nothing() -> None:
    """Its own sign would end the sentence in the middle."""
    assert bare("Ông/Bà có hài lòng không?") == "Ông/Bà có hài lòng không"
    assert bare("Công chức tận tình.") == "Công chức tận tình"
