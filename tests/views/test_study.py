"""Phân tích, run as Streamlit runs it but without a browser."""

from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import settings
from services import demo
from services.program import Program, close_program, open_program
from surveys.account import Role
from tests import people
from tests.conftest import NOW
from views import session

pytestmark = pytest.mark.long

CLOSED = "2026-H1"
Opened = Callable[[Role], AppTest]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    opened = open_program(settings.read({}, tmp_path_factory.mktemp("views") / "var"))
    list(demo.fill(opened, 300, NOW))
    yield opened
    close_program(opened)


@pytest.fixture
def page(filled: Program, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Opens the page as somebody who signed in; the round is chosen afterwards."""

    def opened(role: Role) -> AppTest:
        st.cache_resource.clear()
        good = people.session(filled, role)
        monkeypatch.setattr(session, "cookie", lambda _: good)
        monkeypatch.setattr(session, "program", lambda: filled)
        monkeypatch.setattr("views.study.program", lambda: filled)
        script = "from views import study\nstudy.show()"
        return AppTest.from_string(script, default_timeout=60).run()

    return opened


def _said(test: AppTest) -> str:
    return "\n".join(str(one.value) for one in [*test.header, *test.markdown, *test.info])


def test_an_open_round_says_when(page: Opened) -> None:
    """The first round in the list is open: the reason why there is nothing yet."""
    test = page(Role.ADMINISTRATOR)
    assert not test.exception
    assert any("chưa chốt" in str(one.value) for one in test.info)


def test_a_closed_round_is_told(page: Opened) -> None:
    """Every drawing has its sentence, its table and its files."""
    test = page(Role.ADMINISTRATOR)
    test.selectbox(key="round").set_value(CLOSED).run()
    assert not test.exception
    said = _said(test)
    assert "Chỉ số hài lòng" in said
    assert "300" in said
    links = [one.proto.url for one in test.get("link_button")]
    assert any(
        link.endswith(f"/tep/{CLOSED}/phan-tich/index.svg?unit=99&lang=vi") for link in links
    )
    assert any("/phan-tich/criteria.csv" in link for link in links)


def test_viewers_get_no_files(page: Opened) -> None:
    """They see the page, without the ways to take it away."""
    test = page(Role.VIEWER)
    test.selectbox(key="round").set_value(CLOSED).run()
    assert not test.exception
    links = [one.proto.url for one in test.get("link_button")]
    assert links
    assert not [link for link in links if link.startswith("/tep/")]
