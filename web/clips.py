"""Recorded questions, from the folder `clips` in the office's own `var`."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from services.program import opened_program
from surveys.questionnaire import CLIP

_TYPES = {"mp3": "audio/mpeg", "ogg": "audio/ogg", "m4a": "audio/mp4"}


async def clip(request: Request) -> Response:
    """One sound; nothing but a plain name of a sound is ever looked for."""
    name = request.path_params["name"]
    path = opened_program().settings.var / "clips" / name
    if not CLIP.fullmatch(name) or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type=_TYPES[name.rpartition(".")[2]])
