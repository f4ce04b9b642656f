"""Many units of a round at once: what all of them rest on is read once, and never kept for later."""

import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zipfile import ZipFile

import pytest

from benchmarks import taken
from data.store import Store
from services import results
from services.program import Program
from services.reporting import formats, kinds, report
from services.results import find_round, summary, summary_in, units_of, whole_round
from services.reviewing import exclude
from services.rounds import close_round
from services.snapshots import take_due_snapshots
from surveys.dates import day_of
from surveys.review import Choice
from surveys.round import Design
from surveys.unit import UnitKind
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT
from tests.offices import answer
from tests.services.test_reviewing import LATER, WHY

ONCE = ("served", "received", "apart", "snapshots")
"""What the store has of a whole round."""

_LIGHT = ("json", "csv", "pdf", "zip", "xlsx", "docx", "sav", "datapackage")
"""Formats, those that are written fastest first."""


@pytest.fixture
def asked(program: Program) -> Program:
    """Communes of a round that is over, one of them with answers that look odd."""
    communes = [
        one.code
        for one in units_of(program, find_round(program, ROUND))
        if one.kind is UnitKind.COMMUNE
    ]
    program.store.keep([answer(UNIT, level=1, flags=("burst",)) for _ in range(6)])
    for unit in communes:
        program.store.keep([answer(unit, level=1 + n % 5) for n in range(20)])
    take_due_snapshots(program.store, day_of(NOW))
    close_round(program, ROUND, BOSS, NOW)
    take_due_snapshots(program.store, day_of(LATER))
    return program


def _counted(monkeypatch: pytest.MonkeyPatch, store: Store) -> Counter[str]:
    """How often the store is asked for each of these from now on."""
    seen: Counter[str] = Counter()

    def counting(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*given: object) -> object:
            seen[name] += 1
            return real(*given)

        return asked

    for name in ONCE:
        monkeypatch.setattr(type(store), name, counting(name, getattr(type(store), name)))
    return seen


@pytest.mark.parametrize("design", [Design.OPT_IN, Design.TWO_STAGE])
def test_the_figures_of_all_units_read_the_round_once(
    asked: Program, monkeypatch: pytest.MonkeyPatch, design: Design
) -> None:
    """However many units there are; and each has the figures of its own page."""
    drawn = replace(find_round(asked, ROUND), design=design)
    monkeypatch.setattr(results, "find_round", lambda program, id: drawn)
    alone = [summary(asked, ROUND, one.code, LATER) for one in units_of(asked, drawn)]
    seen = _counted(monkeypatch, asked.store)
    whole = whole_round(asked, ROUND, LATER)
    assert [summary_in(whole, one.code) for one in whole.units] == alone
    assert len(alone) > 15
    assert set(seen.values()) == {1}


def test_a_deep_report_reads_the_round_no_oftener_than_a_plain_one(
    asked: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures of eighteen units cost no more reading of the whole than those of one."""
    seen = _counted(monkeypatch, asked.store)
    report(asked, ROUND, None, "csv", "vi", LATER)
    plain = seen.copy()
    seen.clear()
    report(asked, ROUND, None, "datapackage", "vi", LATER)
    # The study is made for the first report and kept, so the second may read less.
    assert seen["served"]
    assert seen <= plain


def test_a_correction_is_in_the_next_report(asked: Program) -> None:
    """Nothing of one report is kept for another: what a review took out is gone from all units."""
    before = _valid(asked)
    assert not summary(asked, ROUND, None, LATER).excluded
    exclude(asked, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)
    take_due_snapshots(asked.store, day_of(LATER))
    after = _valid(asked)
    assert [one.responses for one in summary(asked, ROUND, None, LATER).excluded] == [6]
    assert before[UNIT] == 26
    assert after == before | {UNIT: 20, "99": before["99"] - 6}


def _valid(program: Program) -> dict[str, int]:
    """The valid responses of each unit, from the file with the figures of all."""
    made = report(program, ROUND, None, "sav", "vi", LATER)
    assert made.content
    packed = report(program, ROUND, None, "datapackage", "vi", LATER).content
    with ZipFile(io.BytesIO(packed)) as files:
        listed = json.loads(files.read("datapackage.json"))["resources"]
        path = next(one["path"] for one in listed if one["name"] == "units")
        head, *rows = files.read(path).decode("utf-8-sig").splitlines()
    names = head.split(",")
    found = (dict(zip(names, row.split(","), strict=False)) for row in rows)
    return {row["unit"]: int(row["responses"]) for row in found if row["responses"]}


@pytest.mark.parametrize("kind", kinds())
def test_the_benchmark_can_take_every_kind(
    asked: Program, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """One that needs a period or a field gets it."""
    monkeypatch.setattr(taken, "ROUND", ROUND)
    assert taken._size(asked, kind, min(formats(kind), key=_LIGHT.index), LATER) > 100
