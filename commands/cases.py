"""The feed of finished dossiers."""

from pathlib import Path

import click

import services.cases
from commands.door import now, operator, program


@click.group()
def cases() -> None:
    """Finished dossiers: how many people a round is about."""


@cases.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--round", "round_id", required=True, help="The round that the dossiers belong to.")
def cases_import(file: Path, round_id: str) -> None:
    """Add up the finished dossiers of FILE (CSV: unit,field,channel,people) by unit, field and channel."""
    with program() as opened:
        done = services.cases.import_cases(opened, file, round_id, operator(), now())
        click.echo(f"{done.round}: {done.units} đơn vị, {done.people} lượt phục vụ")
