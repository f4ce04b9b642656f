"""The log refuses to be changed by SQL; notices that were shown are kept, and how long answers are."""

from sqlite_utils import Database

_SQLITE = (
    """
    create trigger act_is_never_changed before update on act
    begin select raise(abort, 'the log of acts is appended to only'); end
    """,
    """
    create trigger act_is_never_deleted before delete on act
    begin select raise(abort, 'the log of acts is appended to only'); end
    """,
    # "insert or replace" takes the old row away without asking the trigger above.
    """
    create trigger act_is_never_replaced before insert on act
    when exists (select 1 from act where number = new.number)
    begin select raise(abort, 'the log of acts is appended to only'); end
    """,
    "create index act_actor on act (actor)",
    "create index act_action on act (action)",
    """
    create table notice (
        number integer primary key, round text not null references round(id), hash text not null,
        since text not null, record text not null, unique (round, hash)
    ) strict
    """,
    "create table retention (round text primary key references round(id), months integer not null) strict",
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
