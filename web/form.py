"""The citizen's form at /s/{code}: complete without JavaScript, one question at a time with it."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from services.answering import Form, asked_before, open_form, submit
from services.invitations import ancestors
from services.notices import keep_notice, notice_in_force, notice_read
from services.program import opened_program
from services.translating import offered
from surveys import submission
from surveys.errors import Code, SurveyError
from surveys.language import SOURCE
from surveys.link import code_meant, read_code
from surveys.questionnaire import GATE, Question, Questionnaire
from surveys.scale import Level, Scale
from surveys.slip import is_token
from web.headers import FORM_POLICY
from web.pages import page
from web.problems import headers_of, status_of
from web.requests import first, now, posted_fields, refuse_foreign

_OWN_FIELDS = frozenset({"id", "consent", "notice", "lang", "questionnaire", "started_at"})

Posted = Mapping[str, list[str]]

_STILL_SENT = frozenset({Code.NO_OPEN_ROUND, Code.ROUND_PAUSED, Code.SLIP_USED, Code.SLIP_EXPIRED})
"""Why a form is not shown although answers to it may still come: sent again, late, or twice."""

_PAGES = {Code.NO_OPEN_ROUND: "closed.html", Code.ROUND_PAUSED: "paused.html"}
_PAGES |= dict.fromkeys(
    (Code.SLIP_DAMAGED, Code.SLIP_USED, Code.SLIP_VOIDED, Code.SLIP_EXPIRED), "slip_refused.html"
)


async def show(request: Request) -> Response:
    """The form, for websites too that may show it in a frame."""
    return _framed(request, await _show(request))


async def receive(request: Request) -> Response:
    """What was posted, answered where the form stands."""
    return _framed(request, await _receive(request))


async def declined(request: Request) -> Response:
    """The page of those who do not take part, where the form stands."""
    return _framed(request, _declined(request))


def _framed(request: Request, response: Response) -> Response:
    """The page of an open QR code may stand in the websites that are set, and nowhere else."""
    hosts = ancestors(opened_program(), read_code(request.path_params["code"]) or "")
    if hosts:
        framed = f"frame-ancestors 'self' {' '.join(hosts)}"
        policy = FORM_POLICY.decode().replace("frame-ancestors 'self'", framed)
        response.headers["content-security-policy"] = policy
    return response


async def _show(request: Request) -> Response:
    """The notice, or the questions when consent was given without JavaScript."""
    language = _language(request)
    try:
        form = _form(request)
        await keep_notice(opened_program(), form.unit.code, now())
    except SurveyError as refusal:
        return _refused_page(refusal, language)
    consented = _has_consented(request, form)
    asked_without = "start" in request.query_params and not consented
    error = SurveyError(Code.NO_CONSENT) if asked_without else None
    shown = _form_page(form, language, {}, consented=consented, error=error)
    return shown if "start" in request.query_params else holdable(shown, form)


async def _receive(request: Request) -> Response:
    """A form posted without JavaScript: thanks with the receipt, or the same form with what is wrong."""
    language = _language(request)
    form: Form | None = None
    posted: Posted = {}
    try:
        refuse_foreign(request)
        fields = await posted_fields(request)
        posted = fields
        if first(fields, "lang") in offered(opened_program()):
            language = first(fields, "lang")
        form = _form_or_none(request)
        if first(fields, "consent") != "yes":
            raise SurveyError(Code.NO_CONSENT)
        if not first(fields, "notice"):
            raise SurveyError(Code.NO_CONSENT)
        sent = submission.read(_sent(request, fields, form), first(fields, "notice"))
        accepted = await submit(opened_program(), sent, now())
    except SurveyError as refusal:
        opened_program().metrics.refused(refusal.code)
        if form is None or status_of(refusal) in (404, 410, 413, 415):
            return _refused_page(refusal, language)
        consented = refusal.code not in (Code.NO_CONSENT, Code.NOTICE_CHANGED)
        return _form_page(form, language, posted, consented=consented, error=refusal)
    # Not an address that holds the receipt: it would stay in histories and in the logs of proxies,
    # and who has it can withdraw the answer. Sent again, the same answer is thanked again.
    again = "" if is_token(sent.code) else sent.code
    return _page("thanks.html", language, code=again, receipt=accepted.receipt)


def _declined(request: Request) -> Response:
    """For those who do not take part: nothing is stored, and it says so."""
    language = _language(request)
    try:
        form = _form(request)
    except SurveyError as refusal:
        return _refused_page(refusal, language)
    return holdable(_page("declined.html", language, code=form.link.code), form)


def holdable(shown: Response, form: Form) -> Response:
    """The page, with the word that a device may hold it for when there is no line.

    Not that of a single-use link: it would tell whoever finds the device who was given it.
    """
    if form.link.round is None:
        own = f"/s/{form.link.code}"
        besides = [
            f"{page}?lang={one}"
            for page in (own, f"{own}/khong-tham-gia", f"{own}/cuu-ho")
            for one in offered(opened_program())
        ]
        shown.headers["Keep-Beside"] = " ".join(besides)
        shown.headers["Keep-Offline"] = _known_as(shown)
    return shown


_OF_ONE_VISIT = re.compile(rb'name="(?:id|started_at)" value="[^"]*"')


def _known_as(shown: Response) -> str:
    """The same for every visitor until the page says something else: the device compares it."""
    said = _OF_ONE_VISIT.sub(b"", bytes(shown.body))
    return hashlib.sha256(said).hexdigest()[:16]


def face_of(level: Level, scale: Scale) -> str:
    """The face drawn for a level: from its side of the scale and its distance from the middle."""
    if level.satisfied:
        side = [one for one in scale.levels if one.satisfied]
        return f"smile-{side.index(level) + 1}"
    if level.negative:
        side = [one for one in reversed(scale.levels) if one.negative]
        return f"sad-{side.index(level) + 1}"
    return "neutral"


def _has_consented(request: Request, form: Form) -> bool:
    """Whether the start of the form was sent, ticked, with the notice that stood above it.

    An address that somebody made up or passed on without that notice leads to the notice.
    """
    asked, shown = request.query_params, request.query_params.get("notice")
    if asked.get("consent") != "yes" or not shown:
        return False
    try:
        notice_read(opened_program(), form.round.id, shown, now())
    except SurveyError:
        return False
    return True


def _language(request: Request) -> str:
    """The language asked for, where citizens may have it; else the source language."""
    asked = request.query_params.get("lang", SOURCE)
    return asked if asked in offered(opened_program()) else SOURCE


def _page(name: str, language: str, status: int = 200, /, **values: Any) -> Response:
    """A page of the form, with the way to every language that citizens may have it in."""
    return page(name, language, status, choices=offered(opened_program()), **values)


def _code(request: Request) -> str:
    return code_meant(request.path_params["code"])


def _form(request: Request) -> Form:
    return open_form(opened_program(), _code(request), now())


def _form_or_none(request: Request) -> Form | None:
    """None when nobody is asked now: the answers may still have a place, which `submit` decides."""
    try:
        return _form(request)
    except SurveyError as refusal:
        if refusal.code in _STILL_SENT:
            return None
        raise


def _sent(request: Request, fields: dict[str, list[str]], form: Form | None) -> dict[str, object]:
    """The posted form as a device would send it, without answers to questions that were not asked."""
    code, key = _code(request), first(fields, "questionnaire")
    questionnaire = form.questionnaire if form else asked_before(opened_program(), code, key)
    return {
        "id": first(fields, "id"),
        "code": code,
        "questionnaire": key,
        "answers": _answers(fields, questionnaire),
        "started_at": first(fields, "started_at") or None,
        "finished_at": now().isoformat(),
        "language": first(fields, "lang") or SOURCE,
    }


def _answers(fields: dict[str, list[str]], questionnaire: Questionnaire) -> dict[str, object]:
    given = {name: values for name, values in fields.items() if name not in _OWN_FIELDS}
    answers: dict[str, object] = {}
    for name, values in given.items():
        question = questionnaire.by_id.get(name)
        answers[name] = _posted_answer(question, values) if question else values
    # Without JavaScript the long part stands below the core: who answered there wanted to.
    if any(answers.get(one.id) is not None for one in questionnaire.questions if one.long):
        answers[GATE] = True
    asked = {question.id for question in questionnaire.asked(answers)}
    return {
        name: value
        for name, value in answers.items()
        if name not in questionnaire.by_id or name in asked
    }


def _posted_answer(question: Question, values: list[str]) -> object:
    if question.not_applicable and values == ["na"]:
        return "na"
    return question.kind.from_form(values)


def _form_page(
    form: Form, language: str, posted: Posted, *, consented: bool, error: SurveyError | None
) -> Response:
    notice = notice_in_force(opened_program(), form.round.id, now())
    made = _page(
        "form.html",
        language,
        status_of(error) if error and posted else 200,
        form=form,
        notice=notice,
        notice_read=first(dict(posted), "notice") if consented and posted else notice.hash,
        posted=posted,
        consented=consented,
        error=error,
        response_id=first(dict(posted), "id") or str(uuid4()),
        started_at=first(dict(posted), "started_at") or now().isoformat(timespec="seconds"),
        face_of=face_of,
        gate=GATE,
        preview=False,
        wrong=error.details.get("question") if error and posted else None,
    )
    if error:
        made.headers.update(headers_of(error))
    return made


def _refused_page(refusal: SurveyError, language: str) -> Response:
    template = _PAGES.get(refusal.code, "trouble.html")
    made = _page(template, language, status_of(refusal), refusal=refusal)
    made.headers.update(headers_of(refusal))
    return made
