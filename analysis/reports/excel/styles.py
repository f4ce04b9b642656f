"""How cells look: the formats of an Excel workbook, each made once."""

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format as Style

from analysis.cells import decimals_of
from analysis.tables import Format, Value
from surveys.language import Words

INK, MUTED, LINE, HEAD, WARNING, LINK = (
    "#1B2733",
    "#5A6B7A",
    "#D9E1E7",
    "#E8F0F5",
    "#B2470F",
    "#0B5C8A",
)
_PLAIN = {"valign": "top", "font_color": INK}
_CELL = {**_PLAIN, "bottom": 1, "bottom_color": LINE}


class Styles:
    """The styles of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook, words: Words) -> None:
        self._book, self._made = book, dict[tuple[tuple[str, Any], ...], Style]()
        thousandth = words.number(0.001, 3)
        self._numbers = {
            Format.COUNT: "#,##0",
            Format.PERCENT: "0.00%",
            Format.POINTS: "[>=0.05]+0.0;[<=-0.05]-0.0;0.0",
            Format.DECIMAL: "0.00",
            Format.P: f'[<0.001]"< {thousandth}";0.000',
        }
        self.title = self._style(bold=True, font_size=14, font_color=INK)
        self.large = self._style(bold=True, font_size=18, font_color=INK, text_wrap=True)
        self.heading = self._style(
            bold=True, font_size=12, font_color=LINK, valign="top", text_wrap=True
        )
        self.head = self._style(
            **_CELL, bold=True, text_wrap=True, align="center", bg_color=HEAD, top=1, top_color=LINE
        )
        self.text = self._style(**_PLAIN, text_wrap=True)
        self.label = self._style(valign="top", font_color=MUTED, text_wrap=True)
        self.note = self._style(valign="top", italic=True, font_color=MUTED, text_wrap=True)
        self.warning = self._style(valign="top", bold=True, font_color=WARNING, text_wrap=True)
        self.mark = self._style(bold=True, font_color=WARNING)
        self.link = self._style(valign="top", font_color=LINK, underline=1)
        self.line = self._style(font_color=MUTED)
        self.plain = self._style(**_CELL)

    def cell(
        self, format: Format, value: Value, *, total: bool = False, apart: bool = False
    ) -> Style:
        """The style of a table's cell; words are set `apart` from a number before them."""
        strong = {"bold": True, "top": 1, "top_color": MUTED} if total else {}
        if isinstance(value, str):
            return self._style(**_CELL, **strong, text_wrap=True, indent=int(apart))
        if format is Format.TEXT:
            return self._style(**_CELL, **strong, num_format="#,##0", align="left")
        return self._style(**_CELL, **strong, num_format=self._number(format, value))

    def _number(self, format: Format, value: Value) -> str:
        if format is Format.SHARE:
            decimals = decimals_of(value) if isinstance(value, int | float) else 1
            return f"0.{'0' * decimals}%"
        return self._numbers[format]

    def _style(self, **how: Any) -> Style:
        key = tuple(sorted(how.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(how)
        return self._made[key]
