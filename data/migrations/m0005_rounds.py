"""Rounds as planned; where each response stands; reviews; frozen trees and editions."""

from sqlite_utils import Database

_UNIT = (
    "code text not null, name text not null, kind text not null, parent text,"
    " valid_from text, valid_to text, position integer not null"
)

_SQLITE = (
    "alter table round add column design text not null default 'opt_in'",
    "alter table round add column target integer not null default 0",
    "alter table round add column valid integer not null default 0",
    "alter table response add column standing text not null default 'counted'",
    """
    create table apart (
        round text not null references round(id), unit text not null, standing text not null,
        responses integer not null, primary key (round, unit, standing)
    ) strict, without rowid
    """,
    "alter table response add column exclusion integer",
    "create index response_exclusion on response (exclusion) where exclusion is not null",
    """
    create table exclusion (
        number integer primary key, round text not null references round(id), unit text not null,
        flag text not null, day text, channel text, responses integer not null,
        by_name text not null, on_day text not null, reason text not null,
        back_by text, back_on text, back_reason text
    ) strict
    """,
    # The last response that was there when a slice was shown.
    "alter table snapshot add column upto integer not null default 0",
    """
    update snapshot set upto = coalesce((
        select position from (
            select response.rowid as position, row_number() over (order by response.rowid) as place
            from response
            where response.round = snapshot.round and response.unit = snapshot.unit
              and case dimension
                when 'channel' then response.channel = value
                when 'field' then response.field = value
                when 'day' then response.day = value else 1 end
        ) where place = snapshot.responses
    ), 0)
    """,
    # Slices that a review has withdrawn, as they would be shown.
    """
    create table withdrawn (
        round text not null, unit text not null, dimension text not null, value text not null,
        responses integer not null, counts text not null, upto integer not null,
        primary key (round, unit, dimension, value)
    ) strict
    """,
    # What everybody may see, frozen when it was published.
    """
    create table edition (
        round text not null references round(id), number integer not null,
        published_on text not null, text text not null, reason text, primary key (round, number)
    ) strict
    """,
    # The tree as a round had it when it was over; without rows it has the present one.
    f"""
    create table round_tree (
        round text not null references round(id), {_UNIT}, primary key (round, code)
    ) strict, without rowid
    """,
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
