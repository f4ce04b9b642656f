"""Every address of ours: the citizens' own, and those of staff beside Streamlit's pages."""

from starlette.routing import BaseRoute, Route

from web import (
    anchors,
    api,
    assets,
    downloads,
    form,
    login,
    methods,
    paper,
    password,
    posters,
    preview,
    privacy,
    published,
    rescue,
    setup,
    slips,
    upkeep,
    withdrawal,
)

CITIZENS: list[BaseRoute] = [
    Route("/api/v1/responses", api.PostResponse()),
    Route("/s/sw.js", assets.worker),
    Route("/s/_/{edition}/{name}", assets.asset),
    Route("/s/{code}", form.show),
    Route("/s/{code}", form.receive, methods=["POST"]),
    Route("/s/{code}/khong-tham-gia", form.declined),
    Route("/s/{code}/cuu-ho", rescue.show),
    Route("/s/{code}/qr.{format}", posters.qr),
    Route("/quyen-rieng-tu", privacy.show),
    Route("/phuong-phap", methods.show),
    Route("/cong-khai", published.index),
    Route("/cong-khai/neo", anchors.published),
    Route("/cong-khai/{round}", published.show),
    Route("/rut-phieu", withdrawal.show),
    Route("/rut-phieu", withdrawal.receive, methods=["POST"]),
    Route("/healthz", upkeep.health),
    Route("/readyz", upkeep.ready),
    Route("/metrics", upkeep.metrics),
    Route("/chung-thu", upkeep.certificate),
]
"""Answered before Streamlit is asked (`web.front`)."""

STAFF: list[BaseRoute] = [
    Route("/api/v1/rounds/{round}/summary", api.refusing(api.get_summary)),
    Route("/login", login.show),
    Route("/login", login.receive, methods=["POST"]),
    Route("/logout", login.leave, methods=["POST"]),
    Route("/tep/nhat-ky.csv", downloads.log),
    Route("/xem-thu/{key}", preview.show),
    Route("/thiet-lap", setup.show),
    Route("/thiet-lap", setup.receive, methods=["POST"]),
    Route("/mat-khau", password.show),
    Route("/mat-khau", password.receive, methods=["POST"]),
    Route("/to-cuoi-ngay", anchors.sheet),
    Route("/phieu-ma-qr", slips.show),
    Route("/phieu-ma-qr/in", slips.make, methods=["POST"]),
    Route("/phieu-ma-qr/huy", slips.void, methods=["POST"]),
    Route("/tep/{round}.manifest.json", downloads.manifest),
    Route("/tep/{round}/phieu-giay.pdf", paper.form),
    Route("/tep/{round}/phan-tich/{drawing}.{format}", downloads.drawing),
    Route("/tep/{round}.{format}", downloads.download),
]
