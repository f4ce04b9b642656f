"""A round with everything that proves it, as one file: for whoever keeps or checks it elsewhere.

The file holds every answer. It is for those who may hold the database; see docs/seal.md.
"""

import gzip
import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from data.seals import Gone, Own, Stored
from services.manifest import canonical
from services.program import Program
from services.replicated import read_much
from services.rights import act, need_everywhere
from services.signing import public_key, sign
from settings import VERSION
from surveys.account import Actor, Right
from surveys.errors import Code, SurveyError
from surveys.questionnaire import find
from surveys.round import Origin, Round
from surveys.sealed import Link, Stub

FORMAT = "hailong-round/2"
UNSIGNED = "hailong-round/1"
"""Of earlier versions: nothing is signed in it but the manifests."""

STUBS_A_LINE = 512


def export_round(program: Program, id: str, out: Path, by: Actor, now: datetime) -> int:
    """Writes a round to a new file and returns how many responses are in it.

    Raises SurveyError UNKNOWN_ROUND, ROUND_ORIGIN, BAD_FILE, or NOT_ALLOWED for anybody but an
    administrator of everything.
    """
    need_everywhere(program, by, Right.OPERATE)
    found = {round.id: round for round in program.store.rounds()}.get(id)
    if found is None:
        raise SurveyError(Code.UNKNOWN_ROUND, round=id[:40])
    if found.origin is not Origin.COLLECTED:
        raise SurveyError(Code.ROUND_ORIGIN, round=id)
    try:
        return _written(program, found, out, by, now)
    except OSError as wrong:
        raise SurveyError(Code.BAD_FILE, file=out.name, why=wrong.strerror or "") from wrong


def _written(program: Program, round: Round, out: Path, by: Actor, now: datetime) -> int:
    """Whole or not at all: written beside its place, and put there when all is on disk."""
    if out.exists():
        raise SurveyError(Code.BAD_FILE, file=out.name, why="đã có / exists")
    draft = out.with_name(f".{out.name}.part")
    try:
        n = read_much(program, "export of a round", lambda: _drafted(program, round, draft))
        program.store.log.write(act(by, "round.export", round.id, now, responses=n))
        os.replace(draft, out)
    finally:
        draft.unlink(missing_ok=True)
    return n


def _drafted(program: Program, round: Round, draft: Path) -> int:
    """Writes all lines, in place of what an earlier try has left; returns the number of responses."""
    numbers = {"links": 0, "responses": 0, "erased": 0}
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
            content = hashlib.sha256()
            for line in _lines(program, round, numbers):
                written = canonical(line).encode() + b"\n"
                content.update(written)
                file.write(written)
            signed = {"signed": _signed(program, content.hexdigest())}
            file.write(canonical(signed).encode() + b"\n")
        raw.flush()
        os.fsync(raw.fileno())
    return numbers["responses"]


def sealed_text(sha256: str) -> str:
    """What is signed of an export whose lines have this SHA-256; no manifest reads like it."""
    return f"{FORMAT} {sha256}"


def _signed(program: Program, sha256: str) -> dict[str, str]:
    signature = sign(program.settings.secret, sealed_text(sha256))
    return {"sha256": sha256, "signature": signature.hex()}


def _lines(program: Program, round: Round, numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    yield {"export": _about(program, round)}
    for one in program.store.seals.manifests(round.id):
        yield {
            "manifest": {
                "edition": one.edition,
                "text": one.text,
                "signature": one.signature.hex(),
            }
        }
    stubs: list[Stub] = []
    for evidence in program.store.seals.evidence(round.id):
        own = not isinstance(evidence, Stub)
        if stubs and (own or len(stubs) == STUBS_A_LINE or stubs[0].place[0] != evidence.place[0]):
            yield {"others": _others(stubs)}
            stubs = []
        if isinstance(evidence, Stub):
            stubs.append(evidence)
        else:
            yield from _proving(evidence, numbers)
    if stubs:
        yield {"others": _others(stubs)}
    yield {"end": numbers}


def _about(program: Program, round: Round) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "public_key": public_key(program.settings.secret).hex(),
        "round": {
            "id": round.id,
            "title": round.title,
            "state": round.state,
            "edition": round.edition,
            "opens": round.opens.isoformat(),
            "closes": round.closes.isoformat(),
            "grace": round.grace,
            "step": round.step,
            "sample": round.sample,
            "formula": round.formula,
            "design": round.design,
            "target": round.target,
            "valid": round.valid,
            "targets": dict(round.targets),
            "units": list(round.units),
        },
        "questionnaire": {"key": round.questionnaire, "hash": find(round.questionnaire).hash},
    }


def _proving(one: Own, numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    numbers["links"] += 1
    yield {"link": _link(one.link)}
    for response in one.stored:
        numbers["responses"] += 1
        yield {"response": _response(response)}
    for erased in one.gone:
        numbers["erased"] += 1
        yield {"erased": _erased(erased)}


def _others(stubs: list[Stub]) -> dict[str, Any]:
    """Links without a response of the round: one after another, value and hash of what they seal."""
    chain, first = stubs[0].place
    links = b"".join(one.value + one.hash for one in stubs)
    return {"chain": chain, "first": first, "links": links.hex()}


def _link(link: Link) -> dict[str, Any]:
    return {
        "chain": link.place[0],
        "link": link.place[1],
        "value": link.value.hex(),
        "leaves": link.leaves.hex(),
        "others": link.others.hex(),
    }


def _response(one: Stored) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "salt": one.salt.hex(),
        "text": one.record,
        "standing": one.standing,
    }


def _erased(one: Gone) -> dict[str, Any]:
    return {
        "id_sha256": one.hash.hex(),
        "leaf": one.leaf.hex(),
        "standing": one.standing,
        "stays": one.stays,
    }
