"""The study of a closed round: what it is made of, and who has asked for it before."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from analysis.disclosure import withheld
from analysis.matrix import Matrix
from analysis.statistics.design import LonelyUnit
from analysis.statistics.monitoring import RunChart
from analysis.study.changes import Figures
from analysis.study.frame import Frame, Place, Reporting
from analysis.study.periods import periods_of
from analysis.study.study import Study, figures_of, study
from analysis.study.weeks import live_weeks
from services.kept import Making
from services.program import Program
from services.reading import Progress, read_matrix
from services.replicated import read_much
from services.results import find_round, narrowed, rounds, summary, top_unit, tree_of
from services.sampling import in_all, served_by, told_by_part
from services.withholding import beside_hidden, linked, withheld_of
from surveys.dates import day_of, monday
from surveys.errors import Code, SurveyError
from surveys.questionnaire import find
from surveys.round import Origin, Round
from surveys.tally import CHANNEL, FIELD
from surveys.unit import UnitTree

_READING = 0.6
"""The part of the time that reading takes, for the bar that shows how far it has come."""


def ask_study(
    program: Program, round_id: str, unit_code: str | None, now: datetime
) -> Making[Study]:
    """The study of a unit with all below it, kept from before or begun now.

    Raises SurveyError UNKNOWN_ROUND, UNKNOWN_UNIT, NO_STUDY_OF_PUBLISHED for figures that came
    from elsewhere, and STUDY_TOO_EARLY while answers may still come in: what grows could be watched.
    """
    round = find_round(program, round_id)
    unit = unit_code or top_unit(program, round).code
    tree_of(program, round).unit(unit)
    if round.origin is Origin.PUBLISHED:
        raise SurveyError(Code.NO_STUDY_OF_PUBLISHED, round=round.id)
    if not round.final_on(day_of(now)):
        last = round.closes + timedelta(days=round.grace)
        raise SurveyError(Code.STUDY_TOO_EARLY, round=round.id, day=last)
    before = _earlier(program, round, now)
    key = ("study", unit, _stand(program, round), before and _stand(program, before))

    def make(told: Progress) -> Study:
        if program.study_maker is not None:
            return program.study_maker.make(round.id, unit, now, told)
        return _made(program, round, before, unit, now, told)

    return program.studies.ask(key, make)


def study_now(program: Program, round_id: str, unit_code: str | None, now: datetime) -> Study:
    """The study, however long it takes. Raises SurveyError as `ask_study` does."""
    ask = partial(ask_study, program, round_id, unit_code, now)
    if program.study_maker is not None:
        return ask().result()  # its process reads
    return read_much(program, "study", lambda: ask().result())


def weeks_so_far(
    program: Program, round_id: str, unit_code: str | None, now: datetime
) -> RunChart | None:
    """The weeks of a round that is still open, for a unit and those below it; None when too few.

    Raises SurveyError UNKNOWN_ROUND or UNKNOWN_UNIT.
    """
    round = find_round(program, round_id)
    tree = tree_of(program, round)
    unit = unit_code or top_unit(program, round).code
    below = {one.code for one in tree.below(unit)}
    fewest = program.settings.fewest_inside
    if fewest > round.step:
        return None  # what was shown grew by fewer people than may be shown now
    if unit in withheld_of(program, round, tree, fewest).units:
        return None
    shown = {code: weeks for code, weeks in program.store.weeks(round.id).items() if code in below}
    this_week = monday(day_of(now)).isoformat()
    return live_weeks(shown, find(round.questionnaire), fewest, this_week)


def _made(
    program: Program, round: Round, before: Round | None, unit: str, now: datetime, told: Progress
) -> Study:
    matrix = _matrix(program, round, lambda done: told(_READING * done))
    told(_READING)
    earlier = _figures_before(program, before, unit)
    frame, inside = _framed(program, round, matrix, unit)
    seen = summary(program, round.id, unit, now)
    parts = told_by_part(program, round, unit, seen.served)
    channels, fields = narrowed(seen, CHANNEL), narrowed(seen, FIELD)
    return study(round.id, inside, frame, channels, seen.served, earlier, parts, fields)


def _matrix(program: Program, round: Round, told: Progress) -> Matrix:
    """The matrix of a whole round, read once for the studies of all its units."""
    key: Hashable = ("matrix", _stand(program, round))

    def read() -> Matrix:
        return read_matrix(program, round, told)

    return program.matrices.get(key, read)


def _figures_before(program: Program, before: Round | None, unit: str) -> Figures | None:
    if before is None:
        return None
    matrix = _matrix(program, before, lambda _: None)
    frame, inside = _framed(program, before, matrix, unit)
    return figures_of(before.id, inside, frame) if inside.size else None


def _framed(program: Program, round: Round, matrix: Matrix, unit: str) -> tuple[Frame, Matrix]:
    """The frame of a unit and those below it, and their part of the matrix."""
    tree, taking_part = tree_of(program, round), frozenset(round.units)
    below = tree.below(unit) if unit in tree.by_code else ()
    told = program.store.served(round.id)
    people = {code: int(n) for code, n in zip(matrix.units, matrix.by_unit, strict=True)}
    served = served_by(tree, told, people)
    places = tuple(
        Place(one.code, one.name, one.kind, served.get(one.code))
        for one in below
        if one.code in taking_part
    )
    fewest, asked = program.settings.fewest_inside, find(round.questionnaire)
    forest, counts = linked(program, round, tree)
    kept_back = withheld(forest, counts, fewest)
    frame = Frame(
        unit,
        asked,
        places,
        round.design,
        round.formula,
        fewest,
        in_all(round, below),
        LonelyUnit(program.settings.lonely_unit),
        kept_back,
        beside_hidden(tree, kept_back),
        periods_of(matrix, asked, forest, kept_back.units, fewest).get(unit, ()),
        _reporting(tree, unit, told, places),
    )
    return frame, matrix.of_units(() if frame.away else [place.code for place in places])


def _reporting(
    tree: UnitTree, unit: str, told: Mapping[str, int], places: Sequence[Place]
) -> tuple[Reporting, ...]:
    """The highest units below one that said how many they served, and those of whom nobody did."""
    left = {place.code: place for place in places}
    found: list[Reporting] = []
    for one in tree.below(unit)[1:] if unit in tree.by_code else ():
        higher = {above.code for above in tree.path(one.code)[1:]} & {done.code for done in found}
        if one.code in told and not higher:
            own = frozenset(below.code for below in tree.below(one.code) if below.code in left)
            found.append(Reporting(one.code, one.name, told[one.code], own))
    inside = {code for one in found for code in one.units}
    alone = [place for code, place in left.items() if code not in inside]
    if not found and unit in told:
        name = tree.unit(unit).name
        return (Reporting(unit, name, told[unit], frozenset(left)),)
    found += [Reporting(one.code, one.name, None, frozenset({one.code})) for one in alone]
    return tuple(found)


def _earlier(program: Program, round: Round, now: datetime) -> Round | None:
    """The round that was closed last before this one began."""
    day = day_of(now)
    before = [
        one
        for one in rounds(program)
        if one.closes < round.opens and one.origin is Origin.COLLECTED and one.final_on(day)
    ]
    return max(before, key=lambda one: one.closes, default=None)


def _stand(program: Program, round: Round) -> Hashable:
    """What a study rests on: when any of it changes, the study is another one."""
    received, served = program.store.received(round.id), program.store.served(round.id)
    parts = tuple(sorted(program.store.served_parts(round.id).items()))
    shown = program.store.rollup_totals(round.id, list(round.units))
    totals = tuple(sorted((code, part.responses) for code, part in shown.items()))
    excluded = tuple(one.choice for one in program.store.review.exclusions(round.id) if one.active)
    counts = tuple(sorted(received.items())), tuple(sorted(served.items()))
    return round, *counts, parts, totals, excluded
