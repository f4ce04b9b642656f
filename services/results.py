"""The figures of a round, as they may be shown."""

from datetime import datetime

from analysis.estimate import Covers
from analysis.subject import Subject
from analysis.summary import Breakdown, Summary, summarise
from services.participation import received_by, served_in_all
from services.program import Program
from services.sampling import weighings_of
from services.whole_round import WholeRound
from services.withholding import withheld_at
from surveys import procedure_field, published
from surveys.dates import VIETNAM
from surveys.errors import Code, SurveyError
from surveys.language import Text, languages, words
from surveys.link import Channel
from surveys.questionnaire import Questionnaire, find
from surveys.round import Origin, Round
from surveys.tally import CHANNEL, FIELD, Slice, Tally, merge
from surveys.unit import Unit, UnitTree


def rounds(program: Program) -> tuple[Round, ...]:
    """All rounds, the latest first."""
    return program.catalogue.now().rounds


def find_round(program: Program, id: str) -> Round:
    """The round with this id; raises SurveyError UNKNOWN_ROUND."""
    for round in rounds(program):
        if round.id == id:
            return round
    raise SurveyError(Code.UNKNOWN_ROUND, round=id[:40])


def tree_of(program: Program, round: Round) -> UnitTree:
    """The tree of units as the round has it: once it is over, no later change of the tree touches it."""
    stand = program.store.log.last()
    return program.trees.get(round.id, stand, lambda: program.store.tree(round.id))


def units_of(program: Program, round: Round) -> tuple[Unit, ...]:
    """The units that a round's figures can be asked for: those that take part and all above them."""
    tree = tree_of(program, round)

    def found() -> tuple[Unit, ...]:
        taking_part = {one.code for code in round.units for one in tree.path(code)}
        return tuple(unit for unit in tree.units if unit.code in taking_part)

    return program.asked.get(round.id, (round, tree), found)


def top_unit(program: Program, round: Round) -> Unit:
    """The lowest unit that has all units of the round below it.

    Where the catalogue has several tops and none has all, the first unit's top.
    """
    tree = tree_of(program, round)
    if not round.units:
        raise SurveyError(Code.NO_UNITS, round=round.id)
    first = [unit.code for unit in tree.path(round.units[0])]
    common = first
    for code in round.units[1:]:
        path = {unit.code for unit in tree.path(code)}
        common = [one for one in common if one in path]
    return tree.unit(common[0] if common else first[-1])


def summary(
    program: Program,
    round_id: str,
    unit_code: str | None,
    now: datetime,
    *,
    threshold: int | None = None,
) -> Summary:
    """The protected summary of a round for one unit; without a unit, for the whole round.

    Nothing rests on fewer people than `threshold`, by default what the settings say for the agency
    itself. Raises SurveyError UNKNOWN_ROUND or UNKNOWN_UNIT.
    """
    whole = whole_round(program, round_id, now, threshold=threshold)
    return summary_in(whole, unit_code or top_unit(program, whole.round).code)


def whole_round(
    program: Program, round_id: str, now: datetime, *, threshold: int | None = None
) -> WholeRound:
    """A round to make the summaries of several of its units from; raises SurveyError UNKNOWN_ROUND."""
    round = find_round(program, round_id)
    fewest = program.settings.fewest_inside if threshold is None else threshold
    units = units_of(program, round)
    return WholeRound(program, round, tree_of(program, round), units, now, fewest)


def summary_in(whole: WholeRound, unit_code: str) -> Summary:
    """The protected summary of one unit of a round; raises SurveyError UNKNOWN_UNIT."""
    program, round, tree = whole.program, whole.round, whole.tree
    unit = tree.unit(unit_code)
    if unit.code not in whole.codes:
        raise SurveyError(Code.UNKNOWN_UNIT, unit=unit.code)
    if round.origin is Origin.PUBLISHED:
        return _published(whole, unit)
    children = [child for child in tree.children(unit.code) if child.code in whole.codes]
    received, apart = received_by(whole, unit)
    with program.store.looking(round.id) as look:
        tally, wholes = look.rollup(unit.code), look.totals([child.code for child in children])
        kept_back = withheld_at(program, look, round, tree, whole.threshold)
    covers, weighings = weighings_of(whole, [unit, *children], kept_back)
    subject = Subject(
        round=round,
        questionnaire=find(round.questionnaire),
        unit=unit,
        path=tree.path(unit.code),
        as_of=whole.now.astimezone(VIETNAM),
        served=served_in_all(whole, unit),
        received=received,
        apart=apart,
        excluded=whole.excluded(unit.code),
        covers=covers,
        threshold=whole.threshold,
        withheld=kept_back,
        weighings=weighings,
    )
    return summarise(
        subject,
        tally,
        [(child, wholes.get(child.code, Slice())) for child in children],
        labels(),
    )


def narrowed(made: Summary, dimension: str) -> Breakdown:
    """The breakdown of a summary by one dimension; raises SurveyError UNKNOWN_DIMENSION."""
    for breakdown in made.breakdowns:
        if breakdown.dimension == dimension:
            return breakdown
    known = ", ".join(breakdown.dimension for breakdown in made.breakdowns)
    raise SurveyError(Code.UNKNOWN_DIMENSION, dimension=dimension[:40], known=known)


def labels() -> dict[str, dict[str, Text]]:
    """Names of the values of each dimension but the units, in the order shown."""
    channels = {
        channel.value: Text({code: words(code)(f"channels.{channel}") for code in languages()})
        for channel in Channel
    }
    return {FIELD: dict(procedure_field.labels()), CHANNEL: channels}


def _published(whole: WholeRound, unit: Unit) -> Summary:
    round, tree = whole.round, whole.tree
    below = {one.code for one in tree.below(unit.code)}
    own = [row for row in whole.published if row.unit in below]
    tallies = published.tallies(own)
    counted = own[0].counted if own else "lượt"
    subject = Subject(
        round=round,
        questionnaire=_instrument(round, own),
        unit=unit,
        path=tree.path(unit.code),
        as_of=whole.now.astimezone(VIETNAM),
        covers=Covers.PUBLISHED,
        counted=Text({"vi": counted}),
        threshold=1,
    )
    children = [
        (child, _below(tallies, child, tree).get(published.WHOLE, Slice()))
        for child in tree.children(unit.code)
        if any(one.code in tallies for one in tree.below(child.code))
    ]
    every = _below(tallies, unit, tree)
    return summarise(subject, every, children, labels(), published.mismatches(own))


def _instrument(round: Round, rows: list[published.PublishedCount]) -> Questionnaire:
    return published.instrument(find(round.questionnaire), rows)


def _below(tallies: dict[str, Tally], unit: Unit, tree: UnitTree) -> Tally:
    """What was published for a unit, or else the sum of what was published for those below it."""
    if unit.code in tallies:
        return tallies[unit.code]
    return merge(_below(tallies, child, tree) for child in tree.children(unit.code))
