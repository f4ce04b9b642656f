"""The log refuses to be changed by SQL, and knows quickly who and what is in it."""

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
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
