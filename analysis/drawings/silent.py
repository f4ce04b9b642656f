"""Those who did not answer: how many they are, and what the figure would be if they all thought alike."""

from typing import TYPE_CHECKING

from analysis.cells import share
from analysis.drawings import figures
from analysis.drawings.drawing import Drawing
from analysis.statistics.nonresponse import Bounds, Rate, ResponseRate
from analysis.study.study import Study
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

if TYPE_CHECKING:
    from analysis.charts.style import Chart


def silent(study: Study, words: Words) -> Drawing:
    """Rates of response, and bounds for everybody served where the rate is known."""
    known = study.silent.bounds
    drawable = known is not None and not _certain(known)
    return Drawing(
        "silent",
        words("drawings.silent.title"),
        _means(study, words),
        words("drawings.silent.means_not"),
        _table(study, words),
        (lambda: _chart(study, words)) if drawable else None,
        words("charts.silent_alt"),
    )


def _means(study: Study, words: Words) -> str:
    given = study.silent
    if given.rate.share is None:
        return words(f"rates.{given.rate.state}", **_counts(given.rate, words))
    parts = [
        words(
            "drawings.silent.rate",
            rate=share(given.rate.share, words),
            **_counts(given.rate, words),
        )
    ]
    if study.covers.drawn:
        parts.append(words("drawings.silent.drawn"))
    if given.bounds is None:
        parts.append(words("drawings.silent.no_bounds"))
    else:
        parts += _bounded(given.bounds, given.target, words)
    if given.evenness is not None:
        parts.append(words("drawings.silent.evenness", r=words.number(given.evenness, 2)))
    return " ".join(parts)


def _counts(rate: ResponseRate, words: Words) -> dict[str, str]:
    return {"answered": words.number(rate.answered), "served": words.number(rate.served or 0)}


def _certain(known: Bounds) -> bool:
    """Whether everybody has answered, so that nothing is left open."""
    return known.best - known.worst < 1e-9


def _bounded(known: Bounds, target: float, words: Words) -> list[str]:
    """What everybody served could think, and what that means for the target."""
    aim = words.percent(target, 0)
    if _certain(known):
        return [words("drawings.silent.everybody")]
    ends = {"worst": share(known.worst, words), "best": share(known.best, words)}
    parts = [words("drawings.silent.bounds", **ends)]
    if known.tipping is not None:
        tipping = share(known.tipping, words)
        parts.append(words("drawings.silent.tipping", target=aim, tipping=tipping))
    elif known.worst >= target:
        parts.append(words("drawings.silent.reached", target=aim))
    else:
        parts.append(words("drawings.silent.out_of_reach", target=aim))
    return parts


def _table(study: Study, words: Words) -> Table:
    given = study.silent
    columns = (
        Column(words("dimensions.unit")),
        Column(words("drawings.silent.answered"), Format.COUNT),
        Column(words("drawings.silent.served"), Format.COUNT),
        Column(words("drawings.silent.response_rate"), Format.SHARE),
        Column(words("tables.note")),
    )
    rows = [_row(words("drawings.silent.whole"), given.rate, words)]
    rows += [_row(unit.name, unit.rate, words) for unit in given.units]
    for part in given.parts:
        named = f"{words(f'dimensions.{part.dimension}')}: {part.label.in_(words.language)}"
        rows.append(_row(named, part.rate, words))
    notes = [words("drawings.silent.parts")] if given.parts else []
    notes += [words("drawings.silent.index", said=figures.said(given.answers, words))]
    if given.bounds is not None:
        notes += _bounded(given.bounds, given.target, words)
    if given.evenness is not None:
        notes.append(words("drawings.silent.evenness", r=words.number(given.evenness, 2)))
    return Table("study_silent", words("drawings.silent.title"), columns, tuple(rows), tuple(notes))


def _row(name: str, rate: ResponseRate | None, words: Words) -> tuple[Value, ...]:
    if rate is None:
        return (name, None, None, None, words("figures.hidden"))
    note = "" if rate.state is Rate.KNOWN else words(f"drawings.silent.{rate.state}")
    return (name, rate.answered, rate.served or None, rate.share, note)


def _chart(study: Study, words: Words) -> "Chart":
    from analysis.charts.bounds import bounds

    given = study.silent
    if given.bounds is None:
        raise ValueError("there are no bounds to draw")
    return bounds(given.bounds, given.answers, given.target, words)
