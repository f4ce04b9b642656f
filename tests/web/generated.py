"""Requests made from the description of the JSON doors, and what must hold after each of them."""

import base64
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from services.checking import check
from services.links import find_link
from services.program import Program
from services.rounds import create_round
from services.slips import PrintedSlip, make_slips, void_slip
from services.units import public_codes
from surveys.link import code_meant
from surveys.questionnaire import find
from surveys.slip import MOST_ANSWERS
from surveys.standing import Standing
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT
from tests.web.conftest import payload
from web.openapi import description

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
HAND_IN = "/api/v1/responses"
LATER = "2100-H1"

_SCHEMA = schemathesis.openapi.from_dict(description())
OPERATIONS = [one.ok() for one in _SCHEMA.get_all_operations()]

described = st.one_of(
    [
        operation.as_strategy(generation_mode=mode)
        for operation in OPERATIONS
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        # The description takes no parameter, so nothing about it can be wrong.
        if not (operation.path.endswith("openapi.json") and mode is GenerationMode.NEGATIVE)
    ]
)
"""What the description allows, and what it forbids."""

_WRONG = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.lists(st.one_of(st.integers(), st.text(max_size=5)), max_size=4),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)
_QUESTIONS = [one.id for one in find("short-counter@1").questions]
_TIMES = st.sampled_from(
    [
        "2026-11-22T08:00:00+07:00",
        "2026-11-22",
        "0001-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59-14:00",
        "2126-01-01T00:00:00Z",
        "",
        None,
    ]
)


@dataclass
class Doors:
    """A program with links of every sort, and how many responses of each there must be."""

    client: TestClient
    program: Program
    codes: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    void: str = ""
    stored: int = 0
    by_code: Counter[str] = field(default_factory=Counter)
    told: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        days = {"opens": NOW.date().replace(2100), "closes": NOW.date().replace(2101)}
        create_round(
            self.program, BOSS, NOW, id=LATER, title="x", questionnaire="short-counter@1", **days
        )
        slips = make_slips(self.program, ROUND, UNIT, 12, BOSS, NOW, field="land").slips
        [later] = make_slips(self.program, LATER, UNIT, 1, BOSS, NOW).slips
        void_slip(self.program, ROUND, UNIT, slips[0].serial, BOSS, NOW)
        self.void, *good = [one.token for one in slips]
        codes = list(public_codes(self.program).values())
        self.codes = [
            *codes[:2],
            *good[:6],
            self.void,
            self.void,
            later.token,
            *_spoilt(slips[1]),
            "",
            "ZZZZZZZ",
        ]
        self.ids = [str(UUID(int=number)) for number in range(8)]

    def almost(self) -> st.SearchStrategy[dict[str, Any]]:
        """A real submission with this or that about it wrong, replayed or by another link."""
        answers = st.dictionaries(st.sampled_from([*_QUESTIONS, "astrology"]), _WRONG, max_size=3)
        return st.builds(
            _changed,
            code=st.sampled_from(self.codes),
            id=st.one_of(st.sampled_from(self.ids), st.uuids().map(str)),
            times=st.tuples(_TIMES, _TIMES),
            overall=st.sampled_from([5, 5, 5, 1]),
            answers=st.one_of(st.just({}), st.just({}), answers),
            others=st.one_of(
                st.just({}),
                st.dictionaries(st.sampled_from([*payload("x"), "q"]), _WRONG, max_size=1),
            ),
        )

    def call(self, case: Case) -> None:
        """Sends what was made from the description; the reply is one that is described."""
        content = b"" if isinstance(case.body, schemathesis.core.NotSet) else _encoded(case.body)
        headers = {name: str(value) for name, value in (case.headers or {}).items()}
        headers = {n: v for n, v in headers.items() if v.isascii() and v.isprintable()}
        if case.method == "POST":
            headers = {"Content-Type": "application/json", **headers}
        reply = self.client.request(
            case.method,
            case.formatted_path,
            params=case.query or None,
            headers=headers,
            content=content,
        )
        case.validate_response(reply, checks=CHECKS)
        code = case.body.get("code") if isinstance(case.body, dict) else None
        self._holds(reply, code)

    def send(self, sent: dict[str, Any]) -> None:
        """Hands a submission in; the reply is one that is described."""
        reply = self.client.post(
            HAND_IN, content=_encoded(sent), headers={"Content-Type": "application/json"}
        )
        OPERATIONS[0].Case().validate_response(reply, checks=CHECKS)
        self._holds(reply, sent.get("code"))

    def _holds(self, reply: Any, code: object) -> None:
        """One response more after 201, by the link that it came by; none after anything else."""
        self.told[reply.status_code] += 1
        before, self.stored = self.stored, self._count()
        assert self.stored - before == (reply.status_code == 201)
        if reply.status_code == 201:
            link = find_link(self.program, code_meant(str(code)))
            self.by_code[link.code] += 1
            if link.round:
                assert self.by_code[link.code] <= MOST_ANSWERS
                assert link.round == ROUND
                assert link.code != self.void
        elif reply.status_code >= 400:
            assert reply.headers["content-type"].startswith("application/problem+json")

    def _count(self) -> int:
        rounds = (ROUND, LATER)
        counted = sum(sum(self.program.store.received(one).values()) for one in rounds)
        apart = (
            n
            for one in rounds
            for each in self.program.store.apart(one).values()
            for n in each.values()
        )
        return counted + sum(apart)

    def whole(self) -> None:
        """At the end: figures are the count of responses, and no slip counts twice."""
        assert list(check(self.program)) == []
        slips = [one for one in self.program.store.responses(ROUND) if one.channel == "slip"]
        assert len(slips) == sum(n for code, n in self.by_code.items() if len(code) == 128)
        assert {(one.unit, one.field) for one in slips} <= {(UNIT, "land")}
        counted = self.program.store.responses(ROUND, Standing.COUNTED)
        used = [code for code in self.by_code if len(code) == 128]
        assert sum(one.channel == "slip" for one in counted) <= len(used)
        assert list(self.program.store.responses(LATER)) == []


def _changed(
    *,
    code: str,
    id: str,
    times: tuple[str | None, str | None],
    overall: int,
    answers: dict[str, Any],
    others: dict[str, Any],
) -> dict[str, Any]:
    whole = payload(code, id=id, started_at=times[0], finished_at=times[1])
    given = {**whole["answers"], "overall": overall}  # type: ignore[dict-item]
    if len(code) == 128:
        given.pop("procedure_field")
    return {**whole, "answers": {**given, **answers}, **others}


def _spoilt(slip: PrintedSlip) -> list[str]:
    """A slip cut short, with a bit flipped, and with another's signature."""
    raw = bytearray(base64.b32decode(slip.token))
    raw[15] ^= 1
    flipped = base64.b32encode(bytes(raw)).decode()
    return [slip.token[:100], flipped, slip.token[:26] + "A" * 102, slip.token.lower()]


def _encoded(body: object) -> bytes:
    if isinstance(body, bytes):
        return body
    return json.dumps(body, default=str).encode()
