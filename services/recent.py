"""What a running program remembers of the last answers of each unit, to flag the conspicuous ones.

It lives in memory alone and is gone with the process: nothing here is ever stored (design law 7).
"""

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock

from surveys.arrival import Arrival
from surveys.dates import hours_of
from surveys.flags import flags_of, limits
from surveys.flags.sighting import Sighting
from surveys.questions.kind import Answer
from surveys.submission import Submission

_Seen = tuple[float, int, int]
"""Second of arrival, hash of the id, hash of the answers."""


class Recent:
    """The last few answers of each unit."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: dict[str, deque[_Seen]] = {}
        bounds = limits()
        self._most = max(bounds.burst_answers, bounds.repeated_answers + 1)
        self._window, self._typed = bounds.burst_seconds, bounds.typed
        self._burst = timedelta(seconds=self._window)

    def flags(
        self,
        submission: Submission,
        answers: Mapping[str, Answer],
        unit: str,
        channel: str,
        came: Arrival,
        now: datetime,
    ) -> tuple[str, ...]:
        """The flags of an answer that comes `now`. Told of it again, it is not taken for two."""
        # What waited on a device comes all at once without having been given so.
        waited = now - came.moment > self._burst
        at = (came.moment if waited else now).timestamp()
        typed = channel in self._typed
        # A batch that is handed in is no burst, and does not make one of the citizens beside it.
        place = f"{unit} {channel}" if typed else unit
        close, same = self._near(place, submission.id.int, hash(repr(answers)), at)
        return flags_of(
            Sighting(
                channel=channel,
                hours=hours_of(came.moment),
                seconds=_seconds(submission.started_at, submission.finished_at),
                asked=len(answers),
                paused=came.paused and not typed,
                close=0 if typed else close,
                same=same,
                clock_wrong=submission.clock_wrong,
            )
        )

    def _near(self, unit: str, id: int, answers: int, at: float) -> tuple[int, int]:
        """How many answers came within the window, and how many in a row before had the same answers."""
        with self._lock:
            seen = self._seen.get(unit)
            if seen is None:
                seen = self._seen[unit] = deque(maxlen=self._most)
            if id not in [known for _, known, _ in seen]:
                seen.append((at, id, answers))
            window = self._window
            close = len([when for when, _, _ in seen if abs(at - when) <= window])
            same = 0
            for _, known, given in reversed(seen):
                if known == id:
                    continue
                if given != answers:
                    break
                same += 1
            return close, same


def _seconds(started: datetime | None, finished: datetime | None) -> float | None:
    if started is None or finished is None or finished < started:
        return None
    return (finished - started).total_seconds()
