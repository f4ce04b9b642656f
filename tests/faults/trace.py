"""Reads what strace saw: was every answer flushed to disk before it was acknowledged?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_CALL = re.compile(r"(?P<thread>\d+) +[\d.]+ (?P<name>\w+)\((?P<arguments>.*)")
_RESUMED = re.compile(r"(?P<thread>\d+) +[\d.]+ <\.\.\. \w+ resumed>(?P<rest>.*)")
_WRITES = ("write", "pwrite64", "writev")
_SYNCS = ("fdatasync", "fsync")
_LOG = re.compile(r"\d+<[^>]*-wal>")
_REPLY = "HTTP/1.1 201"
_NEVER = 1 << 62


@dataclass
class _Call:
    """One system call; `begin` and `end` are lines of the trace."""

    name: str
    text: str
    begin: int
    end: int = _NEVER

    @property
    def to_log(self) -> bool:
        return _LOG.match(self.text) is not None

    @property
    def done(self) -> bool:
        """Whether it returned, and without an error."""
        return self.end != _NEVER and re.search(r"= \d+$", self.text) is not None


def unflushed(lines: Iterable[str]) -> tuple[int, list[str]]:
    """How many answers were acknowledged, and a sentence for each that was not on disk before.

    The answers have to be handed in one after the other. Then what is written to the write-ahead log
    before a reply must have been flushed before that reply, and there must be something.
    """
    calls = list(_calls(lines))
    writes = [call for call in calls if call.name in _WRITES and call.to_log]
    syncs = [call for call in calls if call.name in _SYNCS and call.to_log and call.done]
    replies = [call.begin for call in calls if _REPLY in call.text]
    faults = []
    for number, (before, reply) in enumerate(zip([-1, *replies], replies, strict=False), 1):
        own = [call for call in writes if before < call.begin < reply]
        if not own:
            faults.append(f"reply {number}: nothing was written to the log before it")
            continue
        written = max(call.end for call in own)
        if not any(written < sync.begin and sync.end < reply for sync in syncs):
            faults.append(f"reply {number}: acknowledged before the log was flushed")
    return len(replies), faults


def _calls(lines: Iterable[str]) -> Iterator[_Call]:
    """The calls of all threads in the order they began, those that strace split put together."""
    calls: list[_Call] = []
    running: dict[str, _Call] = {}
    for place, line in enumerate(lines):
        line = line.rstrip()
        if resumed := _RESUMED.match(line):
            call = running.pop(resumed["thread"])
            call.text, call.end = call.text + resumed["rest"], place
        elif begun := _CALL.match(line):
            call = _Call(begun["name"], begun["arguments"], place, place)
            if call.text.endswith("<unfinished ...>"):
                call.text, call.end = call.text.removesuffix("<unfinished ...>"), _NEVER
                running[begun["thread"]] = call
            calls.append(call)
    yield from calls
