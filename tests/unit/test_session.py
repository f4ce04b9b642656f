"""When a session holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from surveys.account import Account, Role
from surveys.session import IDLE_SESSION, LONGEST_SESSION, Session

BEGUN = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ACCOUNT = Account("lan", Role.VIEWER)


def test_a_session_holds_while_its_account_is_active() -> None:
    """Also a session whose row outlived the closing of its account, on whatever way."""
    session = Session(ACCOUNT, BEGUN, BEGUN)
    assert session.holds_at(BEGUN)
    assert not replace(session, account=replace(ACCOUNT, active=False)).holds_at(BEGUN)


def test_a_session_ends_by_itself() -> None:
    """Unused for a while, or after its longest time however much it is used."""
    session = Session(ACCOUNT, BEGUN, BEGUN)
    assert not session.holds_at(BEGUN + IDLE_SESSION)
    late = BEGUN + LONGEST_SESSION
    used = replace(session, used=late - timedelta(minutes=1))
    assert used.holds_at(late - timedelta(seconds=1))
    assert not used.holds_at(late)
