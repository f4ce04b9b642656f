"""What a unit sends out so that people find its form: a frame for a website, texts for messages."""

from dataclasses import dataclass

from services.program import Program
from services.units import form_address, public_codes
from surveys.errors import Code, SurveyError
from surveys.invitation import Message, frame, without_accents
from surveys.language import words

LEAST_HEIGHT, MOST_HEIGHT = 400, 2000
HEIGHT = 820


@dataclass(frozen=True)
class Invitation:
    """Ready texts; `framed_by` are the hosts that may show the frame, none unless they are set."""

    frame: str
    zalo: str
    sms: Message
    plain_sms: Message
    framed_by: tuple[str, ...]


def invitation(
    program: Program, unit: str, seen_at: str, language: str, height: int = HEIGHT
) -> Invitation:
    """The invitation to the form of a unit.

    Raises SurveyError UNKNOWN_UNIT for a unit without a form, INVALID_FIELD for a height that no
    form fits.
    """
    code = public_codes(program).get(unit)
    if code is None:
        raise SurveyError(Code.UNKNOWN_UNIT, unit=unit[:40])
    if not LEAST_HEIGHT <= height <= MOST_HEIGHT:
        raise SurveyError(Code.INVALID_FIELD, field="height")
    told, name = words(language), program.catalogue.now().units.unit(unit).name
    address = form_address(program, code, seen_at)
    chosen = f"{address}?lang={language}"
    sms = told("invite.sms", unit=name, address=address)
    return Invitation(
        frame=frame(chosen, told("form.page_title", unit=name), height),
        zalo=told("invite.zalo", unit=name, address=chosen),
        sms=Message(sms),
        plain_sms=Message(without_accents(sms)),
        framed_by=program.settings.embed_hosts,
    )


def ancestors(program: Program, code: str) -> tuple[str, ...]:
    """Which websites may show what stands behind a code in a frame: for open QR codes alone.

    A single-use link, a code that nobody knows, and everything else is shown by nobody else.
    """
    link = program.catalogue.now().links.get(code)
    if link is None or link.code not in public_codes(program).values():
        return ()
    return program.settings.embed_hosts
