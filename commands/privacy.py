"""The duties of data protection: notices that were shown, requests, the list of data fields."""

import click

import services.notices
from commands.door import AS_JSON, program, show


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
