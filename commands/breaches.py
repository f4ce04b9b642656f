"""The register of breaches: what happened to data, and when the authority was told."""

from datetime import datetime
from pathlib import Path

import click

import services.breaches
from commands.door import AS_JSON, now, operator, program, show
from services.breaches import moment_text
from surveys.breach import Account, Breach, Kind
from surveys.dates import VIETNAM
from surveys.errors import Code, SurveyError
from surveys.language import words

MOMENT = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
_LANG = click.option("--lang", type=click.Choice(["vi", "en"]), default="vi")
_PEOPLE = click.option("--people", type=click.IntRange(0), help="About how many are concerned.")


@click.group("breach")
def breach() -> None:
    """The register of breaches. Moments are given and shown in the time of Vietnam (UTC+7)."""


@breach.command("list")
@click.option("--open", "only_open", is_flag=True, help="Only those that are not closed.")
@AS_JSON
def breach_list(only_open: bool, as_json: bool) -> None:
    """All breaches, with the moment by which the authority must be told."""
    at, told = now(), words("vi")
    with program() as opened:
        rules = services.breaches.rules(opened)
        found = services.breaches.breaches(opened, operator())
    rows = [
        {
            "number": one.number,
            "kind": one.kind,
            "standing": one.standing_at(at, rules),
            "found": one.found.astimezone(VIETNAM).isoformat(),
            "due": one.due.astimezone(VIETNAM).isoformat(),
            "hours_left": None if one.told or one.closed else one.hours_left(at),
            "told": one.told.astimezone(VIETNAM).isoformat() if one.told else None,
            "told_to": one.told_to,
            "people": one.account.people,
            "closed": one.closed,
            "handled_by": one.handled_by,
        }
        for one in found
        if not (only_open and one.closed)
    ]
    if not as_json:
        rows = [row | {"standing": told(f"breach_standings.{row['standing']}")} for row in rows]
    show(rows, as_json)


@breach.command("add")
@click.option("--kind", type=click.Choice([str(one) for one in Kind]), required=True)
@click.option("--found", type=MOMENT, required=True, help="When it was found, in Vietnam's time.")
@click.option("--what", required=True, help="What happened. No names, no numbers of persons.")
@click.option("--data", required=True, help="Which data.")
@_PEOPLE
@click.option("--done", default="", help="What has been done about it.")
def breach_add(
    kind: str, found: datetime, what: str, data: str, people: int | None, done: str
) -> None:
    """Enter a breach; says by when the authority must be told."""
    with program() as opened:
        made = services.breaches.enter_breach(
            opened,
            operator(),
            now(),
            kind=Kind(kind),
            found=found.replace(tzinfo=VIETNAM),
            account=Account(what, data, people, done),
        )
    _tell(made)


@breach.command("describe")
@click.argument("number")
@click.option("--what", help="What happened.")
@click.option("--data", help="Which data.")
@_PEOPLE
@click.option("--done", help="What has been done about it.")
def breach_describe(
    number: str, what: str | None, data: str | None, people: int | None, done: str | None
) -> None:
    """Say anew what is known of the breach NUMBER; what is not given stays."""
    with program() as opened:
        known = services.breaches.find_breach(opened, operator(), number).account
        account = Account(
            known.what if what is None else what,
            known.data if data is None else data,
            known.people if people is None else people,
            known.measures if done is None else done,
        )
        made = services.breaches.describe_breach(opened, operator(), number, account, now())
    _tell(made)


@breach.command("tell")
@click.argument("number")
@click.option("--at", type=MOMENT, required=True, help="When it was told, in Vietnam's time.")
@click.option("--to", "whom", required=True, help="Which authority, and the number of the letter.")
def breach_tell(number: str, at: datetime, whom: str) -> None:
    """Note when the authority was told of the breach NUMBER. This command tells nobody."""
    with program() as opened:
        at = at.replace(tzinfo=VIETNAM)
        made = services.breaches.tell_breach(opened, operator(), number, at, whom, now())
    _tell(made)


@breach.command("close")
@click.argument("number")
@click.option("--conclusion", required=True, help="What came of it; why nobody was told.")
def breach_close(number: str, conclusion: str) -> None:
    """Close the breach NUMBER."""
    with program() as opened:
        made = services.breaches.close_breach(opened, operator(), number, conclusion, now())
    _tell(made)


@breach.command("export")
@click.argument("number")
@click.option("--out", required=True, type=click.Path(path_type=Path))
@_LANG
def breach_export(number: str, out: Path, lang: str) -> None:
    """Write the breach NUMBER as text to a new file, for the report to the authority."""
    with program() as opened:
        text = services.breaches.breach_report(opened, operator(), number, words(lang), now())
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as wrong:
        raise SurveyError(Code.BAD_FILE, file=out.name, why=wrong.strerror or "") from wrong
    click.echo(out)


def _tell(one: Breach) -> None:
    told = words("vi")
    said = told("breaches.told") if one.told else told("breaches.due")
    click.echo(f"{one.number}\t{said}: {moment_text(one.told or one.due, told)}")
