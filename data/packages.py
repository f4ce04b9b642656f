"""The narrow interface to packages: what other offices have collected and sealed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from surveys.act import Act
from surveys.package import HeldPackage, Package, Received, TrustedKey
from surveys.round import Round

if TYPE_CHECKING:
    from data.store import Entry


class Packages(Protocol):
    """Trusted keys, packages that were taken, and the taking of one, whole or not at all."""

    def trusted(self) -> Sequence[TrustedKey]:
        """All keys that are or were trusted, the first one first."""

    def trust(self, key: TrustedKey, act: Act) -> TrustedKey:
        """Trusts a key from now on, and gives it its number.

        Raises SurveyError KEY_TRUSTED when its unit has another one, or when the key is another's.
        """

    def revoke(self, key: str, day: date, act: Act) -> TrustedKey:
        """Trusts a key no longer; what was taken with it stays. Raises SurveyError UNKNOWN_KEY."""

    def held(self, round: str | None = None) -> Sequence[HeldPackage]:
        """The packages that were taken into a round, or into all, the first one first."""

    def take(
        self,
        package: Package,
        arriving: "Iterable[Entry | bytes]",
        was: Round,
        act: Act,
        *,
        dry: bool = False,
    ) -> Received:
        """Makes what is held of the package's series just what arrives, in one durable transaction.

        What arrives are responses, and hashes of ids that the office has erased: those are destroyed
        here too. A response that says something else than before, or stands elsewhere, is replaced.
        With `dry` nothing is changed, and what would be done is told. A package that is held, or older
        than one that is, changes nothing.

        Raises SurveyError and changes nothing: ROUND_MOVED when the round is no longer as `was`,
        PACKAGE_STATE, PACKAGE_EXCLUDED while a review has taken something out of the office's units,
        PACKAGE_HELD for a response that came otherwise, PACKAGE_TWICE for one that is in it twice,
        PACKAGE_FEW when shown figures would change by so few people that they could be told,
        PACKAGE_FORKED, NOT_ERASED.
        """
