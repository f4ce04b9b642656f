"""Invitations to a unit's form, ready to copy."""

import click

from commands.door import AS_JSON, program, show
from services.addresses import PORT
from services.invitations import HEIGHT, invitation
from surveys.language import SOURCE, languages


@click.command()
@click.option("--unit", required=True, help="Whose form.")
@click.option("--lang", default=SOURCE, type=click.Choice(languages()))
@click.option("--height", default=HEIGHT, help="Of the frame, in pixels.")
@AS_JSON
def invite(unit: str, lang: str, height: int, as_json: bool) -> None:
    """Print a frame for a website and texts for Zalo and SMS, with the count of parts."""
    with program() as opened:
        place = opened.settings.public_url or f"http://localhost:{PORT}"
        made = invitation(opened, unit, place, lang, height)
    texts = {"frame": made.frame, "zalo": made.zalo}
    rows = [
        {"for": kind, "text": text, "letters": None, "parts": None} for kind, text in texts.items()
    ]
    rows += [
        {"for": kind, "text": one.text, "letters": one.letters, "parts": one.parts}
        for kind, one in (("sms", made.sms), ("sms without accents", made.plain_sms))
    ]
    show(rows, as_json)
