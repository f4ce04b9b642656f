"""The narrow interface to what proves and what takes away: erasures, anchors, manifests."""

from collections.abc import Iterator, Sequence
from typing import Protocol
from uuid import UUID

from surveys.act import Act


class Seals(Protocol):
    """What is kept so that answers can be destroyed and the seal still be proved."""

    def destroy(self, ids: Sequence[UUID], act: Act) -> int:
        """Destroys text, salt and id of responses, in the database and in its files.

        Their leaves stay in the chain and their ids are known by a hash, so that they never come in
        again. They leave the tally unless their round was ever sealed: then the figures stand.
        Returns how many there were; raises SurveyError NOT_ERASED when the list of erasures beside
        the database cannot be written, and nothing is destroyed then.
        """

    def purge(self, round: str, act: Act) -> int:
        """Destroys all responses of a round and keeps its figures; returns how many there were."""

    def is_erased(self, id: UUID) -> bool:
        """Whether there was a response with this id that has been destroyed."""

    def ids(self) -> Iterator[UUID]:
        """The ids of all responses, in no particular order."""
