"""The slips among the sample data: numbers that fit together, in the store, on pages and in reports."""

from collections import Counter
from collections.abc import Iterator

import pytest

from services import demo
from services.basis import basis_of
from services.checking import check
from services.program import Program
from services.slips import slips_of_units
from surveys.link import Channel
from tests.acts import BOSS
from tests.conftest import NOW, opened

pytestmark = pytest.mark.long

ROUNDS = ("2025-H2", "2026-H1", "2026-H2")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with opened(tmp_path_factory.mktemp("slips") / "var") as program:
        list(demo.fill(program, 700, NOW))
        yield program


@pytest.mark.parametrize("round", ROUNDS)
def test_what_came_by_slip_was_handed_out(filled: Program, round: str) -> None:
    """No unit has more answers by slip than slips; some slips are void, and some never came back."""
    units = slips_of_units(filled, round, BOSS, NOW)
    came = Counter(one.unit for one in filled.store.responses(round) if one.channel == Channel.SLIP)
    assert all(came[one.unit.code] <= one.handed_out for one in units)
    assert 0 < came.total() < sum(one.handed_out for one in units)
    assert 0 < sum(one.voided for one in units) < came.total()


def test_each_answer_by_slip_has_used_one_up(filled: Program) -> None:
    """As many hashes are spent as answers came by slip, none twice; nothing stands apart for it."""
    with filled.store._connections.reading() as db:  # type: ignore[attr-defined]
        spent = dict(db.execute("select answers, count(*) from spent_slip group by answers"))
    every = [one for round in ROUNDS for one in filled.store.responses(round)]
    voided = sum(one.voided for round in ROUNDS for one in filled.store.slips.handed_out(round))
    assert spent == {1: sum(one.channel == Channel.SLIP for one in every), 0: voided}
    assert list(check(filled)) == []


def test_slips_are_there_before_their_answers(filled: Program) -> None:
    """No sample answer came by a slip on a day before the slips were handed out."""
    for round in ROUNDS:
        last = max(one.day for one in filled.store.slips.handed_out(round) if one.made)
        assert all(last <= one.day for one in filled.store.responses(round))


@pytest.mark.parametrize("round", ROUNDS)
def test_reports_tell_what_was_handed_out(filled: Program, round: str) -> None:
    """For the whole and for each unit in the table of who took part."""
    basis = basis_of(filled, round, None, NOW, public=True)
    below = [one.handed_out for one in basis.taking_part]
    assert basis.whole.handed_out == sum(
        one.handed_out for one in slips_of_units(filled, round, BOSS, NOW)
    )
    assert None not in below
    assert basis.whole.handed_out == sum(number or 0 for number in below)
