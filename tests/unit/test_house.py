"""The house itself: what may import what, who reads the environment, how large things are."""

import ast
import re
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("surveys", "data", "analysis", "services", "web", "views", "commands")
PROGRAM = [ROOT / name for name in ("app.py", "manage.py", "settings.py")]
FILES = [
    *PROGRAM,
    *(path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))),
]
LONGEST_FILE, LONGEST_FUNCTION = 350, 60

MAY_IMPORT = {
    "app.py": {"streamlit", "starlette", "services", "settings", "surveys", "views", "web"},
    "manage.py": {"click", "commands", "services"},
    "settings.py": {"dotenv", "surveys"},
}
"""Modules at the top are outside import-linter's reach; beside these only the standard library."""


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(_parsed(path)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        found |= {name.split(".")[0] for name in names}
    return found - set(sys.stdlib_module_names)


@pytest.mark.parametrize("name", sorted(MAY_IMPORT))
def test_the_top_modules_import_only_what_they_may(name: str) -> None:
    """The program and the command line stand on services; settings on nothing."""
    assert _imports(ROOT / name) <= MAY_IMPORT[name]


def _those(wrong: Callable[[Path], bool]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in FILES if wrong(path)]


def test_nobody_imports_the_program() -> None:
    """Nothing flows backwards."""
    assert _those(lambda path: not {"app", "manage"}.isdisjoint(_imports(path))) == []


def test_only_settings_read_the_environment() -> None:
    """One place to look for what an installation may choose."""
    reads = re.compile(r"os\.environ|os\.getenv")
    found = _those(lambda path: reads.search(path.read_text("utf-8")) is not None)
    assert found == ["settings.py"]


def test_files_and_functions_stay_small() -> None:
    """A file has one reason to exist, a function fits on a screen."""
    assert _those(lambda path: path.read_text("utf-8").count("\n") > LONGEST_FILE) == []
    assert [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in FILES
        for node in ast.walk(_parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ] == []


def test_every_module_says_why_it_exists() -> None:
    """The first line of a file is a sentence."""
    sentence = re.compile(r"[.?!:\"]")
    assert _those(lambda path: not sentence.search(ast.get_docstring(_parsed(path)) or "")) == []


def test_no_name_says_nothing() -> None:
    """No utils, helpers, managers or second versions."""
    bad = re.compile(r"utils?|helpers?|manager|_v\d|_old|common|misc")
    assert [
        str(path) for path in FILES if bad.fullmatch(path.stem) or path.stem.endswith("_old")
    ] == []


def test_no_script_is_executed_in_a_migration() -> None:
    """`executescript` commits by itself, so half a migration could stay."""
    for path in sorted((ROOT / "data").rglob("*.py")):
        assert "executescript" not in path.read_text("utf-8")


def test_pages_and_forms_name_no_other_host() -> None:
    """The network is the office's: no page, form or chart calls anybody else (design law 12)."""
    own = [
        *FILES,
        *(ROOT / "web").rglob("*.html"),
        *(ROOT / "web").rglob("*.css"),
        *(ROOT / "web").rglob("*.js"),
    ]
    known = {"www.w3.org", "localhost", "192.0.2.1"}
    for path in own:
        text = path.read_text("utf-8")
        hosts = set(re.findall(r"https?://([a-z0-9.-]+\.[a-z]{2,}|localhost)", text))
        assert hosts <= known, path


def test_streamlit_draws_only_what_it_is_told_to() -> None:
    """Its magic would print the sentences that explain a page's code onto the page."""
    chosen = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert chosen["runner"]["magicEnabled"] is False
