"""The page Đợt khảo sát, run as Streamlit runs it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import streamlit as st

from services.program import Program
from services.publishing import editions, publish_round
from services.rounds import close_round, stored
from services.senders import trust_key
from surveys.account import Actor, Role
from surveys.act import Act
from surveys.errors import SurveyError
from surveys.link import Link
from surveys.package import Package
from surveys.round import State
from surveys.standing import Standing
from tests.acts import BOSS
from tests.apptest import AppTest
from tests.conftest import NOW, ROUND, UNIT
from tests.services.test_reviewing import answer
from tests.web.test_published import seal

pytestmark = pytest.mark.long

PAGE = "from views import rounds\nrounds.show()"
Opened = Callable[..., AppTest]


@pytest.fixture
def page(program: Program, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """A page of somebody, run once; each call is another browser."""

    def opened(visitor: Actor = BOSS) -> AppTest:
        st.cache_resource.clear()
        for module in ("rounds", "planning", "reviews", "targets", "arrivals"):
            monkeypatch.setattr(f"views.{module}.program", lambda: program)
        monkeypatch.setattr("views.rounds.actor", lambda: visitor)
        return AppTest.from_string(PAGE, default_timeout=30).run()

    return opened


def _said(test: AppTest) -> str:
    parts = [*test.markdown, *test.success, *test.error, *test.info]
    return "\n".join(str(one.value) for one in parts).replace("\\", "").replace("\u2060", "")


def _step(test: AppTest, step: str, **given: object) -> AppTest:
    test.button(key=f"{step} {ROUND}").click().run()
    for key, value in given.items():
        widgets = test.date_input if key == "day" else test.text_area
        widgets(key=f"step {key}").set_value(value)
    return test.button(key="step yes").click().run()


def final(program: Program) -> None:
    """Closed, with nothing more to come: the round lay in the past."""
    program.store.keep([answer(1, "burst") for _ in range(12)] + [answer() for _ in range(30)])
    was = stored(program, ROUND)
    past = (datetime.now(UTC) - timedelta(days=9)).date()
    program.store.change_round(was.closed(past), was, _act())
    program.store.take_snapshots(ROUND, 5, last=True)
    program.catalogue.forget()


def _act() -> object:
    from tests.acts import ACT

    return ACT


def test_rounds_are_listed_with_the_next_step_first(page: Opened) -> None:
    """State, days and numbers; one main button."""
    test = page()
    assert not test.exception
    assert test.title[0].value == "Đợt khảo sát"
    assert "đang mở" in test.table[0].value.to_string()
    labels = [one.label for one in test.button if one.key and one.key.endswith(ROUND)]
    assert labels == ["Đóng đợt", "Tạm dừng", "Gia hạn"]


def test_a_flooded_code_is_told_where_the_round_is_run(page: Opened, program: Program) -> None:
    """With the unit's name and how many had to wait; nothing is told while nobody had to."""
    assert len(page().warning) == 0
    link, moment = Link("AAAA222", UNIT), datetime.now(UTC)
    with suppress(SurveyError):
        while True:
            program.flow.take(link, moment)
    [told] = [str(one.value) for one in page().warning]
    assert "Xã Đồng Sen" in told.replace("\u2060", "")
    assert "1 lượt gửi phải đợi" in told.replace("\\", "").replace("\u2060", "")


def test_a_step_asks_once_more_and_says_what_will_happen(page: Opened, program: Program) -> None:
    """Nothing happens before the second click; leaving it changes nothing."""
    test = page()
    test.button(key=f"pause {ROUND}").click().run()
    assert "vẫn gửi được phiếu" in _said(test)
    assert stored(program, ROUND).state is State.OPEN
    test.button(key="step no").click().run()
    assert stored(program, ROUND).state is State.OPEN
    done = _step(test, "pause")
    assert not done.exception
    assert "Đã thực hiện." in _said(done)
    assert stored(program, ROUND).state is State.PAUSED
    assert _step(done, "resume").button(key=f"close {ROUND}")
    assert stored(program, ROUND).state is State.OPEN


def test_of_two_officials_on_the_same_page_one_is_told(page: Opened, program: Program) -> None:
    """Both have the page open; the second one's click is not lost and not carried out."""
    first, second = page(), page()
    for test in (first, second):
        test.button(key=f"pause {ROUND}").click().run()
    first.button(key="step yes").click().run()
    second.button(key="step yes").click().run()
    assert "Đã thực hiện." in _said(first)
    assert "vừa được người khác thay đổi" in _said(second)
    acts = [line.act.action for line in program.store.log.read()]
    assert acts.count("round.pause") == 1


