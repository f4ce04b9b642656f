"""Packages of several offices in any order and as often as one likes end in the same figures."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.store import Entry, open_store
from surveys.chain import hash_of
from surveys.package import Package, Reception
from surveys.questionnaire import shipped
from surveys.standing import Standing
from surveys.tally import count
from surveys.unit import Unit, UnitKind
from tests.acts import ACT as ANY
from tests.contract.given import KEY, QUESTIONNAIRE, entry, round_of

pytestmark = pytest.mark.long

ACT = replace(ANY, action="round.import")
UNITS = ("99001", "99002")
SERIES = (("99001", "1"), ("99001", "2"), ("99002", "1"))
STANDINGS = (Standing.COUNTED, Standing.LATE, Standing.EXCLUDED, Standing.INCOMPLETE)


@dataclass(frozen=True)
class Sent:
    """One edition of one data set of an office: its responses in groups of six, and how many it erased."""

    unit: str
    begun: str
    edition: int
    standings: tuple[Standing, ...]
    erased: int

    @property
    def package(self) -> Package:
        name = f"{self.unit} {self.begun} {self.edition}"
        rest = (self.edition, self.edition * 10, name, "m", "k", "1")
        return Package("2026-H1", self.unit, "2026-H1", self.begun, *rest)

    @property
    def series(self) -> tuple[str, str]:
        return self.unit, self.begun

    @property
    def lines(self) -> list[Entry | bytes]:
        """What is in it: an erasure takes the first of a group, and is never taken back."""
        found: list[Entry | bytes] = []
        for group, standing in enumerate(self.standings):
            for member in range(6):
                id = UUID(int=(int(self.unit + self.begun) << 32) + group * 100 + member + 1)
                if member == 0 and group < self.erased:
                    found.append(hash_of(id.bytes))
                else:
                    one = entry(id, level=1 + member % 3, unit=self.unit)
                    found.append(replace(one, standing=standing))
        return found


@st.composite
def offices(draw: st.DrawFn) -> list[Sent]:
    """Editions of each office's data sets: later ones know no fewer responses, and no fewer erasures."""
    made: list[Sent] = []
    for unit, begun in SERIES:
        groups, erased = draw(st.integers(1, 3)), 0
        for edition in range(1, draw(st.integers(1, 3)) + 1):
            chosen = st.lists(st.sampled_from(STANDINGS), min_size=groups, max_size=groups)
            made.append(Sent(unit, begun, edition, tuple(draw(chosen)), erased))
            groups += draw(st.integers(0, 1))
            erased += draw(st.integers(0, 1))
    return made


@given(st.data())
@settings(max_examples=25)
def test_any_order_and_repetition_ends_in_the_newest_of_each(data: st.DataObject) -> None:
    """Responses, tallies, numbers apart and what is shown at last; no seal is ever broken."""
    sent = data.draw(offices())
    order: Sequence[Sent] = data.draw(
        st.permutations([*sent, *data.draw(st.sampled_from([sent, []]))])
    )
    here = [entry() for _ in range(data.draw(st.integers(0, 7)))]
    show = data.draw(st.booleans())
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'store.db'}", KEY)
        units = [Unit("99", "Tỉnh", UnitKind.PROVINCE)]
        units += [Unit(one, one, UnitKind.COMMUNE, "99") for one in UNITS]
        store.save_units(units, [], ANY)
        store.add_round(round_of(), QUESTIONNAIRE.hash, ANY)
        newest: dict[tuple[str, str], int] = {}
        for place, one in enumerate(order):
            if place == len(order) // 2:
                store.keep(here)
            done = store.packages.take(one.package, one.lines, round_of(), ACT)
            before = newest.get(one.series, 0)
            expected = Reception.TAKEN if one.edition > before else Reception.OLDER
            assert done.reception is (Reception.KNOWN if one.edition == before else expected)
            newest[one.series] = max(one.edition, before)
            if show:
                store.take_snapshots("2026-H1", 5)
            assert list(store.chain_faults()) == []
            audit = store.audit("2026-H1", lambda kept: count(kept, shipped()))
            assert (audit.counted, audit.apart) == (audit.tallies, audit.told_apart)
        last = [
            max((s for s in sent if s.series == one), key=lambda s: s.edition) for one in SERIES
        ]
        wanted = {
            line.response.id: (line.response, line.standing)
            for one in last
            for line in one.lines
            if isinstance(line, Entry)
        } | {one.response.id: (one.response, one.standing) for one in here}
        found = {
            one.id: (one, standing)
            for standing in STANDINGS
            for one in store.responses("2026-H1", standing)
        }
        assert found == wanted
        with store.seals.inspected() as inspected:
            assert list(inspected.misplaced(None)) == []
        store.take_snapshots("2026-H1", 5, last=True)
        for unit, tally in store.tallies("2026-H1").items():
            assert store.snapshots("2026-H1").get(unit, tally)["all", ""] == tally["all", ""]
        store.close()
