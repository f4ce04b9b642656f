"""Backup and restore: everything is in it, nothing hostile comes out of it, nothing gets lost."""

import gzip
import io
import shutil
import sqlite3
import tarfile
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest

import settings
from data import archive
from data.archive import pack, unpack
from data.store import Entry
from services import backup
from services.backup import Made, make_backup
from services.checking import check
from services.program import Program, close_program, open_program
from services.restore import Restored, Wish, restore
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from tests import quick
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, STRONG_PASSPHRASES, plan
from tests.contract.given import entry

pytestmark = pytest.mark.long

PHRASE = "một mật khẩu thật dài"
LATER = NOW + timedelta(days=1)
NEVER = Wish()


class Office:
    """One installation on one machine, with the stick that its backups go to."""

    def __init__(self, folder: Path, name: str = "var") -> None:
        self.var, self.stick = folder / name, folder / "stick"
        self.stick.mkdir(exist_ok=True)
        self.given: dict[str, str] = {}

    @property
    def settings(self) -> settings.Settings:
        return settings.read(self.given, self.var)

    @property
    def database(self) -> Path:
        return self.var / "hailong.db"

    @contextmanager
    def open(self) -> Iterator[Program]:
        opened = open_program(self.settings)
        try:
            yield opened
        finally:
            close_program(opened)

    def backup(self, name: str = "a.hailong") -> Made:
        with self.open() as program:
            return make_backup(program, self.stick / name, PHRASE, BOSS, NOW)

    def restore(self, wish: Wish = NEVER, phrase: str = PHRASE) -> Restored:
        return restore(self.settings, self.stick / "a.hailong", phrase, wish, BOSS, LATER)

    def answer(self, number: int) -> None:
        with self.open() as program:
            program.store.keep([_answer() for _ in range(number)])

    def ids(self) -> set[bytes]:
        with closing(sqlite3.connect(self.database)) as db:
            return {id for (id,) in db.execute("select id from response")}

    def files(self) -> dict[str, bytes]:
        """All that must not change when something is refused."""
        return {
            str(path.relative_to(self.var)): path.read_bytes()
            for path in sorted(self.var.rglob("*"))
            if path.is_file() and not path.name.endswith((".lock", ".work", "-shm"))
        }


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real passphrases, which take a second each on purpose."""
    monkeypatch.setattr(archive, "by_passphrase", STRONG_PASSPHRASES)


def _answer() -> Entry:
    return entry(round=ROUND, unit="99004")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """With an open round, forty answers and a backup."""
    made = Office(tmp_path_factory.mktemp("first"))
    with made.open() as program:
        plan(program, "three-level-counter@1")
    made.answer(40)
    shutil.copytree(made.var, made.var.with_name("before"))
    made.backup()
    return made


@pytest.fixture(scope="module")
def locked(first: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it under a real passphrase: to be read, never changed."""
    made = Office(tmp_path_factory.mktemp("locked"))
    shutil.copytree(first.var.with_name("before"), made.var)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive, "by_passphrase", STRONG_PASSPHRASES)
        made.backup()
    return made.stick / "a.hailong"


@pytest.fixture
def saved(first: Office, tmp_path: Path) -> Office:
    """The same installation, with its backup on the stick."""
    shutil.copytree(first.var, tmp_path / "var")
    shutil.copytree(first.stick, tmp_path / "stick")
    return Office(tmp_path)


@pytest.fixture
def office(first: Office, tmp_path: Path) -> Office:
    """The same installation before it was backed up."""
    shutil.copytree(first.var.with_name("before"), tmp_path / "var")
    return Office(tmp_path)


def _refused(call: object) -> Code:
    with pytest.raises(SurveyError) as refused:
        call()  # type: ignore[operator]
    return refused.value.code


def test_a_backup_says_what_is_in_it(office: Office) -> None:
    """Counts and heads of the moment, and the files that a new machine needs."""
    made = office.backup()
    assert made.facts.responses == made.facts.tallied == {ROUND: 40}
    assert made.facts.heads
    assert {"database.db", "var/secret-key", "var/metrics-token"} <= set(made.files)
    with office.open() as program:
        assert program.store.log.read(most=1)[0].act.action == "backup.make"
        assert list(check(program)) == []


