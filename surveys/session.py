"""Being signed in: how long it lasts, and how long to wait after wrong passwords."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys.account import Account

IDLE_SESSION = timedelta(minutes=60)
"""A session that nobody uses for so long has ended: longer than the longest matter at a counter,
shorter than the lunch break. A page that refreshes by itself does not count as use."""

LONGEST_SESSION = timedelta(hours=12)
"""A working day: whoever comes the next morning signs in again."""


PASSWORD, PROVIDER, SETUP = "password", "oidc", "setup"
"""How somebody has signed in."""


@dataclass(frozen=True)
class Session:
    """Somebody who has signed in, in one browser. `used` is known to the minute."""

    account: Account
    begun: datetime
    used: datetime
    how: str = PASSWORD

    @property
    def must_change(self) -> bool:
        """Whether he came with a password that somebody else made for him."""
        return self.account.temporary and self.how == PASSWORD

    def holds_at(self, now: datetime) -> bool:
        return (
            self.account.active
            and now < self.begun + LONGEST_SESSION
            and now < self.used + IDLE_SESSION
        )


FREE_ATTEMPTS = 5
"""Wrong passwords for one name before there is any wait."""

LONGEST_WAIT = timedelta(minutes=15)
"""Long enough against guessing (a hundred a day), short enough for whoever is kept out by a stranger."""

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Attempts:
    """Wrong passwords for one name, whether there is such an account or not."""

    count: int = 0
    last: datetime | None = None

    def free_at(self, now: datetime) -> datetime:
        """When the next attempt may be made: one minute after five, then double each time."""
        if self.last is None or self.count < FREE_ATTEMPTS:
            return now
        doublings = min(self.count - FREE_ATTEMPTS, 10)
        return self.last + min(timedelta(minutes=2**doublings), LONGEST_WAIT)

    def one_more(self, now: datetime) -> "Attempts":
        """After one more; old ones are forgotten."""
        old = self.last is None or now - self.last > FORGOTTEN_AFTER
        return Attempts(1 if old else self.count + 1, now)
