"""The life of a half-year's survey."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

import services.publishing
import services.results
import services.retention
import services.rounds
import services.targets
import services.units
from commands.door import AS_JSON, DAY, now, operator, program, show
from services.targets import UnitStanding
from surveys.dates import day_of
from surveys.formula import Formula
from surveys.round import MOST_GRACE, Design, Round

CLOSES = click.option("--closes", required=True, type=DAY, help="The new last day.")


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
                "edition": one.edition,
                "design": one.design,
                "formula": one.formula,
                "target": one.target,
                "codes": [codes[unit] for unit in one.units],
                "units": _units(services.targets.unit_standings(opened, operator(), one.id)),
            }
            for one in services.results.rounds(opened)
        ]
    if not as_json:
        rows = [_short(row) for row in rows]
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
@click.option(
    "--design",
    type=click.Choice([str(one) for one in Design]),
    default=str(Design.OPT_IN),
    help="How the people who are asked are chosen.",
)
@click.option(
    "--formula",
    type=click.Choice([str(one) for one in Formula]),
    default=str(Formula.POOLED),
    help="How the index is made of all criteria.",
)
@click.option("--target", type=click.IntRange(0), default=0, help="Responses wanted of each unit.")
@click.option(
    "--targets",
    type=click.Path(path_type=Path),
    help="CSV (unit,target): units that are to reach another number.",
)
@click.option(
    "--grace", type=click.IntRange(0, MOST_GRACE), default=1, help="Days for answers given in time."
)
def round_create(
    id: str,
    questionnaire: str,
    opens: datetime,
    closes: datetime,
    title: str,
    unit_codes: tuple[str, ...],
    design: str,
    formula: str,
    target: int,
    targets: Path | None,
    grace: int,
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
            design=Design(design),
            formula=Formula(formula),
            target=target,
            targets=services.targets.read_targets(targets) if targets else (),
            grace=grace,
        )
        months = services.retention.months_kept(opened, made)
        click.echo(f"{made.id}\t{made.state}\t{len(made.units)} đơn vị\tgiữ phiếu {months} tháng")


@rounds.command("targets")
@click.argument("id")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@AS_JSON
def round_targets(id: str, file: Path | None, as_json: bool) -> None:
    """What each unit of the round ID has of its target; FILE (CSV: unit,target) changes targets.

    Units that FILE does not name keep theirs. Yamane is the customary figure for the people served;
    needed is what gives five points either way, of people drawn by lot.
    """
    with program() as opened:
        if file is not None:
            wanted = services.targets.read_targets(file)
            services.targets.set_targets(opened, id, wanted, operator(), now())
        rows = _units(services.targets.unit_standings(opened, operator(), id))
    show(rows, as_json)


@rounds.command("open")
@click.argument("id")
@click.option("--early", is_flag=True, help="Before its first day, which then becomes today.")
def round_open(id: str, early: bool) -> None:
    """Open the planned round ID for answers."""
    with program() as opened:
        _tell(services.rounds.open_round(opened, id, operator(), now(), early=early))


@rounds.command("pause")
@click.argument("id")
def round_pause(id: str) -> None:
    """Ask nobody in the open round ID for a while."""
    with program() as opened:
        _tell(services.rounds.pause_round(opened, id, operator(), now()))


@rounds.command("resume")
@click.argument("id")
def round_resume(id: str) -> None:
    """Let the paused round ID ask again."""
    with program() as opened:
        _tell(services.rounds.resume_round(opened, id, operator(), now()))


@rounds.command("extend")
@click.argument("id")
@CLOSES
def round_extend(id: str, closes: datetime) -> None:
    """Give the open round ID a later last day."""
    with program() as opened:
        _tell(services.rounds.extend_round(opened, id, closes.date(), operator(), now()))


@rounds.command("close")
@click.argument("id")
def round_close(id: str) -> None:
    """Close the open round ID: nobody is asked any more."""
    with program() as opened:
        _tell(services.rounds.close_round(opened, id, operator(), now()))


@rounds.command("reopen")
@click.argument("id")
@CLOSES
def round_reopen(id: str, closes: datetime) -> None:
    """Let the round ID, closed by mistake and never sealed, ask again."""
    with program() as opened:
        _tell(services.rounds.reopen_round(opened, id, closes.date(), operator(), now()))


@rounds.command("publish")
@click.argument("id")
def round_publish(id: str) -> None:
    """Put the sealed edition of the round ID before everybody."""
    with program() as opened:
        _tell(services.publishing.publish_round(opened, id, operator(), now()))


@rounds.command("correct")
@click.argument("id")
@click.option("--reason", required=True, help="Why a new edition is to follow.")
def round_correct(id: str, reason: str) -> None:
    """Take the sealed round ID under review once more; its edition stays."""
    with program() as opened:
        _tell(services.publishing.correct_round(opened, id, reason, operator(), now()))


def _units(standings: Sequence[UnitStanding]) -> list[dict[str, Any]]:
    return [
        {
            "unit": one.unit.code,
            "name": one.unit.name,
            "responses": one.responses,
            "target": one.target,
            "served": one.served,
            "yamane": one.customary,
            "needed": one.needed,
        }
        for one in standings
    ]


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """A round on one line: numbers instead of lists."""
    units = row["units"]
    reached = f"{sum(one['responses'] for one in units)}/{sum(one['target'] for one in units)}"
    return row | {"codes": len(row["codes"]), "units": reached}


def _tell(round: Round) -> None:
    click.echo(f"{round.id}\t{round.state}\t{round.opens} – {round.closes}")
