"""Snapshots: which counts of a unit may be seen, so that no difference of two views is one person.

A unit's snapshot is replaced only when at least `step` new responses have come in, so two editions
of its figures always differ by `step` people or more. The slices of a dimension (channel, field)
follow one by one, each when it has `step` new responses of its own, and only while what stays back
of the dimension is nothing or again at least `step`: otherwise subtracting the slices from the
total would show the few that stayed back. Days come along whole: they count people and hold no
answer, and what is too few is hidden where they are shown. Parents sum the snapshots of the units
below them.
"""

from surveys.tally import ALL, CHANNEL, DAY, FIELD, Slice, SliceKey, Tally

_WHOLE: SliceKey = (ALL, "")


def due(tally: Tally, snapshot: Tally, step: int) -> bool:
    """Whether enough new responses have come in for a new snapshot."""
    new = tally.get(_WHOLE, Slice()).responses - snapshot.get(_WHOLE, Slice()).responses
    return new >= step


def release(tally: Tally, snapshot: Tally, step: int, *, last: bool = False) -> Tally:
    """The slices to be replaced, with their new counts; empty when no new snapshot is due.

    A tally is smaller than its snapshot where answers were erased. Nothing that is shown falls then:
    the erased stay in what was shown until enough others have come for a new snapshot.

    The `last` snapshot, taken when a round closes, has every response of a unit that has `step`.
    """
    whole = tally.get(_WHOLE, Slice()).responses
    grown = whole > snapshot.get(_WHOLE, Slice()).responses
    if not (due(tally, snapshot, step) or (last and grown and whole >= step)):
        return {}
    released = {_WHOLE: tally[_WHOLE]}
    for dimension in (CHANNEL, FIELD):
        for key in _ready(dimension, tally, snapshot, step):
            released[key] = tally[key]
    for key, part in tally.items():
        if key[0] == DAY and part.responses > snapshot.get(key, Slice()).responses:
            released[key] = part
    return released


def _ready(dimension: str, tally: Tally, snapshot: Tally, step: int) -> list[SliceKey]:
    """The slices of a dimension that may be replaced now, the largest growth first."""
    keys = [key for key in tally.keys() | snapshot.keys() if key[0] == dimension]
    both = {key: (tally.get(key, Slice()), snapshot.get(key, Slice())) for key in keys}
    new = {key: after.responses - before.responses for key, (after, before) in both.items()}
    ready = sorted((key for key in keys if new[key] >= step), key=lambda key: (-new[key], key))
    held = [key for key in keys if new[key] < step]
    # As many people came and went as the numbers differ by, or more: one may have replaced another.
    while ready and any(both[key][0] != both[key][1] for key in held):
        if sum(abs(new[key]) for key in held) >= step:
            break
        held.append(ready.pop())
    return ready
