"""The commands that seal, take along, prove and erase: what they print, and their exit status."""

import json
import re
from pathlib import Path

import pytest

from tests.services.test_manage import Shell

ROUND = "2026-H1"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Sample rounds, of which one is sealed and exported."""
    made = Shell(tmp_path_factory.mktemp("seals"))
    out = {name: str(made.folder / name) for name in ("r.gz", "m.json")}
    for arguments in (
        ("demo", "--responses", "60"),
        ("round", "seal", ROUND),
        ("round", "export", ROUND, "--out", out["r.gz"]),
        ("round", "manifest", ROUND, "--out", out["m.json"]),
    ):
        done = made(*arguments)
        assert done.exit_code == 0, done.stderr
    return made


def test_the_anchor_is_printed_and_found_again(shell: Shell) -> None:
    """As groups to read aloud, as JSON, and from a file."""
    printed = shell("anchor").stdout
    heads = [line.split("\t")[3] for line in printed.splitlines()]
    assert all(re.fullmatch(r"([0-9a-f]{4} ){15}[0-9a-f]{4}", head) for head in heads)
    told = json.loads(shell("anchor", "--json").stdout)
    assert [one["head"] for one in told["heads"]] == [head.replace(" ", "") for head in heads]
    for name, content in (("a.json", json.dumps(told)), ("a.txt", printed)):
        (shell.folder / name).write_text(content, "utf-8")
        done = shell("round", "verify", ROUND, "--anchor", str(shell.folder / name))
        assert done.exit_code == 0, done.stderr
        assert done.stdout.count("không hề thay đổi từ đó") == 2
    done = shell("round", "verify", ROUND, *(x for head in heads for x in ("--anchor", head)))
    assert done.exit_code == 0


@pytest.mark.parametrize("target", [ROUND, "r.gz", "m.json", "hailong.db"])
def test_every_kind_of_evidence_is_proved(shell: Shell, target: str) -> None:
    """Status 0, what was proved, and what could not be excluded."""
    path = target if target == ROUND else str(shell.folder / target)
    done = shell("round", "verify", path)
    assert (done.exit_code, done.stdout.splitlines()[0][:10]) == (0, "NGUYÊN VẸN")
    assert "Đã chứng minh:" in done.stdout
    assert "Không loại trừ được:" in done.stdout
    told = json.loads(shell("round", "verify", path, "--json").stdout)
    assert told["whole"]
    assert shell("round", "verify", path, "--lang", "en").stdout.startswith("WHOLE")


def test_an_outsider_proves_with_the_public_key_and_makes_nothing(
    shell: Shell, tmp_path: Path
) -> None:
    """On a machine without the program's key: no key is made, and none is needed."""
    public = shell("key").stdout.strip()
    assert re.fullmatch(r"[0-9a-f]{64}", public)
    other = Shell(tmp_path)
    other.environment |= {"SECRET_KEY": "", "VAR_FOLDER": str(tmp_path / "var")}
    path = str(shell.folder / "r.gz")
    done = other("round", "verify", path, "--key", public)
    assert done.exit_code == 0, done.stderr
    assert "có chữ ký đúng" in done.stdout
    assert list(tmp_path.iterdir()) == []
    wrong = other("round", "verify", path, "--key", "0" * 64)
    assert wrong.exit_code == 2
    assert "chữ ký không đúng" in wrong.stderr


def test_what_does_not_fit_is_named_first_and_counted(shell: Shell) -> None:
    """Status 2, the first fault, and how many more; all of them when asked."""
    head = "ab" * 32
    done = shell("round", "verify", ROUND, "--anchor", head, "--anchor", "cd" * 32)
    assert done.exit_code == 2
    assert done.stderr.splitlines()[0] == "KHÔNG NGUYÊN VẸN."
    assert "abababababababab" in done.stderr
    assert "còn 1 chỗ khác" in done.stderr
    every = shell("round", "verify", ROUND, "--anchor", head, "--anchor", "cd" * 32, "--all")
    assert "cdcdcdcdcdcdcdcd" in every.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("round", "seal", ROUND),
        ("round", "seal", "1999-H1"),
        ("round", "manifest", "2025-H2", "--out", "x"),
        ("round", "manifest", ROUND, "--edition", "9", "--out", "x"),
        ("round", "export", "1999-H1", "--out", "x"),
        ("round", "verify", "1999-H1"),
        ("round", "verify", "nowhere.gz"),
        ("round", "verify", "README.md"),
        ("round", "verify", ROUND, "--anchor", "xyz"),
        ("round", "verify", ROUND, "--anchor", "README.md"),
        ("round", "verify", ROUND, "--key", "abc"),
        ("responses", "erase", "ABCD-2345-EFGH"),
        ("responses", "erase", "x"),
    ],
    ids=" ".join,
)
def test_a_refusal_has_status_two_and_a_sentence(shell: Shell, command: tuple[str, ...]) -> None:
    """On standard error, and nothing on standard output."""
    done = shell(*command)
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.strip()) > 10
    assert "Traceback" not in done.stderr
    assert not Path("x").exists()
