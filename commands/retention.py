"""Data that have served their purpose: how long a round keeps its answers, and destroying what is due."""

import json
from dataclasses import asdict

import click

import services.results
import services.retention
from commands.door import AS_JSON, now, operator, program
from commands.rounds import rounds
from surveys.language import words


@rounds.command("retention")
@click.argument("id")
@click.option("--months", type=int, help="Months after the round's last day; shorter at any time.")
def round_retention(id: str, months: int | None) -> None:
    """Say, or set, how long the answers of the round ID are kept."""
    with program() as opened:
        if months is not None:
            services.retention.set_retention(opened, operator(), id, months, now())
        round = services.results.find_round(opened, id)
        kept = services.retention.months_kept(opened, round)
        until = services.retention.kept_until(opened, round)
    click.echo(words("vi")("retention.kept", round=id, months=kept, until=words("vi").date(until)))


@click.group()
def retention() -> None:
    """Data that have served their purpose."""


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Only say what would be destroyed.")
@AS_JSON
def retention_run(dry_run: bool, as_json: bool) -> None:
    """Destroy the answers of rounds whose time is over, and what else is out of date."""
    with program() as opened:
        work = services.retention.due if dry_run else services.retention.run_retention
        found = work(opened, operator(), now())
    if as_json:
        rows = [asdict(one) | {"until": str(one.until)} for one in found.rounds]
        click.echo(json.dumps({"rounds": rows, **asdict(found.cleared)}, indent=2))
        return
    told = words("vi")
    for one in found.rounds:
        numbers = {"responses": told.number(one.responses), "comments": told.number(one.comments)}
        click.echo(told("retention.round", round=one.round, until=told.date(one.until), **numbers))
    click.echo(told("retention.rest", **asdict(found.cleared)))
    click.echo(told("retention.would" if dry_run else "retention.done"))
