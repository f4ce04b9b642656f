"""Where people answer, studies are made in another process: this one holds neither rows nor matrices."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

import settings
from services import demo
from services.apart import MakerEndedError
from services.program import Program, close_program, open_program
from services.studying import ask_study, study_now
from surveys.errors import Code, SurveyError
from tests.acts import NOW

pytestmark = [pytest.mark.long, pytest.mark.file]

CLOSED = "2026-H1"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Two closed half-years, in a program that serves."""
    opened = open_program(settings.read({}, tmp_path_factory.mktemp("apart") / "var"), serving=True)
    list(demo.fill(opened, 300, NOW))
    yield opened
    close_program(opened)


def _here(filled: Program, unit: str | None) -> object:
    """The same study made in this process."""
    plain = open_program(filled.settings)
    try:
        return study_now(plain, CLOSED, unit, NOW)
    finally:
        close_program(plain)


def test_another_process_makes_the_same_study(
    filled: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No row is read here, how far it is comes across, and one process serves all units."""

    def no(*_: object) -> None:
        raise AssertionError("read in the process of those who answer")

    with monkeypatch.context() as patch:
        patch.setattr("services.studying.read_matrix", no)
        making = ask_study(filled, CLOSED, None, NOW)
        made = making.result()
        maker = filled.study_maker
        assert maker is not None
        first = maker.pid
        assert first not in (None, os.getpid())
        part = study_now(filled, CLOSED, "99.01", NOW)
        assert maker.pid == first
    assert making.done == 1.0
    assert repr(made) == repr(_here(filled, None))
    assert repr(part) == repr(_here(filled, "99.01"))


def test_what_it_refuses_is_refused_here(filled: Program) -> None:
    """The reason comes across as it is."""
    assert filled.study_maker is not None
    with pytest.raises(SurveyError) as refused:
        filled.study_maker.make(CLOSED, "nowhere", NOW, lambda _: None)
    assert (refused.value.code, refused.value.details) == (Code.UNKNOWN_UNIT, {"unit": "nowhere"})


def test_a_maker_that_is_killed_is_told_and_followed_by_another(filled: Program) -> None:
    """Who waits is told; the next one who asks has his study."""
    maker = filled.study_maker
    assert maker is not None
    study_now(filled, CLOSED, None, NOW)
    with pytest.raises(SurveyError):
        maker.make(CLOSED, "nowhere", NOW, lambda _: None)
    first = maker.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)  # it takes the order and does nothing with it
    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(maker.make, CLOSED, "99", NOW, lambda _: None)
        os.kill(first, signal.SIGKILL)
        if waiting.exception() is not None:  # else it was gone before the order was sent
            assert isinstance(waiting.exception(), MakerEndedError)
    assert maker.make(CLOSED, "99", NOW, lambda _: None).round == CLOSED
    assert maker.pid != first
