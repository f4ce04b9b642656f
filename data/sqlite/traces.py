"""Whether bytes that were deleted are still somewhere in a file, however large it is."""

from collections.abc import Sequence
from pathlib import Path

_PART = 1 << 24


def any_in(path: Path, traces: Sequence[bytes]) -> bool:
    """Whether any of `traces` is found in the file."""
    overlap = max((len(trace) for trace in traces), default=0)
    before = b""
    with path.open("rb") as file:
        while part := file.read(_PART):
            part = before + part
            if any(trace in part for trace in traces):
                return True
            before = part[-overlap:]
    return False
