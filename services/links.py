"""What stands behind a code: a unit's public one, or a single-use link that this program signed."""

from services.program import Program
from services.slip_keys import is_signed_slip
from surveys.errors import Code, SurveyError
from surveys.link import Channel, Link
from surveys.procedure_field import field_ids
from surveys.slip import field_tag, is_token, read_token, round_tag, spent_hash

_FIELDS: dict[bytes, str | None] = {field_tag(None): None}
_FIELDS |= {field_tag(one): one for one in field_ids()}


def find_link(program: Program, code: str) -> Link:
    """The link with this code; raises SurveyError UNKNOWN_LINK or SLIP_DAMAGED."""
    link = program.catalogue.now().links.get(code)
    if link is not None:
        return link
    if not is_token(code):
        raise SurveyError(Code.UNKNOWN_LINK)
    return _slip(program, code)


def _slip(program: Program, token: str) -> Link:
    """The link that a slip is. Unit and field are the signed word of the token, never the sender's."""
    read, view, secret = read_token(token), program.catalogue.now(), program.settings.secret
    if read is None:
        raise SurveyError(Code.SLIP_DAMAGED)
    slip, signature = read
    public = view.links.get(slip.unit)
    if public is None or slip.field not in _FIELDS:
        raise SurveyError(Code.SLIP_DAMAGED)
    for round in view.rounds_of(public.unit):
        tagged = round_tag(round.id) == slip.round
        if tagged and is_signed_slip(secret, round.id, slip, signature):
            return Link(
                token,
                public.unit,
                Channel.SLIP,
                _FIELDS[slip.field],
                round.id,
                spent_hash(secret, round.id, public.unit, slip.serial),
            )
    raise SurveyError(Code.SLIP_DAMAGED)
