"""What the documents promise is there."""

import re
from pathlib import Path

import click
import pytest

import manage

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "DEVELOPING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _commands(group: click.Group, before: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for name, command in group.commands.items():
        found |= (
            _commands(command, (*before, name))
            if isinstance(command, click.Group)
            else {(*before, name)}
        )
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_a_document_exists(path: Path) -> None:
    """`manage.py` with a subcommand that it knows, `make` with a target that is there."""
    text = path.read_text("utf-8")
    known = _commands(manage.main)
    for words in re.findall(r"manage\.py ([a-z]+)(?: ([a-z]+))?", text):
        begun = {command[:2] for command in known}
        assert words in begun or words[:1] in known, words
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`", text)) <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_in_a_document_leads_somewhere(path: Path) -> None:
    """No picture and no page is missing."""
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize(
    "name",
    [
        "DATABASE_URL",
        "DATABASE_REPLICA_URL",
        "SECRET_KEY",
        "PUBLIC_URL",
        "OIDC_ISSUER",
        "OIDC_CLIENT_ID",
        "OIDC_CLIENT_SECRET",
        "OIDC_NAME",
        "METRICS_TOKEN",
        "BACKUP_PASSPHRASE",
        "VAR_FOLDER",
        "PROCESSES",
        "VALID_ANSWERED",
        *("FEWEST_INSIDE", "FEWEST_PUBLIC", "LONELY_UNIT"),
        *("AGENCY_NAME", "AGENCY_CONTACT", "AGENCY_LEGAL_BASIS", "RETENTION_MONTHS"),
    ],
)
def test_every_setting_is_documented(name: str) -> None:
    """In the readme, and read by the program."""
    assert f"`{name}`" in (ROOT / "README.md").read_text("utf-8")
    assert f'"{name}"' in (ROOT / "settings.py").read_text("utf-8")


def test_no_document_or_module_names_a_place_of_one_machine() -> None:
    """What is written here is true on every machine."""
    for path in [*DOCUMENTS, *ROOT.glob("*.py"), *ROOT.glob("*.txt"), ROOT / "Makefile"]:
        assert not re.search(r"(?<![\w.])/(?:work|home|root)/", path.read_text("utf-8")), path


PROMISES = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in (ROOT / "docs" / "security.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and "`tests/" in line
]


@pytest.mark.parametrize("row", PROMISES, ids=lambda row: row[0][:40])
def test_every_promise_is_kept_somewhere_and_held_by_a_test(row: list[str]) -> None:
    """The files and the tests that the table of promises names are there."""
    assert len(row) == 4
    assert all(row)
    for place in re.findall(r"`([\w./]+)`", row[1]):
        assert (ROOT / place).exists(), place
    named = re.findall(r"`(tests/[\w/.]+)::(\w+)`", row[2])
    assert named, row[2]
    for path, test in named:
        assert f"def {test}(" in (ROOT / path).read_text("utf-8"), f"{path}::{test}"


def test_there_are_promises() -> None:
    """The table was read."""
    assert len(PROMISES) >= 10
