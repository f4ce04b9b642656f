"""Certificates for the office's network."""

import click

from commands.door import now, operator, program
from services.addresses import lan_address
from services.certificates import DAYS, FOLDER, MOST_DAYS, certify_machine
from surveys.language import words


@click.command()
@click.option("--host", required=True, help="The machine's name in the office's network.")
@click.option("--ip", "ips", multiple=True, help="Its address; by default the one it has now.")
@click.option("--days", default=DAYS, type=click.IntRange(1, MOST_DAYS))
@click.option(
    "--new-ca", is_flag=True, help="A new authority, to be installed on all devices again."
)
def tls(host: str, ips: tuple[str, ...], days: int, new_ca: bool) -> None:
    """Make or renew a certificate, so that tablets and telephones can use HTTPS."""
    lan = lan_address()
    own = ips or ((lan,) if lan else ())
    with program() as opened:
        made = certify_machine(opened, host, own, days, operator(), now(), anew=new_ca)
        folder = opened.settings.var / FOLDER
    told = words("vi")
    click.echo(told("tls.made", hosts=", ".join(made.hosts), until=told.date(made.until)))
    click.echo(told("tls.new_ca" if made.new_authority else "tls.same_ca"))
    click.echo(told("tls.fingerprint", fingerprint=made.fingerprint))
    click.echo(told("tls.start", certificate=folder / "server.crt", private=folder / "server.key"))
    click.echo(told("tls.install"))
