"""What everybody may see: the figures of a sealed round, frozen edition by edition."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from analysis.estimate import Estimate
from analysis.reports.compose import compose
from analysis.shares import Distribution
from analysis.summary import UNIT, Summary
from services.basis import basis_of
from services.nearness import near_any
from services.program import Program
from services.reporting import refuse_unsound
from services.rights import act, need
from services.rounds import stored, worded
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.edition import Edition
from surveys.errors import Code, SurveyError
from surveys.formula import Formula
from surveys.language import SOURCE, words
from surveys.masking import mask
from surveys.round import Round

Published = Mapping[str, Any]
"""The frozen figures of an edition, as read from its JSON."""


def publish_round(
    program: Program, id: str, by: Actor, now: datetime, *, was: Round | None = None
) -> Round:
    """Puts the sealed figures before everybody and freezes them as this edition.

    Raises SurveyError ROUND_STATE, ROUND_MOVED, NOT_ALLOWED or OTHER_UNITS, and REPORT_REFUSED for
    figures that do not hold or could be worked out, with the places named.
    """
    found = was or stored(program, id)
    need(program, by, Right.SEAL, found.units)
    published = found.published()
    basis, told = basis_of(program, id, None, now, public=True), words(SOURCE)
    refuse_unsound(basis, compose(basis, told), told)
    made = basis.summary
    figures = _figures(program, made, published, now)
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    edition = Edition(id, published.edition, day_of(now), text)
    done = act(by, "round.publish", id, now, edition=published.edition)
    try:
        program.store.editions.publish(published, found, edition, done)
    finally:
        program.catalogue.forget()
    return published


def correct_round(
    program: Program, id: str, reason: str, by: Actor, now: datetime, *, was: Round | None = None
) -> Round:
    """Takes a sealed round under review once more; its edition stays, a new one is to follow.

    Raises SurveyError REASON_NEEDED without some words of reason, and whatever a step refuses.
    """
    why = mask(worded(reason))
    found = was or stored(program, id)
    need(program, by, Right.SEAL, found.units)
    corrected = found.corrected()
    done = act(by, "round.correct", id, now, reason=why, edition=found.edition)
    try:
        program.store.editions.correct(corrected, found, why, done)
    finally:
        program.catalogue.forget()
    return corrected


def editions(program: Program, round: str | None = None) -> tuple[Edition, ...]:
    """What was published, the first edition of each round first."""
    return tuple(program.store.editions.all(round))


def latest(program: Program) -> tuple[Edition, ...]:
    """The newest edition of each round that was ever published, the latest round first."""
    newest = {one.round: one for one in editions(program)}
    return tuple(sorted(newest.values(), key=lambda one: one.round, reverse=True))


def find_edition(program: Program, round: str, number: int | None) -> tuple[Edition, Edition]:
    """An edition, the newest one when no number is given, and the newest one.

    Raises SurveyError UNKNOWN_ROUND when there is no such edition before everybody's eyes.
    """
    found = editions(program, round)
    chosen = [one for one in found if number in (None, one.number)]
    if not chosen:
        raise SurveyError(Code.UNKNOWN_ROUND, round=round[:40])
    return chosen[-1], found[-1]


def read(edition: Edition) -> Published:
    """The frozen figures of an edition."""
    table: Published = json.loads(edition.text)
    return table


def fingerprint(edition: Edition) -> str:
    """SHA-256 over the frozen text: who has noted it can tell whether anything was changed."""
    return hashlib.sha256(edition.text.encode()).hexdigest()


def _figures(program: Program, made: Summary, round: Round, now: datetime) -> dict[str, Any]:
    fewest = program.settings.fewest_public
    before = program.store.editions.all(round.id)
    near, whole = near_any(made.criteria, before, fewest), _estimate(made.overall)
    rows = next(one for one in made.breakdowns if one.dimension == UNIT)
    sealed = [
        one for one in program.store.seals.manifests(round.id) if one.edition == round.edition
    ]
    taken_out = [one for one in program.store.review.exclusions(round.id) if one.active]
    return {
        "round": round.id,
        "title": round.title,
        "edition": round.edition,
        "opens": round.opens.isoformat(),
        "closes": round.closes.isoformat(),
        "published_on": day_of(now).isoformat(),
        "sample": round.sample,
        "design": round.design,
        "formula": Formula.POOLED,
        "valid": round.valid,
        "questionnaire": made.questionnaire,
        "questionnaire_hash": made.questionnaire_hash,
        "instrument": dict(made.title.by_language),
        "unit": made.unit.name,
        "threshold": fewest,
        "manifest_sha256": hashlib.sha256(sealed[-1].text.encode()).hexdigest() if sealed else None,
        "responses": made.responses,
        "received": made.received,
        "apart": asdict(made.apart) if made.apart else None,
        "served": made.served,
        "overall": None if near and near >= {one.question for one in made.criteria} else whole,
        "criteria": [_criterion(one, hide=one.question in near) for one in made.criteria],
        "units": [
            {
                "code": row.value,
                "name": row.label.in_("vi"),
                "responses": row.responses,
                "satisfied": _estimate(row.satisfied),
            }
            for row in rows.rows
        ],
        "units_apart": rows.apart,
        "excluded": [
            {"responses": one.responses, "reason": one.reason, "on": one.on.isoformat()}
            for one in taken_out
        ],
        "warnings": [str(warning) for warning in made.warnings],
        "covers": str(made.overall.covers),
    }


def _criterion(one: Distribution, *, hide: bool) -> dict[str, Any]:
    shown = one.satisfied is not None and one.satisfied.shown and not hide
    return {
        "id": one.question,
        "text": dict(one.text.by_language),
        "n": one.n if shown else None,
        "satisfied": _estimate(one.satisfied) if shown else None,
        "parts": [
            {"label": dict(part.label.by_language), "share": part.share, "count": part.count}
            for part in (one.parts if shown else ())
        ],
    }


def _estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None or not estimate.shown:
        return None
    return {
        "count": estimate.count,
        "n": estimate.n,
        "share": estimate.share,
        "low": estimate.low,
        "high": estimate.high,
        "small": estimate.standing == "small",
    }
