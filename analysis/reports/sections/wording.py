"""How a report says numbers: what is counted on two hands, parts of a whole, shares."""

from collections.abc import Iterable

from analysis.cells import share
from analysis.estimate import Estimate
from analysis.study.figure import Figure
from surveys.language import Words, shortened

_ONE_DIGIT = 10


def counted(number: int, words: Words) -> str:
    """Five as reports in the language print it, ``05`` in Vietnamese, and ``1.234`` for more."""
    return words("report.few", n=number) if 0 <= number < _ONE_DIGIT else words.number(number)


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


def bare(question: str, *, whole: bool = False) -> str:
    """The words of a question as they stand within a sentence: without the sign they end with."""
    return (question if whole else shortened(question)).rstrip(".?: ")


def points(texts: Iterable[str]) -> tuple[str, ...]:
    """The points of a list: a semicolon after each, a full stop after the last."""
    ends = [text.rstrip(".; ") for text in texts]
    return (*(f"{text};" for text in ends[:-1]), *(f"{text}." for text in ends[-1:]))


def listed(texts: list[str], words: Words) -> str:
    """``a, b và c``."""
    if len(texts) < 2:
        return "".join(texts)
    return words("report.and", others=", ".join(texts[:-1]), last=texts[-1])
