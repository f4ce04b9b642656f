"""Totals that were published elsewhere become a round of their own, never mixed with answers."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from data.imports import counts as counts_file
from services.program import Program
from services.rights import act, need_everywhere
from services.rounds import create_round
from surveys.account import Actor, Right
from surveys.act import Act
from surveys.dates import half_year
from surveys.errors import Code, SurveyError
from surveys.link import Link, public_code
from surveys.published import Mismatch, mismatches
from surveys.round import Origin, Round
from surveys.unit import Unit, UnitKind


@dataclass(frozen=True)
class Imported:
    """What was brought in, and the printed totals that their parts do not add up to."""

    round: str
    rows: int
    mismatches: tuple[Mismatch, ...]


def import_counts(
    program: Program, path: Path, round_id: str, by: Actor, now: datetime
) -> Imported:
    """Keeps published totals as printed under a round of origin *published*, made when missing.

    Raises SurveyError ROUND_ORIGIN when the round collects answers here, and BAD_FILE or BAD_ROW
    when the file is wrong; nothing is stored then.
    """
    need_everywhere(program, by, Right.RUN_ROUNDS)
    file = counts_file.read(path)
    known = {round.id: round for round in program.store.rounds()}.get(round_id)
    if known is not None and known.origin is not Origin.PUBLISHED:
        raise SurveyError(Code.ROUND_ORIGIN, round=round_id)
    if known is not None and known.questionnaire != file.questionnaire.key:
        raise SurveyError(Code.OTHER_QUESTIONNAIRE, questionnaire=known.questionnaire)
    opens, closes = _period(round_id)
    done = act(by, "counts.import", round_id, now, file=path.name, rows=len(file.counts))
    _add_units(program, file.units, done)
    if known is None:
        create_round(
            program,
            by,
            now,
            id=round_id,
            title=f"Số liệu đã công bố ({round_id})",
            questionnaire=file.questionnaire.key,
            opens=opens,
            closes=closes,
            units=tuple(file.units),
            origin=Origin.PUBLISHED,
        )
    program.store.add_published(round_id, file.counts, done)
    return Imported(round_id, len(file.counts), mismatches(file.counts))


def _add_units(program: Program, named: dict[str, str], done: Act) -> None:
    """Units that only published figures speak of: places that may have been dissolved since."""
    known = program.store.units().by_code
    new = [Unit(code, name, UnitKind.DISTRICT) for code, name in named.items() if code not in known]
    key = program.settings.secret
    links = [Link(public_code(key, unit.code), unit.code) for unit in new]
    if new:
        program.store.save_units(new, links, replace(done, action="units.import"))
        program.catalogue.forget()


def _period(round_id: str) -> tuple[date, date]:
    """First and last day of the year or half-year that a round id names."""
    Round(round_id, "", "", date.min, date.max, ())
    year = int(round_id[:4])
    if not 1990 <= year <= 2200:
        raise SurveyError(Code.BAD_ROUND_ID, round=round_id)
    first, last = half_year(date(year, 1, 1)), half_year(date(year, 12, 1))
    for id, opens, closes in (first, last):
        if round_id.startswith(id):
            return opens, closes
    return first[1], last[2]
