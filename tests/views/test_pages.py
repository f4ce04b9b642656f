"""The staff pages, run as Streamlit runs them but without a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
import streamlit as st

import services.program
import settings
from data.store import Entry
from services import demo
from services.counts import import_counts
from services.program import Program, close_program, open_program
from surveys.questionnaire import find
from surveys.response import Response
from surveys.tally import counts_of
from tests import people
from tests.acts import BOSS
from tests.apptest import AppTest
from tests.conftest import NOW, SAMPLES
from views import session

pytestmark = pytest.mark.long

SCRIPT = str(Path(session.__file__).parent / "pages.py")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Sample rounds and the published totals of 2023."""
    opened = open_program(settings.read({}, tmp_path_factory.mktemp("views") / "var"))
    list(demo.fill(opened, 200, NOW))
    import_counts(opened, SAMPLES / "chau-thanh-2023.csv", "2023", BOSS, NOW)
    yield opened
    close_program(opened)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Callable[[Program, str], AppTest]:
    """Opens a page as signed-in staff of a program."""

    def opened(program: Program, name: str = "") -> AppTest:
        st.cache_resource.clear()
        good = people.session(program)
        monkeypatch.setattr(session, "cookie", lambda _: good)
        monkeypatch.setattr(services.program, "_opened", [program])
        test = AppTest.from_file(SCRIPT, default_timeout=30).run()
        return test.switch_page(name).run() if name else test

    return opened


def _words(test: AppTest) -> str:
    parts = [*test.title, *test.markdown, *test.caption, *test.warning, *test.error, *test.info]
    return "\n".join(str(part.value) for part in parts)


def test_strangers_see_no_figure(filled: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the cookie there is nothing but the way to sign in."""
    monkeypatch.setattr(session, "cookie", lambda _: "forged")
    monkeypatch.setattr(services.program, "_opened", [filled])
    test = AppTest.from_file(SCRIPT, default_timeout=30).run()
    assert not test.exception
    assert len(test.metric) == 0
    assert "Trang này dành cho cán bộ." in _words(test)


def test_the_live_page_shows_shares_with_n_and_interval(
    filled: Program, page: Callable[..., AppTest]
) -> None:
    """Headline, charts and tables; marked as sample data."""
    test = page(filled)
    assert not test.exception
    assert test.title[0].value == "Kết quả"
    assert "DỮ LIỆU MẪU" in _words(test)
    assert "khoảng tin cậy 95 %" in _words(test)
    charts = test.get("vega_lite_chart")
    assert len(charts) >= 4
    assert all(chart.proto.alt for chart in charts)
    assert len(test.table) == 1
    closed = [one.label for one in test.expander if one.label == "Xem dạng bảng"]
    assert len(closed) >= 5
    for name in ("criteria", "by_channel", "course"):
        test.session_state[f"table_{name}"] = True
    assert len(test.run().table) == 4


def test_the_diverging_bar_parts_at_satisfied(
    filled: Program, page: Callable[..., AppTest]
) -> None:
    """Satisfied levels end at the share that the table prints, on the right of nought."""
    test = page(filled)
    test.session_state["table_criteria"] = True
    table = test.run().table[0].value
    chart = test.get("vega_lite_chart")[0]
    assert '"x2"' in chart.proto.spec
    shares = table["Tỷ lệ hài lòng"]
    assert all(share.endswith("%") for share in shares)


def test_every_round_and_unit_can_be_chosen(filled: Program, page: Callable[..., AppTest]) -> None:
    """No exception for any round, nor for a unit that has few answers."""
    test = page(filled)
    for id in ("2026-H1", "2025-H2", "2023"):
        test.selectbox(key="round").set_value(id).run()
        assert not test.exception
    assert "Số liệu đã in không khớp" in _words(test)
    test.selectbox(key="round").set_value("2026-H2").run()
    test.selectbox(key="unit of 2026-H2").set_value("99001.1").run()
    assert not test.exception


def test_the_page_speaks_english_too(filled: Program, page: Callable[..., AppTest]) -> None:
    """One switch for everything."""
    test = page(filled)
    test.sidebar.selectbox(key="language").set_value("en").run()
    assert not test.exception
    assert test.title[0].value == "Results"
    assert "SAMPLE DATA" in _words(test)


def test_a_round_without_answers_says_so(program: Program, page: Callable[..., AppTest]) -> None:
    """And after the fifth answer of a unit it shows n."""
    test = page(program)
    assert not test.exception
    assert "Chưa có số liệu" in _words(test)
    program.store.keep([_answer(number) for number in range(5)])
    program.store.take_snapshots("2026-H2", 5)
    st.cache_resource.clear()
    test.run()
    assert test.metric[1].value == "5"


def test_nothing_at_all_is_explained(empty: Program, page: Callable[..., AppTest]) -> None:
    """A fresh installation tells what to do."""
    test = page(empty)
    assert not test.exception
    assert "manage.py demo" in _words(test)


def _answer(number: int) -> Entry:
    form = find("short-counter@1")
    answers = {question.id: None for question in form.questions if question.show_if is None}
    response = Response(
        UUID(int=number, version=4),
        "2026-H2",
        "99004",
        "qr",
        "land",
        "vi",
        form.key,
        "n",
        NOW.date(),
        "morning",
        "unknown",
        {**answers, "overall": 5, "attitude": 4},
    )
    return Entry(response, counts_of(response, form))


@pytest.mark.parametrize("name", ["Khảo sát", "Báo cáo"])
def test_the_other_pages_open(filled: Program, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The form's page and the reports, drawn for a unit and for the whole."""
    good = people.session(filled)
    monkeypatch.setattr(session, "cookie", lambda _: good)
    monkeypatch.setattr(services.program, "_opened", [filled])
    module = {"Khảo sát": "survey", "Báo cáo": "reports"}[name]
    test = AppTest.from_string(
        f"from views import {module}\n{module}.show()", default_timeout=30
    ).run()
    assert not test.exception
    assert name == test.title[0].value
    test.selectbox(key="unit of 2026-H2").set_value("99004").run()
    assert not test.exception
