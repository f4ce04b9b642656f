"""How a value of a table is written for people: signs of numbers, percent, a dash for what is hidden."""

from analysis.tables import Format, Value
from surveys.language import Words

_MOST = 4
"""Decimals that are enough for the figures of a whole country."""


def written(value: Value, format: Format, words: Words) -> str:
    """The value as it stands on a page."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if not isinstance(value, int | float):
        raise TypeError(f"a cell is text or a number, not {value!r}")
    if format is Format.PERCENT:
        return words.percent(value, 2)
    if format is Format.SHARE:
        return share(value, words)
    if format is Format.POINTS:
        return points(value, words)
    if format is Format.DECIMAL:
        return words.number(value, 2)
    if format is Format.P:
        return p(value, words)
    return words.number(value)


def share(value: float, words: Words) -> str:
    """A share with one decimal, and more where that would read as nobody or as everybody."""
    return words.percent(value, decimals_of(value))


def points(value: float, words: Words) -> str:
    """A difference of two shares in percentage points, with its sign: ``+2,9``."""
    shown = words.number(abs(100 * value), 1)
    if shown == words.number(0, 1):
        return shown
    return f"{'+' if value > 0 else '−'}{shown}"


def p(value: float, words: Words) -> str:
    """A probability; under a thousandth nobody needs to know more."""
    return f"< {words.number(0.001, 3)}" if value < 0.001 else words.number(value, 3)


def decimals_of(value: float) -> int:
    """How many decimals a share needs so as not to read as nobody or as everybody."""
    decimals = 1
    while 0 < value < 1 and decimals < _MOST and round(100 * value, decimals) in (0.0, 100.0):
        decimals += 1
    return decimals
