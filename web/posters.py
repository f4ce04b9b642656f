"""The QR code of a unit's form, to look at and to print."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.posters import qr_png, qr_svg
from services.program import opened_program
from services.units import form_address, units_by_code
from surveys.link import read_code

LONGEST = 300
"""Letters of an address; a longer one comes from a forged Host header and would fit no code."""


async def qr(request: Request) -> Response:
    """The code as svg or png; it holds the address and nothing else."""
    code, format = read_code(request.path_params["code"]), request.path_params["format"]
    program = opened_program()
    if code is None or code not in units_by_code(program) or format not in ("svg", "png"):
        raise HTTPException(404)
    address = form_address(program, code, str(request.base_url))
    if len(address) > LONGEST:
        raise HTTPException(404)
    if format == "svg":
        return Response(qr_svg(address), media_type="image/svg+xml")
    headers = {"Content-Disposition": f'attachment; filename="qr-{code}.png"'}
    return Response(qr_png(address), headers=headers, media_type="image/png")
