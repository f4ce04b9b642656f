"""Rescue files: what a device could not send comes in by hand, once, sealed or not."""

import asyncio
import base64
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.answering import submit
from services.checking import check
from services.devices import offer_pairing, pair, retire_device
from services.erasing import withdraw
from services.flow import Flow
from services.program import Program
from services.rescue_key import rescue_key
from services.rescuing import Fate, import_rescued
from surveys import submission
from surveys.dates import day_of, hours_of
from surveys.errors import Code, SurveyError
from surveys.flow import Limit
from surveys.link import Channel
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT
from tests.web.conftest import payload

HEAD = {"hailong": "rescue", "version": 1}


def lines(bodies: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps({"body": json.dumps(one), "notice": ""}) for one in bodies)


def written(path: Path, bodies: list[dict[str, Any]], head: dict[str, Any] = HEAD) -> Path:
    path.write_text(json.dumps(head) + "\n" + lines(bodies) + "\n", "utf-8")
    return path


def sealed(path: Path, bodies: list[dict[str, Any]], secret: bytes) -> Path:
    """As the rescue page does it in a browser."""
    own = ec.generate_private_key(ec.SECP256R1())
    server = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), rescue_key(secret))
    key = HKDF(SHA256(), 32, b"", b"hailong rescue file").derive(own.exchange(ec.ECDH(), server))
    hidden = AESGCM(key).encrypt(b"0" * 12, lines(bodies).encode(), None)
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    told = {
        name: base64.b64encode(one).decode() for name, one in (("key", point), ("iv", b"0" * 12))
    }
    content = base64.b64encode(hidden).decode()
    path.write_text(json.dumps({**HEAD, **told}) + "\n" + content + "\n", "utf-8")
    return path


def fates(program: Program, path: Path, *, dry_run: bool = False) -> list[Fate]:
    return [one.fate for one in import_rescued(program, path, BOSS, NOW, dry_run=dry_run)]


@pytest.mark.parametrize("is_sealed", [True, False])
def test_every_answer_of_a_file_is_kept_once(
    program: Program, code: str, tmp_path: Path, is_sealed: bool
) -> None:
    """One had arrived before the device fell silent; one was erased since; one nobody can take."""
    bodies = [payload(code) for _ in range(5)]
    asyncio.run(submit(program, submission.read(bodies[0]), NOW))
    gone = asyncio.run(submit(program, submission.read(bodies[1]), NOW))
    withdraw(program, gone.receipt, NOW)
    bodies[2]["answers"] = {"overall": 99}
    secret, path = program.settings.secret, tmp_path / "tablet.jsonl"
    file = sealed(path, bodies, secret) if is_sealed else written(path, bodies)
    expected = [Fate.KNOWN, Fate.ERASED, Fate.REFUSED, Fate.NEW, Fate.NEW]
    before = program.store.log.head()
    assert fates(program, file, dry_run=True) == expected
    assert len(list(program.store.responses(ROUND))) == 1
    assert program.store.log.head() == before
    assert fates(program, file) == expected
    assert fates(program, file)[3:] == [Fate.KNOWN, Fate.KNOWN]
    assert len(list(program.store.responses(ROUND))) == 3
    assert list(check(program)) == []


def test_a_file_is_no_flood(program: Program, code: str, tmp_path: Path) -> None:
    """However many answers one tablet has kept, none of them is told to wait."""
    small = replace(program, flow=Flow({Channel.OPEN_QR: Limit(2, 1)}, program.metrics))
    file = written(tmp_path / "tablet.jsonl", [payload(code) for _ in range(5)])
    assert fates(small, file) == [Fate.NEW] * 5


def test_the_log_tells_who_brought_how_many(program: Program, code: str, tmp_path: Path) -> None:
    """The numbers, and nothing of what was answered."""
    fates(program, written(tmp_path / "tablet.jsonl", [payload(code)]))
    done = program.store.log.read()[0].act
    assert (done.action, done.object) == ("answers.import", "tablet.jsonl")
    assert done.details == {"new": 1, "known": 0, "erased": 0, "refused": 0}


