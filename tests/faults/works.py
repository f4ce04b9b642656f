"""What an operator does to a database, prepared up to the command: to be killed or starved at any point.

A further piece of work joins by a function and a line in WORKS.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from click.testing import CliRunner, Result

import manage
import settings
from data.store import Entry
from services.program import Program, close_program, open_program
from services.rounds import close_round
from surveys.link import receipt_of
from surveys.questionnaire import find
from surveys.response import Response
from surveys.round import State
from surveys.tally import counts_of
from tests.acts import ACT, BOSS
from tests.conftest import ROUND, UNIT, plan
from tests.faults.citizens import stored
from tests.server import ROOT, Server
from tests.services.test_upgrade import first_release

NOW = datetime.now(UTC)
PHRASE = "mật khẩu sao lưu để thử"
ANSWERS = 400
WORDS = ("nhiệt tình chu đáo", "ghế ngồi hơi nóng")
"""In the comments of all answers, and of the first."""


@dataclass(frozen=True)
class Office:
    """One installation without a server; `first` answers are in it before the work begins."""

    server: Server

    @property
    def folder(self) -> Path:
        return self.server.folder

    @contextmanager
    def program(self) -> Iterator[Program]:
        opened = open_program(settings.read(self.server.environment, self.folder / "var"))
        try:
            yield opened
        finally:
            close_program(opened)

    def here(self, command: list[str]) -> list[str]:
        """A command with this installation's folder in it."""
        return [word.replace("FOLDER", str(self.folder)) for word in command]

    def run(
        self, command: list[str], wrapper: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command of `manage.py` inside a wrapper, in the folder of the database."""
        return subprocess.run(
            [*wrapper, sys.executable, "manage.py", *self.here(command)],
            cwd=ROOT,
            env={**self.server.environment, "BACKUP_PASSPHRASE": PHRASE},
            capture_output=True,
            text=True,
            check=False,
        )

    def invoke(self, *command: str) -> Result:
        """The same without a process of its own, which is much quicker."""
        given = {**self.server.environment, "BACKUP_PASSPHRASE": PHRASE}
        return CliRunner().invoke(manage.main, command, env=given)

    def ids(self) -> set[str]:
        return set(stored(self.server))

    def copy(self, name: str) -> "Office":
        """The same installation once more, beside this one."""
        target = self.folder.with_name(name)
        shutil.copytree(self.folder, target)
        return Office(replace(self.server, folder=target))


@dataclass(frozen=True)
class Work:
    """`prepare` fills the database and returns the command, in which FOLDER is the installation's.

    `left` is how many answers there are once it is done. Before and after there may be no other number.
    `gone` is a text that is in no file of the database any more.
    """

    prepare: Callable[[Office], list[str]]
    left: int = ANSWERS
    gone: str = "Nothing at all"


def _answer(number: int) -> Entry:
    form = find("short-counter@1")
    asked = {one.id: None for one in form.questions if one.show_if is None}
    given = {**asked, "overall": 1 + number % 5, "comment": f"Rất tốt {WORDS[number == 0]}"}
    response = Response(
        *(uuid4(), ROUND, UNIT, "qr", "land", "vi", form.key, "n", NOW.date()),
        *("morning", "unknown", given),
    )
    return Entry(response, counts_of(response, form))


def _filled(office: Office) -> list[UUID]:
    """An open round with answers."""
    entries = [_answer(number) for number in range(ANSWERS)]
    with office.program() as program:
        plan(program, "short-counter@1")
        program.store.keep(entries)
    return [one.response.id for one in entries]


def _close(office: Office) -> list[str]:
    _filled(office)
    return ["round", "close", ROUND]


def _migrate(office: Office) -> list[str]:
    first_release(office.folder / "hailong.db", ANSWERS, office.server.environment["SECRET_KEY"])
    return ["round", "list"]


def _backup(office: Office) -> list[str]:
    _filled(office)
    return ["backup", "FOLDER/a.hailong"]


def _restore(office: Office) -> list[str]:
    _filled(office)
    done = office.invoke("backup", f"{office.folder}/a.hailong")
    assert done.exit_code == 0, done.stderr
    return ["restore", "--replace", "FOLDER/a.hailong"]


def _erase(office: Office) -> list[str]:
    first = _filled(office)[0]
    key = office.server.environment["SECRET_KEY"].encode()
    return ["responses", "erase", receipt_of(key, first.bytes)]


def _seal(office: Office) -> list[str]:
    _filled(office)
    with office.program() as program:
        closed = close_round(program, ROUND, BOSS, NOW)
        days = {"opens": date(2020, 1, 1), "closes": date(2020, 6, 30)}
        program.store.change_round(replace(closed, **days), closed, ACT)
    return ["round", "seal", ROUND]


def _purge(office: Office) -> list[str]:
    _filled(office)
    with office.program() as program:
        closed = close_round(program, ROUND, BOSS, NOW)
        program.store.take_snapshots(ROUND, closed.step, last=True)
        days = {"opens": date(2020, 1, 1), "closes": date(2020, 6, 30)}
        sealed = replace(closed, state=State.SEALED, edition=1, **days)
        program.store.change_round(sealed, closed, ACT)
    return ["retention", "run"]


WORKS = {
    "change of the schema": Work(_migrate),
    "closing a round": Work(_close),
    "sealing a round": Work(_seal),
    "backup": Work(_backup),
    "restore": Work(_restore),
    "erasing an answer": Work(_erase, ANSWERS - 1, WORDS[1]),
    "purge": Work(_purge, 0, WORDS[0]),
}
