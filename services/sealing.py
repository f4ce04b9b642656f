"""A round is sealed: its figures stand from then on, signed together with what they rest on."""

import json
from datetime import datetime, timedelta

from data.seals import Manifest, RoundSeal
from services.manifest import describe, figures
from services.program import Program
from services.reporting import File
from services.rights import act, need
from services.signing import public_key, sign
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.round import Origin, Round, State


def seal_round(
    program: Program, id: str, by: Actor, now: datetime, was: Round | None = None
) -> Manifest:
    """Seals a closed round whose days of grace are over, and signs its manifest.

    `was` is the round as whoever seals it saw it. Raises SurveyError GRACE_RUNS with the first day on
    which it can be sealed, ROUND_STATE, ROUND_ORIGIN, ROUND_MOVED, NOT_ALLOWED or OTHER_UNITS.
    """
    found, day = was or _stored(program, id), day_of(now)
    need(program, by, Right.SEAL, found.units)
    if found.origin is not Origin.COLLECTED:
        raise SurveyError(Code.ROUND_ORIGIN, round=id)
    over = found.closed(day) if _ran_out(found, now) else found
    sealed = over.sealed()
    if found.in_grace(day):
        first = found.closes + timedelta(days=found.grace + 1)
        raise SurveyError(Code.GRACE_RUNS, round=id, day=f"{first:%d/%m/%Y}")
    program.store.take_snapshots(id, found.step, last=True)
    seen = _numbers(program, id)
    shown = figures(program, found, now)
    secret = program.settings.secret

    def make(seal: RoundSeal, before: Manifest | None) -> Manifest:
        # What came in between is sealed too, and belongs into the numbers of what came in.
        told = shown if _numbers(program, id) == seen else figures(program, found, now)
        text = describe(program, sealed, told, seal, before, now)
        return Manifest(id, sealed.edition, text, sign(secret, text))

    done = act(by, "round.seal", id, now, edition=sealed.edition)
    try:
        return program.store.seals.seal(sealed, found, make, done)
    finally:
        program.catalogue.forget()


def manifest_file(program: Program, id: str, edition: int | None = None) -> File:
    """A signed manifest as a file; without an edition the latest. Raises SurveyError NO_MANIFEST."""
    _stored(program, id)
    made = program.store.seals.manifests(id)
    chosen = [one for one in made if edition in (None, one.edition)]
    if not chosen:
        raise SurveyError(Code.NO_MANIFEST, round=id, edition=edition or 1)
    one = chosen[-1]
    name = f"hai-long-{id}-{one.edition}.manifest.json"
    return File(name, "application/json", (signed_json(program, one) + "\n").encode())


def signed_json(program: Program, one: Manifest) -> str:
    """The manifest with its signature. `manifest` is the signed text itself, letter by letter."""
    table = {
        "manifest": one.text,
        "signature": one.signature.hex(),
        "algorithm": "Ed25519",
        "public_key": public_key(program.settings.secret).hex(),
    }
    return json.dumps(table, ensure_ascii=False, indent=1)


def _ran_out(round: Round, now: datetime) -> bool:
    """Whether nobody closed the round and its last day is over."""
    return round.state in (State.OPEN, State.PAUSED) and round.state_on(day_of(now)).over


def _numbers(program: Program, round: str) -> tuple[object, ...]:
    """What changes whenever a response comes in, moves or goes."""
    store = program.store
    return dict(store.received(round)), dict(store.apart(round)), store.log.head()


def _stored(program: Program, id: str) -> Round:
    for round in program.store.rounds():
        if round.id == id:
            return round
    raise SurveyError(Code.UNKNOWN_ROUND, round=id[:40])
