"""A log that cannot be changed, notices that were shown, how long answers are kept, and requests."""

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
    """
    create table privacy_request (
        number text primary key, kind text not null, received text not null,
        reply_due text not null, due text not null, round text references round(id),
        note text not null, handled_by text not null, replied text, extended integer not null,
        closed text, outcome text
    ) strict
    """,
    """
    create table privacy_contact (
        request text primary key references privacy_request(number), sealed blob not null
    ) strict
    """,
    """
    create table purge (
        number integer primary key, round text not null references round(id), begun text not null,
        responses integer not null, comments integer not null, done text
    ) strict
    """,
    "create table retention (round text primary key references round(id), months integer not null) strict",
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
