"""Live figures: one works them out, and nobody else waits for him but before the first time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from views.latest import Latest


class Clock:
    """A clock and the processor's time, both as the test says."""

    def __init__(self) -> None:
        self.now = self.spent = 0.0

    def latest(self) -> Latest[int]:
        return Latest(5.0, lambda: self.now, lambda: self.spent)


def test_the_others_see_the_figures_before_while_one_works_them_out() -> None:
    """A page is never late because another one has just asked."""
    clock, working, done = Clock(), Event(), Event()
    figures = clock.latest()
    figures.get(lambda _: 1)
    clock.now = 5.0

    def slowly(before: list[int]) -> int:
        working.set()
        done.wait(30)
        return before[0] + 1

    with ThreadPoolExecutor(1) as beside:
        maker = beside.submit(figures.get, slowly)
        assert working.wait(30)
        assert figures.get(lambda _: pytest.fail("worked out twice")) == 1
        done.set()
        assert maker.result(30) == 2
    assert figures.get(lambda _: pytest.fail("worked out again at once")) == 2


def test_what_takes_long_is_done_less_often() -> None:
    """Never more than a tenth of a processor: two seconds of work hold for twenty."""
    clock = Clock()
    figures = clock.latest()

    def heavy(before: list[int]) -> int:
        clock.spent += 2.0
        return len(before)

    figures.get(heavy)
    clock.now = 19.9
    assert figures.get(lambda _: 7) == 0
    clock.now = 20.0
    assert figures.get(lambda _: 7) == 7
    clock.now = 25.0
    assert figures.get(lambda _: 8) == 8


def test_a_failure_keeps_nobody_from_trying_again() -> None:
    """The one who asked is told; the next one has the figures made."""
    figures = Clock().latest()
    with pytest.raises(ZeroDivisionError):
        figures.get(lambda _: 1 // 0)
    assert figures.get(lambda _: 3) == 3
