"""A province that dies while it takes a package has the edition before, or the new one; nothing between."""

from pathlib import Path

import pytest

from services.publishing import correct_round
from services.reviewing import exclude
from services.sealing import seal_round
from services.senders import trust_key
from surveys.review import Choice
from tests.acts import BOSS, NOW
from tests.conftest import ROUND, opened, plan
from tests.faults.test_works import WRITES, moments
from tests.faults.works import Office
from tests.offices import LATER
from tests.offices import Office as Commune
from tests.server import Server

pytestmark = pytest.mark.faults

PLACE = "99004"


def prepared(folder: Path) -> tuple[Office, list[str]]:
    """A province that holds an edition, and the command that takes the corrected one."""
    (folder / "office").mkdir()
    office = Office(Server(folder / "office", 0))
    out = folder / "second.gz"
    with office.program() as province, opened(folder / "commune") as program:
        commune = Commune(program, PLACE, folder / "commune")
        plan(program, "short-counter@1", units=(PLACE,))
        plan(province, "short-counter@1")
        trust_key(province, commune.key, PLACE, BOSS, NOW)
        commune.collect(300, flags=("too_fast",))
        commune.collect(900)
        commune.seal()
        Commune(province, "99", office.folder).receive(commune.export("first.gz"))
        correct_round(program, ROUND, "đếm lại vì nhầm", BOSS, LATER)
        exclude(program, ROUND, Choice(PLACE, "too_fast"), "máy thử gửi nhầm", BOSS, LATER)
        seal_round(program, ROUND, BOSS, LATER)
        commune.export("second.gz").rename(out)
    return office, ["round", "import", str(out)]


def state(office: Office) -> object:
    """What the province counts, and which editions it holds; every figure and seal fits."""
    said = office.invoke("check")
    assert (said.exit_code, said.stdout.splitlines()[:1]) == (0, ["OK"]), said.stderr
    with office.program() as program:
        store = program.store
        held = [one.package.edition for one in store.packages.held(ROUND)]
        return store.received(ROUND), dict(store.apart(ROUND)), held


def test_a_province_that_is_killed_has_one_edition_or_the_other(tmp_path: Path) -> None:
    """SIGKILL at the first, the last and some of the writes between; then it is done again."""
    office, command = prepared(tmp_path)
    before = state(office)
    done = office.copy("whole")
    assert done.run(command).returncode == 0
    after = state(done)
    assert after != before
    assert after[0] == {PLACE: 900}  # type: ignore[index]
    for number, (name, place) in enumerate(moments(office, command, WRITES)):
        one = office.copy(f"killed{number}")
        kill = ("strace", "-f", "-e", f"trace={name}", "-o", "/dev/null")
        killed = one.run(command, (*kill, "-e", f"inject={name}:signal=SIGKILL:when={place}"))
        assert killed.returncode in (-9, 137), f"{name} {place}: {killed.stderr}"
        assert state(one) in (before, after)
        assert one.run(command).returncode == 0
        assert state(one) == after
