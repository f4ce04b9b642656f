"""What an OpenID Connect provider says of itself: asked once, and kept for a while.

Streamlit makes a new client for every sign-in, and each one asks for the provider's metadata anew.
Whoever opened `/login/oidc` again and again would make this machine knock at the provider as often.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import cache, partial
from math import inf
from typing import Any

KEPT_SECONDS = 3600.0
"""Providers change their keys and addresses rarely, and announce it long before."""

SILENT_SECONDS = 20.0
"""A provider that did not answer is left in peace for so long."""

Metadata = dict[str, Any]


class ProviderSilent(Exception):
    """The provider did not answer a moment ago; it is not asked again yet."""


class Kept:
    """Metadata by address. Of many who come at once one asks, and the others wait for him."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._found: dict[str, tuple[float, Metadata | None]] = {}
        self._asking = asyncio.Lock()

    async def metadata(self, address: str, ask: Callable[[], Awaitable[Metadata]]) -> Metadata:
        """What is kept, or what the provider says now; raises ProviderSilent, or what asking raised."""
        async with self._asking:
            until, found = self._found.get(address, (-inf, None))
            if self._clock() >= until:
                self._found[address] = (self._clock() + SILENT_SECONDS, None)
                found = dict(await ask())
                self._found[address] = (self._clock() + KEPT_SECONDS, found)
            if found is None:
                raise ProviderSilent(address)
            return dict(found)


def keep_metadata(client: type[Any], kept: Kept) -> None:
    """Makes a class of authlib's clients, and those that Streamlit derives from it, use what is kept."""
    asked = client.load_server_metadata

    async def load_server_metadata(self: Any) -> Metadata:
        if self._server_metadata_url and "_loaded_at" not in self.server_metadata:
            ask = partial(asked, self)
            self.server_metadata.update(await kept.metadata(self._server_metadata_url, ask))
        return dict(self.server_metadata)

    client.load_server_metadata = load_server_metadata


@cache
def keep_for_streamlit() -> None:
    """For the clients that Streamlit makes in this process; once."""
    from authlib.integrations.starlette_client import StarletteOAuth2App

    keep_metadata(StarletteOAuth2App, Kept())
