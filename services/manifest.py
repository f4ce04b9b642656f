"""The manifest of a sealed round: everything that its result rests on, as one text to be signed."""

import hashlib
import json
from datetime import datetime
from typing import Any

from data.seals import Manifest, RoundSeal
from services.program import Program
from services.reporting import as_json
from services.results import summary_in, top_unit, whole_round
from services.signing import public_key
from settings import VERSION
from surveys.dates import day_of
from surveys.language import SOURCE, words
from surveys.questionnaire import find
from surveys.round import Round
from surveys.standing import definition

FORMAT = "hailong-manifest/1"


def canonical(value: object) -> str:
    """JSON with sorted keys and nothing to spare: the same value is always the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def figures(program: Program, round: Round, now: datetime) -> list[dict[str, Any]]:
    """The protected counts of each unit of a round: hidden where everybody may see them."""
    whole = whole_round(program, round.id, now, threshold=program.settings.fewest_public)
    return [_counts(as_json(summary_in(whole, one.code), SOURCE)) for one in whole.units]


def describe(
    program: Program,
    round: Round,
    shown: list[dict[str, Any]],
    seal: RoundSeal,
    before: Manifest | None,
    now: datetime,
) -> str:
    """The text of a round's manifest."""
    told = words(SOURCE)
    table = {
        "format": FORMAT,
        "version": VERSION,
        "public_key": public_key(program.settings.secret).hex(),
        "sealed_on": day_of(now).isoformat(),
        "round": {
            "id": round.id,
            "title": round.title,
            "edition": round.edition,
            "opens": round.opens.isoformat(),
            "closes": round.closes.isoformat(),
            "sample": round.sample,
            "design": round.design,
            "step": round.step,
            "units": list(round.units),
            "top": top_unit(program, round).code,
        },
        "previous_edition": hashlib.sha256(before.text.encode()).hexdigest() if before else None,
        "questionnaire": {"key": round.questionnaire, "hash": find(round.questionnaire).hash},
        "formula": {"id": round.formula, "text": told(f"formulas.{round.formula}")},
        "valid": {"percent": round.valid, "text": definition(round.valid, told)},
        "responses": {
            "sealed": seal.responses,
            "by_standing": dict(seal.numbers),
            "erased": seal.erased,
            "leaves_sha256": seal.leaves.hex(),
            "standings_sha256": seal.standings.hex(),
        },
        "heads": [
            {"chain": chain, "link": link, "head": head.hex()}
            for chain, (link, head) in sorted(seal.heads.items())
        ],
        "threshold": program.settings.fewest_public,
        "figures": shown,
    }
    return canonical(table)


def _counts(full: dict[str, Any]) -> dict[str, Any]:
    """Of a summary for other programs the counts alone: shares and intervals follow from them."""
    overall = full["overall"]
    return {
        "unit": full["unit"]["code"],
        "name": full["unit"]["name"],
        "responses": full["responses"],
        "received": full["received"],
        "apart": full["apart"],
        "overall": overall and {"satisfied": overall["count"], "answers": overall["n"]},
        "questions": [_question(one) for one in (*full["criteria"], *full["others"])],
        "by": {
            dimension: [
                {"value": row["value"], "responses": row["responses"]} for row in one["rows"]
            ]
            for dimension, one in full["by"].items()
        },
    }


def _question(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": one["question"],
        "standing": one["standing"],
        "n": one["n"],
        "not_applicable": one["not_applicable"],
        "skipped": one["skipped"],
        "parts": {part["id"]: part["count"] for part in one["parts"]},
    }
