"""How a report says numbers: two digits for what is counted on two hands, parts of a whole, shares."""

from collections.abc import Iterable

from analysis.cells import share
from analysis.estimate import Estimate
from analysis.study.figure import Figure
from surveys.language import Words

_ONE_DIGIT = 10


def counted(number: int, words: Words) -> str:
    """``05`` for five, as reports print it, and ``1.234`` for more."""
    return f"{number:02d}" if 0 <= number < _ONE_DIGIT else words.number(number)


def part(number: int, whole: int, words: Words) -> str:
    """``10/31``."""
    return f"{counted(number, words)}/{counted(whole, words)}"


def interval(one: Estimate | Figure, words: Words) -> str:
    """``83,9 % (n = 31; khoảng tin cậy 95 %: 67,4 % – 92,9 %)``; empty where there is no share."""
    value = one.share if isinstance(one, Estimate) else one.value
    if value is None:
        return ""
    shown = {"share": share(value, words), "n": words.number(one.n or 0)}
    if one.low is None or one.high is None:
        return words("report.share_alone", **shown)
    ends = {"low": share(one.low, words), "high": share(one.high, words)}
    return words("report.share", **shown, **ends)


def points(texts: Iterable[str]) -> tuple[str, ...]:
    """The points of a list: a semicolon after each, a full stop after the last."""
    bare = [text.rstrip(".; ") for text in texts]
    return (*(f"{text};" for text in bare[:-1]), *(f"{text}." for text in bare[-1:]))


def listed(texts: list[str], words: Words) -> str:
    """``a, b và c``."""
    if len(texts) < 2:
        return "".join(texts)
    return words("report.and", others=", ".join(texts[:-1]), last=texts[-1])
