"""The narrow interface to sessions: who is signed in, and how often a name was tried in vain."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from surveys.act import Act
from surveys.session import PASSWORD, Attempts, Session

MOST_NAMES = 100_000
"""Names whose wrong passwords are remembered; beyond that, those tried longest ago go."""


class Sessions(Protocol):
    """Sessions by the SHA-256 of their token: whoever reads the database cannot use them."""

    def begin(
        self, digest: bytes, account: str, now: datetime, act: Act, how: str = PASSWORD
    ) -> None:
        """Keeps a new session, notes that the account was seen, and drops sessions that have ended."""

    def find(self, digest: bytes) -> Session | None:
        """The session with its account as it is now. Whether it still holds is for others to say."""

    def of(self, account: str) -> Sequence[Session]:
        """The sessions of an account, the latest first."""

    def number(self, now: datetime) -> int:
        """How many sessions still hold."""

    def use(self, digest: bytes, now: datetime) -> None:
        """Notes that a session is in use."""

    def end(self, digest: bytes, act: Act) -> None:
        """Ends one session; nothing happens, and nothing is logged, when there is none."""

    def end_all(self, account: str, act: Act) -> int:
        """Ends all sessions of an account; returns how many there were."""

    def attempt(self, key: bytes, now: datetime) -> Attempts | None:
        """Counts an attempt before it is judged, or returns None when there is still a wait.

        Judged first and counted later, a hundred guesses sent at once would count as one.
        """

    def attempts(self, key: bytes) -> Attempts: ...

    def forget_attempts(self, key: bytes) -> None:
        """After a right password."""
