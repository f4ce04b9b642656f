"""Refusals as HTTP: the status of each code, and RFC 9457 problem documents."""

import json

from starlette.responses import Response

from surveys.errors import Code, SurveyError
from surveys.language import words

_STATUS = {
    Code.UNKNOWN_LINK: 404,
    Code.SLOWED: 429,
    Code.SLIP_DAMAGED: 404,
    Code.SLIP_USED: 410,
    Code.SLIP_VOIDED: 410,
    Code.SLIP_EXPIRED: 410,
    Code.UNKNOWN_ROUND: 404,
    Code.NOTHING_TO_LOOK_AT: 404,
    Code.UNKNOWN_UNIT: 404,
    Code.UNKNOWN_FORMAT: 404,
    Code.UNKNOWN_KIND: 404,
    Code.UNKNOWN_DRAWING: 404,
    Code.UNKNOWN_REPORT: 404,
    Code.REPORT_GONE: 404,
    Code.NOTHING_TO_DRAW: 404,
    Code.STUDY_TOO_EARLY: 409,
    Code.NO_MICRODATA: 409,
    Code.NO_RESPONSES: 409,
    Code.NO_STUDY_OF_PUBLISHED: 404,
    Code.UNKNOWN_REQUEST: 404,
    Code.UNKNOWN_BREACH: 404,
    Code.BREACH_MOVED: 409,
    Code.NO_OPEN_ROUND: 403,
    Code.ROUND_PAUSED: 403,
    Code.QUESTIONNAIRE_EXISTS: 409,
    Code.STAFF_ONLY: 401,
    Code.NOT_ALLOWED: 403,
    Code.OTHER_UNITS: 403,
    Code.WRONG_PASSWORD: 401,
    Code.WRONG_SETUP_CODE: 401,
    Code.WRONG_OLD_PASSWORD: 401,
    Code.TOO_MANY_ATTEMPTS: 429,
    Code.SIGN_IN_BUSY: 503,
    Code.ALREADY_SET_UP: 409,
    Code.ACCOUNT_MOVED: 409,
    Code.NO_ACCOUNT: 403,
    Code.PROVIDER_FAILED: 400,
    Code.UNKNOWN_ACCOUNT: 404,
    Code.FOREIGN_ORIGIN: 403,
    Code.UNKNOWN_DEVICE: 404,
    Code.WRONG_PAIRING_CODE: 404,
    Code.DEVICE_NOT_PAIRED: 403,
    Code.UNREADABLE: 400,
    Code.TOO_LARGE: 413,
    Code.WRONG_TYPE: 415,
    Code.OTHER_CONTENT: 409,
    Code.OTHER_QUESTIONNAIRE: 409,
    Code.NOTICE_CHANGED: 409,
    Code.NOT_KEPT: 503,
    Code.STORAGE: 503,
    Code.DATABASE_REPLACED: 503,
    Code.UNEXPECTED: 500,
    Code.ERASED: 410,
    Code.UNKNOWN_RECEIPT: 404,
    Code.NO_MANIFEST: 404,
    Code.UNKNOWN_BATCH: 404,
    Code.BATCH_CLOSED: 409,
    Code.BATCH_MOVED: 409,
    Code.FORM_TYPED: 409,
    Code.NOT_ERASED: 503,
}
_OTHERWISE = 422
"""Understood, and not acceptable as it is."""


def status_of(error: SurveyError) -> int:
    """The HTTP status that says what kind of refusal it is."""
    return _STATUS.get(error.code, _OTHERWISE)


def headers_of(error: SurveyError) -> dict[str, str]:
    """What goes along with a refusal: it is kept by nobody, and says when to come again."""
    seconds = error.details.get("seconds")
    return {"Cache-Control": "no-store"} | ({"Retry-After": str(seconds)} if seconds else {})


def problem(error: SurveyError, language: str) -> Response:
    """The refusal as a problem document, its sentence in the person's language."""
    status = status_of(error)
    body = {
        "type": f"urn:hailong:problem:{error.code}",
        "title": words(language)("trouble.title"),
        "status": status,
        "detail": words(language).error(error),
        "code": error.code,
    }
    if "question" in error.details:
        body["question"] = error.details["question"]
    content = json.dumps(body, ensure_ascii=False).encode()
    return Response(
        content,
        status,
        headers=headers_of(error),
        media_type="application/problem+json",
    )
