"""Every engine, opened and filled. A further engine joins by a line in ENGINES."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.store import Store, open_store
from surveys.link import Link
from surveys.unit import Unit, UnitKind
from tests.acts import ACT
from tests.contract.given import KEY, QUESTIONNAIRE, round_of

Opener = Callable[[], Store]


def _sqlite(folder: Path, request: pytest.FixtureRequest) -> Opener:
    return lambda: open_store(f"sqlite:///{folder / 'store.db'}", KEY)


def _postgresql(folder: Path, request: pytest.FixtureRequest) -> Opener:
    url = request.getfixturevalue("databases").new()
    return lambda: open_store(url, KEY, beside=folder / "store.db")


ENGINES = {"sqlite": _sqlite, "postgresql": _postgresql}


@pytest.fixture(params=ENGINES)
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """Opens the same database again and again, as several processes would."""
    return ENGINES[request.param](tmp_path, request)


@pytest.fixture(params=ENGINES)
def unopened(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """Opens a database that nobody has opened yet."""
    if request.param == "sqlite":
        return _sqlite(tmp_path, request)
    url = request.getfixturevalue("databases").empty()
    return lambda: open_store(url, KEY, beside=tmp_path / "store.db")


@pytest.fixture
def store(opener: Opener) -> Iterator[Store]:
    """A store with a province of two communes and an open round."""
    opened = opener()
    opened.save_units(
        [
            Unit("99", "Tỉnh", UnitKind.PROVINCE),
            Unit("99001", "Xã A", UnitKind.COMMUNE, "99"),
            Unit("99002", "Xã B", UnitKind.COMMUNE, "99"),
        ],
        [Link("AAAA222", "99001"), Link("BBBB222", "99002", field="land")],
        ACT,
    )
    opened.add_round(round_of(), QUESTIONNAIRE.hash, ACT)
    yield opened
    opened.close()
