"""Ten thousand requests made from the description of the JSON doors."""

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from services.program import Program
from tests.people import chief
from tests.web.conftest import application
from tests.web.generated import Doors, described

pytestmark = pytest.mark.faults

CASES, ROUNDS = 2_000, 5

many = settings(
    max_examples=CASES,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.generate, Phase.shrink],
)


@pytest.mark.timeout(1800)  # each takes a minute by itself, and longer beside other work
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_two_thousand_cases_break_nothing(program: Program, turn: int) -> None:
    """A quarter as the description allows or forbids, the rest nearly right; figures are whole after."""
    chief(program)
    with TestClient(application(), follow_redirects=False) as client:
        doors = Doors(client, program)

        @seed(turn)
        @many
        @given(st.data())
        def each(data: st.DataObject) -> None:
            if data.draw(st.integers(0, 3)) == 0:
                doors.call(data.draw(described))
            else:
                doors.send(data.draw(doors.almost()))

        each()
        doors.whole()
        assert sum(doors.told.values()) >= CASES
        assert {200, 201, 401, 404, 409, 410, 422} <= set(doors.told)
