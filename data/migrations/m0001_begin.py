"""The first schema: units, rounds, links, sealed responses, tallies, snapshots, published counts."""

from sqlite_utils import Database

_SQLITE = (
    """
    create table unit (
        code text primary key, name text not null, kind text not null,
        parent text references unit(code) deferrable initially deferred,
        valid_from text, valid_to text, position integer not null
    ) strict
    """,
    """
    create table served (
        round text not null, unit text not null, people integer not null,
        primary key (round, unit)
    ) strict, without rowid
    """,
    """
    create table round (
        id text primary key, title text not null, questionnaire text not null,
        questionnaire_hash text not null, opens text not null, closes text not null,
        state text not null, origin text not null, sample integer not null,
        formula text not null, step integer not null
    ) strict
    """,
    """
    create table round_unit (
        round text not null references round(id), unit text not null references unit(code),
        position integer not null, primary key (round, unit)
    ) strict, without rowid
    """,
    """
    create table link (
        code text primary key, unit text not null references unit(code),
        channel text not null, field text
    ) strict
    """,
    # Unit, channel, field and day are read out of the sealed record, so they cannot differ from it.
    """
    create table response (
        id blob primary key, round text not null references round(id),
        record text not null, salt blob not null, leaf blob not null,
        chain text not null, link integer not null,
        unit text generated always as (json_extract(record, '$.unit')) virtual,
        channel text generated always as (json_extract(record, '$.channel')) virtual,
        field text generated always as (json_extract(record, '$.field')) virtual,
        day text generated always as (json_extract(record, '$.day')) virtual
    ) strict
    """,
    "create index response_round on response (round)",
    """
    create table chain (
        chain text not null, link integer not null, value blob not null, leaves integer not null,
        primary key (chain, link)
    ) strict, without rowid
    """,
    *(
        f"""
        create table {name} (
            round text not null, unit text not null, dimension text not null, value text not null,
            responses integer not null, counts text not null,
            primary key (round, unit, dimension, value)
        ) strict
        """
        for name in ("tally", "snapshot", "rollup")
    ),
    """
    create table published_count (
        round text not null references round(id), unit text not null references unit(code),
        question text not null, level integer not null, count integer not null,
        printed_total integer, counted text not null, source text not null,
        primary key (round, unit, question, level)
    ) strict
    """,
    """
    create view answer as
    select response.round, response.unit, response.channel, response.field, response.day,
           given.key as question, given.value as answer
    from response, json_each(response.record, '$.answers') as given
    """,
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
