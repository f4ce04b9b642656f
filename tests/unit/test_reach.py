"""A database that is away is looked for by one process at a time, and everybody else is refused at once."""

import psycopg
import pytest
from psycopg_pool import PoolTimeout

from data.postgres.reach import AGAIN_SECONDS, Reach


class Server:
    """A server that can be away, and a clock."""

    def __init__(self) -> None:
        self.away, self.looks, self.now = False, 0, 0.0
        self.reach = Reach("", self._look, lambda: self.now)

    def _look(self, _: str) -> None:
        self.looks += 1
        if self.away:
            raise psycopg.OperationalError("no answer")

    def works(self, error: Exception | None = None) -> bool:
        try:
            with self.reach.reaching():
                if error:
                    raise error
        except (psycopg.Error, PoolTimeout):
            return False
        return True


@pytest.fixture
def server() -> Server:
    return Server()


def test_nobody_looks_while_all_is_well(server: Server) -> None:
    assert server.works()
    assert server.looks == 0


@pytest.mark.parametrize("error", [psycopg.OperationalError("cut"), PoolTimeout("nobody free")])
def test_whoever_comes_after_a_cut_is_refused_at_once(server: Server, error: Exception) -> None:
    """One has waited; all others are told what he found, until it is time to look again."""
    server.away = True
    assert not server.works(error)
    assert [server.works() for _ in range(50)] == [False] * 50
    assert server.looks == 1
    server.now = AGAIN_SECONDS
    assert not server.works()
    assert server.looks == 2


def test_it_goes_on_by_itself(server: Server) -> None:
    """The first who looks after the time finds the server, and lets all others in."""
    server.away = True
    server.works(psycopg.OperationalError("cut"))
    server.away, server.now = False, AGAIN_SECONDS
    assert [server.works(), server.works()] == [True, True]
    assert server.looks == 2


def test_a_server_that_answers_is_not_away(server: Server) -> None:
    """All readers were busy, or one connection was ended: the next one is let in."""
    assert not server.works(PoolTimeout("nobody free"))
    assert server.works()


def test_what_the_server_says_itself_is_no_cut(server: Server) -> None:
    """Nobody looks for a server that has just answered."""
    server.away = True
    assert not server.works(psycopg.errors.AdminShutdown("goodbye"))
    assert server.looks == 0
