"""Answers that a device without a line has saved to a file come in by the same way as all others."""

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from data.imports import rescue
from services.answering import foresee, submit
from services.flow import Flow
from services.program import Program
from services.rescue_key import unsealed
from services.rights import act, need_everywhere
from surveys import submission
from surveys.account import Actor, Right
from surveys.clock import corrected
from surveys.consent import HASH_LETTERS
from surveys.errors import Code, SurveyError


class Fate(StrEnum):
    """What became of an answer: kept now, there already, erased on request, or refused."""

    NEW = "new"
    KNOWN = "known"
    ERASED = "erased"
    REFUSED = "refused"


@dataclass(frozen=True)
class Brought:
    """One answer of a file: its place there, its id where it has one, and why it was refused.

    Where `clock_known` is False nobody can say how wrong the device's clock was: its times stand as
    they were written.
    """

    line: int
    id: str
    fate: Fate
    refusal: SurveyError | None = None
    clock_known: bool = True


def import_rescued(
    program: Program, path: Path, by: Actor, now: datetime, *, dry_run: bool = False
) -> list[Brought]:
    """Hands in every answer of a rescue file; what has arrived in the meantime is known by its id.

    With `dry_run` nothing is kept. Raises SurveyError BAD_FILE, and nothing is kept then; NOT_KEPT
    when the disk fails: what came before it is kept, and the file may be imported again.
    """
    need_everywhere(program, by, Right.OPERATE)
    # A file that staff have brought is no flood, however many answers one tablet has kept.
    unhurried = replace(program, flow=Flow({}, program.metrics))
    brought = asyncio.run(_hand_in(unhurried, _entries(program, path), now, dry_run))
    if not dry_run:
        fates = [one.fate for one in brought]
        counts = {str(fate): fates.count(fate) for fate in Fate}
        program.store.log.write(act(by, "answers.import", path.name, now, **counts))
    return brought


def _entries(program: Program, path: Path) -> list[dict[str, Any]]:
    file, content = rescue.read(path), None
    if file.key:
        content = unsealed(program.settings.secret, file.key, file.iv, file.content)
        if content is None:
            why = "khóa của máy chủ khác, hoặc tệp bị hỏng / another server's key, or damaged"
            raise SurveyError(Code.BAD_FILE, file=path.name, why=why)
    return rescue.lines(path, file.content if content is None else content)


async def _hand_in(
    program: Program, entries: list[dict[str, Any]], now: datetime, dry_run: bool
) -> list[Brought]:
    brought = []
    for line, entry in enumerate(entries, start=1):
        id = ""
        try:
            sent = _decoded(entry["body"])
            told = submission.read(sent, str(entry.get("notice") or "")[:HASH_LETTERS])
            id, known = str(told.id), rescue.skew(entry)
            if known is not None:
                told = corrected(told, now - known, now)
            # Who brings a tablet's answers by hand speaks for it, also once it is retired.
            device = await asyncio.to_thread(program.store.devices.by_code, told.code)
            if dry_run:
                new = await foresee(program, told, now, device)
            else:
                new = (await submit(program, told, now, device=device)).new
            fate = Fate.NEW if new else Fate.KNOWN
            brought.append(Brought(line, id, fate, clock_known=known is not None))
        except SurveyError as refusal:
            if refusal.code is Code.NOT_KEPT:
                raise
            fate = Fate.ERASED if refusal.code is Code.ERASED else Fate.REFUSED
            brought.append(Brought(line, id, fate, refusal))
    return brought


def _decoded(body: str) -> object:
    try:
        return json.loads(body)
    except ValueError:
        raise SurveyError(Code.UNREADABLE) from None