def test_a_file_says_what_is_wrong_with_each_answer(
    program: Program, code: str, tmp_path: Path
) -> None:
    """By its place in the file, in the words that the form uses."""
    bad = {**payload(code), "code": "ZZZZZZZ"}
    brought = import_rescued(program, written(tmp_path / "x", [payload(code), bad]), BOSS, NOW)
    assert [one.line for one in brought if one.refusal] == [2]
    assert brought[1].refusal is not None
    assert brought[1].refusal.code is Code.UNKNOWN_LINK


@pytest.mark.parametrize(
    "content",
    [
        "",
        "unit,count\n1,2\n",
        '{"hailong": "manifest"}\n',
        '{"hailong": "rescue", "version": 2}\n{}\n',
        '{"hailong": "rescue", "version": 1}\nnot json\n',
        '{"hailong": "rescue", "version": 1}\n{"body": 7}\n',
        '{"hailong": "rescue", "version": 1, "key": "!", "iv": ""}\nAAAA\n',
        '{"hailong": "rescue", "version": 1, "key": "AAAA", "iv": "AAAA"}\nAAAA\n',
        '{"hailong": "rescue", "version": 1, "key": 7}\nAAAA\n',
    ],
)
def test_another_file_is_refused_whole(program: Program, tmp_path: Path, content: str) -> None:
    """With a sentence; nothing is kept."""
    path = tmp_path / "x.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(SurveyError) as refused:
        import_rescued(program, path, BOSS, NOW)
    assert refused.value.code is Code.BAD_FILE


def test_a_sealed_file_is_for_one_server_and_cannot_be_changed(
    program: Program, code: str, tmp_path: Path
) -> None:
    """Another key opens nothing, and a changed letter is found."""
    other = sealed(tmp_path / "other.jsonl", [payload(code)], b"another secret" * 3)
    own = sealed(tmp_path / "own.jsonl", [payload(code)], program.settings.secret)
    head, content, _ = own.read_text("utf-8").split("\n")
    own.write_text(f"{head}\n{'B' if content[0] == 'A' else 'A'}{content[1:]}\n", "utf-8")
    assert str(payload(code)["code"]) not in content
    for path in (other, own):
        with pytest.raises(SurveyError) as refused:
            import_rescued(program, path, BOSS, NOW)
        assert refused.value.code is Code.BAD_FILE
    assert list(program.store.responses(ROUND)) == []


def test_what_waited_on_a_retired_tablet_is_still_its_units(
    program: Program, tmp_path: Path
) -> None:
    """Brought by hand: a kiosk's answer of the unit at which the tablet stood, once."""
    offered = offer_pairing(program, BOSS, UNIT, "Máy quầy 1", NOW)
    device = pair(program, offered.code, NOW).device
    retire_device(program, BOSS, device.number, NOW)
    path = written(tmp_path / "r", [payload(device.code)])
    assert fates(program, path, dry_run=True) == [Fate.NEW]
    assert [fates(program, path) for _ in range(2)] == [[Fate.NEW], [Fate.KNOWN]]
    [response] = program.store.responses(ROUND)
    assert (response.unit, response.channel) == (UNIT, Channel.KIOSK)


@pytest.mark.parametrize(
    ("skew", "wrong", "known"),
    [(-7200, True, True), (20, False, True), (None, False, False), ("x", False, False)],
)
def test_a_device_that_knew_how_wrong_its_clock_was_is_corrected(
    program: Program, code: str, tmp_path: Path, skew: object, wrong: bool, known: bool
) -> None:
    """As on the way of all other answers; where it knew nothing the import says so."""
    sent = payload(code)
    off = timedelta(seconds=skew) if isinstance(skew, int) else timedelta(0)
    done = NOW - timedelta(hours=3)
    sent["started_at"] = (done - timedelta(seconds=90) - off).isoformat()
    sent["finished_at"] = (done - off).isoformat()
    line = json.dumps({"body": json.dumps(sent), "notice": "", "skew": skew})
    path = tmp_path / "tablet.jsonl"
    path.write_text(json.dumps(HEAD) + "\n" + line + "\n", "utf-8")
    [brought] = import_rescued(program, path, BOSS, NOW)
    assert (brought.fate, brought.clock_known) == (Fate.NEW, known)
    [response] = program.store.responses(ROUND)
    assert ("wrong_clock" in response.flags) is wrong
    assert (response.day, response.hours) == (day_of(done), hours_of(done))
