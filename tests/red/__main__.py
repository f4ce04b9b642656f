"""Breaks a copy of the program in each listed way and sees whether a test fails: `make red`."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.red.breakages import ROOT, Breakage, breakages

LEFT_OUT = shutil.ignore_patterns(".venv", "var", ".git", "__pycache__", ".*_cache", ".hypothesis")


def main() -> int:
    """Prints a line a breakage; returns how many nobody noticed. Arguments choose by word."""
    chosen = [
        one
        for one in breakages()
        if all(word.lower() in f"{one.promise} {one.file}".lower() for word in sys.argv[1:])
    ]
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "program"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        for number, one in enumerate(chosen, start=1):
            said = _verdict(copy, one)
            unnoticed += said != "red"
            print(f"{number}/{len(chosen)} {said:9} {one.promise} ({one.file})", flush=True)  # noqa: T201
    return unnoticed


def _verdict(copy: Path, one: Breakage) -> str:
    """Whether the tests are green before the breakage and red after it."""
    path = copy / one.file
    whole = path.read_text("utf-8")
    if not _passes(copy, one):
        return "not green"
    path.write_text(one.broken(whole), "utf-8")
    try:
        return "UNNOTICED" if _passes(copy, one) else "red"
    finally:
        path.write_text(whole, "utf-8")


def _passes(copy: Path, one: Breakage) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *one.tests]
    done = subprocess.run(command, cwd=copy, capture_output=True, check=False)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
