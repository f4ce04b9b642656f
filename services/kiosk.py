"""What a paired device shows now: the form of its unit's open round, or why there is none."""

from dataclasses import dataclass
from datetime import datetime

from services.addresses import reachable
from services.answering import Form, form_behind
from services.notices import notice_in_force, terms
from services.program import Program
from services.requests import deadlines
from surveys.consent import Notice
from surveys.device import Device
from surveys.errors import Code, SurveyError
from surveys.privacy_request import Deadlines, Kind


@dataclass(frozen=True)
class Kiosk:
    """The screens of one device. Without an open round there is the reason instead of a form."""

    device: Device
    form: Form | None
    notice: Notice | None
    why: SurveyError | None

    @property
    def unit(self) -> str:
        """The name of the unit."""
        return (
            self.form.unit.name if self.form else str(self.why.details["unit"] if self.why else "")
        )

    @property
    def state(self) -> str:
        """Another text whenever the screens would be others."""
        if self.form is None or self.notice is None:
            return f"{self.device.code} {self.why}"
        round, questionnaire = self.form.round, self.form.questionnaire
        shown = (self.device.code, self.unit, round.id, round.sample, questionnaire.hash)
        return " ".join(str(part) for part in (*shown, questionnaire.key, self.notice.hash))


def kiosk_of(program: Program, device: Device, now: datetime) -> Kiosk:
    """What `device` shows. Raises SurveyError STORAGE when the disk fails."""
    try:
        form = form_behind(program, device.link, now)
    except SurveyError as why:
        if why.code not in (Code.NO_OPEN_ROUND, Code.ROUND_PAUSED):
            raise
        return Kiosk(device, None, None, why)
    return Kiosk(device, form, notice_in_force(program, form.round.id, now), None)


@dataclass(frozen=True)
class Rights:
    """What a person at a kiosk reads of his rights; `place` is where he withdraws his answer."""

    agency: str
    contact: str
    kinds: tuple[Kind, ...]
    due: Deadlines
    place: str


def rights_of(program: Program, seen_at: str) -> Rights:
    """`seen_at` is where the tablet reached the program. Raises SurveyError BAD_FILE."""
    said = terms(program)
    place = f"{program.settings.public_url or reachable(seen_at)}/rut-phieu"
    return Rights(said.agency, said.contact, tuple(Kind), deadlines(program), place)
