"""How often something may be tried by all strangers together, while one process runs."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from surveys.errors import Code, SurveyError


class Pace:
    """At most `most` tries in `window`, whoever makes them: a whole office shares one address."""

    def __init__(self, most: int, window: timedelta) -> None:
        self._most = most
        self._window = window
        self._tries: deque[datetime] = deque()
        self._lock = Lock()

    def count(self, now: datetime) -> None:
        """Counts a try; raises SurveyError TOO_MANY_ATTEMPTS with the minutes to wait."""
        with self._lock:
            while self._tries and self._tries[0] <= now - self._window:
                self._tries.popleft()
            if len(self._tries) >= self._most:
                wait = self._tries[0] + self._window - now
                raise SurveyError(Code.TOO_MANY_ATTEMPTS, minutes=-(-wait // timedelta(minutes=1)))
            self._tries.append(now)
