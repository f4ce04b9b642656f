"""Links that keep their leaves; erased responses; anchors; manifests of sealed rounds."""

from itertools import groupby

from sqlite_utils import Database

_SQLITE = (
    "drop view answer",
    # The round too is read out of the sealed record now, so that it cannot differ from it.
    # Chains are numbered: a process's own is nearly always 1, which takes no room in a row.
    """
    create table sealed_response (
        id blob primary key, record text not null, salt blob not null,
        chain integer not null, link integer not null,
        round text generated always as (json_extract(record, '$.round')) virtual
            not null references round(id),
        unit text generated always as (json_extract(record, '$.unit')) virtual,
        channel text generated always as (json_extract(record, '$.channel')) virtual,
        field text generated always as (json_extract(record, '$.field')) virtual,
        day text generated always as (json_extract(record, '$.day')) virtual
    ) strict
    """,
    """
    insert into sealed_response (id, record, salt, chain, link)
    select response.id, record, salt, numbered.number, link
    from response join numbered using (chain) order by response.rowid
    """,
    "drop table response",
    "drop table chain",
    "alter table sealed_response rename to response",
    "alter table link_with_leaves rename to chain",
    "drop table numbered",
    "create index response_round on response (round)",
    """
    create view answer as
    select response.round, response.unit, response.channel, response.field, response.day,
           given.key as question, given.value as answer
    from response, json_each(response.record, '$.answers') as given
    """,
    # Ids are gone with the answers: what is left knows them again, and fits into the chain.
    """
    create table erased (
        hash blob primary key, leaf blob not null, round text not null references round(id),
        chain integer not null, link integer not null, standing text not null,
        stays integer not null, seal blob not null
    ) strict, without rowid
    """,
    "create index erased_round on erased (round)",
    # Keyed sum over the counts that erased responses left in the figures of a round.
    "create table residue (round text primary key, weight blob not null) strict, without rowid",
    # How far the list of erasures beside the database has been followed.
    """
    create table erasure_list (
        only integer primary key check (only = 1), bytes integer not null, last text not null
    ) strict
    """,
    # Chain 0 is the log of acts.
    """
    create table anchor (
        number integer not null, day text not null, chain integer not null,
        link integer not null, head blob not null, primary key (number, chain)
    ) strict, without rowid
    """,
    """
    create table manifest (
        round text not null references round(id), edition integer not null,
        text text not null, signature blob not null, primary key (round, edition)
    ) strict
    """,
)


def sqlite(db: Database) -> None:
    db.execute("create table numbered (chain text primary key, number integer not null) strict")
    db.execute(
        "insert into numbered select chain, row_number() over (order by chain <> 'main', chain)"
        " from (select chain from chain union select chain from response)"
    )
    db.execute(
        """
        create table link_with_leaves (
            chain integer not null, link integer not null, value blob not null,
            leaves blob not null, primary key (chain, link)
        ) strict, without rowid
        """
    )
    db.execute(
        "insert into link_with_leaves select number, link, value, x''"
        " from chain join numbered using (chain) order by number, link"
    )
    rows = db.execute(
        "select number, link, leaf from response join numbered using (chain)"
        " order by number, link, leaf"
    )
    leaves = [
        (b"".join(leaf for _, _, leaf in members), *place)
        for place, members in groupby(rows, key=lambda row: (row[0], row[1]))
    ]
    db.conn.executemany(
        "update link_with_leaves set leaves = ? where chain = ? and link = ?", leaves
    )
    for statement in _SQLITE:
        db.execute(statement)
