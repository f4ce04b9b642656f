"""What everybody sees at /cong-khai: frozen editions on ten people or more."""

import hashlib
import re
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

import settings as configuration
from services.program import Program, close_program, open_program
from services.publishing import correct_round, editions, publish_round, read
from services.reviewing import exclude, include
from services.rounds import stored
from services.sealing import seal_round
from surveys.errors import SurveyError
from surveys.review import Choice
from surveys.round import State
from surveys.standing import Standing
from tests.acts import BOSS
from tests.conftest import ROUND, UNIT, plan
from tests.services.test_reviewing import LATER, WHY, answer, closed

pytestmark = pytest.mark.long

PAGE = f"/cong-khai/{ROUND}"
OTHER = "99005"


def seal(program: Program) -> None:
    seal_round(program, ROUND, BOSS, max(LATER, datetime.now(UTC)))


def published(program: Program) -> None:
    """A first edition: 12 flagged and 30 others at one commune, 15 at another, 7 at a third."""
    closed(
        program,
        [answer(1, "burst") for _ in range(12)] + [answer(5) for _ in range(30)],
        [answer(4, unit=OTHER) for _ in range(15)] + [answer(2, unit="99006") for _ in range(7)],
    )
    seal(program)
    publish_round(program, ROUND, BOSS, LATER)


def test_before_publication_there_is_nothing(client: TestClient, program: Program) -> None:
    """Neither open, closed nor sealed figures; the list says so."""
    assert client.get(PAGE).status_code == 404
    closed(program, [answer() for _ in range(30)])
    seal(program)
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}?format=json").status_code == 404
    listed = client.get("/cong-khai")
    assert listed.status_code == 200
    assert "Chưa có kết quả nào" in listed.text


@pytest.mark.parametrize(("language", "word"), [("vi", "Bản 1"), ("en", "Edition 1")])
def test_everybody_sees_the_edition(
    client: TestClient, program: Program, language: str, word: str
) -> None:
    """Without signing in and without scripts: share with n and interval, what is valid, the edition."""
    published(program)
    page = client.get(f"{PAGE}?lang={language}")
    assert page.status_code == 200
    scripts = re.findall(r"<script[^>]*>", page.text)
    assert len(scripts) == 1, "large type and high contrast, and nothing else"
    assert "/look.js" in scripts[0]
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    figures = client.get(f"{PAGE}?format=json").json()
    for told in (word, figures["fingerprint"], "95 %", "01/07/2026", "Xã Đồng Sen"):
        assert told in page.text
    manifest = program.store.seals.manifests(ROUND)[0].text
    assert figures["manifest_sha256"] == hashlib.sha256(manifest.encode()).hexdigest()
    assert figures["manifest_sha256"] in page.text
    assert (figures["responses"], figures["received"]) == (64, 64)
    assert figures["overall"]["low"] < figures["overall"]["share"] < figures["overall"]["high"]
    listed = client.get(f"/cong-khai?lang={language}").text
    assert f'href="/cong-khai/{ROUND}?lang={language}"' in listed


def test_nothing_rests_on_fewer_than_ten(client: TestClient, program: Program) -> None:
    """Seven people of one commune are hidden, and the next smallest with them."""
    published(program)
    figures = client.get(f"{PAGE}?format=json").json()
    units = {one["code"]: one["responses"] for one in figures["units"]}
    assert (units[UNIT], units[OTHER], units["99006"]) == (42, None, None)


def test_a_correction_replaces_visibly(client: TestClient, program: Program) -> None:
    """Edition 2 is what everybody sees; edition 1 stays as it was, marked with the reason."""
    published(program)
    first = client.get(f"{PAGE}?format=json").json()
    correct_round(program, ROUND, WHY, BOSS, LATER)
    assert "Đang soát xét lại" in client.get(PAGE).text
    exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)
    assert client.get(f"{PAGE}?format=json").json()["overall"] == first["overall"]
    seal(program)
    publish_round(program, ROUND, BOSS, LATER)
    second = client.get(f"{PAGE}?format=json").json()
    assert (second["edition"], second["responses"], second["apart"]["excluded"]) == (2, 52, 12)
    assert second["excluded"] == [{"responses": 12, "reason": WHY, "on": "2026-11-25"}]
    old = client.get(f"{PAGE}?edition=1&format=json").json()
    assert old == first | {"replaced_by": 2, "reason": WHY}
    page = client.get(f"{PAGE}?edition=1").text
    assert "đã được thay bằng bản 2" in page
    assert WHY in page


