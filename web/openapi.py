"""The description of the JSON doors (OpenAPI 3.1), built from what the program itself goes by."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from settings import VERSION
from surveys.consent import HASH_LETTERS
from surveys.device import LONGEST_VERSION, MOST_WAITING
from surveys.errors import Code, SurveyError
from surveys.language import SOURCE, languages
from surveys.link import ALPHABET
from surveys.submission import ALLOWED, NEEDED
from web.problems import status_of

ADDRESS = "/api/v1/openapi.json"

_TEXT = {"type": "string"}
_PROBLEM = {"$ref": "#/components/schemas/Problem"}

_REFUSALS = {
    400: "The body is no JSON object that can be read.",
    401: "For those who have signed in.",
    403: "Not now, or not by this account: nobody is asked at the moment, or another unit's figures.",
    404: "No such code, round, unit or slip; a slip that is damaged or forged.",
    409: "The id is known with other content, the questionnaire is another one, or the notice changed.",
    410: "Over for ever: the answer was erased, the slip is void or has had its most answers.",
    413: "Larger than any form.",
    415: "Not JSON.",
    422: "Read, and not acceptable as it is: `code` and `detail` say what and where.",
    429: "Too many by this link: come again after `Retry-After` seconds.",
    503: "It could not be written to disk; send it again.",
}

_ANSWER = {
    "description": "A level, a number, an option, several options, yes or no, a comment, or `na`.",
    "oneOf": [
        {"type": ["string", "boolean", "null"]},
        {"type": "integer"},
        {"type": "array", "items": _TEXT},
    ],
}

_FIELDS: dict[str, dict[str, Any]] = {
    "id": {
        "type": "string",
        "format": "uuid",
        "description": "Made by the device. The same id with the same answers is accepted again.",
    },
    "code": {
        "type": "string",
        "pattern": f"^([{ALPHABET}]{{4,16}}|[A-Z2-7]{{128}})$",
        "description": "A unit's public code, or the token of a slip: the last part of its address;"
        " or the code of a paired tablet, from that tablet alone."
        " Unit, channel and field are what it says.",
    },
    "questionnaire": {**_TEXT, "examples": ["short-counter@1"]},
    "answers": {"type": "object", "additionalProperties": _ANSWER},
    "started_at": {"type": ["string", "null"], "format": "date-time"},
    "finished_at": {"type": ["string", "null"], "format": "date-time"},
    "language": {"type": ["string", "null"], "enum": [*languages(), None], "default": SOURCE},
    "channel": {
        "type": ["string", "null"],
        "description": "The device's own opinion. The server knows the channel by the code.",
    },
}


def description() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hài Lòng",
            "version": VERSION,
            "description": "Answers are handed in and protected figures are read. No key is needed"
            " to hand in an answer: its code says for which unit it is.",
        },
        "paths": {
            "/api/v1/responses": {"post": _hand_in()},
            "/api/v1/devices/heartbeat": {"post": _heartbeat()},
            "/api/v1/rounds/{round}/summary": {"get": _summary()},
            "/api/v1/rounds/{round}/slip-key": {"get": _slip_key()},
            ADDRESS: {"get": _itself()},
        },
        "components": {
            "schemas": {"Submission": _submission(), "Receipt": _receipt(), "Problem": _problem()},
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "session",
                    "description": "The cookie of somebody who has signed in at `/login`; its name"
                    " depends on whether that was over HTTPS.",
                },
                "device": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "device",
                    "description": "The cookie of a tablet that was paired at `/ghep-may`.",
                },
            },
        },
    }


async def show(request: Request) -> Response:
    """The description, for everybody: it says nothing that is not in the documentation."""
    return JSONResponse(description(), headers={"Cache-Control": "no-store"})


def _hand_in() -> dict[str, Any]:
    kept = {"application/json": {"schema": {"$ref": "#/components/schemas/Receipt"}}}
    return {
        "summary": "Hand in one person's answers",
        "description": "Answered when they are flushed to disk, never before.",
        "parameters": [
            {
                "name": "Notice",
                "in": "header",
                "description": "The hash of the notice that the form showed.",
                "schema": {"type": "string", "pattern": f"^[0-9a-f]{{{HASH_LETTERS}}}$"},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Submission"}}
            },
        },
        "responses": {
            "201": {"description": "Kept.", "content": kept},
            "200": {"description": "Known already, with the same answers.", "content": kept},
            **_refusals(400, 403, 404, 409, 410, 413, 415, 422, 429, 503),
        },
    }


def _heartbeat() -> dict[str, Any]:
    said = {
        "type": "object",
        "properties": {
            "waiting": {"type": "integer", "minimum": 0, "maximum": MOST_WAITING},
            "battery": {"type": ["integer", "null"], "minimum": 0, "maximum": 100},
            "clock": {"type": ["string", "null"], "format": "date-time"},
            "version": {"type": ["string", "null"], "pattern": f"^[ -~]{{0,{LONGEST_VERSION}}}$"},
        },
        "required": ["waiting"],
        "additionalProperties": False,
    }
    heard = {
        "type": "object",
        "properties": {"now": {"type": "string", "format": "date-time"}, "page": _TEXT},
        "required": ["now", "page"],
        "additionalProperties": False,
    }
    return {
        "summary": "A paired tablet says that it is alive",
        "description": "Takes the place of what it said before; nothing older is kept.",
        "security": [{"device": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": said}}},
        "responses": {
            "200": {
                "description": "The server's time, and which page the tablet should show.",
                "content": {"application/json": {"schema": heard}},
            },
            **_refusals(400, 403, 413, 415, 422, 503),
        },
    }


def _summary() -> dict[str, Any]:
    figures = {"type": "object", "required": ["round", "unit", "criteria", "by"]}
    return {
        "summary": "The protected figures of a round",
        "security": [{"session": []}],
        "parameters": [
            {"name": "round", "in": "path", "required": True, "schema": _TEXT},
            {"name": "unit", "in": "query", "schema": _TEXT},
        ],
        "responses": {
            "200": {
                "description": "As they may be shown.",
                "content": {"application/json": {"schema": figures}},
            },
            **_refusals(401, 403, 404),
        },
    }


def _slip_key() -> dict[str, Any]:
    hexed = {"type": "string", "pattern": "^[0-9a-f]+$"}
    key = {
        "type": "object",
        "properties": {
            "round": _TEXT,
            "tag": hexed,
            "public_key": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "fields": {"type": "object", "additionalProperties": _TEXT},
        },
        "required": ["round", "tag", "public_key", "fields"],
        "additionalProperties": False,
    }
    return {
        "summary": "With what a device checks the slips of a round by itself",
        "description": "A token is base 32 of 80 bytes: version 1, the round's tag (3 bytes), the"
        " unit's public code as a number (5), the field's tag (2, noughts for none), a serial (5), and"
        " an Ed25519 signature over these 16 bytes.",
        "parameters": [{"name": "round", "in": "path", "required": True, "schema": _TEXT}],
        "responses": {
            "200": {
                "description": "The public key, and the tags that stand in tokens.",
                "content": {"application/json": {"schema": key}},
            },
            **_refusals(404),
        },
    }


def _itself() -> dict[str, Any]:
    return {
        "summary": "This description",
        "responses": {
            "200": {
                "description": "OpenAPI 3.1.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            }
        },
    }


def _submission() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: _FIELDS[name] for name in sorted(ALLOWED)},
        "required": list(NEEDED),
        "additionalProperties": False,
    }


def _receipt() -> dict[str, Any]:
    group = f"[{ALPHABET}]{{4}}"
    return {
        "type": "object",
        "properties": {
            "receipt": {"type": "string", "pattern": f"^{group}-{group}-{group}$"},
            "new": {"type": "boolean"},
        },
        "required": ["receipt", "new"],
        "additionalProperties": False,
    }


def _problem() -> dict[str, Any]:
    """RFC 9457, with the code of the refusal."""
    return {
        "type": "object",
        "properties": {
            "type": {"type": "string", "pattern": "^urn:hailong:problem:"},
            "title": _TEXT,
            "status": {"enum": sorted({status_of(SurveyError(code)) for code in Code})},
            "detail": _TEXT,
            "code": {"enum": [str(code) for code in Code]},
            "question": _TEXT,
        },
        "required": ["type", "title", "status", "detail", "code"],
    }


def _refusals(*statuses: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": _PROBLEM}}
    found: dict[str, Any] = {
        str(status): {"description": _REFUSALS[status], "content": content} for status in statuses
    }
    if 429 in statuses:
        found["429"] = {
            **found["429"],
            "headers": {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}},
        }
    return found
