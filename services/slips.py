"""Slips: made for a unit's dossiers, counted as handed out, and made void when they are spoilt."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from data.slips import HandedOut
from services.links import find_link
from services.program import Program
from services.results import find_round, narrowed, summary, tree_of
from services.rights import act, need
from services.scope import asked_units_for
from services.slip_keys import signed_token, slip_public_key
from services.units import form_address, public_codes
from surveys.account import Actor, Right
from surveys.act import Detail
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.link import Channel, code_meant
from surveys.procedure_field import field_ids
from surveys.round import Origin, Round
from surveys.slip import (
    SERIALS,
    Given,
    Slip,
    field_tag,
    printed_serial,
    read_serial,
    round_tag,
    spent_hash,
)
from surveys.tally import CHANNEL
from surveys.unit import Unit

MOST_AT_ONCE = 1000
"""Slips of one sheet of paper work; whoever needs more asks again."""


@dataclass(frozen=True)
class PrintedSlip:
    """One slip to be printed: the last part of its address, and its serial for the eye."""

    token: str
    serial: str


@dataclass(frozen=True)
class Batch:
    """Slips that were made together, to be printed now: nothing of each is kept."""

    round: Round
    unit: Unit
    field: str | None
    given: Given
    day: date
    slips: tuple[PrintedSlip, ...]


@dataclass(frozen=True)
class UnitSlips:
    """How many slips a unit has made, has made void, and has got back as answers that may be shown.

    `used` is the number of answers by slip in the unit's shown figures; None while too few have come.
    """

    unit: Unit
    made: int
    voided: int
    used: int | None
    rows: tuple[HandedOut, ...]

    @property
    def handed_out(self) -> int:
        """Phiếu phát ra."""
        return self.made - self.voided


def make_slips(
    program: Program,
    round_id: str,
    unit_code: str,
    number: int,
    by: Actor,
    now: datetime,
    *,
    field: str | None = None,
    given: Given = Given.GRANTED,
) -> Batch:
    """So many new slips of a unit. Only their number is noted: by day, field and kind of outcome.

    Raises SurveyError SLIP_NUMBER, SLIP_FIELD, UNKNOWN_ROUND, UNKNOWN_UNIT, ROUND_ORIGIN, or
    ROUND_STATE when nobody will be asked any more.
    """
    round = find_round(program, round_id)
    if unit_code not in round.units:
        raise SurveyError(Code.UNKNOWN_UNIT, unit=unit_code[:40])
    need(program, by, Right.SHARE_FORM, [unit_code])
    if round.origin is not Origin.COLLECTED:
        raise SurveyError(Code.ROUND_ORIGIN, round=round.id)
    if round.state_on(day_of(now)).over:
        raise SurveyError(Code.ROUND_STATE, round=round.id, state=round.state_on(day_of(now)))
    if not 1 <= number <= MOST_AT_ONCE:
        raise SurveyError(Code.SLIP_NUMBER, most=MOST_AT_ONCE)
    if field is not None and field not in field_ids():
        raise SurveyError(Code.SLIP_FIELD, field=field[:40], known=", ".join(field_ids()))
    code = public_codes(program)[unit_code]
    made = tuple(
        _printed(program, round, unit_code, code, field, serial) for serial in _serials(number)
    )
    told: dict[str, Detail] = {"unit": unit_code, "number": number, "field": field, "given": given}
    done = act(by, "slips.make", round.id, now, **told)
    counted = HandedOut(unit_code, day_of(now), field or "", given, number, 0)
    program.store.slips.make(round.id, counted, done)
    unit = tree_of(program, round).unit(unit_code)
    return Batch(round, unit, field, given, day_of(now), made)


def void_slip(
    program: Program, round_id: str, unit_code: str, typed: str, by: Actor, now: datetime
) -> None:
    """Makes a spoilt slip void: its serial as typed, or its address as a scanner reads it.

    Raises SurveyError SLIP_SERIAL when the unit has no such slip in the round, SLIP_USED when somebody
    has answered with it, SLIP_VOIDED when it is void already.
    """
    round = find_round(program, round_id)
    need(program, by, Right.SHARE_FORM, [unit_code])
    hash = _hash_of(program, round, unit_code, typed)
    done = act(by, "slips.void", round.id, now, unit=unit_code)
    program.store.slips.void(hash, round.id, unit_code, day_of(now), done)


def rounds_to_ask(program: Program, unit_code: str, now: datetime) -> tuple[Round, ...]:
    """The rounds for which a unit may hand out slips, the one that asks now before those to come."""
    found = program.catalogue.now().rounds_of(unit_code)
    return tuple(reversed([one for one in found if not one.state_on(day_of(now)).over]))


def slips_of_units(
    program: Program, round_id: str, by: Actor, now: datetime, unit_code: str | None = None
) -> tuple[UnitSlips, ...]:
    """What each of his units, or one, has handed out in a round, and how much came back as may be shown.

    Raises SurveyError UNKNOWN_ROUND.
    """
    need(program, by, Right.SHARE_FORM, [unit_code] if unit_code else [])
    round = find_round(program, round_id)
    tree, rows = tree_of(program, round), program.store.slips.handed_out(round.id)
    found = []
    for code in asked_units_for(program, by, round):
        if unit_code not in (None, code):
            continue
        own = tuple(row for row in rows if row.unit == code)
        made, voided = sum(row.made for row in own), sum(row.voided for row in own)
        used = _used(program, round, code, now) if own else None
        found.append(UnitSlips(tree.unit(code), made, voided, used, own))
    return tuple(found)


@dataclass(frozen=True)
class SlipKey:
    """What a device needs to check the slips of a round by itself: tags as they stand in a token."""

    round: str
    tag: bytes
    public_key: bytes
    fields: Mapping[bytes, str]


def slip_key(program: Program, round_id: str) -> SlipKey:
    """For everybody: a public key checks slips and makes none. Raises SurveyError UNKNOWN_ROUND."""
    round = find_round(program, round_id)
    key = slip_public_key(program.settings.secret, round.id)
    fields = {field_tag(one): one for one in field_ids()}
    return SlipKey(round.id, round_tag(round.id), key, fields)


def slip_address(program: Program, token: str, seen_at: str) -> tuple[str, str]:
    """The address that a slip prints, in two parts: QR codes pack the second one tighter."""
    whole = form_address(program, token, seen_at)
    return whole.removesuffix(token), token


def _used(program: Program, round: Round, unit: str, now: datetime) -> int | None:
    rows = narrowed(summary(program, round.id, unit, now), CHANNEL).rows
    return next((row.responses for row in rows if row.value == Channel.SLIP), None)


def _serials(number: int) -> set[int]:
    """Random serials, all different."""
    found: set[int] = set()
    while len(found) < number:
        found.add(secrets.randbelow(SERIALS))
    return found


def _printed(
    program: Program, round: Round, unit: str, code: str, field: str | None, serial: int
) -> PrintedSlip:
    secret = program.settings.secret
    slip = Slip(round_tag(round.id), code, field_tag(field), serial)
    token = signed_token(secret, round.id, slip)
    return PrintedSlip(token, printed_serial(secret, round.id, unit, serial))


def _hash_of(program: Program, round: Round, unit: str, typed: str) -> bytes:
    secret = program.settings.secret
    serial = read_serial(secret, round.id, unit, typed)
    if serial is not None:
        return spent_hash(secret, round.id, unit, serial)
    try:
        code = code_meant(typed.strip().rpartition("/")[2].partition("?")[0])
        link = find_link(program, code)
    except SurveyError:
        raise SurveyError(Code.SLIP_SERIAL) from None
    if (link.round, link.unit) != (round.id, unit):
        raise SurveyError(Code.SLIP_SERIAL)
    return link.spent
