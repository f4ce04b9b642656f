"""A chart as a picture: made without a browser, with letters that come along, and without the network."""

from functools import cache
from pathlib import Path

import font_source_sans_pro
import vl_convert

from analysis.charts.style import Chart

SCALE = 2
"""Dots of a PNG for each point of the chart: enough for paper."""


def svg(chart: Chart) -> bytes:
    """The chart as SVG, for documents; its words stay text."""
    _letters()
    return str(vl_convert.vegalite_to_svg(chart.to_json(), allowed_base_urls=[])).encode()


def png(chart: Chart) -> bytes:
    """The chart as PNG, on white."""
    _letters()
    made = vl_convert.vegalite_to_png(
        chart.properties(background="white").to_json(), scale=SCALE, allowed_base_urls=[]
    )
    return bytes(made)


@cache
def _letters() -> None:
    vl_convert.register_font_directory(str(Path(font_source_sans_pro.__file__).parent / "files"))
