"""A manifest alone: its signature, and what it does not prove."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.program import close_program
from services.proving import Known
from services.sealing import manifest_file
from services.verifying import verify_file
from surveys.errors import Code, SurveyError
from surveys.fault import Wrong
from tests.conftest import ROUND
from tests.tamper.conftest import Case, copied, sealed
from tests.tamper.insider import edit, forget_anchors, make_fit, tamper


@pytest.fixture(scope="module")
def closed(untouched: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a program whose round is sealed, and its manifest beside it."""
    folder = tmp_path_factory.mktemp("closed")
    program = sealed(copied(untouched, folder))
    (folder / "m.json").write_bytes(manifest_file(program, ROUND).content)
    close_program(program)
    return folder


@pytest.fixture
def manifest(closed: Path, case: Case, tmp_path: Path) -> Path:
    """The manifest of the sealed round as a file; the database of `case` is sealed with it."""
    shutil.copytree(closed / "var", case.path.parent, dirs_exist_ok=True)
    return Path(shutil.copy(closed / "m.json", tmp_path))


def test_a_manifest_proves_its_signature_and_says_what_it_does_not(
    case: Case, manifest: Path
) -> None:
    """With the agency's key; without one the key is only the manifest's own word."""
    verdict = verify_file(manifest, Known(public=case.public))
    assert (verdict.faults, {one.key for one in verdict.proved}) == ([], {"signed"})
    assert {one.key for one in verdict.open} == {"manifest_alone"}
    assert {one.key for one in verify_file(manifest, Known()).open} == {"own_key", "manifest_alone"}
    later = verify_file(manifest, Known(case.secret, heads=case.heads))
    assert {one.key for one in later.open} == {"head_elsewhere", "manifest_alone"}
    heads = json.loads(json.loads(manifest.read_text())["manifest"])["heads"]
    noted = tuple(bytes.fromhex(one["head"]) for one in heads)
    assert {one.key for one in verify_file(manifest, Known(case.secret, heads=noted)).proved} == {
        "signed",
        "head",
        "log_head",
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [('"sealed":24', '"sealed":23'), ("2026-H2", "2025-H2"), ('"edition":1', '"edition":2')],
)
def test_a_changed_manifest_is_found(case: Case, manifest: Path, old: str, new: str) -> None:
    """One number is enough."""
    table = json.loads(manifest.read_text())
    assert old in table["manifest"]
    table["manifest"] = table["manifest"].replace(old, new)
    manifest.write_text(json.dumps(table))
    for known in (Known(), Known(case.secret), Known(public=case.public)):
        assert [one.wrong for one in verify_file(manifest, known).faults] == [Wrong.MANIFEST_FORGED]


def test_a_stranger_cannot_sign(case: Case, manifest: Path) -> None:
    """The same text signed with another key, which it names as its own."""
    from services.signing import public_key, sign

    table = json.loads(manifest.read_text())
    other = b"s" * 64
    text = table["manifest"].replace(case.public.hex(), public_key(other).hex())
    table |= {"manifest": text, "signature": sign(other, text).hex()}
    manifest.write_text(json.dumps(table))
    assert verify_file(manifest, Known()).faults == []
    assert verify_file(manifest, Known(public=case.public)).faults != []


def test_a_database_is_held_to_its_manifest(case: Case, manifest: Path) -> None:
    """An insider makes leaves and links fit again, but not what he signed before."""
    assert manifest.exists()
    tamper(case.path, edit, make_fit(case.secret), forget_anchors)
    found = {one.wrong for one in verify_file(case.path, Known(case.secret)).faults}
    assert found == {Wrong.MANIFEST_LEAVES, Wrong.MANIFEST_HEAD}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("update manifest set text = replace(text, '2026-H2', '2025-H2')", Wrong.MANIFEST_OTHER),
        ("update manifest set signature = zeroblob(64)", Wrong.MANIFEST_FORGED),
        ("update manifest set signature = x''", Wrong.MANIFEST_FORGED),
        ("update manifest set edition = 2", Wrong.MANIFEST_OTHER),
        ("update manifest set text = '{}'", Wrong.MANIFEST_OTHER),
    ],
)
def test_a_manifest_in_a_database_is_proved_too(
    case: Case, manifest: Path, statement: str, expected: Wrong
) -> None:
    """Changed, unsigned, of another round."""
    assert manifest.exists()

    def change(db: sqlite3.Connection) -> object:
        return db.execute(statement)

    tamper(case.path, change)
    assert expected in {one.wrong for one in verify_file(case.path, Known(case.secret)).faults}


def _bad() -> dict[str, Callable[[dict[str, Any]], object]]:
    return {
        "a list": lambda table: [table],
        "no signature": lambda table: {"manifest": table["manifest"]},
        "no hex": lambda table: {**table, "signature": "zz"},
        "a number": lambda table: {**table, "manifest": 7},
        "no json inside": lambda table: {**table, "manifest": "{"},
        "another format": lambda table: {**table, "manifest": '{"format":"x"}'},
        "huge numbers": lambda table: {
            **table,
            "manifest": table["manifest"].replace('"link":24', '"link":1e999'),
        },
        "deep": lambda table: {**table, "manifest": "[" * 100_000},
    }


@pytest.mark.parametrize("name", _bad())
def test_what_is_no_manifest_is_told_in_a_sentence(manifest: Path, name: str) -> None:
    """Refused with a reason."""
    manifest.write_text(json.dumps(_bad()[name](json.loads(manifest.read_text()))))
    with pytest.raises(SurveyError) as refused:
        verify_file(manifest, Known())
    assert refused.value.code is Code.NOT_EVIDENCE


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x00" * 100, b"SQLite format 3\x00" + b"x" * 5000, b"\x1f\x8bxx"]
)
def test_other_files_are_told_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    """Empty, text, rubbish, and what only begins like a database or an export."""
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(SurveyError) as refused:
        verify_file(path, Known())
    assert refused.value.code is Code.NOT_EVIDENCE


@pytest.mark.parametrize(
    "statements",
    [
        ("create table x (y)",),
        ("alter table response rename to gone",),
        (
            "drop view answer",
            "alter table chain rename to c",
            "create view chain as select * from c",
        ),
        ("delete from _sqlite_migrations where name = 'm0004_seal'",),
        (
            "insert into _sqlite_migrations (migration_set, name, applied_at)"
            " select migration_set, 'm9999', applied_at from _sqlite_migrations limit 1",
        ),
    ],
    ids=["whole with one more", "renamed", "view", "older", "newer"],
)
def test_a_database_of_another_schema_is_refused(case: Case, statements: tuple[str, ...]) -> None:
    """Views in place of tables, older and newer ones; a table more does no harm."""
    tamper(case.path, *((lambda db, one=one: db.execute(one)) for one in statements))
    if statements[0].startswith("create table"):
        assert verify_file(case.path, Known(case.secret)).whole
        return
    with pytest.raises(SurveyError) as refused:
        verify_file(case.path, Known(case.secret))
    assert refused.value.code is Code.NOT_EVIDENCE


def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Also a folder."""
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(SurveyError) as refused:
            verify_file(path, Known())
        assert refused.value.code is Code.NOT_EVIDENCE
