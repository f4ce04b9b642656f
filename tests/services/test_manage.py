"""The command line: what it prints, its exit status, and that refusals change nothing."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import manage
from analysis.reports.field import ONE_FIELD
from services import reporting
from surveys import questionnaire as instruments
from tests.spreadsheets import SURVEY, saved

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parent.parent.parent
COUNTS = "data/samples/chau-thanh-2023.csv"


class Shell:
    """Runs the commands on a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "DATABASE_URL": f"sqlite:///{folder / 'hailong.db'}",
            "SECRET_KEY": "k" * 32,
            "VAR_FOLDER": str(folder / "var"),
        }

    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(manage.main, arguments, env=self.environment)

    def json(self, *arguments: str) -> object:
        return json.loads(self(*arguments, "--json").stdout)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A database with sample rounds and the published totals of 2023."""
    made = Shell(tmp_path_factory.mktemp("manage"))
    for arguments in (
        ("demo", "--responses", "60"),
        ("counts", "import", COUNTS, "--round", "2023"),
    ):
        done = made(*arguments)
        assert done.exit_code == 0, done.stderr
    return made


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Shell]:
    """A database without anything; what is saved there is not known to other tests."""
    yield Shell(tmp_path)
    instruments._own.clear()


def test_round_list_gives_what_other_programs_need(shell: Shell) -> None:
    """Id, state, questionnaire, days and public codes of each round."""
    rounds = {one["id"]: one for one in shell.json("round", "list")}  # type: ignore[attr-defined]
    assert {"2025-H2", "2026-H1", "2023"} <= set(rounds)
    for one in rounds.values():
        assert {"id", "state", "questionnaire", "opens", "closes", "codes"} <= set(one)
        assert all(isinstance(code, str) for code in one["codes"])


@pytest.mark.parametrize(
    "command", [("round", "list"), ("units", "list"), ("questionnaire", "list")]
)
def test_every_list_is_also_json(shell: Shell, command: tuple[str, ...]) -> None:
    """Lines for people, JSON for programs."""
    assert shell(*command).stdout.strip()
    assert isinstance(shell.json(*command), list)


def test_the_import_of_totals_says_what_does_not_add_up(shell: Shell) -> None:
    """In a sentence with both numbers."""
    done = shell("counts", "import", COUNTS, "--round", "2023")
    assert "5.952" in done.stdout
    assert "6.952" in done.stdout


def test_summary_prints_figures_and_json(shell: Shell) -> None:
    """Whole or by a dimension."""
    assert "94,89 %" in shell("summary", "2023").stdout
    whole = shell.json("summary", "2026-H1")
    assert whole["sample"]  # type: ignore[index, call-overload]
    assert shell.json("summary", "2026-H1", "--by", "unit")["rows"]  # type: ignore[index, call-overload]


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_report_writes_a_file(shell: Shell, format: str) -> None:
    """The same as the page's download."""
    out = shell.folder / f"r.{format}"
    done = shell("report", "2026-H1", "--format", format, "--out", str(out))
    assert done.exit_code == 0, done.stderr
    assert out.stat().st_size > 1000


# Of so few answers no field has figures of its own.
OTHERS = [one for one in reporting.kinds() if one not in ("whole", ONE_FIELD)]


@pytest.mark.parametrize("kind", OTHERS)
def test_report_writes_each_kind_in_each_of_its_formats(shell: Shell, kind: str) -> None:
    """A finished half-year, one that is open, and the totals that others published."""
    for round in ("2026-H1", "2026-H2", "2023"):
        for form in reporting.formats(kind):
            out = shell.folder / f"{round}.{form}"
            done = shell("report", round, "--kind", kind, "--format", form, "--out", str(out))
            assert done.exit_code == 0, done.stderr
            assert out.stat().st_size > 1000


def test_report_writes_one_field_in_each_of_its_formats(alone: Shell) -> None:
    """Of a field that so many have come for that it has figures of its own."""
    assert alone("demo", "--responses", "1500").exit_code == 0
    for form in reporting.formats(ONE_FIELD):
        out = alone.folder / f"field.{form}"
        asked = ("--kind", ONE_FIELD, "--field", "civil_status")
        done = alone("report", "2026-H1", *asked, "--format", form, "--out", str(out))
        assert done.exit_code == 0, done.stderr
        assert out.stat().st_size > 1000


def test_report_writes_micro_data_of_a_closed_round_as_a_whole(shell: Shell) -> None:
    """Not of a unit, and not of a round that still asks; nothing is written then."""
    out = shell.folder / "micro.zip"
    done = shell("report", "2026-H1", "--format", "microdata", "--out", str(out))
    assert done.exit_code == 0, done.stderr
    assert out.stat().st_size > 1000
    again = str(shell.folder / "none.zip")
    for more in (("2026-H1", "--unit", "99"), ("2026-H2",)):
        refused = shell("report", *more, "--format", "microdata", "--out", again)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert not Path(again).exists()


def test_check_finds_nothing_wrong(shell: Shell) -> None:
    """Tallies are the count of the responses, and the seals hold."""
    done = shell("check")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "OK")
    assert re.search(r"chain 1: \d+ links, head [0-9a-f]{16}", done.stdout)


