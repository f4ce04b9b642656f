"""The least that can be served: a Starlette route that drops what it is sent.

`python -m benchmarks.bare PORT` serves it on this machine.
"""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def drop(request: Request) -> Response:
    await request.body()
    return Response(status_code=201)


app = Starlette(routes=[Route("/api/v1/responses", drop, methods=["POST"])])

if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
