"""Tablets at the counter: paired with a code, known by their secret, watched, and retired."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.access import STRANGER, digest_of
from services.program import Program
from services.rights import act, need
from surveys.account import Actor, Right
from surveys.act import Act
from surveys.chain import subkey
from surveys.device import (
    CODE_LENGTH,
    PAIRING_LENGTH,
    Device,
    Offer,
    Said,
    beat_of,
    checked_name,
    new_code,
    read_pairing_code,
    rules,
    written_code,
)
from surveys.errors import Code, SurveyError
from surveys.procedure_field import UNSTATED, labels

DEVICE_COOKIE, SECURE_DEVICE_COOKIE = "hailong-kiosk", "__Host-hailong-kiosk"
"""The second name is for https: no other name of the same domain, nor plain http, can set it."""

_LONGEST_SECRET = 100


@dataclass(frozen=True)
class Offered:
    """A pairing code, told once and kept nowhere, with what it will make."""

    code: str
    offer: Offer


@dataclass(frozen=True)
class Paired:
    """A new device with its secret, which goes into its cookie and is kept nowhere else."""

    device: Device
    secret: str


def devices(program: Program, by: Actor) -> Sequence[Device]:
    """The devices of his part of the tree, those in use first."""
    need(program, by, Right.MANAGE_DEVICES)
    if by.unit is None:
        return program.store.devices.all()
    own = {unit.code for unit in program.store.units().below(by.unit)}
    return [one for one in program.store.devices.all() if one.unit in own]


def offer_pairing(
    program: Program, by: Actor, unit_code: str, name: str, now: datetime, field: str | None = None
) -> Offered:
    """A code with which one tablet becomes a device of a unit, good for some minutes.

    `field` is the procedure field that the tablet stands for; without it the form asks. Raises
    SurveyError NOT_ALLOWED, OTHER_UNITS, UNKNOWN_UNIT, BAD_DEVICE_NAME or INVALID_FIELD.
    """
    need(program, by, Right.MANAGE_DEVICES, [unit_code])
    program.store.units().unit(unit_code)
    if field is not None and (field == UNSTATED or field not in labels()):
        raise SurveyError(Code.INVALID_FIELD, field="field")
    until = now + timedelta(minutes=rules().pairing_minutes)
    made = Offer(checked_name(name), unit_code, field, until)
    code = new_code(PAIRING_LENGTH)
    done = act(by, "device.offer", unit_code, now, field=field)
    program.store.devices.offer(_pairing_digest(program, code), made, done)
    return Offered(written_code(code), made)


def pair(program: Program, typed: str, now: datetime, former: str | None = None) -> Paired:
    """Makes whoever has typed a pairing code the device that it stands for. A code works once.

    `former` is the secret that the tablet had before. The device that it was ends, and what still
    waits of that goes on counting for the unit that it was given to.

    Raises SurveyError WRONG_PAIRING_CODE, and TOO_MANY_ATTEMPTS for all strangers together: a whole
    office shares one address.
    """
    program.pairings.count(now)
    code = read_pairing_code(typed)
    if code is None:
        raise SurveyError(Code.WRONG_PAIRING_CODE)
    secret = secrets.token_urlsafe(32)
    done = Act(now, STRANGER, "device.pair", "")
    again = Act(now, STRANGER, "device.again", "")
    device = program.store.devices.pair(
        _pairing_digest(program, code),
        digest_of(secret),
        new_code(CODE_LENGTH),
        done,
        (digest_of(former), again) if former and len(former) <= _LONGEST_SECRET else None,
    )
    if device is None:
        raise SurveyError(Code.WRONG_PAIRING_CODE)
    return Paired(device, secret)


def find_device(program: Program, by: Actor, number: str) -> Device:
    """A device in use that he manages; raises SurveyError UNKNOWN_DEVICE."""
    for one in devices(program, by):
        if one.number == number and not one.retired:
            return one
    raise SurveyError(Code.UNKNOWN_DEVICE, number=number[:40])


def rename_device(program: Program, by: Actor, number: str, name: str, now: datetime) -> None:
    """Gives a device another name. Raises SurveyError UNKNOWN_DEVICE or BAD_DEVICE_NAME."""
    found = find_device(program, by, number)
    done = act(by, "device.rename", found.number, now)
    if not program.store.devices.rename(found.number, checked_name(name), done):
        raise SurveyError(Code.UNKNOWN_DEVICE, number=found.number)


def retire_device(program: Program, by: Actor, number: str, now: datetime) -> Device:
    """Ends a device at once; returns what was last known of it.

    What still waits on it can no longer be sent. Raises SurveyError UNKNOWN_DEVICE.
    """
    found = find_device(program, by, number)
    waiting = found.beat.waiting if found.beat else None
    done = act(by, "device.retire", found.number, now, waiting=waiting)
    if not program.store.devices.retire(found.number, done):
        raise SurveyError(Code.UNKNOWN_DEVICE, number=found.number)
    return found


def forget_refused(program: Program, by: Actor, number: str, now: datetime) -> int:
    """Lets a device wipe the refused answers that it last told of; returns how many these are.

    It does so when it is next heard. What is refused after that is not wiped.
    Raises SurveyError UNKNOWN_DEVICE.
    """
    found = find_device(program, by, number)
    refused = (found.beat.refused if found.beat else None) or 0
    done = act(by, "device.forget", found.number, now, refused=refused)
    if not program.store.devices.forget(found.number, done):
        raise SurveyError(Code.UNKNOWN_DEVICE, number=found.number)
    return refused


def device_behind(program: Program, secret: str | None) -> Device | None:
    """The device that a secret belongs to; None for strangers, and once it is retired."""
    if not secret or len(secret) > _LONGEST_SECRET:
        return None
    return program.store.devices.find(digest_of(secret))


def hear(program: Program, secret: str | None, said: Said, now: datetime) -> None:
    """Keeps what a device says of itself, in place of what it said before.

    Raises SurveyError DEVICE_NOT_PAIRED.
    """
    known = secret and len(secret) <= _LONGEST_SECRET
    if not known or not program.store.devices.beat(digest_of(secret or ""), beat_of(said, now)):
        raise SurveyError(Code.DEVICE_NOT_PAIRED)


def _pairing_digest(program: Program, code: str) -> bytes:
    """A code is short: without the key, whoever has the database could try them all."""
    return hmac.digest(subkey(program.settings.secret, "pairing"), code.encode(), "sha256")
