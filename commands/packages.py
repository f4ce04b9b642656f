"""Packages of offices without a line: taken in, listed; and the keys of those who may send them."""

import json
import sys
from pathlib import Path

import click

import services.packages
import services.senders
from commands.door import AS_JSON, now, operator, program, show
from commands.rounds import rounds
from services.packages import Arrival
from surveys.errors import SurveyError
from surveys.language import Words, words
from surveys.package import Package, Received, Reception

_LANG = click.option("--lang", type=click.Choice(["vi", "en"]), default="vi")


@rounds.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--round", "round", help="The round here; the one of the same id when not given.")
@click.option("--under", help="The unit at which units count that are not known here.")
@click.option(
    "--dry-run", is_flag=True, help="Prove everything, say what would be done, do nothing."
)
@_LANG
@AS_JSON
def round_import(
    files: tuple[Path, ...],
    round: str | None,
    under: str | None,
    dry_run: bool,
    lang: str,
    as_json: bool,
) -> None:
    """Take packages that offices have exported into the round here: each whole or not at all."""
    told, refused = words(lang), False
    rows: list[dict[str, object]] = []
    with program() as opened:
        for path in files:
            try:
                package, received = services.packages.receive_package(
                    opened, path, operator(), now(), round=round, under=under, dry=dry_run
                )
            except SurveyError as refusal:
                refused = True
                why = told.error(refusal)
                click.echo(why if path.name in why else f"{path.name}: {why}", err=True)
                continue
            rows.append(_row(path, package, received))
            if not as_json:
                click.echo(f"{path.name}: {_said(rows[-1], told, dry=dry_run)}")
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    if refused:
        sys.exit(2)


def _row(path: Path, package: Package, received: Received) -> dict[str, object]:
    return {
        "file": str(path),
        "reception": str(received.reception),
        "round": package.round,
        "unit": package.unit,
        "edition": package.edition,
        "new": received.new,
        "same": received.same,
        "changed": received.changed,
        "gone": received.gone,
        "destroyed": received.destroyed,
        "barred": received.barred,
        "counted": received.counted,
        "beside": received.beside,
    }


def _said(row: dict[str, object], told: Words, *, dry: bool) -> str:
    key = row["reception"]
    said = told(f"packages.{'would_take' if dry and key == Reception.TAKEN else key}", **row)
    return said + (told("packages.beside", **row) if row["beside"] else "")


@rounds.command("packages")
@click.argument("id")
@AS_JSON
def round_packages(id: str, as_json: bool) -> None:
    """Which offices' packages have come into the round ID, and which are missing."""
    with program() as opened:
        rows = [_listed(one) for one in services.packages.arrivals(opened, operator(), id)]
    show(rows, as_json)


def _listed(one: Arrival) -> dict[str, object]:
    held, package = one.held, one.held.package if one.held else None
    return {
        "unit": one.unit.code,
        "name": one.unit.name,
        "state": "held" if held else "missing",
        "edition": package.edition if package else None,
        "responses": held.responses if held else None,
        "counted": held.counted if held else None,
        "day": held.day if held else None,
        "by": held.by if held else None,
        "replaced": one.earlier,
        "begun": package.begun if package else None,
        "trusted": one.trusted,
        "sha256": package.sha256 if package else None,
    }


@click.group("sender")
def senders() -> None:
    """Offices whose packages are taken, by their public keys."""


@senders.command("trust")
@click.argument("key")
@click.option("--unit", required=True, help="The office's unit; it answers for all below it too.")
def sender_trust(key: str, unit: str) -> None:
    """Trust the public KEY that an office told, by another way than with its package."""
    with program() as opened:
        done = services.senders.trust_key(opened, key, unit, operator(), now())
    click.echo(f"{done.unit}\t{done.name}\t{done.key}")


@senders.command("revoke")
@click.argument("key")
def sender_revoke(key: str) -> None:
    """Take nothing more that is signed with KEY; what was taken stays."""
    with program() as opened:
        done = services.senders.revoke_key(opened, key, operator(), now())
    click.echo(f"{done.unit}\t{done.name}\t{done.key}\t{done.until}")


@senders.command("list")
@AS_JSON
def sender_list(as_json: bool) -> None:
    """All keys that are or were trusted."""
    with program() as opened:
        rows = [
            {
                "unit": one.unit,
                "name": one.name,
                "key": one.key,
                "since": one.since,
                "until": one.until,
            }
            for one in services.senders.trusted_keys(opened, operator())
        ]
    show(rows, as_json)
