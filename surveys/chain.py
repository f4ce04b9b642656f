"""The chain that shows whether kept responses were altered (design §4).

Each response has a random salt and a leaf over its stored bytes; each committed batch adds one link
keyed with a secret, so that the database alone is not enough to forge it. Leaves enter a link sorted:
the chain does not tell in which order people of one batch answered.
"""

import hashlib
import hmac
from collections.abc import Iterable

SALT_BYTES = 16
START = bytes(32)
"""What the first link of a chain follows."""


def leaf_of(salt: bytes, id: bytes, record: str) -> bytes:
    """SHA-256 over salt, id and the stored text. Without the salt it tells nothing of the answers."""
    return hashlib.sha256(salt + id + record.encode("utf-8")).digest()


def link_of(key: bytes, previous: bytes, leaves: Iterable[bytes]) -> bytes:
    """HMAC-SHA-256 over the previous link and the sorted leaves of one batch."""
    return hmac.new(key, previous + b"".join(sorted(leaves)), hashlib.sha256).digest()


def subkey(key: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose, so that what one seals cannot pass for another."""
    return hmac.digest(key, b"hailong\0" + purpose.encode(), "sha256")
