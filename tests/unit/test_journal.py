"""The program's own log: whole lines of JSON, a number for each surprise, and nobody's words."""

import json
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "Nguyễn Văn Bí Mật 0912345678"

Logged = Callable[[str], list[dict[str, object]]]


@pytest.fixture
def logged() -> Logged:
    """The lines that a process writes which runs this code after the log was configured."""

    def run(code: str) -> list[dict[str, object]]:
        begin = (
            "import logging, sqlite3, threading\n"
            "from services import journal\njournal.configure()\n"
            f"SECRET = {SECRET!r}\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", begin + code],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert SECRET not in done.stderr
        assert "Bí Mật" not in json.dumps([json.loads(one) for one in done.stderr.splitlines()])
        return [json.loads(one) for one in done.stderr.splitlines()]

    return run


def test_an_unexpected_error_has_a_number_a_kind_and_places(logged: Logged) -> None:
    """What it said stays out: it may be what somebody typed."""
    (line,) = logged(
        "def break_():\n    raise KeyError(SECRET)\n"
        "try:\n    break_()\nexcept KeyError as error:\n    print(journal.unexpected(error, 'web'))"
    )
    assert len(str(line["reference"])) == 6
    assert (line["level"], line["door"]) == ("error", "web")
    (error,) = line["errors"]  # type: ignore[misc, attr-defined]
    assert error["kind"] == "KeyError"
    assert [place.split()[-1] for place in error["places"]] == ["<module>", "break_"]
    assert "why" not in error


def test_what_the_system_says_is_written(logged: Logged) -> None:
    """Fixed texts of the operating system and of SQLite tell the operator what to do."""
    lines = logged(
        "for make in (lambda: open('/nowhere/x'), lambda: sqlite3.connect('/nowhere/x')):\n"
        "    try:\n        make()\n"
        "    except Exception as error:\n        journal.unexpected(error, 'shell')"
    )
    assert [line["errors"][0]["why"] for line in lines] == [  # type: ignore[index]
        "No such file or directory",
        "unable to open database file",
    ]
    assert "/nowhere" not in json.dumps(lines)


def test_causes_are_named_too(logged: Logged) -> None:
    """The error behind the error, without its words."""
    (line,) = logged(
        "try:\n    try:\n        int(SECRET)\n    except ValueError as cause:\n"
        "        raise RuntimeError(SECRET) from cause\n"
        "except RuntimeError as error:\n    journal.unexpected(error, 'pages')"
    )
    kinds = [error["kind"] for error in line["errors"]]  # type: ignore[attr-defined]
    assert kinds == ["RuntimeError", "ValueError"]


@pytest.mark.parametrize(
    "code",
    [
        "raise RuntimeError(SECRET)",
        "thread = threading.Thread(target=lambda: 1 / len([][len(SECRET)]))\nthread.start()\nthread.join()",
    ],
    ids=["process", "thread"],
)
def test_what_nobody_catches_is_written_too(logged: Logged, code: str) -> None:
    """A process or a thread that dies says so in one line."""
    (line,) = logged(code)
    assert line["reference"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("log.warning('No handler for \"%s\"', SECRET)", "No handler for"),
        ("log.error(f'Exception in callback tell({SECRET})')", "Exception in callback tell"),
        ("log.error('Uncaught app execution', exc_info=ValueError(SECRET))", None),
        ("log.exception('Bad message', exc_info=ValueError(SECRET))", "Bad message"),
    ],
)
def test_other_libraries_write_here_and_without_values(
    logged: Logged, code: str, message: str | None
) -> None:
    """Whatever handlers they bring, and whenever they bring them."""
    lines = logged(
        "log = logging.getLogger('streamlit.runtime.x')\nlog.propagate = False\n"
        "log.addHandler(logging.StreamHandler())\nlog.setLevel('INFO')\n" + code
    )
    assert [line["message"] for line in lines] == ([message] if message else [])


def test_events_carry_facts(logged: Logged) -> None:
    """Counts and sizes, beside a fixed name."""
    (line,) = logged("journal.event('started', clean=True)")
    assert (line["message"], line["clean"], line["level"]) == ("started", True, "info")


def test_the_error_of_sqlite_is_a_fixed_text() -> None:
    """SQLite names tables and columns in its errors, never values: else `why` would have to go."""
    with sqlite3.connect(":memory:") as db:
        db.execute("create table t (a text primary key, b integer check (b > 0)) strict")
        db.execute("insert into t values (?, 1)", (SECRET,))
        for row in ((SECRET, 1), ("x", SECRET), ("y", -1)):
            with pytest.raises(sqlite3.Error) as refused:
                db.execute("insert into t values (?, ?)", row)
            assert "Bí Mật" not in str(refused.value)
    db.close()


def test_nothing_changes_before_it_is_configured() -> None:
    """Importing it leaves the logging of a test run alone."""
    assert logging.getLogRecordFactory() is logging.LogRecord
