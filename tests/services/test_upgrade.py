"""From the first release to this one, and back: the steps of docs/operations.md, performed."""

import hashlib
import hmac
import json
import os
import re
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType, SimpleNamespace
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

import manage
from data import migrations
from data.migrations import m0001_begin
from tests.contract.given import entry
from tests.services.test_backup import PHRASE

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENT = (ROOT / "docs" / "operations.md").read_text("utf-8")
KEY = "k" * 32
ROUND = "2026-H1"


def _future(db: Database) -> None:
    db.execute("create table of_the_future (x text) strict")


FUTURE = SimpleNamespace(__name__="data.migrations.m9999_future", sqlite=_future)


class Office:
    """The commands on one installation, with the version of the program that is checked out."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch
        self.database = folder / "hailong.db"

    def __call__(self, *arguments: str) -> Result:
        environment = {
            "DATABASE_URL": f"sqlite:///{self.database}",
            "SECRET_KEY": KEY,
            "VAR_FOLDER": str(self.folder / "var"),
            "BACKUP_PASSPHRASE": PHRASE,
        }
        return CliRunner().invoke(manage.main, arguments, env=environment)

    def check_out(self, *order: object) -> None:
        self.patch.setattr(migrations, "ORDER", order)

    def steps(self, heading: str) -> Iterator[tuple[str, Result]]:
        """Performs the lines of a chapter of the document."""
        chapter = DOCUMENT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
        for block in re.findall(r"```sh\n(.*?)```", chapter, re.DOTALL):
            for line in block.splitlines():
                words = shlex.split(line)
                if words[0] == "git":
                    self.check_out(*CURRENT, *([FUTURE] if words[1] == "pull" else []))
                elif words[0] != "make":
                    assert words[:2] == [".venv/bin/python", "manage.py"]
                    yield line, self(*words[2:])


CURRENT = migrations.ORDER


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    return Office(tmp_path, monkeypatch)


def _link(key: str, previous: bytes, leaves: list[bytes]) -> bytes:
    """How the first release sealed a batch."""
    return hmac.new(key.encode(), previous + b"".join(sorted(leaves)), hashlib.sha256).digest()


def first_release(path: Path, answers: int, key: str = KEY) -> None:
    """A database as the first release left it: its schema, its seals, its tallies."""
    planned = Migrations("hailong")
    planned(name="m0001_begin")(m0001_begin.sqlite)
    with closing(sqlite3.connect(path)) as db:
        planned.apply(Database(db))
        unit = "insert into unit values (?, ?, ?, ?, null, null, ?)"
        db.execute(unit, ("99", "Tỉnh", "province", None, 0))
        db.execute(unit, ("99001", "Xã A", "commune", "99", 1))
        db.execute("insert into link values ('AAAA222', '99001', 'qr', null)")
        row = (ROUND, "Đợt", "three-level-counter@1", "h", "2026-01-01", "2026-06-30")
        rest = ("open", "collected", 0, "pooled_satisfied", 5)
        db.execute("insert into round values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, *rest))
        db.execute("insert into round_unit values (?, '99001', 0)", (ROUND,))
        _fill(db, answers, key)
        db.commit()


def _fill(db: sqlite3.Connection, answers: int, key: str) -> None:
    previous = bytes(32)
    slices: dict[tuple[str, str], dict[str, dict[str, int]]] = {}
    numbers: dict[tuple[str, str], int] = {}
    for number in range(answers):
        made = entry(uuid4(), level=1 + number % 3)
        id, record, salt = made.response.id.bytes, made.response.record(), os.urandom(16)
        leaf = hashlib.sha256(salt + id + record.encode()).digest()
        previous = _link(key, previous, [leaf])
        row = (id, ROUND, record, salt, leaf, "main", number + 1)
        db.execute(
            "insert into response (id, round, record, salt, leaf, chain, link)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        db.execute("insert into chain values ('main', ?, ?, 1)", (number + 1, previous))
        facts = made.response
        keys = [("all", ""), ("channel", facts.channel), ("field", facts.field)]
        for slice in [*keys, ("day", facts.day.isoformat())]:
            numbers[slice] = numbers.get(slice, 0) + 1
            counts = slices.setdefault(slice, {})
            for question, cell in made.cells if slice[0] != "day" else ():
                cells = counts.setdefault(question, {})
                cells[cell] = cells.get(cell, 0) + 1
    for slice, counts in slices.items():
        row = (ROUND, "99001", *slice, numbers[slice], json.dumps(counts))
        db.execute("insert into tally values (?, ?, ?, ?, ?, ?)", row)


def _ids(path: Path) -> set[bytes]:
    with closing(sqlite3.connect(path)) as db:
        return {id for (id,) in db.execute("select id from response")}


def test_a_database_of_the_first_release_is_upgraded_by_opening(office: Office) -> None:
    """Every answer is there, every figure is their count, and the chains still hold."""
    first_release(office.database, 60)
    before = _ids(office.database)
    done = office("check")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "OK"), done.stderr
    assert _ids(office.database) == before
    with closing(sqlite3.connect(office.database)) as db:
        applied = {name for (name,) in db.execute("select name from _sqlite_migrations")}
    assert applied == {module.__name__.rpartition(".")[2] for module in CURRENT}
    summary = json.loads(office("summary", ROUND, "--json").stdout)
    assert summary["responses"] == 60


def test_an_old_databases_tampering_is_still_found(office: Office) -> None:
    """The upgrade does not seal anew what was changed before it."""
    first_release(office.database, 20)
    with closing(sqlite3.connect(office.database)) as db:
        db.execute("update response set record = replace(record, 'morning', 'evening')")
        db.commit()
    assert office("check").exit_code == 2


def test_the_way_there_and_back_as_the_document_describes_it(office: Office) -> None:
    """Backup, upgrade, a day of answers, rollback: nothing is lost on either side."""
    first_release(office.database, 30)
    office("check")
    old = _ids(office.database)
    heads = []
    for line, done in office.steps("Upgrade"):
        assert done.exit_code == 0, f"{line}: {done.stderr}"
        if line.endswith("check"):
            heads.append([one for one in done.stdout.splitlines() if one.startswith("chain")])
    assert heads[0] == heads[1] != []
    with closing(sqlite3.connect(office.database)) as db:
        assert db.execute("select count(*) from of_the_future").fetchone() == (0,)

    office.check_out(*CURRENT)
    newer = office.database.read_bytes()
    refused = office("round", "list")
    assert (refused.exit_code, "m9999_future" in refused.stderr) == (2, True)
    assert office.database.read_bytes() == newer

    for line, done in office.steps("Rollback"):
        assert done.exit_code == 0, f"{line}: {done.stderr}"
    assert _ids(office.database) == old
    (kept,) = office.folder.glob("hailong.db.replaced-*")
    assert kept.read_bytes() == newer


def test_half_a_change_of_the_schema_leaves_nothing(office: Office) -> None:
    """A change that fails is undone whole, and the version before still opens the file."""
    first_release(office.database, 10)
    office("check")

    def broken(db: Database) -> None:
        _future(db)
        raise ValueError("half way")

    office.check_out(*CURRENT, SimpleNamespace(__name__="x.m9998_broken", sqlite=broken))
    assert office("check").exit_code == 1
    office.check_out(*CURRENT)
    assert office("check").exit_code == 0
    with closing(sqlite3.connect(office.database)) as db:
        names = {name for (name,) in db.execute("select name from sqlite_master")}
    assert "of_the_future" not in names


def test_the_first_schema_is_as_it_was_released() -> None:
    """Released changes are never edited: the hash of the first one's statements."""
    assert isinstance(m0001_begin, ModuleType)
    whole = "\n".join(m0001_begin._SQLITE)
    assert hashlib.sha256(whole.encode()).hexdigest()[:16] == "54f38590fd62be79"
