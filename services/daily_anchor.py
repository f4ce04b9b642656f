"""Notes the heads of the chains once a day, without anybody asking for it."""

from datetime import date

from data.store import Store


class DailyAnchor:
    """Notes the heads at the first chance of each Vietnamese day."""

    def __init__(self) -> None:
        self._done: date | None = None

    def take(self, store: Store, today: date) -> None:
        """Once a day, when anything has changed since the last anchor."""
        if self._done == today:
            return
        store.seals.anchor(today, 0, daily=True)
        self._done = today
