"""Units, links, people served, rounds and published counts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from data.sql.database import Db
from surveys.errors import Code, SurveyError
from surveys.formula import Formula
from surveys.link import Channel, Link
from surveys.published import PublishedCount
from surveys.round import Design, Origin, Round, State
from surveys.served import Part, Served
from surveys.unit import Unit, UnitKind, UnitTree, tree_of


def save_units(db: Db, units: Sequence[Unit], links: Sequence[Link]) -> UnitTree:
    """Adds and changes units and links; returns the whole tree as it is then."""
    known = read_units(db).by_code
    merged = dict(known) | {unit.code: unit for unit in units}
    tree = tree_of(merged.values())
    db.executemany(
        "insert into unit (code, name, kind, parent, valid_from, valid_to, position)"
        " values (?, ?, ?, ?, ?, ?, ?) on conflict (code) do update set name = excluded.name,"
        " kind = excluded.kind, parent = excluded.parent, valid_from = excluded.valid_from,"
        " valid_to = excluded.valid_to, position = excluded.position",
        [
            (
                *(unit.code, unit.name, str(unit.kind), unit.parent),
                *(_iso(unit.valid_from), _iso(unit.valid_to), position),
            )
            for position, unit in enumerate(tree.units)
        ],
    )
    db.executemany(
        "insert into link (code, unit, channel, field) values (?, ?, ?, ?) on conflict do nothing",
        [(link.code, link.unit, link.channel, link.field) for link in links],
    )
    return tree


def read_units(db: Db) -> UnitTree:
    return _tree(
        db.execute(
            "select code, name, kind, parent, valid_from, valid_to from unit order by position"
        )
    )


def read_tree(db: Db, round: str) -> UnitTree:
    """The tree that a round had when it was over, or else the present one."""
    rows = db.execute(
        "select code, name, kind, parent, valid_from, valid_to from round_tree"
        " where round = ? order by position",
        (round,),
    )
    frozen = _tree(rows)
    return frozen if frozen.units else read_units(db)


def freeze_tree(db: Db, round: str) -> None:
    """Keeps the present tree for a round that is over; the first one that is kept stays."""
    if not db.execute("select 1 from round_tree where round = ? limit 1", (round,)).fetchone():
        db.execute(
            "insert into round_tree"
            " (round, code, name, kind, parent, valid_from, valid_to, position)"
            " select ?, code, name, kind, parent, valid_from, valid_to, position from unit",
            (round,),
        )


def thaw_tree(db: Db, round: str) -> bool:
    """Gives a round that asks again the present tree; whether it had another one."""
    return db.execute("delete from round_tree where round = ?", (round,)).rowcount > 0


def _tree(rows: Iterable[tuple[Any, ...]]) -> UnitTree:
    return UnitTree(
        tuple(
            Unit(code, name, UnitKind(kind), parent, _date(start), _date(end))
            for code, name, kind, parent, start, end in rows
        )
    )


def read_links(db: Db) -> dict[str, Link]:
    rows = db.execute("select code, unit, channel, field from link order by rowid")
    return {code: Link(code, unit, Channel(channel), field) for code, unit, channel, field in rows}


def save_served(db: Db, served: Mapping[tuple[str, str], int]) -> None:
    db.executemany(
        "insert into served values (?, ?, ?)"
        " on conflict (round, unit) do update set people = excluded.people",
        [(round, unit, people) for (round, unit), people in served.items()],
    )


def read_served(db: Db, round: str) -> dict[str, int]:
    return dict(db.execute("select unit, people from served where round = ?", (round,)).fetchall())


def save_parts(db: Db, round: str, served: Served) -> None:
    units = [(round, unit) for unit in served.whole]
    db.executemany("delete from served_part where round = ? and unit = ?", units)
    db.executemany(
        "insert into served_part values (?, ?, ?, ?, ?)",
        [(round, *part, people) for part, people in served.parts.items()],
    )


def read_parts(db: Db, round: str) -> dict[Part, int]:
    rows = db.execute(
        "select unit, dimension, value, people from served_part where round = ?", (round,)
    )
    return {(unit, dimension, value): people for unit, dimension, value, people in rows}


def add_round(db: Db, round: Round, questionnaire_hash: str) -> None:
    if db.execute("select 1 from round where id = ?", (round.id,)).fetchone():
        raise SurveyError(Code.ROUND_EXISTS, round=round.id)
    db.execute(
        "insert into round (id, title, questionnaire, questionnaire_hash, opens, closes, state,"
        " origin, sample, formula, step, grace, design, target, valid)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            round.id,
            round.title,
            round.questionnaire,
            questionnaire_hash,
            round.opens.isoformat(),
            round.closes.isoformat(),
            round.state,
            round.origin,
            round.sample,
            round.formula,
            round.step,
            round.grace,
            round.design,
            round.target,
            round.valid,
        ),
    )
    db.executemany(
        "insert into round_unit (round, unit, position) values (?, ?, ?)",
        [(round.id, unit, position) for position, unit in enumerate(round.units)],
    )
    _save_targets(db, round)


def change_targets(db: Db, round: Round, was: Round) -> None:
    """Stores the targets of a round that is still just as `was`."""
    if was not in read_rounds(db):
        raise SurveyError(Code.ROUND_MOVED, round=round.id)
    _save_targets(db, round)


def _save_targets(db: Db, round: Round) -> None:
    db.executemany(
        "update round_unit set target = ? where round = ? and unit = ?",
        [(target, round.id, unit) for unit, target in round.targets],
    )


def change_round(db: Db, round: Round, was: Round, day: date) -> None:
    """Stores a changed round, which on `day` must not ask a unit that another one is asking."""
    round.refuse_overlap(read_rounds(db), day)
    changed = db.execute(
        "update round set title = ?, opens = ?, closes = ?, state = ?, edition = ?"
        " where id = ? and state = ? and opens = ? and closes = ? and edition = ?",
        (
            round.title,
            round.opens.isoformat(),
            round.closes.isoformat(),
            round.state,
            round.edition,
            was.id,
            was.state,
            was.opens.isoformat(),
            was.closes.isoformat(),
            was.edition,
        ),
    )
    if changed.rowcount != 1:
        raise SurveyError(Code.ROUND_MOVED, round=round.id)


def read_rounds(db: Db) -> list[Round]:
    units: dict[str, list[str]] = {}
    targets: dict[str, list[tuple[str, int]]] = {}
    for round, unit, target in db.execute(
        "select round, unit, target from round_unit order by round, position"
    ):
        units.setdefault(round, []).append(unit)
        if target is not None:
            targets.setdefault(round, []).append((unit, target))
    rows = db.execute(
        "select id, title, questionnaire, opens, closes, state, origin, sample, formula, step,"
        " grace, edition, design, target, valid from round order by opens desc, id desc"
    )
    return [
        _round(row, tuple(units.get(row[0], ())), tuple(targets.get(row[0], ()))) for row in rows
    ]


def _round(
    row: tuple[Any, ...], units: tuple[str, ...], targets: tuple[tuple[str, int], ...]
) -> Round:
    id, title, questionnaire, opens, closes, state, origin, sample, *rest = row
    formula, step, grace, edition, design, target, valid = rest
    return Round(
        id=id,
        title=title,
        questionnaire=questionnaire,
        opens=date.fromisoformat(opens),
        closes=date.fromisoformat(closes),
        units=units,
        state=State(state),
        origin=Origin(origin),
        sample=bool(sample),
        formula=Formula(formula),
        step=step,
        grace=grace,
        edition=edition,
        design=Design(design),
        target=target,
        valid=valid,
        targets=targets,
    )


def replace_published(db: Db, round: str, rows: Sequence[PublishedCount]) -> None:
    db.execute("delete from published_count where round = ?", (round,))
    db.executemany(
        "insert into published_count values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (round, r.unit, r.question, r.level, r.count, r.printed_total, r.counted, r.source)
            for r in rows
        ],
    )


def read_published(db: Db, round: str) -> list[PublishedCount]:
    rows = db.execute(
        "select unit, question, level, count, printed_total, counted, source"
        " from published_count where round = ? order by unit, question, level",
        (round,),
    )
    return [PublishedCount(*row) for row in rows]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