def test_nothing_in_the_clear_is_left_beside_it(saved: Office) -> None:
    """The working copy is gone; the file on the stick is for its owner and shows nothing."""
    assert [path.name for path in saved.var.glob("*.work-*")] == []
    (path,) = saved.stick.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"SQLite" not in path.read_bytes()
    assert saved.settings.secret not in path.read_bytes()


def test_it_can_be_opened_without_this_program(
    office: Office, locked: Path, tmp_path: Path
) -> None:
    """tar, age, tar: the way that its own note describes."""
    with tarfile.open(locked) as outer:
        assert outer.getnames() == ["README.txt", "key.age", "content.tar.gz.age"]
        outer.extractall(tmp_path / "out", filter="data")
    identity = pyrage.passphrase.decrypt((tmp_path / "out/key.age").read_bytes(), PHRASE)
    key = pyrage.x25519.Identity.from_str(identity.decode().strip())
    content = pyrage.decrypt((tmp_path / "out/content.tar.gz.age").read_bytes(), [key])
    with tarfile.open(fileobj=io.BytesIO(content)) as inner:
        inner.extractall(tmp_path / "in", filter="data")
    assert (tmp_path / "in/var/secret-key").read_bytes().strip() == office.settings.secret
    with closing(sqlite3.connect(tmp_path / "in/database.db")) as db:
        assert db.execute("select count(*) from response").fetchone() == (40,)


def test_a_new_machine_goes_on_where_the_old_one_was(saved: Office, tmp_path: Path) -> None:
    """Same answers, same keys; the chains hold and new answers are taken."""
    new = Office(tmp_path, "new")
    done = new.restore()
    assert (done.before.there, done.faults) == (False, ())
    assert new.ids() == saved.ids()
    assert new.settings.secret == saved.settings.secret
    assert new.settings.metrics_token == saved.settings.metrics_token
    new.answer(3)
    with new.open() as program:
        assert list(check(program)) == []
        assert "backup.restore" in [one.act.action for one in program.store.log.read()]
    assert len(new.ids()) == 43


def test_a_backup_overwrites_nothing(office: Office) -> None:
    """Nor does it leave a draft behind."""
    (office.stick / "a.hailong").write_text("mine")
    assert _refused(office.backup) is Code.FILE_EXISTS
    assert [path.read_text() for path in office.stick.iterdir()] == ["mine"]


