"""Holds the figures that a manifest signs against what its responses amount to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.verdict import Verdict
from surveys.fault import Wrong, fault
from surveys.questionnaire import Question, Questionnaire, known
from surveys.questions.kind import NOT_APPLICABLE, SKIPPED, answered
from surveys.recount import Recount
from surveys.standing import APART, Standing
from surveys.tally import ALL, CHANNEL, FIELD, Slice, Tally, merge

STEP = 5
"""The step of rounds whose manifests do not name it."""

_WHOLE = (ALL, "")


@dataclass(frozen=True)
class _Bounds:
    """What the responses of a unit and all below it say of a figure: at least `low`, at most `high`.

    The two are one unless answers were destroyed: then nobody can tell what these had said.
    """

    low: Tally
    high: Tally
    slack: int


@dataclass
class _Held:
    """Figures held against the responses: those that differ, and how many could be held at all."""

    unit: str = ""
    differing: list[tuple[str, str, int, int]] = field(default_factory=list)
    proved: int = 0
    hidden: int = 0
    limited: int = 0

    def number(self, name: str, sealed: int | None, low: int, high: int) -> None:
        """A figure that is hidden is null: nothing is known of it."""
        if sealed is None:
            self.hidden += 1
        elif type(sealed) is int and low <= sealed <= high:
            self.proved += 1
        else:
            self.differing.append((self.unit, name, int(sealed), low))

    def at_most(self, name: str, sealed: int | None, high: int) -> None:
        """A figure that may stand for an earlier moment: rows by channel and field follow later."""
        if sealed is not None and 0 <= int(sealed) <= high:
            self.limited += 1
        else:
            self.number(name, sealed, 0, high)


def prove_figures(
    verdict: Verdict, table: Mapping[str, Any], recount: Recount, place: Mapping[str, object]
) -> None:
    """The counts in a manifest must follow from the responses at the standings that it stands for."""
    questionnaire = _asked(table)
    gone = sum(recount.erased.values())
    if gone and not recount.responses:
        verdict.leaves_open("figures_gone", n=gone, **place)
        return
    if questionnaire is None or recount.unreadable:
        verdict.leaves_open("figures_unreadable", n=recount.unreadable, **place)
        return
    held = _Held()
    try:
        reached = _hold(held, table, recount, questionnaire)
    except (AttributeError, LookupError, TypeError, ValueError):
        verdict.faults.append(fault(Wrong.MANIFEST_OTHER, **place))
        return
    for unit, name, sealed, counted in held.differing:
        told = {"unit": unit, "figure": name, "sealed": sealed, "counted": counted}
        verdict.faults.append(fault(Wrong.MANIFEST_FIGURES, **place, **told))
    if not held.differing:
        verdict.proves("figures", n=held.proved, **place)
    if held.hidden:
        verdict.leaves_open("figures_hidden", n=held.hidden, **place)
    if held.limited:
        verdict.leaves_open("figures_limited", n=held.limited, **place)
    if gone:
        verdict.leaves_open("figures_erased", n=gone, **place)
    if not reached:
        verdict.leaves_open("figures_tops", **place)


def _asked(table: Mapping[str, Any]) -> Questionnaire | None:
    """The questionnaire of a manifest, when this program has just that one."""
    try:
        asked = known().get(table["questionnaire"]["key"])
        return asked if asked and asked.hash == table["questionnaire"]["hash"] else None
    except (LookupError, TypeError):
        return None


def _hold(
    held: _Held, table: Mapping[str, Any], recount: Recount, questionnaire: Questionnaire
) -> bool:
    """Holds every unit; whether the whole of the round is the sum of all its units."""
    figures = table["figures"]
    children = {one["unit"]: [row["value"] for row in one["by"]["unit"]] for one in figures}
    taking_part = frozenset(table["round"]["units"])
    if len(children) != len(figures) or not taking_part <= children.keys():
        raise ValueError("units")
    for unit in sorted((recount.tallies.keys() | recount.apart.keys()) - taking_part):
        held.differing.append((unit, "unit", 0, _responses(recount.tallies.get(unit, {}))))
    step = int(table["round"].get("step", STEP))
    bounds = {unit: _bounds(_below(unit, children), recount, step) for unit in children}
    for one in figures:
        held.unit = one["unit"]
        _hold_unit(held, one, bounds, questionnaire)
        _hold_received(held, one, _below(one["unit"], children), recount)
    return taking_part <= _below(table["round"]["top"], children)


def _below(unit: str, children: Mapping[str, list[str]]) -> frozenset[str]:
    """A unit and all below it, as the manifest lists them."""
    found, ahead = set[str](), [unit]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += children.get(one, [])
    return frozenset(found)


def _bounds(below: frozenset[str], recount: Recount, step: int) -> _Bounds:
    """A unit whose figures rest on fewer people than `step` is in no sum."""
    own = [tally for unit, tally in recount.tallies.items() if unit in below]
    low = merge(tally for tally in own if _responses(tally) >= step)
    slack = recount.erased[Standing.COUNTED]
    return _Bounds(low, merge(own) if slack else low, slack)


def _responses(tally: Tally) -> int:
    return tally.get(_WHOLE, Slice()).responses


def _hold_unit(
    held: _Held,
    one: Mapping[str, Any],
    bounds: Mapping[str, _Bounds],
    questionnaire: Questionnaire,
) -> None:
    own = bounds[one["unit"]]
    low, high = own.low.get(_WHOLE, Slice()), own.high.get(_WHOLE, Slice())
    held.number("responses", one["responses"], low.responses, high.responses + own.slack)
    overall = one["overall"] or {"satisfied": None, "answers": None}
    for name, least, most in zip(
        ("satisfied", "answers"),
        _pooled(low, questionnaire),
        _pooled(high, questionnaire),
        strict=True,
    ):
        many = own.slack * len(questionnaire.criteria)
        held.number(f"overall {name}", overall[name], least, most + many)
    for question in one["questions"]:
        _hold_question(held, question, questionnaire.by_id[question["question"]], own)
    for row in one["by"]["unit"]:
        other = bounds[row["value"]]
        least, most = _responses(other.low), _responses(other.high) + other.slack
        # A unit without figures has its row, and no number in it.
        held.number(f"unit {row['value']}", row["responses"], least, most)
    for dimension in (CHANNEL, FIELD):
        for row in one["by"].get(dimension, ()):
            most = own.high.get((dimension, row["value"]), Slice()).responses + own.slack
            held.at_most(f"{dimension} {row['value']}", row["responses"], most)


def _pooled(whole: Slice, questionnaire: Questionnaire) -> tuple[int, int]:
    """Satisfied answers, and all answers, over the criteria."""
    satisfied = n = 0
    for question in questionnaire.criteria:
        cells = whole.counts.get(question.id, {})
        n += answered(cells)
        levels = question.rating_scale.satisfied
        satisfied += sum(cells.get(str(level.value), 0) for level in levels)
    return satisfied, n


def _hold_question(held: _Held, one: Mapping[str, Any], question: Question, own: _Bounds) -> None:
    """Numbers of a question; when they are hidden, that is one figure that nobody can hold."""
    if one["n"] is None:
        held.hidden += 1
        return
    low = own.low.get(_WHOLE, Slice()).counts.get(question.id, {})
    high = own.high.get(_WHOLE, Slice()).counts.get(question.id, {})
    parts = {_part(question, cell): cell for cell in question.kind.options(question)}
    sums = {
        "n": (one["n"], answered(low), answered(high)),
        "not_applicable": (
            one["not_applicable"],
            low.get(NOT_APPLICABLE, 0),
            high.get(NOT_APPLICABLE, 0),
        ),
        "skipped": (one["skipped"], low.get(SKIPPED, 0), high.get(SKIPPED, 0)),
        **{
            part: (one["parts"].get(part, 0), low.get(cell, 0), high.get(cell, 0))
            for part, cell in parts.items()
        },
    }
    for name, (sealed, least, most) in sums.items():
        held.number(f"{question.id} {name}", sealed, least, most + own.slack)
    for name in one["parts"].keys() - parts.keys():
        held.number(f"{question.id} {name}", one["parts"][name], 0, 0)


def _part(question: Question, cell: str) -> str:
    """What a manifest calls a level or an option."""
    level = question.scale.level(int(cell)) if question.scale else None
    return level.id if level else cell


def _hold_received(
    held: _Held, one: Mapping[str, Any], below: frozenset[str], recount: Recount
) -> None:
    """All responses that came in, and those apart from the figures, by their standing."""
    apart = {
        standing: sum(recount.apart[unit][standing] for unit in below & recount.apart.keys())
        for standing in APART
    }
    counted = sum(_responses(recount.tallies.get(unit, {})) for unit in below)
    every = counted + sum(apart.values())
    held.number("received", one["received"], every, every + sum(recount.erased.values()))
    for standing, n in apart.items():
        # A manifest older than a standing has no number of it: it stands for none.
        told = one["apart"].get(standing, 0) if one["apart"] else None
        held.number(str(standing), told, n, n + recount.erased[standing])
