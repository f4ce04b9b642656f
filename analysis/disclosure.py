"""Small cells: nothing is shown on fewer people than the threshold, and nothing that gives them away."""

from collections.abc import Mapping

INSIDE = 5
"""Fewest people behind a figure that the agency itself sees."""

PUBLIC = 10
"""Fewest people behind a figure that everybody sees."""


def hidden(bases: Mapping[str, int], threshold: int, outside: int = 0) -> frozenset[str]:
    """Which parts of a shown whole must be hidden.

    `bases` has the number of people of each part; `outside` is how many belong to the whole but to
    no part. Parts under the threshold are hidden; and when what is hidden or outside comes to fewer
    people than the threshold, so that subtracting the rest would show them, the smallest shown parts
    are hidden too. Parts without anybody hide nothing.
    """
    found = {part for part, n in bases.items() if 0 < n < threshold}
    unseen = outside + sum(bases[part] for part in found)
    rest = sorted((n, part) for part, n in bases.items() if n >= threshold)
    while rest and 0 < unseen < threshold:
        n, part = rest.pop(0)
        found.add(part)
        unseen += n
    return frozenset(found)
