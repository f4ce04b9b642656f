"""The narrow interface to the log of acts. It is appended to, and never changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from surveys.act import Act, Sought
from surveys.fault import Fault


@dataclass(frozen=True)
class Logged:
    """An act with its place in the log."""

    number: int
    act: Act


@dataclass(frozen=True)
class Names:
    """All that one can choose among when looking for acts."""

    actors: tuple[str, ...]
    actions: tuple[str, ...]


EVERYTHING = Sought()


class Log(Protocol):
    """Who did what when. Changes of the store write their act in their own transaction.

    An act with details that `surveys/acts.toml` does not name is never written: ValueError.
    """

    def write(self, act: Act) -> None:
        """Keeps an act that changes nothing else: a sign-in, a download."""

    def last(self) -> int:
        """The number of the last act: nothing that acts change differs while it is the same."""

    def read(
        self, sought: Sought = EVERYTHING, *, before: int | None = None, most: int = 200
    ) -> Sequence[Logged]:
        """The latest acts, the latest first; those before number `before` to turn pages."""

    def names(self) -> Names:
        """Who has acted so far, and what kinds of acts there are."""

    def faults(self) -> Iterator[Fault]:
        """What does not fit in the chain of the log."""

    def head(self) -> tuple[int, bytes]:
        """Number and value of the last link; (0, 32 zero bytes) before the first act."""

    def noted_head(self) -> tuple[int, bytes]:
        """Number of acts, and the head to be noted outside: `round verify --anchor` finds it again."""
