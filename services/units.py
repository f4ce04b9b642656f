"""The catalogue of units: brought in from a file, and listed with the public codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.imports import units as units_file
from services.addresses import reachable
from services.program import Program
from services.rights import act, need_everywhere
from surveys.account import Actor, Right
from surveys.link import Channel, Link, public_code
from surveys.unit import UnitTree, tree_of


@dataclass(frozen=True)
class Imported:
    """What an import brought."""

    units: int
    new: int
    served: int


def import_units(program: Program, path: Path, by: Actor, now: datetime) -> Imported:
    """Adds or renames units and gives each its public code; refuses the whole file for one wrong row."""
    need_everywhere(program, by, Right.MANAGE_UNITS)
    file = units_file.read(path)
    known = program.store.units()
    in_file = {unit.code for unit in file.units}
    tree_of((*file.units, *(unit for unit in known.units if unit.code not in in_file)))
    key = program.settings.secret
    links = [Link(public_code(key, unit.code), unit.code) for unit in file.units]
    new = sum(unit.code not in known.by_code for unit in file.units)
    done = act(by, "units.import", path.name, now, units=len(file.units), new=new)
    program.store.save_units(file.units, links, done)
    if file.served:
        done = act(by, "served.import", path.name, now, rows=len(file.served))
        program.store.save_served(file.served, done)
    program.catalogue.forget()
    return Imported(len(file.units), new, len(file.served))


def units(program: Program) -> UnitTree:
    return program.catalogue.now().units


def public_codes(program: Program) -> Mapping[str, str]:
    """The public code of each unit, by unit."""
    links = program.catalogue.now().links.values()
    return {link.unit: link.code for link in links if link.channel is Channel.OPEN_QR}


def units_by_code(program: Program) -> Mapping[str, str]:
    """The unit behind each code."""
    return {code: link.unit for code, link in program.catalogue.now().links.items()}


def form_address(program: Program, code: str, seen_at: str) -> str:
    """The address that a poster prints; `seen_at` is where the asker reached the program."""
    return f"{program.settings.public_url or reachable(seen_at)}/s/{code}"
