"""The lines around an official document: dates, dots, recipients, the sign at the end."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.reports.document import Letterhead
from analysis.reports.form import DOTS, closed, form_of
from surveys.language import words
from tests.unit.report_cases import report


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        (date(2026, 7, 5), "ngày 05 tháng 7 năm 2026", "05 July 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026", "10 February 2026"),
        (date(2026, 1, 1), "ngày 01 tháng 01 năm 2026", "01 January 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026", "31 December 2026"),
    ],
)
def test_days_under_ten_and_the_first_two_months_have_a_nought(day: date, vi: str, en: str) -> None:
    """As annex I of Decree 30/2020/NĐ-CP asks, so that no digit can be put before them."""
    assert form_of(replace(report(), dated=day), words("vi")).dated == f"Minh Họa, {vi}"
    assert form_of(replace(report("en"), dated=day), words("en")).dated == f"Minh Họa, {en}"


def test_an_empty_letterhead_is_dots() -> None:
    """Nothing is invented for an agency that has set nothing."""
    form = form_of(replace(report(), letterhead=Letterhead()), words("vi"))
    assert form.agency == form.parent == form.position == form.signer == DOTS
    assert form.signs_for == ""
    assert form.number == f"Số: {DOTS}/BC-{DOTS}"
    assert form.dated == f"{DOTS}, ngày 05 tháng 7 năm 2026"
    assert form.recipients == (f"- {DOTS};", f"- Lưu: VT, {DOTS}.")


def test_recipients_end_with_one_sign_each() -> None:
    """Whatever the settings had at the end of a line; the last one says where it is filed."""
    given = replace(report().letterhead, recipients=("Như trên;", "Bộ Nội vụ (b/c).", "Lưu: VT."))
    form = form_of(replace(report(), letterhead=given), words("vi"))
    assert form.recipients == ("- Như trên;", "- Bộ Nội vụ (b/c);", "- Lưu: VT.")


def test_the_agency_stands_in_capitals() -> None:
    """With the marks of Vietnamese letters."""
    form = form_of(report(), words("vi"))
    assert (form.parent, form.agency) == ("UBND TỈNH MINH HỌA", "SỞ NỘI VỤ")


def test_the_end_has_one_sign() -> None:
    """Never two full stops."""
    assert [closed(text) for text in ("hết.", "hết", "hết;")] == ["hết./."] * 3


def test_marks_tell_drafts_and_samples() -> None:
    """Nothing on a report that may be signed."""
    assert form_of(report(), words("vi")).marks == ()
    made = replace(report(sample=True), draft="DỰ THẢO")
    assert form_of(made, words("vi")).marks == ("DỰ THẢO", words("vi")("common.sample"))
