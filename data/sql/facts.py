"""What a database holds, in numbers by which two copies can be compared."""

from collections.abc import Mapping, Sequence
from datetime import date

from data.sql.database import Db
from data.upkeep import Facts
from surveys.chain import START
from surveys.tally import ALL, DAY


def read(db: Db, changes: tuple[str, ...], *, log: bool = True) -> Facts:
    """Facts of a database that has seen `changes` of the schema; an old one has no `log` of acts yet."""
    acts = (0, START)
    if log:
        last = db.execute("select number, value from act order by number desc limit 1").fetchone()
        acts = last or acts
    rows = db.execute(
        "select chain, link, value from chain where (chain, link) in"
        " (select chain, max(link) from chain group by chain)"
    )
    return Facts(
        responses=dict(
            db.execute("select round, count(*) from response group by round").fetchall()
        ),
        tallied=dict(
            db.execute(
                "select round, cast(sum(responses) as bigint) from tally where dimension = ?"
                " group by round",
                (ALL,),
            ).fetchall()
        ),
        heads={str(chain): (link, value.hex()) for chain, link, value in rows},
        acts=(acts[0], acts[1].hex()),
        changes=changes,
    )


def link(db: Db, chain: str, number: int) -> str | None:
    """Value of a link of a chain, or of the log of acts (chain ``log``)."""
    if chain == "log":
        row = db.execute("select value from act where number = ?", (number,)).fetchone()
    else:
        row = db.execute(
            "select value from chain where chain = ? and link = ?", (int(chain), number)
        ).fetchone()
    return row[0].hex() if row else None


def last_days(db: Db, round: str, units: Sequence[str]) -> Mapping[str, date]:
    """The day of the last response of each unit that has any."""
    found = {}
    for unit in units:
        (day,) = db.execute(
            "select max(value) from tally where round = ? and unit = ? and dimension = ?",
            (round, unit, DAY),
        ).fetchone()
        if day is not None:
            found[unit] = date.fromisoformat(day)
    return found
