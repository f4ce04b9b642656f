"""An edition: the figures of a sealed round as everybody may see them, frozen when they were published."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Edition:
    """One publication of a round. `text` is JSON and never changes.

    `reason` is why it was taken under review once more, None while it holds.
    """

    round: str
    number: int
    published_on: date
    text: str
    reason: str | None = None
