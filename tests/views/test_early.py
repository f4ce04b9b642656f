"""Staff's pages are kept fast: imported early, drawn once for everybody, garbage left to Python."""

import asyncio
import re
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier, Event

import pytest

import services.results
from views import results
from views.early import LOADED, TURN_SECONDS, Early, import_all

ROOT = Path(__file__).resolve().parent.parent.parent


async def _nothing(*_: object) -> None:
    """An application that answers nobody."""


@pytest.mark.parametrize(("path", "kind"), [("/login", "http"), ("/_stcore/stream", "websocket")])
def test_the_staffs_door_begins_to_import_once_and_citizens_never_do(path: str, kind: str) -> None:
    """Who opens the form imports nothing; of those who come to a page only the first one does."""
    loads: list[int] = []
    loaded = Event()

    def load() -> None:
        loads.append(1)
        loaded.set()

    early = Early(_nothing, load)

    def ask(path: str, kind: str = "http") -> None:
        asyncio.run(early({"type": kind, "path": path}, None, None))

    ask("/s/ABCD")
    ask("/api/v1/responses")
    ask("/", "websocket")
    assert not early._begun
    asyncio.run(early({"type": "lifespan"}, None, None))
    assert not early._begun
    ask(path, kind)
    assert loaded.wait(10)
    ask("/login")
    ask("/")
    assert loads == [1]


def test_who_answers_need_not_wait_for_pages_that_are_drawn() -> None:
    """Once pages may be drawn, Python changes over between them and the answers more often."""
    before = sys.getswitchinterval()
    try:
        import_all()
        assert sys.getswitchinterval() == pytest.approx(TURN_SECONDS)
        assert before / 5 > TURN_SECONDS
    finally:
        sys.setswitchinterval(before)


def test_what_is_imported_early_is_there_to_import() -> None:
    """Each name is a module of the program, and no page is left out."""
    for name in LOADED:
        assert (ROOT / f"{name.replace('.', '/')}.py").is_file()
    shown = re.findall(
        r"^    Page\((\w+)\.show", (ROOT / "views" / "pages.py").read_text("utf-8"), re.MULTILINE
    )
    assert {f"views.{one}" for one in shown} <= set(LOADED)


@dataclass(frozen=True)
class _Summary:
    as_of: int


def test_a_hundred_viewers_are_one_computation(monkeypatch: pytest.MonkeyPatch) -> None:
    """All who look at the same figures at the same time wait for one reading and one drawing."""
    made: list[str] = []
    monkeypatch.setattr(results, "program", lambda: None)
    monkeypatch.setattr(services.results, "summary", lambda *_: made.append("read") or _Summary(1))
    monkeypatch.setattr(results, "charts_of", lambda *_: made.append("drawn"))
    monkeypatch.setattr(results, "tables_of", lambda *_: {})
    results._latest.clear()
    together = Barrier(100)

    def look(_: int) -> object:
        together.wait(30)
        return results._figures("2026-H2", "test-viewers", "vi")

    with ThreadPoolExecutor(100) as viewers:
        seen = list(viewers.map(look, range(100)))
    assert made == ["read", "drawn"]
    assert all(one is seen[0] for one in seen)


def test_a_wall_keeps_one_drawing_however_often_it_is_refreshed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three thousand refreshes with new figures each time leave one reading and one drawing behind."""
    counted = iter(range(10_000))
    monkeypatch.setattr(results, "program", lambda: None)
    monkeypatch.setattr(services.results, "summary", lambda *_: _Summary(next(counted)))
    monkeypatch.setattr(results, "replace", lambda summary, **_: summary)
    monkeypatch.setattr(results, "charts_of", lambda made, _: made)
    monkeypatch.setattr(results, "tables_of", lambda *_: {})
    for _ in range(3_000):
        results._latest("2026-H2", "test-wall", "vi")._due = 0.0  # as when its seconds are over
        latest = results._figures("2026-H2", "test-wall", "vi")
    kept = results._latest("2026-H2", "test-wall", "vi")._made
    assert len(kept) == 1
    assert kept[0].charts == latest.charts == latest.summary


def test_nobody_waits_for_a_collection_of_garbage_after_each_run() -> None:
    """Streamlit's own whole collection after every run is off."""
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["runner"]["postScriptGC"] is False
    assert config["server"]["fileWatcherType"] == "none"
