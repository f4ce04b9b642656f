"""The page Tài khoản, run as Streamlit runs it."""

from collections.abc import Callable

import pytest

from services.access import sign_in
from services.program import Program
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from tests import people
from tests.acts import BOSS
from tests.apptest import AppTest

PAGE = "from views import accounts\naccounts.show()"
Opened = Callable[[Actor], AppTest]


@pytest.fixture
def page(program: Program, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """The page as somebody sees it, after its first run."""
    people.person(program, "lan", Role.VIEWER, "99004")
    people.person(program, "hung", Role.OFFICIAL, "99005")

    def opened(by: Actor) -> AppTest:
        monkeypatch.setattr("views.accounts.actor", lambda: by)
        monkeypatch.setattr("views.accounts.program", lambda: program)
        return AppTest.from_string(PAGE, default_timeout=30).run()

    return opened


def _button(test: AppTest, label: str) -> AppTest:
    next(one for one in test.button if one.label == label).click()
    return test.run()


def test_accounts_are_listed_with_role_and_part(page: Opened) -> None:
    """Everybody's, for the administrator of everything."""
    test = page(BOSS)
    assert not test.exception
    shown = test.table[0].value
    names = [name.replace("\\", "") for name in shown["Tên đăng nhập"]]
    assert names == ["hung", "lan", people.CHIEF]
    assert list(shown["Vai trò"])[1] == "Người xem"
    assert "Xã Đồng Sen" in shown["Đơn vị"][1]


def test_a_new_account_gets_a_password_that_is_shown_once(page: Opened, program: Program) -> None:
    """It signs in, and is not on the page any more after the next click."""
    test = page(BOSS)
    test.text_input[0].set_value("mai.tran")
    test.selectbox(key="role add").set_value(Role.CLERK)
    test.selectbox(key="unit add").set_value("99004")
    _button(test, "Thêm tài khoản")
    assert not test.exception
    password = test.code[0].value
    made = program.store.accounts.find("mai.tran")
    assert (made.role, made.unit, made.temporary) == (Role.CLERK, "99004", True)
    assert sign_in(program, "mai.tran", password, people.moment())
    assert len(test.run().code) == 0


def test_the_whole_office_is_not_given_by_oversight(page: Opened, program: Program) -> None:
    """Without a part chosen there is no account, and a sentence."""
    test = page(BOSS)
    test.text_input[0].set_value("mai.tran")
    _button(test, "Thêm tài khoản")
    assert test.error[0].value == "Xin chọn phạm vi của tài khoản."
    assert program.store.accounts.find("mai.tran") is None


def test_a_refusal_is_told_and_changes_nothing(page: Opened, program: Program) -> None:
    """A name that cannot be, in a sentence."""
    test = page(BOSS)
    before = program.store.log.head()
    test.text_input[0].set_value("Không Dấu")
    test.selectbox(key="unit add").set_value("")
    _button(test, "Thêm tài khoản")
    assert not test.exception
    assert "không đúng dạng" in test.error[0].value.replace("\\", "")
    assert program.store.log.head() == before


def test_accounts_are_changed(page: Opened, program: Program) -> None:
    """Role, password, sessions, closing and opening again."""
    find = program.store.accounts.find
    test = page(BOSS)
    test.selectbox(key="account").set_value("lan").run()
    test.selectbox(key="role lan").set_value(Role.ANALYST)
    test.selectbox(key="unit lan").set_value("99005")
    _button(test, "Đổi vai trò và phạm vi")
    assert (find("lan").role, find("lan").unit) == (Role.ANALYST, "99005")
    _button(test, "Đặt lại mật khẩu")
    assert sign_in(program, "lan", test.code[0].value, people.moment())
    assert len(program.store.sessions.of("lan")) == 1
    _button(test, "Đăng xuất mọi thiết bị")
    assert len(program.store.sessions.of("lan")) == 0
    _button(test, "Ngừng tài khoản")
    assert not find("lan").active
    _button(test, "Mở lại tài khoản")
    assert find("lan").active
    assert not test.exception


def test_an_administrator_of_a_part_sees_and_gives_only_that_part(
    page: Opened, program: Program
) -> None:
    """Neither accounts nor units of others are offered, nor the whole."""
    test = page(Actor("xa", Role.ADMINISTRATOR, "99004"))
    assert not test.exception
    assert list(test.table[0].value["Tên đăng nhập"]) == ["lan"]
    assert test.selectbox(key="account").options == ["lan"]
    assert test.selectbox(key="unit add").options == ["Xã Đồng Sen (99004)"]


def test_who_may_not_manage_accounts_is_told_so(page: Opened) -> None:
    """And sees no account."""
    test = page(Actor("x", Role.OFFICIAL))
    assert "không có quyền" in test.info[0].value
    assert len(test.table) == 0


def test_idleness_is_announced(page: Opened, program: Program) -> None:
    """Two weeks before an account is closed by itself."""
    from dataclasses import replace
    from datetime import timedelta

    from tests.acts import ACT

    lan = program.store.accounts.find("lan")
    program.store.accounts.change(replace(lan, since=lan.since - timedelta(days=80)), lan, ACT)
    test = page(BOSS)
    assert ["lan" in one.value for one in test.warning] == [True]


def test_a_click_that_was_interrupted_is_still_told(page: Opened, program: Program) -> None:
    """The password made by the first of two quick clicks is shown beside the refusal of the second."""
    from services.accounts import Made

    test = page(BOSS)
    lan = program.store.accounts.find("lan")
    test.session_state["accounts done"] = [
        Made(lan, "abcd-efgh"),
        SurveyError(Code.ACCOUNT_EXISTS, name="lan"),
    ]
    test.run()
    assert test.code[0].value == "abcd-efgh"
    assert len(test.error) == 1
