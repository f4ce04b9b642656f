"""A flood by one link is slowed and told of; nobody else notices."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import settings
from services import flow as flowing
from services.answering import submit
from services.flow import Flow
from services.metrics import Metrics
from services.program import Program, close_program, open_program
from services.slips import make_slips
from services.units import public_codes
from surveys import flow, submission
from surveys.errors import Code, SurveyError
from surveys.flow import Limit
from surveys.link import Channel, Link
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT
from tests.web.conftest import kept, payload

BURST = 4
LIMITS = dict.fromkeys((Channel.OPEN_QR, Channel.KIOSK, Channel.SLIP), Limit(BURST, 60))
OPEN = Link("AAAA222", UNIT)
DEVICE = Link("BBBB222", UNIT, Channel.KIOSK)
SLIP = Link("C" * 128, UNIT, Channel.SLIP, None, ROUND, b"s" * 32)


@pytest.fixture
def small(program: Program) -> Program:
    """The program with small limits."""
    return replace(program, flow=Flow(LIMITS, program.metrics))


def send(program: Program, code: str, now: Any = NOW, **more: object) -> None:
    asyncio.run(submit(program, submission.read(payload(code, **more)), now))


def waits(made: Flow, link: Link, now: Any = NOW) -> int:
    """Seconds to wait; nought for an answer that passes."""
    try:
        made.take(link, now)
    except SurveyError as refusal:
        return int(str(refusal.details["seconds"]))
    return 0


def test_a_flooded_code_waits_and_nothing_is_stored(small: Program, code: str) -> None:
    """After the burst; a second later the next one passes."""
    for _ in range(BURST):
        send(small, code)
    with pytest.raises(SurveyError) as refused:
        send(small, code)
    assert (refused.value.code, refused.value.details) == (Code.SLOWED, {"seconds": 1})
    assert kept(small) == BURST
    send(small, code, NOW + timedelta(seconds=1))
    assert kept(small) == BURST + 1


def test_a_flood_slows_neither_slips_nor_devices_nor_other_codes(small: Program, code: str) -> None:
    """Each link has its own number."""
    while not waits(small.flow, Link(code, UNIT)):
        pass
    batch = make_slips(small, ROUND, UNIT, 3 * BURST, BOSS, NOW)
    for one in batch.slips:
        send(small, one.token)
    send(small, public_codes(small)["99005"])
    assert not waits(small.flow, DEVICE)
    assert kept(small) == 3 * BURST + 1


def test_a_slip_hammered_by_one_person_waits_alone(small: Program) -> None:
    """The same slip again and again; the next person's slip passes."""
    found = [waits(small.flow, SLIP) for _ in range(BURST + 1)]
    assert found == [0] * BURST + [1]
    assert not waits(small.flow, replace(SLIP, spent=b"t" * 32))


def test_staff_are_told_which_unit_was_flooded(small: Program) -> None:
    """How often and when last, for a day; and who watches the machine sees it by channel and unit."""
    for _ in range(BURST + 3):
        waits(small.flow, OPEN)
    [told] = small.flow.slowed([UNIT, "99005"], NOW)
    assert (told.unit, told.channel, told.answers, told.last) == (UNIT, "qr", 3, NOW)
    assert small.flow.slowed(["99005"], NOW) == ()
    assert small.flow.slowed([UNIT], NOW + timedelta(days=2)) == ()
    text = small.metrics.text(lambda _: (), NOW).decode()
    assert f'hailong_slowed_total{{channel="qr",unit="{UNIT}"}} 3.0' in text


def test_links_that_rest_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many links there are, what is remembered stays small; a flooded one stays flooded."""
    monkeypatch.setattr(flowing, "MOST_LINKS", 100)
    made = Flow(LIMITS, Metrics())
    for turn in range(50):
        slip = replace(SLIP, spent=turn.to_bytes(32))
        assert not waits(made, slip, NOW - timedelta(hours=1))
    while not waits(made, OPEN):
        pass
    for turn in range(90):
        assert not waits(made, replace(SLIP, spent=(1000 + turn).to_bytes(32)))
        assert len(made._due) <= 100
    assert waits(made, OPEN)


def test_paper_and_assisted_entry_have_no_limit(small: Program) -> None:
    """Staff who have signed in type as fast as they can."""
    assert not any(waits(small.flow, Link("D", UNIT, Channel.PAPER)) for _ in range(99))


def test_the_shipped_limits_let_a_long_weekend_through() -> None:
    """300 answers that a tablet kept pass at once, on an open code as on a paired device."""
    shipped = flow.read(flow.SHIPPED.read_text("utf-8"))
    assert set(shipped) == {Channel.OPEN_QR, Channel.KIOSK, Channel.SLIP}
    for channel in (Channel.OPEN_QR, Channel.KIOSK):
        made = Flow(shipped, Metrics())
        assert not any(waits(made, Link("D", UNIT, channel)) for _ in range(300))


def test_an_agency_has_limits_of_its_own(tmp_path: Path) -> None:
    """A file in its folder comes first; one that is not whole is refused with its name."""
    chosen = settings.read({}, tmp_path / "var")
    (tmp_path / "var" / "flow.toml").write_text("[qr]\nburst = 2\nper_minute = 1\n", "utf-8")
    program = open_program(chosen)
    assert [waits(program.flow, OPEN) for _ in range(3)] == [0, 0, 60]
    close_program(program)
    for wrong in (
        "[qr]\nburst = 0\nper_minute = 1\n",
        "[pigeon]\nburst = 1\nper_minute = 1\n",
        "[",
    ):
        (tmp_path / "var" / "flow.toml").write_text(wrong, "utf-8")
        with pytest.raises(SurveyError) as refused:
            open_program(chosen)
        assert refused.value.code is Code.BAD_FILE
