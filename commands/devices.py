"""Tablets at the counter: paired, named, watched and retired."""

import click

import services.devices
from commands.door import AS_JSON, now, operator, program, show
from surveys.dates import VIETNAM
from surveys.language import words


@click.group("device")
def device() -> None:
    """Tablets that the office has paired as kiosks. Moments are shown in the time of Vietnam."""


@device.command("list")
@click.option("--retired", is_flag=True, help="Those that are no longer in use too.")
@AS_JSON
def device_list(retired: bool, as_json: bool) -> None:
    """All devices with what they last said of themselves."""
    at, told = now(), words("vi")
    with program() as opened:
        found = services.devices.devices(opened, operator())
    rows = [
        {
            "number": one.number,
            "name": one.name,
            "unit": one.unit,
            "field": one.field,
            "standing": one.standing_at(at),
            "seen": one.beat.at.astimezone(VIETNAM).isoformat() if one.beat else None,
            "waiting": one.beat.waiting if one.beat else None,
            "refused": one.beat.refused if one.beat else None,
            "battery": one.beat.battery if one.beat else None,
            "clock_ahead_seconds": one.beat.offset if one.beat else None,
            "paired": one.paired,
            "retired": one.retired,
        }
        for one in found
        if retired or not one.retired
    ]
    if not as_json:
        rows = [row | {"standing": told(f"device_standings.{row['standing']}")} for row in rows]
    show(rows, as_json)


@device.command("pair")
@click.option("--unit", required=True, help="Code of the unit at whose counter the tablet stands.")
@click.option("--name", required=True, help="What the office calls the tablet.")
@click.option("--field", help="The procedure field it stands for; without it the form asks.")
def device_pair(unit: str, name: str, field: str | None) -> None:
    """Make a code that pairs one tablet: open /ghep-may on it and type the code."""
    with program() as opened:
        made = services.devices.offer_pairing(opened, operator(), unit, name, now(), field)
    until = made.offer.until.astimezone(VIETNAM).strftime("%H:%M")
    click.echo(words("vi")("devices.code_is", code=made.code, until=until))


@device.command("rename")
@click.argument("number")
@click.argument("name")
def device_rename(number: str, name: str) -> None:
    """Call the device NUMBER by another NAME."""
    with program() as opened:
        services.devices.rename_device(opened, operator(), number, name, now())
    click.echo(number)


@device.command("forget")
@click.argument("number")
def device_forget(number: str) -> None:
    """Let the device NUMBER wipe the refused answers that it has told of."""
    with program() as opened:
        refused = services.devices.forget_refused(opened, operator(), number, now())
    told = words("vi")
    click.echo(told("devices.forgetting", number=number, n=told.number(refused)))


@device.command("retire")
@click.argument("number")
def device_retire(number: str) -> None:
    """End the device NUMBER at once: what it still has to send is refused."""
    with program() as opened:
        was = services.devices.retire_device(opened, operator(), number, now())
    if was.beat and was.beat.waiting:
        told = words("vi")
        click.echo(told("devices.left", number=number, n=told.number(was.beat.waiting)), err=True)
    click.echo(number)
