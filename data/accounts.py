"""The narrow interface to accounts: who may sign in, and what he is at the office."""

from collections.abc import Sequence
from typing import Protocol

from surveys.account import Account
from surveys.act import Act


class Accounts(Protocol):
    """Accounts by name. A password is stored and given back as its hash, and never otherwise.

    As long as there are accounts, one of them is an active administrator of the whole tree.
    """

    def any(self) -> bool:
        """Whether there is an account at all."""

    def all(self) -> Sequence[Account]:
        """All accounts, by name."""

    def find(self, name: str) -> Account | None: ...

    def known_as(self, issuer: str, subject: str) -> Account | None:
        """The account that has become this identity of a provider."""

    def with_email(self, email: str) -> Account | None: ...

    def password(self, name: str) -> str | None:
        """The hash of an account's password; None for accounts without one, and unknown ones."""

    def claim(self, account: Account, password: str, act: Act) -> None:
        """Adds the first account; raises SurveyError ALREADY_SET_UP when there is one."""

    def add(self, account: Account, password: str | None, act: Act) -> None:
        """Raises SurveyError ACCOUNT_EXISTS, EMAIL_TAKEN, or LAST_ADMINISTRATOR when there is none yet."""

    def change(self, account: Account, was: Account, act: Act) -> None:
        """Stores a changed account; a change of role, unit or activity ends its sessions.

        Raises SurveyError ACCOUNT_MOVED when it is no longer as `was`, EMAIL_TAKEN, or
        LAST_ADMINISTRATOR when nobody would be left who may do everything.
        """

    def set_password(self, name: str, password: str, act: Act, *, temporary: bool) -> None:
        """Replaces the password and ends all sessions; raises SurveyError UNKNOWN_ACCOUNT."""

    def rehash(self, name: str, was: str, password: str) -> None:
        """Replaces the hash of a password that stays the same, unless somebody was quicker."""
