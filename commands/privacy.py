"""The duties of data protection: notices that were shown, requests, the list of data fields."""

from dataclasses import asdict

import click

import services.fields
import services.notices
import services.requests
from commands.door import AS_JSON, now, operator, program, show
from surveys.dates import day_of
from surveys.language import words


@click.group()
def privacy() -> None:
    """The duties of data protection: notices that were shown, requests, the list of data fields."""


@privacy.command("notice")
@click.argument("hash")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi")
@AS_JSON
def privacy_notice(hash: str, lang: str, as_json: bool) -> None:
    """The notice that a person read, from the HASH that is kept with the response."""
    with program() as opened:
        found = services.notices.find_notice(opened, hash)
    lines = [
        (one.lead.in_(lang) if one.lead else "", one.text.in_(lang)) for one in found.paragraphs
    ]
    if as_json:
        paragraphs = [{"lead": lead, "text": text} for lead, text in lines]
        row = {"hash": found.hash, "version": found.version, "title": found.title.in_(lang)}
        show([row | {"paragraphs": paragraphs, "adult": found.adult.in_(lang)}], as_json)
        return
    click.echo(f"{found.title.in_(lang)} (v{found.version}, {found.hash})")
    for lead, text in lines:
        click.echo(f"{lead}. {text}" if lead else text)
    click.echo(f"[ ] {found.adult.in_(lang)}")


@privacy.command("requests")
@click.option("--open", "only_open", is_flag=True, help="Only those that are not closed.")
@AS_JSON
def privacy_requests(only_open: bool, as_json: bool) -> None:
    """The register of requests about data, with what is due when."""
    told, today = words("vi"), day_of(now())
    with program() as opened:
        found = services.requests.requests(opened, operator())
    rows = [
        {
            "number": one.number,
            "kind": one.kind,
            "received": one.received,
            "reply_due": one.reply_due,
            "due": one.due,
            "extended": one.extended,
            "standing": one.standing_on(today),
            "replied": one.replied,
            "closed": one.closed,
            "outcome": one.outcome,
            "round": one.round,
            "handled_by": one.handled_by,
        }
        for one in found
        if not (only_open and one.closed)
    ]
    if not as_json:
        rows = [
            row | {"standing": told(f"request_standings.{row['standing']}"), "extended": ""}
            for row in rows
        ]
    show(rows, as_json)


@privacy.command("fields")
@click.option("--format", "format_name", type=click.Choice(["md", "csv", "json"]), default="md")
def privacy_fields(format_name: str) -> None:
    """Every data field that is kept, what for, whose, how long: for the agency's impact file."""
    with program() as opened:
        found = services.fields.data_fields(opened)
    if format_name == "json":
        show([asdict(one) for one in found], as_json=True)
    elif format_name == "csv":
        click.echo(services.fields.as_csv(found), nl=False)
    else:
        click.echo(services.fields.as_markdown(found))
