"""What a device sends: read strictly, before anything is looked up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from uuid import UUID

from surveys.errors import Code, SurveyError
from surveys.language import SOURCE, further, languages
from surveys.link import code_meant

NEEDED = ("id", "code", "questionnaire", "answers")
ALLOWED = frozenset({*NEEDED, "started_at", "finished_at", "language", "channel"})


@dataclass(frozen=True)
class Submission:
    """One person's answers as sent. The id is the device's; unit and channel are not its to say.

    `clock_wrong` says that its times were corrected (`surveys.clock`).
    """

    id: UUID
    code: str
    questionnaire: str
    answers: Mapping[str, object]
    started_at: datetime | None
    finished_at: datetime | None
    language: str
    notice: str = ""
    clock_wrong: bool = False


def read(sent: object, notice: str = "") -> Submission:
    """A submission from decoded JSON; raises SurveyError naming the field that is wrong.

    `notice` is the hash of the notice that the form showed, told beside the answers, or empty.
    """
    if not isinstance(sent, dict):
        raise SurveyError(Code.UNREADABLE)
    for name in sent:
        if name not in ALLOWED:
            raise SurveyError(Code.UNKNOWN_FIELD, field=str(name)[:40])
    for name in NEEDED:
        if name not in sent:
            raise SurveyError(Code.MISSING_FIELD, field=name)
    language = _text(sent, "language", SOURCE)
    # An answer counts though its language was switched off while it was on its way.
    if language not in languages() and language not in further():
        raise SurveyError(Code.INVALID_FIELD, field="language")
    _text(sent, "channel", "")  # the device's own opinion: the server knows the channel by the link
    answers = sent["answers"]
    if not isinstance(answers, dict):
        raise SurveyError(Code.INVALID_FIELD, field="answers")
    code = code_meant(_text(sent, "code", ""))
    return Submission(
        id=read_id(sent["id"]),
        code=code,
        questionnaire=_text(sent, "questionnaire", ""),
        answers=answers,
        started_at=read_moment(sent, "started_at"),
        finished_at=read_moment(sent, "finished_at"),
        language=language,
        notice=notice,
    )


def _text(sent: Mapping[str, object], name: str, missing: str) -> str:
    value = sent.get(name)
    if value is None:
        return missing
    if not isinstance(value, str):
        raise SurveyError(Code.INVALID_FIELD, field=name)
    return value


def read_id(value: object) -> UUID:
    """An id as a device writes it; raises SurveyError INVALID_FIELD."""
    if isinstance(value, str) and len(value) == 36:
        try:
            return UUID(value)
        except ValueError:
            pass
    raise SurveyError(Code.INVALID_FIELD, field="id")


def read_moment(sent: Mapping[str, object], name: str) -> datetime | None:
    """A moment with its zone, or None where none is told; raises SurveyError INVALID_FIELD."""
    text = _text(sent, name, "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SurveyError(Code.INVALID_FIELD, field=name) from None
    # At either end of the calendar a moment has no day in Vietnam.
    if moment.tzinfo is None or not MINYEAR < moment.year < MAXYEAR:
        raise SurveyError(Code.INVALID_FIELD, field=name)
    return moment
