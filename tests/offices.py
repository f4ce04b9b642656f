"""Offices with installations of their own: communes that send packages, and their province."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from data.store import Entry
from services.exporting import export_round
from services.packages import receive_package
from services.program import Program
from services.publishing import correct_round
from services.rounds import close_round
from services.sealing import seal_round
from services.senders import trust_key
from services.signing import public_key
from surveys.package import Received
from surveys.questionnaire import find
from surveys.response import Response
from surveys.standing import Standing
from surveys.tally import counts_of
from tests.acts import BOSS, NOW
from tests.conftest import ROUND, opened, plan

FORM = "short-counter@1"
LATER = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Office:
    """One installation, open; `unit` is the commune that it is, or the province."""

    program: Program
    unit: str
    folder: Path

    @property
    def key(self) -> str:
        return public_key(self.program.settings.secret).hex()

    def collect(self, entries: int, unit: str = "", **more: object) -> list[UUID]:
        """Answers given here, each with a comment; returns their ids."""
        given = [answer(unit or self.unit, level=1 + n % 5, **more) for n in range(entries)]
        self.program.store.keep(given)
        return [one.response.id for one in given]

    def seal(self) -> None:
        close_round(self.program, ROUND, BOSS, NOW)
        seal_round(self.program, ROUND, BOSS, LATER)

    def correct(self) -> None:
        correct_round(self.program, ROUND, "đếm lại vì nhầm", BOSS, LATER)

    def export(self, name: str = "goi.ndjson.gz") -> Path:
        out = self.folder / name
        export_round(self.program, ROUND, out, BOSS, LATER)
        return out

    def trust(self, other: "Office") -> None:
        trust_key(self.program, other.key, other.unit, BOSS, NOW)

    def receive(self, path: Path, **more: object) -> Received:
        return receive_package(self.program, path, BOSS, LATER, **more)[1]  # type: ignore[arg-type]

    def state(self) -> object:
        """Everything that can be seen of what is held."""
        store = self.program.store
        found = {one.id: one for one in store.responses(ROUND)}
        shown = store.snapshots(ROUND)
        return found, store.tallies(ROUND), store.apart(ROUND), shown, store.packages.held()


def answer(
    unit: str, id: UUID | None = None, level: int = 4, flags: tuple[str, ...] = (), **more: object
) -> Entry:
    """An answer to the short form."""
    form = find(FORM)
    asked: dict[str, object] = {one.id: None for one in form.questions if one.show_if is None}
    given = asked | {"overall": level, "comment": "Cán bộ nhiệt tình, chu đáo."}
    response = Response(
        *(id or uuid4(), ROUND, unit, "qr", "land", "vi", form.key, "n", date(2026, 8, 5)),
        *("morning", "unknown", given),  # type: ignore[arg-type]
        flags=flags,
    )
    standing = more.get("standing", Standing.COUNTED)
    return Entry(response, counts_of(response, form), Standing(str(standing)))


@contextmanager
def offices(blank: Path, folder: Path, *communes: str) -> Iterator[tuple[Office, ...]]:
    """Communes, and their province as the last one: it trusts them, and all have an open round."""
    made: list[Office] = []
    with ExitStack() as stack:
        for unit in (*communes, "99"):
            place = folder / unit
            shutil.copytree(blank, place)
            (place / "secret-key").unlink(missing_ok=True)
            program = stack.enter_context(opened(place))
            plan(program, FORM, **({"units": (unit,)} if unit != "99" else {}))
            made.append(Office(program, unit, place))
        for one in made[:-1]:
            made[-1].trust(one)
        yield tuple(made)
