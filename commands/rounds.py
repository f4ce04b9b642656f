"""The life of a half-year's survey."""

from datetime import datetime

import click

import services.results
import services.rounds
import services.units
from commands.door import AS_JSON, DAY, now, operator, program, show
from surveys.dates import day_of


@click.group("round")
def rounds() -> None:
    """The life of a half-year's survey."""


@rounds.command("list")
@AS_JSON
def round_list(as_json: bool) -> None:
    """All rounds, the latest first."""
    with program() as opened:
        codes = services.units.public_codes(opened)
        today = day_of(now())
        rows = [
            {
                "id": one.id,
                "title": one.title,
                "state": one.state_on(today),
                "origin": one.origin,
                "questionnaire": one.questionnaire,
                "opens": one.opens,
                "closes": one.closes,
                "sample": one.sample,
                "codes": [codes[unit] for unit in one.units],
            }
            for one in services.results.rounds(opened)
        ]
    if not as_json:
        rows = [row | {"codes": len(row["codes"])} for row in rows]
    show(rows, as_json)


@rounds.command("create")
@click.argument("id")
@click.option(
    "--questionnaire", required=True, help="Key of a questionnaire, such as short-counter@1."
)
@click.option("--opens", required=True, type=DAY)
@click.option("--closes", required=True, type=DAY)
@click.option("--title", default="")
@click.option(
    "--unit", "unit_codes", multiple=True, help="A unit that takes part; all when not given."
)
def round_create(
    id: str,
    questionnaire: str,
    opens: datetime,
    closes: datetime,
    title: str,
    unit_codes: tuple[str, ...],
) -> None:
    """Plan the round ID (2026-H1)."""
    with program() as opened:
        made = services.rounds.create_round(
            opened,
            operator(),
            now(),
            id=id,
            title=title or f"Khảo sát {id}",
            questionnaire=questionnaire,
            opens=opens.date(),
            closes=closes.date(),
            units=unit_codes,
        )
        click.echo(f"{made.id}\t{made.state}\t{len(made.units)} đơn vị")


@rounds.command("open")
@click.argument("id")
def round_open(id: str) -> None:
    """Open the planned round ID for answers."""
    with program() as opened:
        changed = services.rounds.open_round(opened, id, operator(), now())
        click.echo(f"{changed.id}\t{changed.state}\t{changed.opens} – {changed.closes}")


@rounds.command("close")
@click.argument("id")
def round_close(id: str) -> None:
    """Close the open round ID: nothing is accepted any more."""
    with program() as opened:
        changed = services.rounds.close_round(opened, id, operator(), now())
        click.echo(f"{changed.id}\t{changed.state}\t{changed.closes}")
