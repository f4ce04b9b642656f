"""The clock of a device may be wrong: what an answer says of its time is corrected by the server's."""

from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, datetime, timedelta

from surveys.submission import Submission

OFF = timedelta(minutes=1)
"""From here on a clock is wrong; less is the way of a request through a slow network."""


def read_sent_at(text: str) -> datetime | None:
    """What a device says that its clock shows as it sends; None where it does not or cannot say."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and MINYEAR < moment.year < MAXYEAR else None


def corrected(submission: Submission, sent_at: datetime | None, now: datetime) -> Submission:
    """The submission with its times as they were by the server's clock, marked when they were wrong.

    Only the device's own clock is held against itself: how far it is off as it sends is how far it
    was off when the person answered. Where that cannot be (the clock was set in between) the device
    does not say, and the times stay as they are told.
    """
    if sent_at is None or abs(now - sent_at) <= OFF:
        return submission
    off = now - sent_at
    try:
        started = submission.started_at and submission.started_at + off
        finished = submission.finished_at and submission.finished_at + off
    except OverflowError:
        started = finished = None
    return replace(submission, started_at=started, finished_at=finished, clock_wrong=True)
