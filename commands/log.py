"""The log of acts: look through it, take it away, prove that it is whole."""

import sys
from datetime import datetime
from pathlib import Path

import click

import services.log
from commands.door import AS_JSON, DAY, now, operator, program, show
from surveys.act import Sought
from surveys.errors import Code, SurveyError
from surveys.language import words


@click.group()
def log() -> None:
    """The log of acts: look through it, take it away, prove that it is whole."""


@log.command("list")
@click.option("--actor", help="Only what this person did.")
@click.option("--action", help="Only this kind of act, such as round.open.")
@click.option("--day", type=DAY, help="Only this day, as it is counted in Vietnam.")
@click.option("--before", type=int, help="Only acts with a smaller number.")
@click.option("--most", type=click.IntRange(1, 10_000), default=services.log.PAGE)
@AS_JSON
def log_list(
    actor: str | None,
    action: str | None,
    day: datetime | None,
    before: int | None,
    most: int,
    as_json: bool,
) -> None:
    """The latest acts, the latest first."""
    sought = Sought(actor, action, day.date() if day else None)
    with program() as opened:
        found = services.log.read_page(opened, operator(), words("vi"), sought, before, most)
    rows = [
        {
            "number": one.number,
            "at": one.at.isoformat() if as_json else f"{one.at:%d/%m/%Y %H:%M:%S %z}",
            "actor": one.actor,
            "action": one.action,
            "object": one.object,
            "told": one.told,
        }
        for one in found.lines
    ]
    show(rows, as_json)


@log.command("export")
@click.option("--out", required=True, type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi")
def log_export(out: Path, lang: str) -> None:
    """Write the whole log to a CSV file; that it was taken is logged too."""
    with program() as opened:
        file = services.log.export(opened, operator(), words(lang), Sought(), now())
    try:
        out.write_bytes(file.content)
    except OSError as wrong:
        raise SurveyError(Code.BAD_FILE, file=str(out), why=str(wrong)) from wrong
    click.echo(f"{out} ({len(file.content)} B)")


@log.command("check")
@AS_JSON
def log_check(as_json: bool) -> None:
    """Prove that no line of the log was changed, added or taken out."""
    with program() as opened:
        found = services.log.wholeness(opened, operator())
    faults = [words("vi").fault(one) for one in found.faults]
    if as_json:
        show([{"acts": found.acts, "head": found.head, "faults": faults}], as_json)
    else:
        for fault in faults:
            click.echo(fault, err=True)
        if not found.faults:
            click.echo(f"OK\nlog: {found.acts} acts, head {found.grouped}")
    if found.faults:
        sys.exit(2)
