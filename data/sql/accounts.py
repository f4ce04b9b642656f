"""Accounts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from data.sql.database import Database, Db, Rows
from data.sql.log import SqlLog
from surveys.account import Account, Identity, Role
from surveys.act import Act
from surveys.errors import Code, SurveyError

COLUMNS = (
    "account.name, account.display, account.role, account.unit, account.active, account.email,"
    " account.issuer, account.subject, account.password is not null, account.temporary,"
    " account.since, account.last_seen"
)
_SELECT = f"select {COLUMNS} from account"  # noqa: S608


class SqlAccounts:
    """`data.accounts.Accounts` in SQL."""

    def __init__(self, connections: Database, log: SqlLog) -> None:
        self._connections = connections
        self._log = log

    def any(self) -> bool:
        with self._connections.reading() as db:
            return _any(db)

    def all(self) -> Sequence[Account]:
        with self._connections.reading() as db:
            rows = db.execute(f"{_SELECT} order by name")
            return [account_of(row) for row in rows]

    def find(self, name: str) -> Account | None:
        with self._connections.reading() as db:
            return _named(db, name)

    def known_as(self, issuer: str, subject: str) -> Account | None:
        with self._connections.reading() as db:
            found = db.execute(f"{_SELECT} where issuer = ? and subject = ?", (issuer, subject))
            return _first(found)

    def with_email(self, email: str) -> Account | None:
        with self._connections.reading() as db:
            return _first(db.execute(f"{_SELECT} where email = ?", (email,)))

    def password(self, name: str) -> str | None:
        with self._connections.reading() as db:
            row = db.execute("select password from account where name = ?", (name,)).fetchone()
            return row[0] if row else None

    def claim(self, account: Account, password: str, act: Act) -> None:
        with self._connections.writing() as db:
            if _any(db):
                raise SurveyError(Code.ALREADY_SET_UP)
            self._log.append(db, act)
            _insert(db, account, password)

    def add(self, account: Account, password: str | None, act: Act) -> None:
        with self._connections.writing() as db:
            if _named(db, account.name) is not None:
                raise SurveyError(Code.ACCOUNT_EXISTS, name=account.name)
            _refuse_taken(db, account)
            self._log.append(db, act)
            _insert(db, account, password)
            if not _somebody_rules(db):
                raise SurveyError(Code.LAST_ADMINISTRATOR)

    def change(self, account: Account, was: Account, act: Act) -> None:
        with self._connections.writing() as db:
            stored = _named(db, was.name)
            if stored is None or _row(stored) != _row(was):
                raise SurveyError(Code.ACCOUNT_MOVED, name=was.name)
            _refuse_taken(db, account)
            self._log.append(db, act)
            db.execute(
                "update account set display = ?, role = ?, unit = ?, active = ?, email = ?,"
                " issuer = ?, subject = ?, since = ? where name = ?",
                (*_row(account)[1:], account.name),
            )
            if was.rules_all and not _somebody_rules(db):
                raise SurveyError(Code.LAST_ADMINISTRATOR)
            if (account.role, account.unit, account.active) != (was.role, was.unit, was.active):
                db.execute("delete from session where account = ?", (account.name,))

    def set_password(self, name: str, password: str, act: Act, *, temporary: bool) -> None:
        with self._connections.writing() as db:
            done = db.execute(
                "update account set password = ?, temporary = ? where name = ?",
                (password, temporary, name),
            )
            if not done.rowcount:
                raise SurveyError(Code.UNKNOWN_ACCOUNT, name=name[:40])
            self._log.append(db, act)
            db.execute("delete from session where account = ?", (name,))

    def rehash(self, name: str, was: str, password: str) -> None:
        with self._connections.writing() as db:
            db.execute(
                "update account set password = ? where name = ? and password = ?",
                (password, name, was),
            )


def account_of(row: Sequence[Any]) -> Account:
    """The account in a row of `COLUMNS`."""
    name, display, role, unit, active, email, issuer, subject, has, temporary, since, seen = row
    return Account(
        name=name,
        role=Role(role),
        unit=unit,
        display=display,
        active=bool(active),
        email=email,
        identity=Identity(issuer, subject) if issuer else None,
        has_password=bool(has),
        temporary=bool(temporary),
        since=date.fromisoformat(since),
        last_seen=date.fromisoformat(seen) if seen else None,
    )


def _any(db: Db) -> bool:
    return db.execute("select 1 from account limit 1").fetchone() is not None


def _named(db: Db, name: str) -> Account | None:
    return _first(db.execute(f"{_SELECT} where name = ?", (name,)))


def _first(found: Rows) -> Account | None:
    row = found.fetchone()
    return account_of(row) if row else None


def _somebody_rules(db: Db) -> bool:
    row = db.execute(
        "select 1 from account where active <> 0 and role = ? and unit is null limit 1",
        (Role.ADMINISTRATOR,),
    ).fetchone()
    return row is not None


def _refuse_taken(db: Db, account: Account) -> None:
    """Two accounts with one address or identity could not be told apart when its owner comes."""
    if account.identity is not None:
        same = db.execute(
            "select 1 from account where issuer = ? and subject = ? and name <> ?",
            (account.identity.issuer, account.identity.subject, account.name),
        )
        if same.fetchone() is not None:
            raise SurveyError(Code.IDENTITY_TAKEN)
    if account.email is None:
        return
    taken = db.execute(
        "select 1 from account where email = ? and name <> ?", (account.email, account.name)
    )
    if taken.fetchone() is not None:
        raise SurveyError(Code.EMAIL_TAKEN, email=account.email)


def _row(account: Account) -> tuple[object, ...]:
    identity = account.identity
    return (
        account.name,
        account.display,
        str(account.role),
        account.unit,
        int(account.active),
        account.email,
        identity.issuer if identity else None,
        identity.subject if identity else None,
        account.since.isoformat(),
    )


def _insert(db: Db, account: Account, password: str | None) -> None:
    db.execute(
        "insert into account (name, display, role, unit, active, email, issuer, subject, since,"
        " password, temporary) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*_row(account), password, account.temporary),
    )
