"""Accounts and sessions (every engine): one administrator is always left, and who is out is out."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

import data.sql.sessions
from data.store import Store
from surveys.account import Account, Identity, Role
from surveys.errors import Code, SurveyError
from surveys.session import FREE_ATTEMPTS, IDLE_SESSION, LONGEST_WAIT
from tests.acts import ACT, NOW
from tests.contract.conftest import Opener

BOSS = Account("boss", Role.ADMINISTRATOR, since=NOW.date())
LAN = Account("lan", Role.VIEWER, "99001", "Lan", email="lan@example.vn", since=NOW.date())
KEY, DIGEST = b"k" * 32, b"d" * 32


@pytest.fixture
def office(store: Store) -> Iterator[Store]:
    """A store with an administrator and a viewer."""
    store.accounts.claim(BOSS, "hash", ACT)
    store.accounts.add(LAN, None, ACT)
    return store


def _refusal(work: object) -> Code | None:
    try:
        work()  # type: ignore[operator]
    except SurveyError as refused:
        return refused.code
    return None


def test_an_account_comes_back_as_it_was_kept(office: Store, opener: Opener) -> None:
    """By name, by address, by identity, also after opening again."""
    known = replace(LAN, identity=Identity("https://issuer", "s-1"))
    office.accounts.change(known, LAN, ACT)
    again = opener()
    assert again.accounts.find("lan") == known
    assert again.accounts.with_email("lan@example.vn") == known
    assert again.accounts.known_as("https://issuer", "s-1") == known
    assert again.accounts.known_as("https://other", "s-1") is None
    assert again.accounts.find("nobody") is None
    assert [one.name for one in again.accounts.all()] == ["boss", "lan"]
    assert (again.accounts.password("boss"), again.accounts.password("lan")) == ("hash", None)
    again.close()


def test_the_first_account_is_made_once(store: Store, opener: Opener) -> None:
    """Of many who claim at once, from several processes, one gets it."""
    stores = [store, opener()]
    told: list[Code | None] = []

    def claim(number: int) -> None:
        account = replace(BOSS, name=f"boss{number}")
        told.append(_refusal(lambda: stores[number % 2].accounts.claim(account, "h", ACT)))

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told, key=str) == [None] + [Code.ALREADY_SET_UP] * 7
    assert len(store.accounts.all()) == 1
    stores[1].close()


@pytest.mark.parametrize(
    "changes", [{"active": False}, {"role": Role.OFFICIAL}, {"unit": "99"}], ids=str
)
def test_the_last_administrator_stays(office: Store, changes: dict[str, object]) -> None:
    """Nor does a refused change leave a line in the log."""
    before = office.log.head()
    changed = replace(BOSS, has_password=True, **changes)  # type: ignore[arg-type]
    stored = office.accounts.find("boss")
    assert _refusal(lambda: office.accounts.change(changed, stored, ACT)) is Code.LAST_ADMINISTRATOR
    assert office.log.head() == before
    assert office.accounts.find("boss") == stored
    office.accounts.add(replace(BOSS, name="second"), "h", ACT)
    office.accounts.change(changed, stored, ACT)


def test_two_administrators_cannot_close_each_other(office: Store, opener: Opener) -> None:
    """At the same moment, from two processes: one of them stays."""
    office.accounts.add(replace(BOSS, name="second"), "h", ACT)
    both = [office.accounts.find("boss"), office.accounts.find("second")]
    stores, told = [office, opener()], []

    def close(store: Store, account: Account) -> None:
        shut = replace(account, active=False)
        told.append(_refusal(lambda: store.accounts.change(shut, account, ACT)))

    threads = [threading.Thread(target=close, args=pair) for pair in zip(stores, both, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(told) == {Code.LAST_ADMINISTRATOR, None}
    assert sum(one.rules_all for one in office.accounts.all()) == 1
    stores[1].close()


def test_no_account_comes_before_the_first_administrator(store: Store) -> None:
    """A viewer alone could never be changed by anybody."""
    assert _refusal(lambda: store.accounts.add(LAN, None, ACT)) is Code.LAST_ADMINISTRATOR
    assert not store.accounts.any()


def test_names_and_addresses_are_taken_once(office: Store) -> None:
    """Two accounts with one address could not be told apart when its owner comes."""
    assert _refusal(lambda: office.accounts.add(LAN, None, ACT)) is Code.ACCOUNT_EXISTS
    other = replace(LAN, name="other")
    assert _refusal(lambda: office.accounts.add(other, None, ACT)) is Code.EMAIL_TAKEN
    boss = office.accounts.find("boss")
    taken = replace(boss, email=LAN.email)
    assert _refusal(lambda: office.accounts.change(taken, boss, ACT)) is Code.EMAIL_TAKEN


def test_of_two_changes_the_second_is_told(office: Store) -> None:
    """It was made looking at what is no longer so."""
    office.accounts.change(replace(LAN, role=Role.CLERK), LAN, ACT)
    late = replace(LAN, role=Role.ANALYST)
    assert _refusal(lambda: office.accounts.change(late, LAN, ACT)) is Code.ACCOUNT_MOVED


@pytest.mark.parametrize(
    ("changes", "ends"),
    [
        ({"active": False}, True),
        ({"role": Role.CLERK}, True),
        ({"unit": "99002"}, True),
        ({"display": "Lan Nguyễn"}, False),
    ],
    ids=str,
)
def test_a_change_of_what_he_may_do_ends_sessions(
    office: Store, changes: dict[str, object], ends: bool
) -> None:
    """A new name on the screen does not."""
    office.sessions.begin(DIGEST, "lan", NOW, ACT)
    lan = office.accounts.find("lan")
    office.accounts.change(replace(lan, **changes), lan, ACT)  # type: ignore[arg-type]
    assert (office.sessions.find(DIGEST) is None) == ends


def test_a_new_password_ends_sessions(office: Store) -> None:
    """And is temporary when somebody else made it."""
    office.sessions.begin(DIGEST, "lan", NOW, ACT)
    office.accounts.set_password("lan", "new", ACT, temporary=True)
    assert office.sessions.find(DIGEST) is None
    assert office.accounts.password("lan") == "new"
    assert office.accounts.find("lan").temporary
    missing = lambda: office.accounts.set_password("x", "h", ACT, temporary=False)  # noqa: E731
    assert _refusal(missing) is Code.UNKNOWN_ACCOUNT


def test_a_hash_is_replaced_only_where_it_is_still_that_one(office: Store) -> None:
    """A password that was changed in between stays changed."""
    office.accounts.rehash("boss", "other", "late")
    assert office.accounts.password("boss") == "hash"
    office.accounts.rehash("boss", "hash", "fresh")
    assert office.accounts.password("boss") == "fresh"


def test_a_session_tells_of_its_account_as_it_is_now(office: Store) -> None:
    """Role and unit are read with it, and the day of the sign-in is noted."""
    office.sessions.begin(DIGEST, "lan", NOW, ACT)
    lan = office.accounts.find("lan")
    assert lan.last_seen == date(2026, 11, 22)
    found = office.sessions.find(DIGEST)
    assert (found.account, found.begun, found.used) == (lan, NOW, NOW)
    office.accounts.change(replace(lan, display="X"), lan, ACT)
    assert office.sessions.find(DIGEST).account.display == "X"


def test_sessions_end(office: Store) -> None:
    """One, or all of an account; ended ones leave a line in the log, unknown ones do not."""
    for digest in (b"1" * 32, b"2" * 32, b"3" * 32):
        office.sessions.begin(digest, "lan", NOW, ACT)
    before = office.log.head()[0]
    office.sessions.end(b"1" * 32, ACT)
    office.sessions.end(b"9" * 32, ACT)
    assert office.log.head()[0] == before + 1
    assert len(office.sessions.of("lan")) == 2
    assert office.sessions.end_all("lan", ACT) == 2
    assert list(office.sessions.of("lan")) == []


def test_sessions_that_ended_by_themselves_are_dropped(office: Store) -> None:
    """At the next sign-in of anybody; those in use stay."""
    office.sessions.begin(DIGEST, "lan", NOW, ACT)
    office.sessions.begin(b"2" * 32, "lan", NOW, ACT)
    later = NOW + IDLE_SESSION
    office.sessions.use(DIGEST, later - timedelta(minutes=1))
    office.sessions.begin(b"3" * 32, "boss", later, ACT)
    assert office.sessions.find(b"2" * 32) is None
    assert office.sessions.find(DIGEST) is not None


def test_attempts_are_counted_before_they_are_judged(office: Store, opener: Opener) -> None:
    """Twenty at once are five and a wait, not twenty guesses."""
    stores, let = [office, opener()], []

    def attempt(number: int) -> None:
        let.append(stores[number % 2].sessions.attempt(KEY, NOW) is not None)

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(let) == FREE_ATTEMPTS
    stores[1].close()


def _let_at(store: Store, moment: datetime) -> bool:
    return store.sessions.attempt(KEY, moment) is not None


def test_the_wait_grows_and_ends(office: Store) -> None:
    """One minute, two, four … at most fifteen; a right password or a day without one clears it."""
    at = NOW
    for _ in range(FREE_ATTEMPTS):
        assert _let_at(office, at)
    for minutes in (1, 2, 4, 8, 15, 15):
        assert not _let_at(office, at + timedelta(minutes=minutes, seconds=-1))
        at += timedelta(minutes=minutes)
        assert _let_at(office, at)
    assert timedelta(minutes=15) == LONGEST_WAIT
    office.sessions.forget_attempts(KEY)
    for _ in range(FREE_ATTEMPTS):
        assert _let_at(office, at)
    assert not _let_at(office, at)
    at += timedelta(days=1, seconds=1)
    assert office.sessions.attempt(KEY, at).count == 1


def test_the_memory_of_wrong_passwords_is_bounded(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names tried longest ago go; the one that is being guessed in between does not."""
    monkeypatch.setattr(data.sql.sessions, "MOST_NAMES", 10)
    for number in range(25):
        moment = NOW + timedelta(seconds=number)
        office.sessions.attempt(number.to_bytes(32), moment)
        if number % 5 == 0:
            office.sessions.attempt(KEY, moment)
    kept = [number for number in range(25) if office.sessions.attempts(number.to_bytes(32)).count]
    assert len(kept) <= 10
    assert min(kept) >= 15
    assert office.sessions.attempts(KEY).count >= FREE_ATTEMPTS
