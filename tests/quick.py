"""In the place of what takes long on purpose: hashes and passphrases that cost an attacker nothing.

`tests/conftest.py` puts them in. What the program itself uses is looked at by
`tests/unit/test_password.py` and by the tests of `tests/services/test_backup.py` that ask for `slow`.
"""

import pyrage
from argon2 import PasswordHasher

HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Passphrases:
    """Opens with the right passphrase and with no other, as age does, but at once."""

    @staticmethod
    def encrypt(content: bytes, phrase: str) -> bytes:
        return phrase.encode() + b"\0" + content

    @staticmethod
    def decrypt(content: bytes, phrase: str) -> bytes:
        right, _, inside = content.partition(b"\0")
        if right != phrase.encode():
            raise pyrage.DecryptError
        return inside
