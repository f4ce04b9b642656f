"""Every address of the citizens' door and of the staff's files."""

from starlette.routing import BaseRoute, Route

from web import api, assets, downloads, form, login, posters

ROUTES: list[BaseRoute] = [
    Route("/s/_/{name}", assets.asset),
    Route("/s/{code}", form.show),
    Route("/s/{code}", form.receive, methods=["POST"]),
    Route("/s/{code}/cam-on", form.thanks),
    Route("/s/{code}/khong-tham-gia", form.declined),
    Route("/s/{code}/qr.{format}", posters.qr),
    Route("/api/v1/responses", api.refusing(api.post_response), methods=["POST"]),
    Route("/api/v1/rounds/{round}/summary", api.refusing(api.get_summary)),
    Route("/healthz", api.health),
    Route("/readyz", api.ready),
    Route("/login", login.show),
    Route("/login", login.receive, methods=["POST"]),
    Route("/logout", login.leave, methods=["POST"]),
    Route("/tep/{round}.{format}", downloads.download),
]
