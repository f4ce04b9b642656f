"""What every kind of evidence has in common when it is proved: noted heads, manifests, the verdict."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from data.seals import Manifest
from services.manifest import FORMAT
from services.recounting import prove_figures
from services.signing import is_signed, public_key
from services.verdict import Verdict
from surveys.chain import digest_of, standings_of
from surveys.fault import Wrong, fault
from surveys.recount import Recount


@dataclass(frozen=True)
class Known:
    """What whoever checks brings along: the installation's key, a public key, heads noted outside."""

    secret: bytes | None = None
    public: bytes | None = None
    heads: tuple[bytes, ...] = ()

    @property
    def trusted(self) -> bytes | None:
        """The public key that is not the evidence's own word."""
        if self.public is not None:
            return self.public
        return public_key(self.secret) if self.secret else None


Count = Callable[[Mapping[int, int]], Recount | None]
"""What these responses amount to, where it can be known."""

Leaves = Callable[[Mapping[int, int]], Sequence[tuple[bytes, str]]]
"""Leaf and standing of each response of a round up to given links."""


def read_manifest(text: str) -> dict[str, Any] | None:
    """The table of a manifest's text; None when it is none of ours."""
    try:
        table = orjson.loads(text)
        if table["format"] != FORMAT:
            return None
        {
            int(one["chain"]): (int(one["link"]), bytes.fromhex(one["head"]))
            for one in table["heads"]
        }
        bytes.fromhex(table["public_key"])
        str(table["round"]["id"]), int(table["round"]["edition"])
        int(table["responses"]["sealed"]), str(table["responses"]["leaves_sha256"])
        str(table["responses"]["standings_sha256"])
    except (LookupError, TypeError, ValueError, OverflowError):
        return None
    return dict(table)


def heads_of(table: Mapping[str, Any]) -> dict[int, tuple[int, bytes]]:
    """The heads that a manifest names."""
    return {one["chain"]: (one["link"], bytes.fromhex(one["head"])) for one in table["heads"]}


def prove_manifests(
    verdict: Verdict,
    round: str,
    found: Sequence[Manifest],
    known: Known,
    leaves: Leaves,
    count: Count,
) -> None:
    """Signatures, the row of editions, and that each stands for just the responses that are there.

    And its figures are what these amount to, as long as nothing was moved since by a review.
    """
    before: Manifest | None = None
    for number, one in enumerate(found, 1):
        place = {"round": round, "edition": one.edition}
        table = read_manifest(one.text)
        if table is None or table["round"]["id"] != round or one.edition != number:
            verdict.faults.append(fault(Wrong.MANIFEST_OTHER, **place))
            continue
        if table["round"]["edition"] != one.edition:
            verdict.faults.append(fault(Wrong.MANIFEST_OTHER, **place))
        expected = hashlib.sha256(before.text.encode()).hexdigest() if before else None
        if table["previous_edition"] != expected:
            verdict.faults.append(fault(Wrong.MANIFEST_ROW, **place))
        prove_signature(verdict, one, table, known)
        ends = {chain: link for chain, (link, _) in heads_of(table).items()}
        if _prove_leaves(verdict, one, table, leaves(ends), latest=number == len(found)):
            counted = count(ends)
            if counted is not None:
                prove_figures(verdict, table, counted, place)
        before = one


def prove_signature(
    verdict: Verdict, one: Manifest, table: Mapping[str, Any], known: Known
) -> None:
    own = bytes.fromhex(table["public_key"])
    place = {"round": one.round, "edition": one.edition}
    if not is_signed(known.trusted or own, one.text, one.signature):
        verdict.faults.append(fault(Wrong.MANIFEST_FORGED, **place))
    elif known.trusted is None:
        verdict.leaves_open("own_key", public=own.hex(), **place)
    else:
        verdict.proves("signed", day=table["sealed_on"], **place)


def _prove_leaves(
    verdict: Verdict,
    one: Manifest,
    table: Mapping[str, Any],
    leaves: Sequence[tuple[bytes, str]],
    *,
    latest: bool,
) -> bool:
    """Whether the responses stand where they stood; only then can the figures be counted anew."""
    told, place = table["responses"], {"round": one.round, "edition": one.edition}
    if digest_of(leaf for leaf, _ in leaves).hex() != told["leaves_sha256"]:
        verdict.faults.append(
            fault(Wrong.MANIFEST_LEAVES, sealed=told["sealed"], found=len(leaves), **place)
        )
        return False
    verdict.proves("leaves", n=told["sealed"], **place)
    if standings_of(leaves).hex() != told["standings_sha256"]:
        verdict.leaves_open("standings_changed" if latest else "figures_moved", **place)
        return False
    return True


def prove_heads(
    verdict: Verdict, sought: Sequence[bytes], found: Mapping[bytes, tuple[int, int]]
) -> dict[int, int]:
    """Heads that were noted outside: where they are, by chain the last one."""
    ends: dict[int, int] = {}
    for head in sought:
        if head not in found:
            verdict.faults.append(fault(Wrong.HEAD_UNKNOWN, head=head.hex()[:16]))
            continue
        chain, link = found[head]
        ends[chain] = max(ends.get(chain, 0), link)
        verdict.proves(
            "head" if chain else "log_head", head=head.hex()[:16], chain=chain, link=link
        )
    return ends
