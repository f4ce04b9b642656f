"""Moving an installation to another database: from one PC's file to a server, and back."""

import click

from commands.door import now, operator
from services.moving import move
from settings import from_environment
from surveys.language import words


@click.command("copy")
@click.argument("source")
@click.argument("target")
def copy(source: str, target: str) -> None:
    """Copy a whole installation into an empty database; run it again where it was cut off.

    Both are addresses as in DATABASE_URL. The program must be stopped.
    """
    told = words("vi")

    def tell(table: str, rows: int) -> None:
        click.echo(f"{table}: {told.number(rows)}", err=True)

    done = move(from_environment(), source, target, operator(), now(), tell)
    for fault in done.faults:
        click.echo(fault, err=True)
    for round, number in sorted(done.facts.responses.items()):
        click.echo(f"{round}: {number} responses, {done.facts.tallied.get(round, 0)} tallied")
    key = "copy.faults" if done.faults else "copy.done"
    click.echo(told(key, faults=len(done.faults)))
