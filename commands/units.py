"""The agency's tree of units."""

from pathlib import Path

import click

import services.units
from commands.door import AS_JSON, now, operator, program, show


@click.group()
def units() -> None:
    """The agency's tree of units."""


@units.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def units_import(file: Path) -> None:
    """Add or rename the units of FILE (CSV: code,name,kind,parent,valid_from,valid_to)."""
    with program() as opened:
        done = services.units.import_units(opened, file, operator(), now())
        click.echo(f"{done.units} đơn vị ({done.new} mới), {done.served} số lượt phục vụ")


@units.command("list")
@AS_JSON
def units_list(as_json: bool) -> None:
    """All units with their public codes."""
    with program() as opened:
        codes = services.units.public_codes(opened)
        rows = [
            {
                "unit": unit.code,
                "name": unit.name,
                "kind": unit.kind,
                "parent": unit.parent,
                "public_code": codes.get(unit.code),
                "valid_from": unit.valid_from,
                "valid_to": unit.valid_to,
            }
            for unit in services.units.units(opened).units
        ]
    show(rows, as_json)
