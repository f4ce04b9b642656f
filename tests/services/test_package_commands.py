"""Three installations from end to end by commands alone: what is printed, and the exit status."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import settings
from services.program import close_program, open_program
from services.rounds import stored
from tests.acts import ACT
from tests.conftest import ROUND, SAMPLES
from tests.offices import answer
from tests.services.test_manage import Shell

pytestmark = pytest.mark.long

A, B = "99004", "99005"
PLAN = ("--questionnaire", "short-counter@1", "--opens", "2026-07-01", "--closes", "2099-12-31")


def done(shell: Shell, *arguments: str) -> str:
    """What a command says that is not refused."""
    told = shell(*arguments)
    assert told.exit_code == 0, told.stderr
    return told.stdout


def installed(folder: Path, letter: str, *units: str) -> Shell:
    """An installation with its own key and an open round of these units."""
    folder.mkdir()
    shell = Shell(folder)
    shell.environment["SECRET_KEY"] = letter * 32
    done(shell, "units", "import", str(SAMPLES / "units.csv"))
    chosen = [word for unit in units for word in ("--unit", unit)]
    done(shell, "round", "create", ROUND, *PLAN, *chosen)
    done(shell, "round", "open", ROUND)
    return shell


def answered(shell: Shell, unit: str, number: int) -> None:
    """Answers at the counter; the round's days are over then, so that it can be sealed."""
    program = open_program(settings.read(shell.environment, shell.folder))
    program.store.keep([answer(unit, level=1 + n % 5) for n in range(number)])
    was = stored(program, ROUND)
    days = {"opens": date(2026, 7, 1), "closes": date(2026, 11, 10)}
    program.store.change_round(replace(was, **days), was, ACT)
    close_program(program)


def test_two_communes_without_a_line_and_their_province(tmp_path: Path) -> None:
    """Keys told by another way, packages on a stick, figures that add up, a seal over all of them."""
    communes = {A: installed(tmp_path / "a", "a", A), B: installed(tmp_path / "b", "b", B)}
    province = installed(tmp_path / "p", "p")
    files = {}
    for unit, shell in communes.items():
        answered(shell, unit, 12 if unit == A else 9)
        done(shell, "round", "seal", ROUND)
        files[unit] = str(tmp_path / f"{unit}.ndjson.gz")
        done(shell, "round", "export", ROUND, "--out", files[unit])
    told = province("round", "import", *files.values())
    assert told.exit_code == 2
    assert told.stderr.count("ký bằng khóa chưa được tin") == 2
    for unit, shell in communes.items():
        key = done(shell, "key").strip()
        assert done(province, "sender", "trust", key, "--unit", unit).split("\t")[0] == unit
    rows = json.loads(done(province, "sender", "list", "--json"))
    assert [(one["unit"], one["until"]) for one in rows] == [(A, None), (B, None)]
    said = done(province, "round", "import", "--dry-run", *files.values())
    assert said.count("Chưa có gì thay đổi") == 2
    listed = json.loads(done(province, "round", "packages", ROUND, "--json"))
    assert [one["state"] for one in listed] == ["missing", "missing"]
    bad = tmp_path / "bad.gz"
    bad.write_bytes(Path(files[A]).read_bytes()[:-40])
    told = province("round", "import", files[A], str(bad), files[B])
    assert told.exit_code == 2
    assert "Không kiểm tra được bad.gz" in told.stderr
    assert [line.split(":")[0] for line in told.stdout.splitlines()] == [
        f"{A}.ndjson.gz",
        f"{B}.ndjson.gz",
    ]
    answered(province, A, 6)
    again = json.loads(done(province, "round", "import", *files.values(), "--json"))
    assert [one["reception"] for one in again] == ["known", "known"]
    listed = json.loads(done(province, "round", "packages", ROUND, "--json"))
    assert [(one["state"], one["counted"]) for one in listed] == [("held", 12), ("held", 9)]
    made = json.loads(done(province, "summary", ROUND, "--json"))
    assert made["received"] == 27
    done(province, "check")
    done(province, "round", "seal", ROUND)
    done(province, "round", "verify", ROUND)
    key = done(communes[A], "key").strip()
    assert done(province, "sender", "revoke", key).split("\t")[0] == A
    told = province("round", "import", files[A])
    assert (told.exit_code, "chưa được tin" in told.stderr) == (2, True)
