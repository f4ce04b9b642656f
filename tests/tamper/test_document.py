"""The worked example of docs/seal.md does what it says, without this program."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from services.exporting import export_round
from services.program import close_program
from tests.acts import BOSS
from tests.conftest import ROUND
from tests.tamper.conftest import LATER, Case, sealed
from tests.tamper.test_export import _rewrite, edit

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "seal.md"


@pytest.fixture
def checked(case: Case, tmp_path: Path) -> tuple[Path, Path]:
    """The example as a file of its own, and the export of a sealed round."""
    [example] = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    script = tmp_path / "check.py"
    script.write_text(example, "utf-8")
    program = sealed(case)
    export_round(program, ROUND, tmp_path / "round.gz", BOSS, LATER)
    close_program(program)
    return script, tmp_path / "round.gz"


def _run(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_example_proves_a_whole_export(case: Case, checked: tuple[Path, Path]) -> None:
    """With the agency's key and the heads that were noted."""
    script, export = checked
    heads = [head.hex() for head in (*case.heads, case.log_head)]
    done = _run(script, str(export), case.public.hex(), *heads)
    assert (done.returncode, done.stdout.strip()) == (0, "whole: 24 responses"), done.stderr


def test_the_example_finds_what_was_changed(case: Case, checked: tuple[Path, Path]) -> None:
    """A head that is not there, another key, an edited response."""
    script, export = checked
    assert "rewritten" in _run(script, str(export), case.public.hex(), "ab" * 32).stderr
    assert "InvalidSignature" in _run(script, str(export), "ab" * 32).stderr
    _rewrite(export, edit)
    assert "a response was changed" in _run(script, str(export), case.public.hex()).stderr
