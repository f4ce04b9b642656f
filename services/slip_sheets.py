"""Slips as they are printed: sheets to cut, receipts, labels; or a list of addresses."""

import csv
import io
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.program import Program
from services.slips import Batch, PrintedSlip, slip_address
from surveys.language import Words
from surveys.procedure_field import labels

_FOLDER = Path(__file__).resolve().parent / "printed"

_PAGE_SIZES = {"a4": "A4", "58": "58mm 130mm", "80": "80mm 130mm", "labels": "A4"}
_MARGINS = {"a4": "10mm", "58": "3mm 5mm", "80": "3mm 4mm", "labels": "0"}
_ON_A_PAGE = {"a4": 10, "labels": 24, "58": 1, "80": 1}


class Layout(StrEnum):
    """On what paper: A4 with ten slips to cut, receipt rolls, or A4 with 24 labels of 70 x 37 mm."""

    A4 = "a4"
    RECEIPT_58 = "58"
    RECEIPT_80 = "80"
    LABELS = "labels"

    @property
    def css(self) -> str:
        """Its classes in `printed/slips.css`."""
        return str(self) if self in (Layout.A4, Layout.LABELS) else f"receipt r{self}"


def sheet_html(
    program: Program, batch: Batch, layout: Layout, words: Words, seen_at: str, back: str = ""
) -> str:
    """A page that prints by itself: nothing is fetched from anywhere. `back` leads to where it was made."""
    pictures = [
        (one, Markup(_picture(program, one, seen_at)))  # nosec B704 # the QR code, drawn here
        for one in batch.slips
    ]
    number = _ON_A_PAGE[layout]
    pages = [pictures[start : start + number] for start in range(0, len(pictures), number)]
    style = (_FOLDER / "slips.css").read_text("utf-8")
    style += f"@page {{ size: {_PAGE_SIZES[layout]}; margin: {_MARGINS[layout]}; }}\n"
    return (
        _templates()
        .get_template("slips.html")
        .render(
            lang=words.language,
            w=words,
            batch=batch,
            field=labels()[batch.field].in_(words.language) if batch.field else "",
            layout=layout,
            pages=pages,
            style=Markup(style),  # nosec B704 # our own file
            back=back,
        )
    )


def addresses_csv(program: Program, batch: Batch, seen_at: str) -> str:
    """Serial and address of each slip, for an office's own printing program. Nothing is kept of it."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(("serial", "address", "unit", "field", "given"))
    for one in batch.slips:
        address = "".join(slip_address(program, one.token, seen_at))
        sheet.writerow((one.serial, address, batch.unit.code, batch.field or "", batch.given))
    return out.getvalue()


def _picture(program: Program, slip: PrintedSlip, seen_at: str) -> str:
    # In two segments the code is two versions smaller; segno's types know of one.
    parts: Any = list(slip_address(program, slip.token, seen_at))
    code = segno.make(parts, error="m", micro=False)
    return str(code.svg_inline(border=4, omitsize=True, light="#fff", dark="#000"))


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
