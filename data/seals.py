"""The narrow interface to what proves and what takes away: erasures, anchors, manifests, evidence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from surveys.act import Act
from surveys.fault import Fault
from surveys.recount import Recount
from surveys.round import Round
from surveys.sealed import Follower, Link, Place, Stub


@dataclass(frozen=True)
class Anchor:
    """Heads noted on a day: by chain the number of the last link, and the head. Chain 0 is the log."""

    number: int
    day: date
    heads: Mapping[int, tuple[int, bytes]]


@dataclass(frozen=True)
class RoundSeal:
    """What stands for all responses of a round, read at one moment.

    `leaves` and `standings` are SHA-256 over the sorted leaves, alone and each with its standing;
    `numbers` counts them by standing, `erased` those of them whose answers were destroyed.
    """

    responses: int
    leaves: bytes
    standings: bytes
    numbers: Mapping[str, int]
    erased: int
    heads: Mapping[int, tuple[int, bytes]]


@dataclass(frozen=True)
class Manifest:
    """What a round was sealed with: the exact text that was signed, and the signature."""

    round: str
    edition: int
    text: str
    signature: bytes


Make = Callable[[RoundSeal, Manifest | None], Manifest]
"""The manifest of a sealed round, from its seal and the manifest of the edition before."""


@dataclass(frozen=True)
class Stored:
    """A response as it is stored: everything that its leaf is made of, and where it stands."""

    id: UUID
    salt: bytes
    record: str
    standing: str


@dataclass(frozen=True)
class Gone:
    """What is kept of an erased response. `stays` tells whether its round's numbers still have it."""

    hash: bytes
    leaf: bytes
    standing: str
    stays: bool


@dataclass(frozen=True)
class Own:
    """A link that seals responses of the round that is looked at, with what is stored of them."""

    link: Link
    stored: Sequence[Stored]
    gone: Sequence[Gone]

    @property
    def place(self) -> Place:
        return self.link.place


Evidence = Stub | Own


class Inspected(Protocol):
    """A database to be proved, read at one moment: this installation's own, or one from anywhere."""

    def states(self) -> Mapping[str, str]:
        """The rounds that there are, with their states."""

    def manifests(self, round: str | None) -> Sequence[Manifest]: ...

    def leaves_of(self, round: str, ends: Mapping[int, int]) -> list[tuple[bytes, str]]:
        """Leaf and standing of each response of a round; `ends` are the last links by chain."""

    def recount(self, round: str, ends: Mapping[int, int]) -> Recount:
        """What the responses of a round amount to; `ends` are the last links by chain."""

    def misplaced(self, round: str | None) -> Iterator[Fault]:
        """Responses whose standing follows neither from their sealed text nor from an act of review."""

    def unsaid(self, round: str | None) -> int:
        """How many responses were accepted before the sealed text told where they stood."""

    def follow(self, follower: Follower, key: bytes | None) -> list[Fault]:
        """Leads a follower along all chains and the log; returns what it cannot see itself."""

    def sealed_after(self, ends: Mapping[int, int]) -> int:
        """How many responses were sealed after the given links."""

    def erased(self, round: str | None) -> int:
        """How many responses are marked as erased."""


class Seals(Protocol):
    """What is kept so that answers can be destroyed and the seal still be proved."""

    def destroy(self, ids: Sequence[UUID], act: Act) -> int:
        """Destroys text, salt and id of responses, in the database and in its files.

        Their leaves stay in the chain and their ids are known by a hash, so that they never come in
        again. They leave the tally unless their round was ever sealed: then the figures stand.
        Returns how many there were; raises SurveyError NOT_ERASED when the list of erasures beside
        the database cannot be written, and nothing is destroyed then. The act gets the number of
        `responses` among its details.
        """

    def purge(self, round: str, act: Act) -> int:
        """Destroys all responses of a round and keeps its figures; returns how many there were."""

    def is_erased(self, id: UUID) -> bool:
        """Whether there was a response with this id that has been destroyed."""

    def ids(self) -> Iterator[UUID]:
        """The ids of all responses, in no particular order."""

    def anchor(self, day: date, least: int, *, daily: bool = False) -> Anchor | None:
        """Notes the heads when at least `least` new responses are sealed since the last anchor.

        With `least` 0 any change is enough; `daily` asks for the first of its day alone, whichever
        process takes it. Returns the latest anchor then, None when there is none.
        """

    def anchors(self) -> Sequence[Anchor]:
        """All anchors, the first one first."""

    def seal(self, round: Round, was: Round, make: Make, act: Act) -> Manifest:
        """Stores a sealed round together with its manifest, in one transaction.

        Raises SurveyError ROUND_MOVED when the round is no longer as `was`.
        """

    def manifests(self, round: str | None = None) -> Sequence[Manifest]:
        """The manifests of a round, or of all, the first edition first. None is ever taken away."""

    def seal_of(self, round: str) -> RoundSeal:
        """What stands for the responses of a round now."""

    def evidence(self, round: str) -> Iterator[Evidence]:
        """Everything that proves a round's responses: the log, then chain by chain, link by link."""

    def inspected(self) -> AbstractContextManager[Inspected]:
        """This database as it is now, to be proved."""
