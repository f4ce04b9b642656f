"""The answers of a closed round for analysts, row by row, with what the figures hide kept back."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import orjson

from analysis.disclosure import Withheld, withheld
from analysis.microdata import (
    AGE,
    NOT_APPLICABLE,
    NOT_ASKED,
    SEX,
    SKIPPED,
    K,
    Person,
    Place,
    masked,
    places_of,
    shuffled,
    together,
    told_alike,
)
from analysis.reports import microdata as files
from analysis.reports.codebook import age_groups
from analysis.reports.drawn import Drawn, MicroData
from services.log import tell_download
from services.program import Program
from services.replicated import read_much
from services.reporting import File
from services.results import find_round, labels, summary_in, top_unit, tree_of, whole_round
from services.rights import need_everywhere
from services.sampling import weighings_of
from services.whole_round import WholeRound
from services.withholding import linked
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.questionnaire import Question, Questionnaire, find
from surveys.questions.kind import NOT_APPLICABLE as NA
from surveys.round import Design, Origin, Round
from surveys.tally import ALL, FIELD, Slice

FORMAT = "microdata"


def has_microdata(by: Actor | None, round: Round, now: datetime) -> bool:
    """Whether somebody may take the micro-data of a round, and there can be any."""
    allowed = by is not None and by.may(Right.TAKE_MICRODATA) and by.unit is None
    return allowed and _is_over(round, now)


def _is_over(round: Round, now: datetime) -> bool:
    return round.origin is Origin.COLLECTED and round.final_on(day_of(now))


def microdata_file(
    program: Program, by: Actor, round_id: str, language: str, now: datetime
) -> File:
    """The micro-data of a round as a zip; that it was taken is logged.

    Raises SurveyError UNKNOWN_ROUND, NO_MICRODATA for figures that came from elsewhere and while
    answers may still come in, and NOT_ALLOWED for who has not the right to it in the whole agency:
    files of parts could be subtracted from each other.
    """
    need_everywhere(program, by, Right.TAKE_MICRODATA)
    round = find_round(program, round_id)
    if not _is_over(round, now):
        raise SurveyError(Code.NO_MICRODATA, round=round.id)
    told = words(language)
    made = read_much(program, "micro-data", lambda: micro_data(program, round, now))
    if not made.rows:
        raise SurveyError(Code.NO_MICRODATA, round=round.id)
    stem = re.sub(r"[^A-Za-z0-9.-]+", "-", f"hai-long-microdata-{round.id}")
    if round.sample:
        stem += "-MAU" if language == "vi" else "-SAMPLE"
    content = files.write(made, told)
    tell_download(program, by, now, round=round.id, unit=None, format=FORMAT, language=language)
    return File(f"{stem}.zip", "application/zip", content)


def micro_data(program: Program, round: Round, now: datetime) -> MicroData:
    """The rows of a round, made safe, with how they were drawn."""
    tree, asked = tree_of(program, round), find(round.questionnaire)
    fewest = program.settings.fewest_inside
    whole = whole_round(program, round.id, now)
    forest, counts = linked(program, round, tree)
    held = together(*(withheld(forest, counts, one) for one in {fewest, max(fewest, K)}))
    places = places_of(forest, counts, held)
    criteria = [one.id for one in asked.criteria if not one.sensitive]
    given = list(_given(program, round, asked, criteria))
    people = {unit: whole.shown.get(unit, {}).get((ALL, ""), Slice()).responses for unit in places}
    given = [one for one in given if people.get(one.place)]
    absent = _absent(given, people, places)
    hidden = [
        masked(one, places[one.place], criteria)
        for one in given
        if places[one.place].code not in absent
    ]
    del given  # a million rows are a gigabyte
    rows = shuffled(told_alike(hidden), round.id)
    stated, kept = _stated(hidden), _stated(rows)  # of what is masked nothing is counted
    return MicroData(
        asked=asked,
        rows=rows,
        drawn=_drawn(whole, places, held),
        places={place.code: tree.unit(place.code).name for place in places.values()},
        fields=labels()[FIELD],
        headline=summary_in(whole, top_unit(program, round).code),
        dropped=len(hidden) - len(rows),
        less={name: stated[name] - kept[name] for name in stated},
        absent=sorted(tree.unit(code).name for code in absent),
        dated=day_of(now),
    )


def _stated(rows: Iterable[Person]) -> dict[str, int]:
    """How many rows tell each thing."""
    found = {SEX: 0, AGE: 0, FIELD: 0}
    for one in rows:
        found[SEX] += one.sex is not None
        found[AGE] += one.age is not None
        found[FIELD] += one.field is not None
    return found


def _given(
    program: Program, round: Round, asked: Questionnaire, criteria: list[str]
) -> Iterator[Person]:
    """What of the kept answers goes into micro-data: nothing else is read from them."""
    groups, _ = age_groups(_plain(asked, AGE))
    sexed = _plain(asked, SEX) is not None
    for record in program.store.records(round.id):
        table = orjson.loads(record)
        answers: Mapping[str, object] = table["answers"]
        age = answers.get(AGE)
        sex = answers.get(SEX) if sexed else None
        yield Person(
            table["unit"],
            sex if isinstance(sex, str) and sex != NA else None,
            age if isinstance(age, str) and age in groups else None,
            groups.get(age) if isinstance(age, str) else None,
            table["field"],
            tuple(_rating(answers, one) for one in criteria),
        )


def _plain(asked: Questionnaire, id: str) -> Question | None:
    """The question of this id, unless it is sensitive."""
    question = asked.by_id.get(id)
    return None if question is None or question.sensitive else question


def _rating(answers: Mapping[str, object], criterion: str) -> int:
    if criterion not in answers:
        return NOT_ASKED
    given = answers[criterion]
    if type(given) is int:
        return given
    return NOT_APPLICABLE if given == NA else SKIPPED


def _absent(
    given: list[Person], people: Mapping[str, int], places: Mapping[str, Place]
) -> frozenset[str]:
    """Places whose shown figures rest on other answers than are kept: their rows would tell which."""
    here = Counter(one.place for one in given)
    return frozenset(
        place.code for unit, place in places.items() if people[unit] != here.get(unit, 0)
    )


def _drawn(whole: WholeRound, places: Mapping[str, Place], held: Withheld) -> Mapping[str, Drawn]:
    """Weights and strata by place; units that share a place have one weight, as in the figures."""
    codes = {one.code for one in places.values()}
    top = top_unit(whole.program, whole.round)
    _, weighings = weighings_of(whole, [top], held)
    if top.code not in weighings:
        return dict.fromkeys(codes, Drawn())
    design = whole.round.design
    sample = weighings[top.code].sample
    shared = frozenset(
        unit
        for unit in sample.units
        if unit not in places
        or places[unit].code != unit
        or len(_asked(places[unit], sample.units)) > 1
    )
    plan = sample.plan(shared)
    found: dict[str, Drawn] = {}
    for at, unit in enumerate(sample.units):
        if unit not in places:
            continue
        served = [float(one or 0) for one in sample.served]
        inside = sum(served[n] for n, one in enumerate(sample.units) if one in shared)
        size = inside if unit in shared else served[at]
        stratum = "together" if unit in shared else unit
        drawn = {
            Design.SIMPLE: Drawn(float(plan.weights[at]), "all", sum(served)),
            Design.STRATIFIED: Drawn(float(plan.weights[at]), stratum, size),
            Design.TWO_STAGE: Drawn(
                float(plan.weights[at]),
                str(sample.kinds[at]),
                float(plan.units_in_stratum[at]),
                size,
            ),
        }
        found[places[unit].code] = drawn[design]
    return {code: found.get(code, Drawn()) for code in codes}


def _asked(place: Place, units: tuple[str, ...]) -> set[str]:
    return set(place.units) & set(units)
