"""What is changed in a database behind the program's back is found, and the response is named."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from services.checking import check
from services.program import close_program
from services.proving import Known, Verdict
from services.verifying import verify_file, verify_round
from surveys.fault import Wrong
from tests.conftest import ROUND
from tests.tamper.conftest import Case, answer, reopened
from tests.tamper.insider import (
    CHANGES,
    delete,
    edit,
    edit_log,
    fingerprint,
    forget_anchors,
    make_fit,
    make_log_fit,
    tamper,
    victim,
)

EXPECTED = {
    "edit": Wrong.RESPONSE_ALTERED,
    "back-date": Wrong.RESPONSE_ALTERED,
    "delete": Wrong.RESPONSE_MISSING,
    "insert": Wrong.RESPONSE_NOT_SEALED,
    "reorder": Wrong.RESPONSE_MOVED,
}


def _by_check(case: Case) -> list[str]:
    program = reopened(case)
    found = [str(fault) for fault in check(program)]
    close_program(program)
    return found


def _open(verdict: Verdict) -> set[str]:
    return {said.key for said in verdict.open}


def test_an_untouched_database_is_whole(case: Case) -> None:
    """With the key and without it; nothing is written, and what cannot be known is said."""
    before = fingerprint(case.path)
    for known in (Known(case.secret), Known(), Known(case.secret, heads=case.heads)):
        verdict = verify_file(case.path, known)
        assert verdict.faults == []
        assert verdict.proved[0].details["n"] == 24
    assert _open(verify_file(case.path, Known())) == {"no_secret", "no_anchor", "never_entered"}
    last = verify_file(case.path, Known(case.secret, heads=(*case.heads, case.log_head)))
    assert _open(last) == {"since_anchor", "never_entered"}
    since = next(said for said in last.open if said.key == "since_anchor")
    assert since.details["n"] == 4
    assert {said.key for said in last.proved} == {
        "followed",
        "standings",
        "head",
        "log_head",
    }
    assert fingerprint(case.path) == before
    assert _by_check(case) == []


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("keyed", [True, False])
def test_a_changed_response_is_found_and_named(case: Case, name: str, keyed: bool) -> None:
    """By whoever has the key and by whoever has not, and by the program's own check."""
    named, moved = victim(case.path), victim(case.path, 3)
    tamper(case.path, CHANGES[name])
    verdict = verify_file(case.path, Known(case.secret if keyed else None))
    faults = {str(fault.wrong): fault for fault in verdict.faults}
    assert EXPECTED[name] in faults
    assert "followed" not in {said.key for said in verdict.proved}
    found = [str(one.details.get("response")) for one in verdict.faults]
    if name in ("edit", "back-date"):
        assert found == [named]
    if name == "insert":
        assert len(found) == 1
        assert found[0] not in (named, "None")
    if name == "reorder":
        assert set(found) == {named, moved}
    if name == "delete":
        assert faults["response_missing"].details["n"] == 1
    assert any(EXPECTED[name] in sentence for sentence in _by_check(case))


@pytest.mark.parametrize("name", [name for name in CHANGES if name != "reorder"])
def test_with_the_key_too_it_is_found_against_a_head_that_left(case: Case, name: str) -> None:
    """Leaves and links fit again, and the key says nothing; the noted head does."""
    tamper(case.path, CHANGES[name], make_fit(case.secret), forget_anchors)
    alone = verify_file(case.path, Known(case.secret))
    assert alone.faults == []
    assert "no_anchor" in _open(alone)
    for secret in (case.secret, None):
        verdict = verify_file(case.path, Known(secret, heads=case.heads))
        assert [fault.wrong for fault in verdict.faults] == [Wrong.HEAD_UNKNOWN]


def test_an_anchor_inside_is_enough_against_a_forgetful_insider(case: Case) -> None:
    """Who rewrites the chain and not the anchors beside it is found by the check."""
    tamper(case.path, edit, make_fit(case.secret))
    assert any(Wrong.ANCHOR in sentence for sentence in _by_check(case))


