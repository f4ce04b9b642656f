"""Packages: sealed rounds of other offices, taken into a round here under the sender's unit."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from surveys.errors import Code, SurveyError
from surveys.round import Round, State


@dataclass(frozen=True)
class TrustedKey:
    """The public key of an office, which answers for `unit` and all below it, until it is revoked."""

    number: int
    key: str
    unit: str
    name: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Package:
    """What a package says of itself, once it has been proved.

    `unit` is the office that sent it, `origin` its round there, `round` the one here. `begun` is the
    hash of that round's first manifest: an office that began anew on another PC has another one.
    `acts` is how many acts the sender's log had: of two packages of one edition the one with more is
    the later.
    """

    round: str
    unit: str
    origin: str
    begun: str
    edition: int
    acts: int
    sha256: str
    manifest: str
    key: str
    version: str

    @property
    def age(self) -> tuple[int, int]:
        """Grows from each package of an office to the next one."""
        return self.edition, self.acts

    @property
    def series(self) -> tuple[str, str, str, str]:
        """Packages of one series replace each other; those of others count beside them."""
        return self.round, self.unit, self.origin, self.begun


@dataclass(frozen=True)
class HeldPackage:
    """A package that was taken, when and by whom, and what it had; `current` until another came."""

    number: int
    package: Package
    day: date
    by: str
    responses: int
    counted: int
    erased: int
    current: bool


class Reception(StrEnum):
    """What became of a package."""

    TAKEN = "taken"
    KNOWN = "known"
    OLDER = "older"


@dataclass(frozen=True)
class Received:
    """What taking a package did: responses that were new, the same as held, changed, and gone.

    `destroyed` were erased by their office, and `barred` had been erased here before. `counted` are
    those in the figures now. `beside` is how many other series of the office count here too.
    """

    reception: Reception
    new: int = 0
    same: int = 0
    changed: int = 0
    gone: int = 0
    destroyed: int = 0
    barred: int = 0
    counted: int = 0
    beside: int = 0


def refuse_not_gathering(round: Round) -> None:
    """Passes when packages may join the round: it asks, or is over and not sealed.

    Raises SurveyError PACKAGE_STATE.
    """
    if round.state not in (State.OPEN, State.PAUSED, State.CLOSED):
        raise SurveyError(Code.PACKAGE_STATE, round=round.id, state=round.state)


def place_of(package: Package, held: HeldPackage | None) -> Reception:
    """Whether a package is to be taken, beside the one of its series that is current.

    Raises SurveyError PACKAGE_FORKED for another one of the same moment.
    """
    if held is None or package.age > held.package.age:
        return Reception.TAKEN
    if package.sha256 == held.package.sha256:
        return Reception.KNOWN
    if package.age == held.package.age:
        raise SurveyError(Code.PACKAGE_FORKED, unit=package.unit, edition=package.edition)
    return Reception.OLDER
