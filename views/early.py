"""What staff pages need is imported while somebody signs in, not while he waits for his first page.

A server that citizens alone use imports none of it.
"""

import gc
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from importlib import import_module
from threading import Lock, Thread
from typing import Any

LOADED = (
    "views.accounts",
    "views.breaches",
    "views.devices",
    "views.entry",
    "views.log",
    "views.privacy",
    "views.reports",
    "views.results",
    "views.rounds",
    "views.study",
    "views.survey",
    "views.workshop",
    "analysis.charts.course",
    "analysis.charts.diverging",
    "analysis.charts.rows",
)
"""All pages, and what draws the figures."""

TURN_SECONDS = 0.0005
"""How long a page may be drawn before whoever answers has a turn, where Python would take 5 ms.

An answer takes several turns; beside a hundred open pages each of them waited for all the others.
"""

DOORS = frozenset({("http", "/"), ("http", "/login"), ("websocket", "/_stcore/stream")})
"""Where staff come in. A wallboard whose server was started anew comes by its open page alone."""

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


class Early:
    """Begins to import, once and beside everything else, when somebody comes to the staff's door."""

    def __init__(self, app: App, load: Callable[[], None] | None = None) -> None:
        self._app, self._load = app, load or import_all
        self._lock = Lock()
        self._begun = False

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if not self._begun and (scope["type"], scope.get("path")) in DOORS:
            self._begin()
        await self._app(scope, receive, send)

    def _begin(self) -> None:
        with self._lock:
            if self._begun:
                return
            self._begun = True
        Thread(target=self._load, name="early", daemon=True).start()


def import_all() -> None:
    """Imports it all; what lives for ever is not looked at again whenever garbage is collected.

    From now on pages are drawn beside those who answer, who come first (`TURN_SECONDS`).
    """
    for name in LOADED:
        import_module(name)
    gc.freeze()
    sys.setswitchinterval(TURN_SECONDS)