def test_after_the_last_head_an_insider_can_change_and_it_is_said(case: Case) -> None:
    """The last responses came after the head: nothing is found, and their number is told."""
    with closing(sqlite3.connect(case.path)) as db:
        (rowid,) = db.execute("select max(rowid) from response").fetchone()

    def change(db: sqlite3.Connection) -> object:
        return db.execute("delete from response where rowid = ?", (rowid,))

    tamper(case.path, change, make_fit(case.secret), forget_anchors)
    verdict = verify_file(case.path, Known(case.secret, heads=case.heads))
    assert verdict.faults == []
    since = next(said for said in verdict.open if said.key == "since_anchor")
    assert since.details["n"] == 3


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("delete from chain where link = 5", Wrong.LINK_MISSING),
        ("update chain set link = 105 where link = 24", Wrong.LINK_MISSING),
        ("update chain set leaves = zeroblob(32) where link = 5", Wrong.LINK_FORGED),
        ("update chain set value = zeroblob(32) where link = 5", Wrong.LINK_FORGED),
    ],
    ids=["gone", "renumbered", "leaves", "value"],
)
def test_links_that_were_changed_are_named(case: Case, statement: str, expected: Wrong) -> None:
    """Deleted, renumbered, with other leaves or another value."""
    tamper(case.path, lambda db: db.execute(statement))
    found = [fault.wrong for fault in verify_file(case.path, Known(case.secret)).faults]
    assert expected in found
    assert any(expected in sentence for sentence in _by_check(case))


def test_a_chain_cut_at_its_tail_is_found_by_a_noted_head(case: Case) -> None:
    """Responses and links from the eighteenth on are gone: all that is left fits, but for the head."""

    def cut(db: sqlite3.Connection) -> object:
        db.execute("delete from response where link >= 18")
        return db.execute("delete from chain where link >= 18")

    tamper(case.path, cut, forget_anchors)
    assert verify_file(case.path, Known(case.secret)).faults == []
    verdict = verify_file(case.path, Known(case.secret, heads=case.heads))
    assert [fault.wrong for fault in verdict.faults] == [Wrong.HEAD_UNKNOWN]


def test_a_changed_log_is_found(case: Case) -> None:
    """By its links, and when these are forged with the key by the head that left."""
    tamper(case.path, edit_log)
    found = verify_file(case.path, Known(case.secret)).faults
    assert (found[0].wrong, found[0].details["act"]) == (Wrong.ACT_ALTERED, 2)
    assert any(Wrong.ACT_ALTERED in sentence for sentence in _by_check(case))
    tamper(case.path, make_log_fit(case.secret), forget_anchors)
    assert verify_file(case.path, Known(case.secret)).faults == []
    verdict = verify_file(case.path, Known(case.secret, heads=(case.log_head,)))
    assert [fault.wrong for fault in verdict.faults] == [Wrong.HEAD_UNKNOWN]


@pytest.mark.parametrize("change", [None, edit, delete])
def test_a_backup_is_proved_like_the_database(
    case: Case, tmp_path: Path, change: Callable[[sqlite3.Connection], object] | None
) -> None:
    """Copied elsewhere while the program runs, with what is still in its write-ahead log."""
    program = reopened(case)
    answer(program, 3)
    program.store.upkeep.copy(tmp_path / "backup.db")
    if change:
        tamper(tmp_path / "backup.db", change)
    assert verify_file(tmp_path / "backup.db", Known(case.secret)).whole == (change is None)
    shutil.copy(case.path, tmp_path / "copy.db")
    shutil.copy(f"{case.path}-wal", tmp_path / "copy.db-wal")
    before = fingerprint(tmp_path / "copy.db")
    verdict = verify_file(tmp_path / "copy.db", Known(case.secret, heads=case.heads))
    assert (verdict.faults, verdict.proved[0].details["n"]) == ([], 27)
    assert fingerprint(tmp_path / "copy.db") == before
    assert verify_round(program, ROUND, Known(case.secret, heads=case.heads)).faults == []
    close_program(program)


def test_another_installations_key_is_told_apart_from_forgery(case: Case) -> None:
    """The sentence says that the key does not fit, instead of naming every link."""
    found = [fault.wrong for fault in verify_file(case.path, Known(b"x" * 64)).faults]
    assert found == [Wrong.KEY_OTHER]
