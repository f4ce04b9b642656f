"""Review of what was flagged: groups of responses leave the figures, and come back, with a reason."""

from datetime import datetime

import click

import services.reviewing
from commands.door import AS_JSON, DAY, now, operator, program, show
from commands.rounds import rounds
from surveys.flags import FLAGS
from surveys.review import Choice

REASON = click.option("--reason", required=True, help="Why, in some words; everybody will see it.")


@rounds.command("flags")
@click.argument("id")
@AS_JSON
def round_flags(id: str, as_json: bool) -> None:
    """What was flagged in the round ID, as numbers by unit, day, channel and flags."""
    with program() as opened:
        found = services.reviewing.groups(opened, id, operator())
    rows = [
        {
            "unit": one.unit,
            "day": one.day,
            "channel": one.channel,
            "flags": list(one.flags) if as_json else " ".join(one.flags),
            "responses": one.responses,
        }
        for one in found
    ]
    show(rows, as_json)


@rounds.command("exclusions")
@click.argument("id")
@AS_JSON
def round_exclusions(id: str, as_json: bool) -> None:
    """What was taken out of the figures of the round ID, and taken back."""
    with program() as opened:
        found = services.reviewing.exclusions(opened, id, operator())
    rows = [
        {
            "number": one.number,
            "unit": one.choice.unit,
            "flag": one.choice.flag,
            "day": one.choice.day,
            "channel": one.choice.channel,
            "responses": one.responses,
            "by": one.by,
            "on": one.on,
            "reason": one.reason,
            "back_by": one.back_by,
            "back_on": one.back_on,
            "back_reason": one.back_reason,
        }
        for one in found
    ]
    show(rows, as_json)


@rounds.command("exclude")
@click.argument("id")
@click.option("--unit", required=True)
@click.option("--flag", required=True, type=click.Choice(list(FLAGS)))
@click.option("--day", type=DAY, help="Only of this day.")
@click.option("--channel", help="Only of this channel.")
@REASON
def round_exclude(
    id: str, unit: str, flag: str, day: datetime | None, channel: str | None, reason: str
) -> None:
    """Take flagged responses of a unit out of the figures of the closed round ID."""
    choice = Choice(unit, flag, day.date() if day else None, channel)
    with program() as opened:
        done = services.reviewing.exclude(opened, id, choice, reason, operator(), now())
    click.echo(f"{done.number}\t{done.choice.unit}\t{done.responses} phiếu")


@rounds.command("include")
@click.argument("id")
@click.argument("number", type=int)
@REASON
def round_include(id: str, number: int, reason: str) -> None:
    """Take exclusion NUMBER of the round ID back into the figures, as a whole."""
    with program() as opened:
        done = services.reviewing.include(opened, id, number, reason, operator(), now())
    click.echo(f"{done.number}\t{done.choice.unit}\t{done.responses} phiếu")
