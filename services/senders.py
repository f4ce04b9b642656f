"""Offices whose packages are taken: their public keys are trusted, listed and revoked."""

from collections.abc import Sequence
from datetime import datetime

from services.program import Program
from services.rights import act, need_everywhere
from services.verifying import read_key
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.package import TrustedKey


def trust_key(program: Program, given: str, office: str, by: Actor, now: datetime) -> TrustedKey:
    """Takes packages that are signed with this key from now on, for a unit and all below it.

    Raises SurveyError BAD_KEY, UNKNOWN_UNIT, KEY_TRUSTED while the unit has another key or the key is
    another unit's, or NOT_ALLOWED for anybody but an administrator of everything.
    """
    need_everywhere(program, by, Right.OPERATE)
    key, sender = read_key(given).hex(), program.store.units().unit(office)
    trusted = TrustedKey(0, key, sender.code, sender.name, day_of(now))
    return program.store.packages.trust(trusted, act(by, "key.trust", key, now, unit=sender.code))


def revoke_key(program: Program, given: str, by: Actor, now: datetime) -> TrustedKey:
    """Takes nothing more that is signed with this key; what was taken stays.

    Raises SurveyError BAD_KEY, UNKNOWN_KEY or NOT_ALLOWED.
    """
    need_everywhere(program, by, Right.OPERATE)
    key = read_key(given).hex()
    return program.store.packages.revoke(key, day_of(now), act(by, "key.revoke", key, now))


def trusted_keys(program: Program, by: Actor) -> Sequence[TrustedKey]:
    """All keys that are or were trusted; raises SurveyError NOT_ALLOWED."""
    need_everywhere(program, by, Right.RUN_ROUNDS)
    return program.store.packages.trusted()
