"""The further languages on Phiếu hỏi: what is there, and the two steps an official takes."""

from pathlib import Path

import pytest

import services.program
from services.program import Program
from services.translating import offered
from tests import people
from tests.apptest import AppTest
from views import session

pytestmark = pytest.mark.long

SCRIPT = "from views import workshop\nworkshop.show()"


@pytest.fixture
def page(program: Program, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page of an official with an account."""
    good = people.session(program)
    monkeypatch.setattr(session, "cookie", lambda _: good)
    monkeypatch.setattr(services.program, "_opened", [program])
    return AppTest.from_string(SCRIPT, default_timeout=30)


def test_nothing_is_offered_where_there_is_no_file(page: AppTest) -> None:
    """A sentence instead of an empty table."""
    test = page.run()
    assert not test.exception
    assert any("ngôn ngữ" in one.value for one in test.info)


def test_a_language_is_approved_only_once_somebody_says_he_has_read_it(
    tongue: Path, page: AppTest, program: Program
) -> None:
    """The button alone does nothing; with the tick it is on, and the page says who did it."""
    test = page.run()
    assert test.selectbox(key="tongue").value == "zxx"
    test.button(key="tongue approve").click().run()
    assert offered(program) == ("vi", "en")
    test.checkbox(key="tongue read").check().run()
    test.button(key="tongue approve").click().run()
    assert offered(program) == ("vi", "en", "zxx")
    shown = test.table[-1].value.to_string().replace("\\", "")
    assert people.CHIEF in shown
    test.button(key="tongue withdraw").click().run()
    assert offered(program) == ("vi", "en")


def test_a_file_that_changed_since_it_was_read_is_not_approved(
    tongue: Path, page: AppTest, program: Program
) -> None:
    """What the official saw is what he approves, or nothing."""
    test = page.run()
    test.checkbox(key="tongue read").check().run()
    tongue.write_text(tongue.read_text("utf-8") + "# x\n", "utf-8")
    test.button(key="tongue approve").click().run()
    assert offered(program) == ("vi", "en")
    assert len(test.error) == 1
