"""Sample data, the proof that all is whole, and where the program is reached."""

import sys

import click

import services.addresses
import services.certificates
import services.checking
import services.demo
import services.results
import services.setup
from commands.door import now, program
from surveys.language import words


@click.command()
@click.option("--responses", default=services.demo.RESPONSES, type=click.IntRange(1, 1_000_000))
@click.option("--if-empty", is_flag=True, help="Do nothing when there are rounds already.")
def demo(responses: int, if_empty: bool) -> None:
    """Fill an empty database with invented rounds, marked as samples everywhere."""
    with program() as opened:
        if if_empty and services.results.rounds(opened):
            return
        for round, done in services.demo.fill(opened, responses, now()):
            click.echo(f"\r{round}: {done}   ", nl=False, err=True)
        click.echo("", err=True)
        for one in reversed(services.results.rounds(opened)):
            click.echo(f"{one.id}\t{one.title}\t{one.questionnaire}")


@click.command()
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi")
def check(lang: str) -> None:
    """Prove that tallies are the count of the responses and that no seal is broken."""
    with program() as opened:
        faults = list(services.checking.check(opened))
        heads = list(services.checking.heads(opened))
        replica = services.checking.replica(opened)
    told = words(lang)
    for fault in faults:
        click.echo(told.fault(fault), err=True)
    if replica is not None:
        numbers = {
            name: told.number(value) if isinstance(value, int) else value
            for name, value in replica.details.items()
        }
        heads.append(told(f"replica.{replica.key}", **numbers))
    if faults:
        sys.exit(2)
    click.echo("OK")
    for head in heads:
        click.echo(head)


@click.command()
def address() -> None:
    """Say where the program can be reached, and the code that makes the first administrator."""
    with program() as opened:
        chosen = opened.settings
        certified = services.certificates.certified_hosts(chosen.var)
        for place in services.addresses.addresses(chosen.public_url, certified):
            click.echo(place)
        code = services.setup.setup_code(opened)
    if code:
        click.echo(words("vi")("setup.code_is", code=code))