@pytest.mark.parametrize("edition", ["9", "x", "-1", "99999999"])
def test_an_edition_that_is_not_there_is_not_found(
    client: TestClient, program: Program, edition: str
) -> None:
    """Or not understood; never an error page."""
    published(program)
    assert client.get(f"{PAGE}?edition={edition}").status_code in (404, 422)


def test_what_was_published_does_not_move(client: TestClient, program: Program) -> None:
    """Live tallies may be anything: the page reads what was frozen."""
    published(program)
    before = client.get(PAGE).text
    program.store.add_counted([answer(1) for _ in range(50)])
    program.store.take_snapshots(ROUND, 5)
    assert client.get(PAGE).text == before


def test_publishing_and_correcting_are_rights(program: Program) -> None:
    """Whoever only looks may do neither, and nothing is changed."""
    from surveys.account import Actor, Role

    closed(program, [answer() for _ in range(30)])
    seal(program)
    for step in (
        lambda by: publish_round(program, ROUND, by, LATER),
        lambda by: correct_round(program, ROUND, WHY, by, LATER),
    ):
        with pytest.raises(SurveyError):
            step(Actor("x", Role.ANALYST))
    assert stored(program, ROUND).state is State.SEALED
    assert editions(program) == ()


groups = st.lists(
    st.tuples(
        st.sampled_from([UNIT, OTHER, "99006"]),
        st.sampled_from(["burst", "too_fast", ""]),
        st.integers(1, 14),
    ),
    min_size=2,
    max_size=7,
)
moves = st.lists(
    st.tuples(
        st.sampled_from(["exclude", "include"]),
        st.sampled_from([UNIT, OTHER, "99006"]),
        st.sampled_from(["burst", "too_fast"]),
        st.integers(1, 3),
    ),
    max_size=5,
)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(groups, st.lists(moves, min_size=2, max_size=3))
def test_no_two_editions_differ_by_fewer_than_ten_people(
    tmp_path_factory: pytest.TempPathFactory,
    come: list[tuple[str, str, int]],
    corrections: list[list[tuple[str, str, str, int]]],
) -> None:
    """Overall, by unit and by criterion: what changes between editions is nobody, or ten and more."""
    folder: Path = tmp_path_factory.mktemp("editions")
    program = open_program(configuration.read({}, folder / "var"))
    plan(program, "short-counter@1")
    closed(
        program,
        [
            answer(1 + n % 5, *([flag] if flag else []), unit=unit)
            for unit, flag, n in come
            for _ in range(n)
        ],
    )
    shown: list[dict[str, frozenset[UUID]]] = []
    for steps in corrections:
        for what, unit, flag, number in steps:
            try:
                if what == "exclude":
                    exclude(program, ROUND, Choice(unit, flag), WHY, BOSS, LATER)
                else:
                    include(program, ROUND, number, WHY, BOSS, LATER)
            except SurveyError:
                continue
        seal(program)
        publish_round(program, ROUND, BOSS, LATER)
        shown.append(_shown(program))
        correct_round(program, ROUND, WHY, BOSS, LATER)
    close_program(program)
    for one, other in product(shown, shown):
        for name in one.keys() & other.keys():
            assert len(one[name] ^ other[name]) not in range(1, 10), name
            assert len(one[name]) >= 10


def _shown(program: Program) -> dict[str, frozenset[UUID]]:
    """Who is behind each number of people that the newest edition shows."""
    table = read(editions(program)[-1])
    people: dict[str, set[UUID]] = {}
    for one in program.store.responses(ROUND, Standing.COUNTED):
        people.setdefault(one.unit, set()).add(one.id)
    inside = [people[unit] for unit in program.store.snapshots(ROUND) if unit in people]
    whole = frozenset[UUID]().union(*inside)
    found = {
        one["code"]: frozenset(people[one["code"]]) for one in table["units"] if one["responses"]
    }
    for one in table["units"]:
        assert one["responses"] in (None, len(people.get(one["code"], ())))
    found |= {one["id"]: whole for one in table["criteria"] if one["n"]}
    # Of a whole that is hidden not even the number is told.
    hidden = table["responses"] is None and len(whole) < 10
    assert hidden or table["responses"] == len(whole)
    return found | ({"overall": whole} if table["overall"] else {})