@pytest.mark.parametrize(
    "command",
    [
        ("demo",),
        ("summary", "1999-H1"),
        ("summary", "2023", "--by", "colour"),
        ("report", "2023", "--format", "exe", "--out", "/tmp/x"),
        ("report", "2023", "--format", "csv", "--out", "/nowhere/x.csv"),
        ("report", "2023", "--format", "csv", "--kind", "yearly", "--out", "/tmp/x"),
        ("round", "open", "2026-H1"),
        ("round", "close", "2023"),
        (
            "round",
            "create",
            "x",
            "--questionnaire",
            "a@1",
            "--opens",
            "2026-01-01",
            "--closes",
            "2026-02-01",
        ),
        (
            "round",
            "create",
            "2027",
            "--questionnaire",
            "a@1",
            "--opens",
            "x",
            "--closes",
            "2026-02-01",
        ),
        ("units", "import", "nowhere.csv"),
        ("counts", "import", COUNTS, "--round", "2026-H1"),
        ("questionnaire", "check", "Makefile"),
        ("nonsense",),
    ],
    ids=" ".join,
)
def test_a_refusal_has_status_two_and_a_sentence(shell: Shell, command: tuple[str, ...]) -> None:
    """On standard error; standard output stays empty and nothing is changed."""
    before = shell.json("round", "list")
    done = shell(*command)
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.strip()) > 10
    assert "Traceback" not in done.stderr
    assert before == shell.json("round", "list")


def test_a_questionnaire_file_is_checked(shell: Shell) -> None:
    """With the warning that a scale has no negative option."""
    done = shell("questionnaire", "check", "surveys/questionnaires/three-level-counter.v1.toml")
    assert done.exit_code == 0
    assert "không hài lòng" in done.stdout


def test_a_spreadsheet_is_saved_as_a_version(alone: Shell, tmp_path: Path) -> None:
    """Checked with reasons first; refused until they were read; then a round can use it."""
    file = str(saved(tmp_path, settings=[["form_id", "form_title"], ["one_stop", "Phiếu"]]))
    checked = alone("questionnaire", "check", file)
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert "one-stop@1: 6 câu hỏi, trong đó 2 tiêu chí" in checked.stdout
    assert "Lưu ý: Bản en" in checked.stdout
    refused = alone("questionnaire", "import", file)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "Lưu ý: Bản en" in refused.stderr
    assert "one-stop" not in alone("questionnaire", "list").stdout
    for version in (1, 2):
        done = alone("questionnaire", "import", file, "--remarks-read")
        assert (done.exit_code, done.stderr) == (0, "")
        assert f"Đã lưu one-stop@{version}." in done.stdout
    days = ("--opens", "2027-01-01", "--closes", "2027-06-30")
    assert alone("units", "import", "data/samples/units.csv").exit_code == 0
    made = alone("round", "create", "2027-H1", "--questionnaire", "one-stop@2", *days)
    assert made.exit_code == 0, made.stderr
    listed = alone("questionnaire", "list").stdout
    assert (
        "one-stop@2  Phiếu\n    6 câu hỏi, 2 tiêu chí. Của cơ quan. Đã dùng, khóa: 2027-H1."
        in listed
    )


def test_a_spreadsheet_with_what_cannot_be_asked_changes_nothing(
    alone: Shell, tmp_path: Path
) -> None:
    """Status 2, with sheet, row, column and reason."""
    file = str(saved(tmp_path, survey=[*SURVEY, ["calculate", "x"]]))
    for command in ("check", "import"):
        refused = alone("questionnaire", command, file)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert f"Trang tính survey, dòng {len(SURVEY) + 1}, cột type (A)" in refused.stderr
    assert "one-stop" not in alone("questionnaire", "list").stdout


def test_a_wrong_setting_is_told_in_a_sentence(shell: Shell, tmp_path: Path) -> None:
    """Status 2, naming the setting."""
    other = Shell(tmp_path)
    other.environment["DATABASE_URL"] = "mysql://x"
    done = other("round", "list")
    assert done.exit_code == 2
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_program_itself_says_the_same(tmp_path: Path) -> None:
    """Run from a shell: status 0 with output, status 2 with the reason."""
    environment = {**os.environ, **Shell(tmp_path).environment}
    found = []
    for arguments in (("round", "list"), ("summary", "2026-H1")):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        found.append((done.returncode, done.stderr.strip()))
    assert found == [(0, ""), (2, "Không có đợt khảo sát 2026-H1.")]


def test_a_reader_who_has_seen_enough_is_no_fault(tmp_path: Path) -> None:
    """`manage.py … | head` ends without a word about trouble."""
    env = os.environ | {"VAR_FOLDER": str(tmp_path / "var"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "manage.py", "privacy", "fields"]
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
    assert said == b""
    assert running.returncode == 1


def test_further_languages_are_listed(shell: Shell) -> None:
    """None is shipped: an empty list, not an error."""
    assert shell.json("language", "list") == []


def test_an_invitation_is_printed_with_the_address_of_the_form(shell: Shell) -> None:
    """The frame, the text for Zalo, and two for SMS with the parts that they take."""
    rows = shell.json("invite", "--unit", "99004")
    assert isinstance(rows, list)
    assert [row["for"] for row in rows] == ["frame", "zalo", "sms", "sms without accents"]
    assert all("/s/" in row["text"] for row in rows)
    accents, plain = rows[2], rows[3]
    assert plain["parts"] <= accents["parts"]
    assert plain["text"].isascii()
    refused = shell("invite", "--unit", "nowhere")
    assert (refused.exit_code, refused.stdout) == (2, "")
