"""Contacts at rest: encrypted, bound to their case, and gone from the file when it closes."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from data.encryption import Box
from data.sqlite import SqliteStore
from surveys.errors import Code, SurveyError
from surveys.privacy_request import Kind, Outcome, PrivacyRequest
from tests.acts import ACT
from tests.contract.given import KEY

DAY = date(2026, 11, 20)
NEW = PrivacyRequest("", Kind.ACCESS, DAY, DAY, DAY)
CONTACT = "Trần Văn Ba, 0912 345 678"


def _files(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(path.parent.iterdir()))


def _sealed(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as db:
        return bytes(db.execute("select sealed from privacy_contact").fetchone()[0])


def test_no_file_holds_a_contact_in_plain(tmp_path: Path) -> None:
    """Neither the database nor its write-ahead log; and after closing not even the encrypted bytes."""
    path = tmp_path / "store.db"
    store = SqliteStore(str(path), KEY)
    one = store.requests.add(NEW, CONTACT, ACT)
    assert CONTACT.encode() not in _files(path)
    assert b"0912 345 678" not in _files(path)
    sealed = _sealed(path)
    assert sealed in _files(path)
    store.requests.change(one.ended(DAY, Outcome.DONE), one, ACT)
    assert sealed not in _files(path)
    assert sealed[12:28] not in _files(path)
    store.close()
    assert sealed[12:28] not in _files(path)


def test_a_contact_that_was_left_behind_is_not_shown(tmp_path: Path) -> None:
    """A closed case tells nothing, even if its contact is still there."""
    path = tmp_path / "store.db"
    store = SqliteStore(str(path), KEY)
    one = store.requests.add(NEW, CONTACT, ACT)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update privacy_request set closed = '2026-11-21'")
    assert store.requests.contact(one.number, ACT) == ""
    store.close()


def test_a_contact_opens_for_its_own_case_only(tmp_path: Path) -> None:
    """Moved to another case, altered, or opened with another key, it is refused."""
    path = tmp_path / "store.db"
    store = SqliteStore(str(path), KEY)
    store.requests.add(NEW, CONTACT, ACT)
    other = store.requests.add(NEW, "", ACT)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update privacy_contact set request = ?", (other.number,))
    with pytest.raises(SurveyError) as refused:
        store.requests.contact(other.number, ACT)
    assert refused.value.code is Code.UNREADABLE_CONTACT
    store.close()


def test_a_box_opens_what_it_sealed() -> None:
    """And nothing of another key, purpose, place or with a changed byte; no two seals are alike."""
    box = Box(KEY, "contact")
    sealed = box.seal("x", "YC-1")
    assert box.open(sealed, "YC-1") == "x"
    assert sealed != box.seal("x", "YC-1")
    for other, bytes_, place in (
        (Box(b"x" * 32, "contact"), sealed, "YC-1"),
        (Box(KEY, "log"), sealed, "YC-1"),
        (box, sealed, "YC-2"),
        (box, sealed[:-1] + bytes([sealed[-1] ^ 1]), "YC-1"),
        (box, b"", "YC-1"),
    ):
        with pytest.raises(SurveyError):
            other.open(bytes_, place)
