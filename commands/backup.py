"""Backup and restore, with a passphrase that is never a word of the command line."""

import sys
from pathlib import Path

import click

from commands.door import now, operator, program
from services.backup import make_backup
from services.restore import Wish, restore
from settings import from_environment
from surveys.errors import Code, SurveyError
from surveys.language import words

FROM_STDIN = click.option(
    "--passphrase-stdin", "stdin", is_flag=True, help="Read the passphrase from standard input."
)
FILE = click.argument("path", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@FILE
@FROM_STDIN
def backup(path: Path, stdin: bool) -> None:
    """Copy database and keys into one new encrypted file, while people answer."""
    with program() as opened:
        passphrase = _passphrase(opened.settings.backup_passphrase, stdin, new=True)
        made = make_backup(opened, path, passphrase, operator(), now())
    _counts(made.facts)
    told = words("vi")
    for name in made.left_out:
        click.echo(told("backup.left_out", name=name), err=True)
    click.echo(told("backup.made", file=path, files=len(made.files), bytes=told.number(made.bytes)))


@click.command("restore")
@FILE
@click.option("--replace", is_flag=True, help="Also when answers would be missing then.")
@click.option("--despite-faults", is_flag=True, help="Also when the check finds faults in it.")
@FROM_STDIN
def restore_(path: Path, replace: bool, despite_faults: bool, stdin: bool) -> None:
    """Put database and keys of a backup in place. The server must be stopped."""
    settings = from_environment()
    passphrase = _passphrase(settings.backup_passphrase, stdin, new=False)
    done = restore(settings, path, passphrase, Wish(replace, despite_faults), operator(), now())
    told = words("vi")
    for fault in done.faults:
        click.echo(fault, err=True)
    _counts(done.facts)
    for name in done.kept:
        click.echo(told("backup.kept", name=name))
    if done.before.there:
        known = done.before.missing_responses if done.before.readable else "?"
        click.echo(told("backup.missing", missing=known, responses=done.before.responses))
    click.echo(told("backup.restored", file=path))


def _counts(facts: object) -> None:
    for round, number in sorted(getattr(facts, "responses", {}).items()):
        tallied = getattr(facts, "tallied", {}).get(round, 0)
        click.echo(f"{round}: {number} responses, {tallied} tallied")
    for chain, (number, value) in sorted(getattr(facts, "heads", {}).items()):
        click.echo(f"chain {chain}: {number} links, head {value[:16]}")
    number, value = getattr(facts, "acts", (0, ""))
    click.echo(f"log: {number} acts, head {value[:16]}")


def _passphrase(chosen: str, stdin: bool, *, new: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\n")
    if chosen:
        return chosen
    if not sys.stdin.isatty():
        raise SurveyError(Code.NO_PASSPHRASE)
    asked = words("vi")("backup.passphrase")
    return str(click.prompt(asked, hide_input=True, confirmation_prompt=new))