def test_a_stale_page_does_not_undo_what_another_has_done(page: Opened, program: Program) -> None:
    """One has extended the round; the other still sees the old last day and closes it: refused."""
    stale = page()
    stale.button(key=f"close {ROUND}").click().run()
    _step(page(), "extend", day=stored(program, ROUND).closes + timedelta(days=30))
    stale.button(key="step yes").click().run()
    assert "vừa được người khác thay đổi" in _said(stale)
    assert stored(program, ROUND).state is State.OPEN


def test_a_round_is_planned_and_opened_early(page: Opened, program: Program) -> None:
    """With the form's own values; opening before the first day says so."""
    close_round(program, ROUND, BOSS, datetime.now(UTC))
    test = page()
    test.text_input(key="plan id").set_value("2027-X")
    test.number_input(key="plan target").set_value(30)
    test.text_area(key="plan targets").set_value(f"{UNIT}; 55")
    test.multiselect(key="plan units").set_value([UNIT])
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date()
    test.date_input(key="plan opens").set_value(tomorrow)
    test.date_input(key="plan closes").set_value(tomorrow + timedelta(days=9))
    next(one for one in test.button if one.label == "Lập đợt").click().run()
    assert not test.exception
    planned = stored(program, "2027-X")
    assert (planned.target, planned.units, planned.opens) == (30, (UNIT,), tomorrow)
    assert planned.wanted() == {UNIT: 55}
    test.selectbox(key="round of rounds").set_value("2027-X").run()
    test.button(key="open 2027-X").click().run()
    assert "hôm nay trở thành ngày đầu" in _said(test)
    test.button(key="step yes").click().run()
    assert stored(program, "2027-X").state is State.OPEN


def test_targets_are_typed_filled_in_and_saved(page: Opened, program: Program) -> None:
    """The lines hold what there is; a wrong one is named; Yamane's figures are put in, not saved."""
    test = page()
    assert "354" in test.table[-1].value.to_string()
    lines = next(one for one in test.text_area if one.label.startswith("Số phiếu cần đạt"))
    assert f"{UNIT}; 0; Xã Đồng Sen" in lines.value
    lines.set_value(f"{UNIT}; ba mươi")
    save = next(one for one in test.button if one.label == "Lưu số phiếu cần đạt")
    save.click().run()
    assert "Dòng 1" in _said(test)
    next(one for one in test.button if one.label.startswith("Điền theo Yamane")).click().run()
    assert stored(program, ROUND).targets == ()
    save = next(one for one in test.button if one.label == "Lưu số phiếu cần đạt")
    save.click().run()
    assert not test.exception
    assert "Đã thực hiện." in _said(test)
    assert stored(program, ROUND).wanted()[UNIT] == 354
    total = sum(stored(program, ROUND).wanted().values())
    told = f"0 / {total:,}".replace(",", "\\.")
    assert list(test.table[0].value["Phiếu trong số liệu / cần đạt"]) == [told]


def test_a_stale_page_does_not_undo_anothers_targets(page: Opened, program: Program) -> None:
    """The second one is told, and then sees the other's lines."""
    stale, fresh = page(), page()
    for test, n in ((fresh, 40), (stale, 50)):
        lines = next(one for one in test.text_area if one.label.startswith("Số phiếu cần đạt"))
        lines.set_value(f"{UNIT}; {n}")
        next(one for one in test.button if one.label == "Lưu số phiếu cần đạt").click().run()
    assert "vừa được người khác thay đổi" in _said(stale)
    assert stored(program, ROUND).wanted()[UNIT] == 40
    lines = next(one for one in stale.text_area if one.label.startswith("Số phiếu cần đạt"))
    assert f"{UNIT}; 40; Xã Đồng Sen" in lines.value


def test_a_refused_plan_is_told(page: Opened, program: Program) -> None:
    """A round of the same id: the sentence stands on the page and nothing is planned."""
    test = page()
    test.text_input(key="plan id").set_value(ROUND)
    next(one for one in test.button if one.label == "Lập đợt").click().run()
    assert "đã có rồi" in _said(test)
    assert len(program.store.rounds()) == 1


