"""A chart as a picture: made without a browser, with letters that come along, and without the network."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import vl_convert

from analysis.charts.style import Chart
from analysis.letters import letters, named, one_line

_FONTS = Path(font_source_sans_pro.__file__).parent / "files"
SCALE = 2
"""Dots of a PNG for each point of the chart: enough for paper."""


def svg(chart: Chart) -> bytes:
    """The chart as SVG, for documents; its words stay text."""
    _letters()
    return str(vl_convert.vegalite_to_svg(_told(chart), allowed_base_urls=[])).encode()


def png(chart: Chart) -> bytes:
    """The chart as PNG, on white."""
    _letters()
    made = vl_convert.vegalite_to_png(
        _told(chart.properties(background="white")), scale=SCALE, allowed_base_urls=[]
    )
    return bytes(made)


def _told(chart: Chart) -> str:
    """The chart with the names of letters that its fonts lack in their place."""
    return json.dumps(_shown(chart.to_dict()))


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        regular = letters(_FONTS / "SourceSansPro-Regular.ttf")
        if value.isascii():
            return value
        # Charts part their labels into lines themselves.
        return "\n".join(named(one_line(line), regular) for line in value.split("\n"))
    if isinstance(value, Mapping):
        return {_shown(key): _shown(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(one) for one in value]
    return value


@cache
def _letters() -> None:
    vl_convert.register_font_directory(str(_FONTS))
