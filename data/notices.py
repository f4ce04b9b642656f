"""The narrow interface to the notices that were shown, and to how long answers are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from surveys.act import Act


@dataclass(frozen=True)
class Kept:
    """A notice, since when it has been shown, and in which rounds."""

    hash: str
    record: str
    since: datetime
    rounds: tuple[str, ...]


class Notices(Protocol):
    """Every notice that was ever shown in a round, whole, and the months that it promised."""

    def keep(self, round: str, hash: str, record: str, months: int, act: Act) -> bool:
        """Keeps a notice that is shown in a round from now on; False when it is kept already.

        The months that it promises become the round's own, unless the round has some already.
        """

    def hashes(self) -> Mapping[str, tuple[str, ...]]:
        """The notices of each round that has any, the one that came last at the end."""

    def record(self, hash: str) -> str | None:
        """The notice behind a hash, as it was shown."""

    def all(self) -> Sequence[Kept]:
        """Every notice that was shown, once, the latest first."""

    def months(self) -> Mapping[str, int]:
        """For how many months after its last day answers are kept, for rounds that say so."""

    def set_months(self, round: str, months: int, act: Act) -> None:
        """Says for how many months the answers of a round are kept."""
