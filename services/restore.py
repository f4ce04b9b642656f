"""Brings a backup back: everything is checked before anything is touched, and nothing is thrown away."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from data.archive import DATABASE
from data.files import Occupied, Standing, put, refusing, standing
from data.upkeep import Facts
from data.workspace import workspace, write_whole
from services.backup import KEY, prove
from services.checking import check
from services.program import Program, close_program, open_program
from services.rights import act
from settings import Settings
from surveys.account import Actor, Right
from surveys.errors import Code, SurveyError


@dataclass(frozen=True)
class Restored:
    """What is there now, what was there before, and under which names that was kept."""

    facts: Facts
    before: Standing
    kept: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Wish:
    """What the operator allows: to replace what the backup lacks, and to take one that has faults."""

    replace: bool = False
    despite_faults: bool = False


def restore(
    settings: Settings, archive: Path, passphrase: str, wish: Wish, by: Actor, now: datetime
) -> Restored:
    """Puts the database, the list of erasures and the keys of a backup in their places.

    Nobody may have the database open. Answers that were erased since the backup was made are erased
    again. Raises SurveyError NOT_ALLOWED, DATABASE_IN_USE, WRONG_PASSPHRASE, BAD_BACKUP, BACKUP_FAULTS,
    KEY_DIFFERS, WOULD_BE_LOST, NEWER_DATABASE or STORAGE; then everything is as it was.
    """
    if not by.may(Right.OPERATE):
        raise SurveyError(Code.NOT_ALLOWED, right=Right.OPERATE)
    if not archive.is_file():
        raise SurveyError(Code.BAD_FILE, file=archive.name, why="không có / not there")
    if not settings.database_url.startswith("sqlite:///"):
        raise SurveyError(Code.BAD_SETTING, setting="DATABASE_URL", why="sqlite:///…")
    place = Path(settings.database_url.removeprefix("sqlite:///"))
    with refusing():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        alone = Occupied(place, whole=True)
        try:
            with workspace(place) as folder:
                facts = prove(archive, folder, passphrase)
                before = standing(place, folder / DATABASE)
                _merge_erasures(place, folder)
                faults = tuple(_opened_once(settings, folder))
                _refuse(settings, folder, before, faults, wish)
                kept = tuple(_put_all(settings, folder, place, f"{now:%Y%m%d-%H%M%S}"))
        finally:
            alone.leave()
    _tell(settings, archive, facts, before, by, now)
    return Restored(facts, before, kept, faults)


def _key(folder: Path) -> str:
    return (folder / "var" / KEY).read_text("ascii").strip()


def _opened_once(settings: Settings, folder: Path) -> Iterator[str]:
    """Opens the copy as the program will: changes of the schema, erasures, then the whole check."""
    url = f"sqlite:///{folder / DATABASE}"
    program = open_program(
        replace(settings, database_url=url, secret=_key(folder).encode(), var=folder / "var")
    )
    try:
        yield from (str(fault) for fault in check(program))
    finally:
        close_program(program)


def _refuse(
    settings: Settings, folder: Path, before: Standing, faults: tuple[str, ...], wish: Wish
) -> None:
    kept = settings.var / KEY
    chosen_outside = not kept.exists() or kept.read_bytes().strip() != settings.secret
    if chosen_outside and settings.secret != _key(folder).encode():
        raise SurveyError(Code.KEY_DIFFERS)
    if faults and not wish.despite_faults:
        raise SurveyError(Code.BACKUP_FAULTS, number=len(faults), first=faults[0])
    if before.would_be_lost and not wish.replace:
        if not before.readable:
            raise SurveyError(Code.WOULD_BE_LOST, responses="?", missing="?")
        raise SurveyError(
            Code.WOULD_BE_LOST, responses=before.responses, missing=before.missing_responses
        )


def _merge_erasures(place: Path, folder: Path) -> None:
    """The list of here and the list of the backup become one: what was erased stays erased."""
    live, other = place.with_name(f"{place.name}.erased"), folder / "erased"
    lines: dict[bytes, None] = {}
    for path in (live, other):
        if path.exists():
            lines |= dict.fromkeys(path.read_bytes().split())
    if lines:
        merged = b"".join(b"\n" + line for line in lines)
        write_whole(folder / f"{DATABASE}.erased", merged)


def _put_all(settings: Settings, folder: Path, place: Path, stamp: str) -> Iterator[str]:
    """Keys, list of erasures, and last the database. Done twice it does nothing more."""
    for path in sorted((folder / "var").rglob("*")):
        if path.is_file():
            kept = settings.var / path.relative_to(folder / "var")
            yield from _put_file(path.read_bytes(), kept, stamp)
    erased = folder / f"{DATABASE}.erased"
    if erased.exists():
        write_whole(place.with_name(f"{place.name}.erased"), erased.read_bytes())
    aside = put(folder / DATABASE, place, stamp)
    if aside is not None:
        yield aside.name


def _put_file(content: bytes, path: Path, stamp: str) -> Iterator[str]:
    if path.exists():
        if path.read_bytes() == content:
            return
        aside = path.with_name(f"{path.name}.replaced-{stamp}")
        os.link(path, aside)
        yield aside.name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, content)


def _tell(
    settings: Settings, archive: Path, facts: Facts, before: Standing, by: Actor, now: datetime
) -> None:
    kept = (settings.var / KEY).read_bytes().strip()
    program: Program = open_program(replace(settings, secret=kept))
    try:
        done = act(
            by,
            "backup.restore",
            archive.name,
            now,
            responses=sum(facts.responses.values()),
            missing=before.missing_responses,
        )
        program.store.log.write(done)
    finally:
        close_program(program)
