"""Requests that hash a password take turns: each costs 64 MiB and much of a processor for a moment."""

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

from surveys.errors import Code, SurveyError

AT_ONCE, MOST_WAITING = 2, 50

_turns = CapacityLimiter(AT_ONCE)

Result = TypeVar("Result")


async def hashing(work: Callable[..., Result], *given: object) -> Result:
    """What the work returns when its turn has come; raises SIGN_IN_BUSY when too many wait."""
    if _turns.statistics().tasks_waiting >= MOST_WAITING:
        raise SurveyError(Code.SIGN_IN_BUSY)
    return await anyio.to_thread.run_sync(work, *given, limiter=_turns)
