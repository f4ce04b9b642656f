"""A page that fails: a sentence and a number, and the same number in the log."""

import pytest

from services.program import Program
from tests.apptest import AppTest


def _failing() -> None:
    from views.troubles import tell

    assert tell(RuntimeError("SECRET")) is True


def _refused() -> None:
    from surveys.errors import Code, SurveyError
    from views.troubles import tell

    assert tell(SurveyError(Code.DATABASE_REPLACED)) is True


def test_a_failing_page_shows_a_number(program: Program, caplog: pytest.LogCaptureFixture) -> None:
    """And nothing of the error."""
    test = AppTest.from_function(_failing).run()
    (shown,) = [str(one.value) for one in test.error]
    (number,) = [one.facts["reference"] for one in caplog.records if hasattr(one, "facts")]
    assert number in shown
    assert "SECRET" not in shown


def test_a_refusal_in_a_page_is_its_own_sentence(program: Program) -> None:
    """No number is needed where we know what to say."""
    test = AppTest.from_function(_refused).run()
    assert "khởi động lại chương trình" in str(test.error[0].value)