def test_flagged_groups_are_excluded_and_taken_back(page: Opened, program: Program) -> None:
    """Groups and numbers are shown, a reason is asked for, and both are told afterwards."""
    final(program)
    test = page()
    assert not test.exception
    assert "Nhiều phiếu dồn dập" in test.table[-1].value.to_string()
    button = next(one for one in test.button if one.label == "Loại một nhóm khỏi số liệu")
    button.click().run()
    assert "Xin ghi rõ lý do" in _said(test)
    test.text_area(key="exclude reason").set_value("máy bị trẻ em nghịch")
    next(one for one in test.button if one.label == "Loại một nhóm khỏi số liệu").click().run()
    assert not test.exception
    assert program.store.apart(ROUND) == {UNIT: {Standing.EXCLUDED: 12}}
    assert "Đã loại 12 phiếu của Xã Đồng Sen: máy bị trẻ em nghịch" in _said(test)
    test.text_area(key="include reason").set_value("đã xem lại rồi")
    next(one for one in test.button if one.label == "Đưa một nhóm trở lại").click().run()
    assert program.store.apart(ROUND) == {}
    assert "Đã đưa trở lại" in _said(test)


def test_a_sealed_round_is_published_and_corrected(page: Opened, program: Program) -> None:
    """With the reason; the editions and what changed stand below."""
    final(program)
    seal(program)
    test = _step(page(), "publish")
    assert "Bản 1, công bố ngày" in _said(test)
    assert [one.number for one in editions(program)] == [1]
    assert "Xin ghi rõ lý do" in _said(_step(test, "correct", reason="sai"))
    done = _step(test, "correct", reason="một máy bị hỏng")
    assert stored(program, ROUND).state is State.CLOSED
    assert "một máy bị hỏng" in _said(done)
    seal(program)
    publish_round(program, ROUND, BOSS, NOW)
    assert "So với bản trước: +0 phiếu" in _said(done.run())


def test_who_only_looks_has_no_buttons(page: Opened) -> None:
    """The list and the numbers, and nothing to do."""
    test = page(Actor("x", Role.VIEWER))
    assert not test.exception
    assert [one.label for one in test.button] == []
    assert len(test.table) == 2


def test_an_official_of_a_commune_is_refused_for_the_province(
    page: Opened, program: Program
) -> None:
    """He sees the round of his commune; what touches others is not his."""
    test = page(Actor("xa", Role.OFFICIAL, UNIT))
    assert not test.exception
    refused = _step(test, "pause")
    assert "không có quyền đối với đơn vị" in _said(refused)
    assert stored(program, ROUND).state is State.OPEN


def test_packages_that_came_and_those_missing_are_listed(program: Program, page: Opened) -> None:
    """For whoever runs rounds, once an office is trusted; nothing before."""
    assert "Gói phiếu" not in " ".join(one.label for one in page().expander)
    trust_key(program, "ab" * 32, UNIT, BOSS, NOW)
    [found] = [one for one in page().expander if "Gói phiếu" in one.label]
    assert found.label.endswith("đã nhận 0/1")
    assert "Chưa có" in found.table[0].value.to_string()
    sent = Package(ROUND, UNIT, ROUND, "b", 2, 9, "a", "b", "ab" * 32, "1")
    program.store.packages.take(
        sent,
        [answer() for _ in range(7)],
        stored(program, ROUND),
        Act(NOW, "x", "round.import", ""),
    )
    [found] = [one for one in page().expander if "Gói phiếu" in one.label]
    assert found.label.endswith("đã nhận 1/1")
    row = found.table[0].value.iloc[0].to_list()
    assert row[1:4] == ["Đã nhận, nguyên vẹn", "2", "7"]
    assert "hơn một bộ dữ liệu" not in " ".join(one.value for one in found.markdown)
    anew = replace(sent, begun="another PC", sha256="c")
    act = Act(NOW, "x", "round.import", "")
    program.store.packages.take(anew, [answer() for _ in range(6)], stored(program, ROUND), act)
    [found] = [one for one in page().expander if "Gói phiếu" in one.label]
    assert found.label.endswith("đã nhận 1/1")
    assert found.table[0].value.iloc[:, 3].to_list() == ["7", "6"]
    assert "hơn một bộ dữ liệu" in " ".join(one.value for one in found.markdown)
    analyst = page(Actor("a", Role.ANALYST))
    assert "Gói phiếu" not in " ".join(one.label for one in analyst.expander)