def test_a_backup_that_is_not_what_was_read_gets_no_name(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something writes rubbish: it is found when the file is opened again."""

    def wrong(path: Path, parts: dict[str, object], passphrase: str) -> None:
        pack(path, {**parts, "var/secret-key": b"another"}, passphrase)  # type: ignore[dict-item]

    monkeypatch.setattr(backup, "pack", wrong)
    assert _refused(office.backup) is Code.BAD_BACKUP
    assert list(office.stick.iterdir()) == []


def test_a_copy_that_is_not_of_this_database_gets_no_name(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its chain ends where ours never was."""
    with office.open() as program:
        monkeypatch.setattr(program.store.upkeep, "link", lambda chain, number: "00")
        path = office.stick / "a.hailong"
        assert _refused(lambda: make_backup(program, path, PHRASE, BOSS, NOW)) is Code.BAD_BACKUP
    assert list(office.stick.iterdir()) == []


def test_backups_are_for_administrators(office: Office) -> None:
    """Whoever may not, gets none, and can bring none back."""
    clerk = Actor("clerk", Role.OFFICIAL)
    path = office.stick / "a.hailong"
    with office.open() as program:
        assert _refused(lambda: make_backup(program, path, PHRASE, clerk, NOW)) is Code.NOT_ALLOWED
        assert (
            _refused(lambda: make_backup(program, path, "short", BOSS, NOW))
            is Code.SHORT_PASSPHRASE
        )
    made = lambda: restore(office.settings, path, PHRASE, NEVER, clerk, NOW)  # noqa: E731
    assert _refused(made) is Code.NOT_ALLOWED


def test_what_the_backup_lacks_is_not_thrown_away_unasked(saved: Office) -> None:
    """Refused with the numbers; with --replace done, and the old database is kept beside it."""
    old = saved.ids()
    saved.answer(5)
    before = saved.files()
    with pytest.raises(SurveyError) as refused:
        saved.restore()
    assert refused.value.code is Code.WOULD_BE_LOST
    assert refused.value.details == {"responses": 45, "missing": 5}
    assert saved.files() == before

    done = saved.restore(Wish(replace=True))
    assert (done.before.responses, done.before.missing_responses) == (45, 5)
    assert saved.ids() == old
    (kept,) = [name for name in done.kept if name.startswith("hailong.db.replaced-")]
    with closing(sqlite3.connect(saved.var / kept)) as db:
        assert db.execute("select count(*) from response").fetchone() == (45,)


def test_a_database_of_which_nothing_is_lost_is_replaced_unasked(office: Office) -> None:
    """It is the same or an older state of what is in the backup."""
    saved = office.files()
    office.answer(2)
    office.backup()
    for name, content in saved.items():
        (office.var / name).write_bytes(content)
    done = office.restore()
    assert done.before.missing_responses == 0
    assert len(office.ids()) == 42


def test_another_offices_database_is_not_replaced_unasked(saved: Office, tmp_path: Path) -> None:
    """Nor are its keys touched."""
    other = Office(tmp_path, "other")
    with other.open() as program:
        plan(program, "short-counter@1")
    before = other.files()
    assert _refused(other.restore) is Code.WOULD_BE_LOST
    assert other.files() == before
    done = other.restore(Wish(replace=True))
    assert {name.split(".replaced-")[0] for name in done.kept} >= {"hailong.db", "secret-key"}
    assert other.ids() == saved.ids()


def test_a_damaged_database_is_kept_and_replaced_when_told(saved: Office) -> None:
    """What it held cannot be known, so it takes a word."""
    ids = saved.ids()
    saved.database.write_bytes(b"rubbish" * 1000)
    assert _refused(saved.restore) is Code.WOULD_BE_LOST
    done = saved.restore(Wish(replace=True))
    assert not done.before.readable
    assert saved.ids() == ids
    assert [path.read_bytes()[:7] for path in saved.var.glob("*.replaced-*")] == [b"rubbish"]


def test_nothing_is_restored_while_the_program_runs(saved: Office) -> None:
    """Whoever has the database open, holds it."""
    with saved.open():
        before = saved.files()
        assert _refused(lambda: saved.restore(Wish(replace=True))) is Code.DATABASE_IN_USE
        assert saved.files() == before


def test_two_backups_do_not_work_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is told so, and does not sweep the first one's folder away."""
    told: list[Code] = []

    def pack_slowly(path: Path, parts: dict[str, bytes | Path], passphrase: str) -> None:
        if not told:
            told.append(Code.UNEXPECTED)
            told.append(_refused(lambda: office.backup("b.hailong")))
        pack(path, parts, passphrase)

    monkeypatch.setattr(backup, "pack", pack_slowly)
    office.backup()
    assert told[1] is Code.DATABASE_IN_USE


def test_what_a_killed_backup_left_is_removed(office: Office) -> None:
    """A copy in the clear does not stay."""
    left = office.var / "hailong.db.work-dead"
    left.mkdir()
    (left / "database.db").write_text("in the clear")
    with office.open() as program:
        assert program.store.upkeep.sweep() == 1
        assert program.store.upkeep.sweep() == 0
    assert not left.exists()


def test_a_wrong_passphrase_opens_nothing(office: Office, locked: Path, slow: None) -> None:
    """And changes nothing; the right one does."""
    shutil.copy(locked, office.stick)
    before = office.files()
    assert _refused(lambda: office.restore(phrase="ein falsches Wort")) is Code.WRONG_PASSPHRASE
    assert office.files() == before
    assert office.restore(Wish(replace=True)).facts.responses == {ROUND: 40}


def _tell_size(path: Path) -> list[int]:
    size = path.stat().st_size
    return [0, 100, 511, 512, 1500, 2600, size // 2, size - 1600]


@pytest.mark.parametrize("place", range(8))
def test_a_file_cut_short_is_refused(saved: Office, place: int) -> None:
    """Wherever it ends."""
    path = saved.stick / "a.hailong"
    before = saved.files()
    cut = path.read_bytes()[: _tell_size(path)[place]]
    path.write_bytes(cut)
    assert _refused(saved.restore) in (Code.BAD_BACKUP, Code.WRONG_PASSPHRASE)
    assert saved.files() == before
    assert [one.name for one in saved.var.glob("*.work-*")] == []


def test_a_changed_byte_is_refused(saved: Office) -> None:
    """In the middle of what is encrypted."""
    path = saved.stick / "a.hailong"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert _refused(saved.restore) is Code.BAD_BACKUP


def _tar(*members: tuple[tarfile.TarInfo, bytes], form: int = tarfile.GNU_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def _member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member


HOSTILE = {
    "up": _tar((_member("../escaped"), b"x")),
    "up in var": _tar((_member("var/../../escaped"), b"x")),
    "absolute": _tar((_member("/tmp/escaped"), b"x")),
    "unexpected": _tar((_member("app.py"), b"x")),
    "deep": _tar((_member("var/tls/x/y"), b"x")),
    "symbolic link": _tar((_member("var/secret-key", tarfile.SYMTYPE, "/etc/passwd"), b"")),
    "hard link": _tar((_member("var/secret-key", tarfile.LNKTYPE, "/etc/passwd"), b"")),
    "device": _tar((_member("var/secret-key", tarfile.CHRTYPE), b"")),
    "folder": _tar((_member("var/secret-key", tarfile.DIRTYPE), b"")),
    "twice": _tar((_member("erased"), b"x"), (_member("erased"), b"y")),
    "long name": _tar((_member("var/" + "a" * 300), b"x")),
    "extended header": _tar((_member("var/é" + "a" * 200), b"x"), form=tarfile.PAX_FORMAT),
    "large key": _tar((_member("var/secret-key"), bytes(2 << 20))),
    "many": _tar(*((_member(f"var/f{number}"), b"x") for number in range(80))),
    "no end": _tar((_member("erased"), b"x"))[:1024],
    "more than its end": _tar((_member("erased"), b"x")) + b"x" * 600,
    "bomb": _tar((_member("database.db"), bytes(64 << 20))),
    "nothing": b"",
    "no tar": b"x" * 4096,
}


def _sealed(content: bytes, path: Path) -> None:
    """An archive with this content, as somebody who knows the passphrase can make one."""
    key = pyrage.x25519.Identity.generate()
    locked = archive.by_passphrase.encrypt(str(key).encode(), PHRASE)
    whole = pyrage.encrypt(gzip.compress(content), [key.to_public()])
    path.write_bytes(_tar((_member("key.age"), locked), (_member("content.tar.gz.age"), whole)))


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_archive_puts_nothing_anywhere(tmp_path: Path, kind: str) -> None:
    """No way out of the folder, no link, no device, no flood: refused as a bad backup."""
    path, folder = tmp_path / "h.hailong", tmp_path / "deep" / "folder"
    folder.mkdir(parents=True)
    _sealed(HOSTILE[kind], path)
    assert _refused(lambda: unpack(path, folder, PHRASE, 8 << 20)) is Code.BAD_BACKUP
    inside = [one for one in tmp_path.rglob("*") if one.is_file() and one != path]
    assert all(folder in one.parents and not one.is_symlink() for one in inside)
    assert sum(one.stat().st_size for one in inside) < 8 << 20


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_outside_opens_nothing(tmp_path: Path, kind: str) -> None:
    """Before any passphrase is tried."""
    path = tmp_path / "h.hailong"
    path.write_bytes(HOSTILE[kind])
    assert _refused(lambda: unpack(path, tmp_path / "in", PHRASE, 8 << 20)) is Code.BAD_BACKUP
    assert not (tmp_path / "in").exists()


def test_a_key_that_takes_for_ever_is_refused(slow: None, tmp_path: Path) -> None:
    """A work factor of 2^40 would keep the machine busy for years."""
    slow = b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 40\n" + b"A" * 43
    path = tmp_path / "h.hailong"
    path.write_bytes(_tar((_member("key.age"), slow + b"\n--- " + b"A" * 43 + b"\n" + b"x" * 64)))
    assert _refused(lambda: unpack(path, tmp_path, PHRASE, 1)) is Code.TOO_SLOW_TO_OPEN


def test_a_set_key_that_differs_is_told(saved: Office, tmp_path: Path) -> None:
    """Else the restored chains could not be checked."""
    new = Office(tmp_path, "new")
    new.given = {"SECRET_KEY": "another key that was set outside"}
    assert _refused(new.restore) is Code.KEY_DIFFERS
    assert not new.database.exists()
    new.given = {"SECRET_KEY": saved.settings.secret.decode()}
    assert new.restore().faults == ()


def test_a_backup_with_faults_is_not_restored_unasked(office: Office, tmp_path: Path) -> None:
    """Somebody changed an answer before the backup was made."""
    with closing(sqlite3.connect(office.database)) as db:
        db.execute("update response set record = replace(record, '\"morning\"', '\"evening\"')")
        db.commit()
    office.backup()
    new = Office(tmp_path, "new")
    assert _refused(new.restore) is Code.BACKUP_FAULTS
    assert not new.database.exists()
    assert new.restore(Wish(despite_faults=True)).faults


def test_what_was_erased_since_stays_on_the_list(office: Office) -> None:
    """The list of here and that of the backup become one; none of them gets shorter."""
    beside = office.var / "hailong.db.erased"
    first, second = "a" * 64, "b" * 64
    beside.write_text(f"\n{first}")
    office.backup()
    beside.write_text(f"\n{second}")
    office.restore(Wish(replace=True))
    assert set(beside.read_text().split()) == {first, second}


def test_a_database_of_a_newer_version_is_left_alone(saved: Office) -> None:
    """Refused with a sentence, its file untouched; the backup made before the upgrade brings it back."""
    ids = saved.ids()
    with closing(sqlite3.connect(saved.database)) as db:
        db.execute("insert into _sqlite_migrations values (999, 'hailong', 'm9999_future', 'x')")
        db.commit()
    before = saved.database.read_bytes()
    with pytest.raises(SurveyError) as refused:
        open_program(saved.settings)
    assert refused.value.code is Code.NEWER_DATABASE
    assert "m9999_future" in str(refused.value.details)
    assert saved.database.read_bytes() == before
    saved.restore(Wish(replace=True))
    assert saved.ids() == ids


def test_memory_does_not_grow_with_the_database(office: Office, tmp_path: Path) -> None:
    """Forty megabytes go through in pieces: no read or write is larger than one."""
    large = tmp_path / "large"
    with large.open("wb") as file:
        for number in range(40):
            file.write(number.to_bytes(2, "big") * (1 << 19))
    tracemalloc.start()
    pack(tmp_path / "l.hailong", {"database.db": large}, PHRASE)
    (tmp_path / "in").mkdir()
    unpack(tmp_path / "l.hailong", tmp_path / "in", PHRASE, 64 << 20)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 << 20
    assert (tmp_path / "in/database.db").read_bytes() == large.read_bytes()


class Busy:
    """A machine that is too busy the first few times that it measures itself."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.encrypt = archive.by_passphrase.encrypt

    def decrypt(self, locked: bytes, passphrase: str) -> bytes:
        self.times -= 1
        if self.times >= 0:
            raise pyrage.DecryptError("Excessive work parameter for passphrase.")
        return quick.Passphrases.decrypt(locked, passphrase)


def test_a_busy_machine_does_not_take_the_passphrase_for_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It tries again; and where it is too slow for good it says that, and what opens the file."""
    archive.pack(tmp_path / "a", {archive.DATABASE: b"1"}, "ba con meo den")
    for times, code in ((3, None), (99, Code.TOO_SLOW_TO_OPEN)):
        folder = tmp_path / str(times)
        folder.mkdir()
        monkeypatch.setattr(archive, "by_passphrase", Busy(times))
        if code is None:
            archive.unpack(tmp_path / "a", folder, "ba con meo den", 1000)
            assert (folder / archive.DATABASE).read_bytes() == b"1"
        else:
            with pytest.raises(SurveyError) as refused:
                archive.unpack(tmp_path / "a", folder, "ba con meo den", 1000)
            assert refused.value.code is code
