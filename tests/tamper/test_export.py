"""An export of a round proves itself, and what was changed in it is named."""

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.exporting import export_round, sealed_text
from services.program import close_program
from services.proving import Known
from services.signing import sign
from services.verifying import verify_file
from surveys.chain import START, leaf_of, link_of
from surveys.errors import Code, SurveyError
from surveys.fault import Wrong
from tests.acts import ACT, BOSS
from tests.conftest import ROUND
from tests.tamper.conftest import LATER, Case, copied, sealed
from tests.tamper.insider import fingerprint

Line = dict[str, Any]
Change = Callable[[list[Line]], object]


@pytest.fixture(scope="module")
def exported(untouched: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sealed round as a file; one response was erased after the round was sealed."""
    folder = tmp_path_factory.mktemp("exported")
    program = sealed(copied(untouched, folder))
    erased = next(program.store.seals.ids())
    program.store.seals.destroy([erased], replace(ACT, action="response.erase"))
    out = folder / "round.ndjson.gz"
    assert export_round(program, ROUND, out, BOSS, LATER) == 23
    close_program(program)
    return out


@pytest.fixture
def export(exported: Path, tmp_path: Path) -> Path:
    """A copy of its own for each test."""
    out = tmp_path / "out"
    out.mkdir()
    return Path(shutil.copy(exported, out))


def _lines(path: Path) -> list[Line]:
    with gzip.open(path) as file:
        return [json.loads(line) for line in file]


def _rewrite(path: Path, change: Change) -> None:
    lines = _lines(path)
    change(lines)
    with gzip.open(path, "wb") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def _responses(lines: list[Line]) -> list[int]:
    return [place for place, line in enumerate(lines) if "response" in line]


def edit(lines: list[Line]) -> str:
    """Another answer in the fifth response."""
    told = lines[_responses(lines)[4]]["response"]
    told["text"] = told["text"].replace('"overall":5', '"overall":1')
    return str(told["id"].replace("-", ""))


def back_date(lines: list[Line]) -> str:
    told = lines[_responses(lines)[4]]["response"]
    told["text"] = told["text"].replace('"day":"2026', '"day":"2025')
    return str(told["id"].replace("-", ""))


def delete(lines: list[Line]) -> None:
    """One fewer, and the number at the end with it."""
    del lines[_responses(lines)[4]]
    lines[-2]["end"]["responses"] -= 1


def insert(lines: list[Line]) -> None:
    place = _responses(lines)[4]
    more = {**lines[place]["response"], "id": "00000000-0000-4000-8000-000000000000"}
    lines.insert(place + 1, {"response": more})
    lines[-2]["end"]["responses"] += 1


def reorder(lines: list[Line]) -> None:
    one, other = _responses(lines)[4], _responses(lines)[9]
    lines[one], lines[other] = lines[other], lines[one]


def hide(lines: list[Line]) -> None:
    """One fewer, and its leaf passed off as one of another round."""
    place = _responses(lines)[4]
    link = lines[place - 1]["link"]
    link["leaves"], link["others"] = "", link["leaves"]
    del lines[place]
    lines[-2]["end"]["responses"] -= 1


def test_an_untouched_export_is_whole_on_any_machine(case: Case, export: Path) -> None:
    """Without the secret key: leaves, numbers, signature and noted heads; with it the links too."""
    before = fingerprint(export)
    outsider = Known(public=case.public, heads=(*case.heads, case.log_head))
    for known in (outsider, Known(case.secret, heads=case.heads), Known()):
        verdict = verify_file(export, known)
        assert verdict.faults == []
    said = {one.key for one in verify_file(export, outsider).proved}
    assert said == {"followed", "signed", "leaves", "figures", "package", "head", "log_head"}
    left = {one.key for one in verify_file(export, outsider).open}
    counted = {"figures_erased", "figures_hidden", "figures_limited"}
    rest = {"no_secret", "since_anchor", "erased", "other_rounds", "never_entered"}
    assert left == rest | counted
    assert "own_key" in {one.key for one in verify_file(export, Known()).open}
    assert fingerprint(export) == before


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (edit, Wrong.RESPONSE_ALTERED),
        (back_date, Wrong.RESPONSE_ALTERED),
        (delete, Wrong.RESPONSE_MISSING),
        (insert, Wrong.RESPONSE_NOT_SEALED),
        (reorder, Wrong.RESPONSE_MOVED),
        (hide, Wrong.MANIFEST_LEAVES),
    ],
)
@pytest.mark.parametrize("keyed", [True, False])
def test_a_changed_export_names_the_response(
    case: Case, export: Path, change: Change, expected: Wrong, keyed: bool
) -> None:
    """Without the secret key too."""
    names: list[object] = []
    _rewrite(export, lambda lines: names.append(change(lines)))
    faults = verify_file(export, Known(case.secret if keyed else None, case.public)).faults
    assert expected in {fault.wrong for fault in faults}
    if names[0]:
        assert faults[0].details["response"] == names[0]
    assert Wrong.MANIFEST_LEAVES in {fault.wrong for fault in faults} or change is reorder


def make_fit(key: bytes) -> Change:
    """Leaves and links anew, as an insider with the key does; the stubs cannot be redone."""

    def change(lines: list[Line]) -> None:
        previous, link = START, None
        for line in [*lines, {"link": None}]:
            if "response" in line:
                told = line["response"]
                id, salt = bytes.fromhex(told["id"].replace("-", "")), bytes.fromhex(told["salt"])
                assert link is not None
                link["leaves"] = leaf_of(salt, id, told["text"]).hex()
            elif "link" in line:
                if link is not None:
                    previous = link_of(key, previous, [bytes.fromhex(link["leaves"])])
                    link["value"] = previous.hex()
                link = line["link"]

    return change


def sign_again(key: bytes) -> Change:
    """The whole signed anew, as an insider with the key does."""

    def change(lines: list[Line]) -> None:
        told = b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in lines[:-1])
        sha256 = hashlib.sha256(told).hexdigest()
        lines[-1]["signed"] = {"sha256": sha256, "signature": sign(key, sealed_text(sha256)).hex()}

    return change


def test_with_the_key_too_it_is_found_by_manifest_and_head(case: Case, export: Path) -> None:
    """Everything in the file fits, but for what was signed and noted before."""
    for change in (edit, make_fit(case.secret), sign_again(case.secret)):
        _rewrite(export, change)
    faults = {one.wrong for one in verify_file(export, Known(case.secret)).faults}
    assert faults == {Wrong.MANIFEST_LEAVES, Wrong.MANIFEST_HEAD}
    _rewrite(export, lambda lines: [lines.remove(one) for one in lines[:3] if "manifest" in one])
    _rewrite(export, sign_again(case.secret))
    assert verify_file(export, Known(case.secret)).faults == []
    verdict = verify_file(export, Known(case.secret, heads=case.heads))
    assert [one.wrong for one in verdict.faults] == [Wrong.HEAD_UNKNOWN]
    assert "no_manifest" in {one.key for one in verdict.open}


def test_what_no_manifest_stands_for_is_signed_too(case: Case, export: Path) -> None:
    """A number of the plan, in a file of this version; one of an earlier version says what is open."""

    def more(lines: list[Line]) -> None:
        lines[0]["export"]["round"]["target"] = 400

    def earlier(lines: list[Line]) -> None:
        lines[0]["export"]["format"] = "hailong-round/1"
        del lines[-1]

    _rewrite(export, more)
    assert [f.wrong for f in verify_file(export, Known(public=case.public)).faults] == [
        Wrong.EXPORT_ALTERED
    ]
    _rewrite(export, earlier)
    verdict = verify_file(export, Known(public=case.public))
    assert verdict.faults == []
    assert "unsigned" in {one.key for one in verdict.open}


def test_a_manifest_of_another_round_is_not_taken(export: Path) -> None:
    """Its text names its round."""

    def change(lines: list[Line]) -> None:
        lines[0]["export"]["round"]["id"] = "2025-H1"

    _rewrite(export, change)
    assert Wrong.MANIFEST_OTHER in {one.wrong for one in verify_file(export, Known()).faults}


def _bad_lines() -> Iterator[tuple[str, Change]]:
    def on(place: int, kind: str, **more: object) -> Change:
        return lambda lines: lines[place].setdefault(kind, {}).update(more)

    yield "other format", on(0, "export", format="x/1")
    yield "no end", lambda lines: lines.pop()
    yield "wrong end", on(-2, "end", responses=7)
    yield "more after the end", lambda lines: lines.append(lines[-2])
    yield "unknown kind", lambda lines: lines.insert(5, {"surprise": {}})
    yield "two kinds", lambda lines: lines[5].update({"link": {}, "response": {}})
    yield "huge number", lambda lines: lines.insert(3, _link(chain=10**30))
    yield "negative", lambda lines: lines.insert(3, _link(link=-1))
    yield "a truth for a number", lambda lines: lines.insert(3, _link(link=True))
    yield "short leaf", lambda lines: lines.insert(3, _link(leaves="00"))
    yield "no hex", lambda lines: lines.insert(3, _link(value="zz" * 32))
    yield "a list", lambda lines: lines.insert(3, ["link"])  # type: ignore[arg-type]
    yield (
        "the same response twice",
        lambda lines: lines.insert(_responses(lines)[0] + 1, lines[_responses(lines)[0]]),
    )


def _link(**more: object) -> Line:
    whole = {"chain": 1, "link": 1, "value": "00" * 32, "leaves": "", "others": ""}
    return {"link": {**whole, **more}}


@pytest.mark.parametrize("change", [pytest.param(change, id=name) for name, change in _bad_lines()])
def test_an_export_that_is_none_is_told_in_a_sentence(export: Path, change: Change) -> None:
    """Refused whole, with a reason."""
    _rewrite(export, change)
    with pytest.raises(SurveyError) as refused:
        verify_file(export, Known())
    assert refused.value.code is Code.NOT_EVIDENCE


@pytest.mark.parametrize("rest", [0.5, 0.9, 0.99])
def test_a_file_that_was_cut_short_is_refused(export: Path, rest: float) -> None:
    """Wherever it ends."""
    content = export.read_bytes()
    export.write_bytes(content[: int(len(content) * rest)])
    with pytest.raises(SurveyError) as refused:
        verify_file(export, Known())
    assert refused.value.code is Code.NOT_EVIDENCE


@pytest.mark.parametrize("padding", [5 << 20, 1 << 20], ids=["one line", "many lines"])
def test_a_file_that_unpacks_for_ever_is_refused(tmp_path: Path, padding: int) -> None:
    """A quarter of a gigabyte of lines that are right, and of nothing."""
    bomb, line = tmp_path / "bomb", b'{"others":{"chain":0,"first":1,"links":""}}'
    one = gzip.compress(line.ljust(padding) + b"\n")
    with bomb.open("wb") as file:
        file.write(
            gzip.compress(b'{"export":{"format":"hailong-round/2","round":{"id":"2026-H2"}}}\n')
        )
        for _ in range((256 << 20) // padding):
            file.write(one)
    with pytest.raises(SurveyError) as refused:
        verify_file(bomb, Known())
    assert "too large" in str(refused.value.details["why"])
