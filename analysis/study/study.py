"""The study of one round and unit, put together from the matrix of its answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from analysis.estimate import Covers
from analysis.matrix import Matrix
from analysis.statistics.monitoring import RunChart
from analysis.study.changes import INDEX, Changes, Figures, changes_of
from analysis.study.criteria import Criterion, Factor, criteria_of, factors_of, index_of
from analysis.study.figure import Figure
from analysis.study.frame import Frame, plan_of, shown_units
from analysis.study.matters import Matters, matters_of
from analysis.study.quality import Quality, quality_of
from analysis.study.silent import Silent, silent_of
from analysis.study.units import Findings, Group, findings_of, groups_of
from analysis.study.weeks import weeks_of
from analysis.summary import Breakdown
from surveys.formula import Formula
from surveys.questionnaire import Question
from surveys.round import Design

NOTHING_TOLD: Mapping[tuple[str, str], int] = MappingProxyType({})


@dataclass(frozen=True)
class Study:
    """Everything that the answers of a closed round tell of one unit and those below it.

    `n` is the number of responses that it rests on, `covers` what its intervals mean.
    """

    round: str
    formula: Formula
    covers: Covers
    n: int
    index: Figure
    factors: tuple[Factor, ...]
    criteria: tuple[Criterion, ...]
    groups: tuple[Group, ...]
    findings: Findings
    changes: Changes
    silent: Silent
    matters: Matters
    quality: Quality
    weeks: RunChart | None


def study(
    round: str,
    matrix: Matrix,
    frame: Frame,
    channels: Breakdown | None = None,
    served: int | None = None,
    before: Figures | None = None,
    told: Mapping[tuple[str, str], int] = NOTHING_TOLD,
    fields: Breakdown | None = None,
) -> Study:
    """The study of a round from its matrix; `before` are the figures of the round that went before.

    `channels` and `fields` are the protected breakdowns that everybody at the agency sees, `served` the
    number of people whom all units served together, `told` how many of them by dimension and value.
    """
    plan, covers = plan_of(frame, matrix)
    now = figures_of(round, matrix, frame)
    shown = shown_units(matrix, frame)
    answered = {code: int(n) for code, n in zip(matrix.units, matrix.by_unit, strict=True)}
    parts = [one for one in (fields, channels) if one is not None]
    as_answered = _as_answered(matrix, frame, covers, now)
    return Study(
        round=round,
        formula=frame.formula,
        covers=covers,
        n=matrix.size,
        index=now.index,
        factors=now.factors,
        criteria=now.criteria,
        groups=groups_of(matrix, frame, plan),
        findings=findings_of(matrix, frame, plan),
        changes=changes_of(before, now),
        silent=silent_of(answered, frame, shown, served, as_answered, channels, told, parts),
        matters=matters_of(
            matrix,
            frame,
            {one.id: one.satisfied for one in now.factors},
            plan.weights[matrix.unit] if covers.weighted else None,
        ),
        quality=quality_of(matrix, frame, shown),
        weeks=weeks_of(matrix, frame),
    )


def _as_answered(matrix: Matrix, frame: Frame, covers: Covers, now: Figures) -> Figure:
    """The index of those who answered, each counting alike."""
    if not covers.weighted:
        return now.index
    plan, _ = plan_of(replace(frame, design=Design.OPT_IN), matrix)
    return index_of(matrix, frame, plan)


def figures_of(round: str, matrix: Matrix, frame: Frame) -> Figures:
    """What of a round can be held against another."""
    plan, _ = plan_of(frame, matrix)
    return Figures(
        round=round,
        formula=frame.formula,
        index=index_of(matrix, frame, plan),
        factors=factors_of(matrix, frame, plan),
        criteria=criteria_of(matrix, frame, plan),
        asked=_asked(frame),
        units=frozenset(matrix.units),
    )


def _asked(frame: Frame) -> Mapping[str, frozenset[tuple[str, str]]]:
    """By index, section and criterion: the criteria that it is made of, and their scales."""
    found: dict[str, frozenset[tuple[str, str]]] = {}
    for section in frame.questionnaire.sections:
        pairs = [(one.id, scale_of(one)) for one in section.criteria if not one.sensitive]
        found |= {id: frozenset({(id, scale)}) for id, scale in pairs}
        if pairs:
            found[section.id] = frozenset(pairs)
    found[INDEX] = frozenset().union(*found.values()) if found else frozenset()
    return found


def scale_of(asked: Question) -> str:
    """A scale by its levels: two scales of one name may differ between versions."""
    scale = asked.rating_scale
    levels = " ".join(f"{level.value}{'+' * level.satisfied}" for level in scale.levels)
    return f"{scale.id}: {levels}"
