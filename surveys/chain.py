"""The chain that shows whether kept responses were altered (design §4).

Each response has a random salt and a leaf over its stored bytes; each committed batch adds links,
keyed with a secret, so that the database alone is not enough to forge them. A link keeps its leaves
sorted: the chain does not tell in which order people of one batch answered, and still names each one
that was sealed. The *head* of a chain is made without the key from all that the chain keeps: whoever
noted one can tell later, without the key too, whether anything before it was changed.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator

from surveys.tally import Tally

SALT_BYTES = 16
LEAF_BYTES = 32
LEAVES_A_LINK = 16
"""Larger batches get several links, so that a link stays small enough to lie beside its neighbours."""

START = bytes(32)
"""What the first link of a chain follows, and the head of an empty chain."""


def leaf_of(salt: bytes, id: bytes, record: str) -> bytes:
    """SHA-256 over salt, id and the stored text. Without the salt it tells nothing of the answers."""
    return hashlib.sha256(salt + id + record.encode("utf-8")).digest()


def link_of(key: bytes, previous: bytes, leaves: Iterable[bytes]) -> bytes:
    """HMAC-SHA-256 over the previous link and the sorted leaves of this one."""
    return hmac.digest(key, previous + b"".join(sorted(leaves)), "sha256")


def head_of(head: bytes, value: bytes, content: bytes) -> bytes:
    """The head after one more link: SHA-256 over the head before, the link, and what it seals."""
    return head_of_hash(head, value, hashlib.sha256(content).digest())


def head_of_hash(head: bytes, value: bytes, hash: bytes) -> bytes:
    """As `head_of`, of a link of which only the SHA-256 of what it seals is known."""
    return hashlib.sha256(head + value + hash).digest()


def split(leaves: bytes) -> Iterator[bytes]:
    """The leaves that a link keeps, one by one."""
    for start in range(0, len(leaves), LEAF_BYTES):
        yield leaves[start : start + LEAF_BYTES]


def hash_of(id: bytes) -> bytes:
    """What is kept of an id whose response was erased: enough to know it again, and no way back."""
    return hashlib.sha256(id).digest()


def digest_of(leaves: Iterable[bytes]) -> bytes:
    """SHA-256 over sorted leaves: names a set of responses without telling anything of them."""
    return hashlib.sha256(b"".join(sorted(leaves))).digest()


def standings_of(leaves: Iterable[tuple[bytes, str]]) -> bytes:
    """SHA-256 over sorted lines of leaf and standing."""
    lines = sorted(f"{leaf.hex()} {standing}\n" for leaf, standing in leaves)
    return hashlib.sha256("".join(lines).encode()).digest()


def subkey(key: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose, so that what one seals cannot pass for another."""
    return hmac.digest(key, b"hailong\0" + purpose.encode(), "sha256")


MODULUS = 1 << 256


def weight_of(key: bytes, round: str, tallies: Iterable[tuple[str, Tally]]) -> int:
    """A keyed number that stands for all counts of the tallies of some units of a round.

    Weights of tallies add up to the weight of their sum, modulo `MODULUS`: so what erased responses
    left in the figures can be proved later, although nothing else is kept of them.
    """
    own = subkey(key, f"residue {round}")
    total = 0
    for unit, tally in tallies:
        for (dimension, value), part in tally.items():
            place = f"{unit}\0{dimension}\0{value}\0"
            total += part.responses * _number(own, place)
            for question, cells in part.counts.items():
                for cell, n in cells.items():
                    total += n * _number(own, f"{place}{question}\0{cell}")
    return total % MODULUS


def _number(key: bytes, text: str) -> int:
    return int.from_bytes(hmac.digest(key, text.encode(), "sha256"))
