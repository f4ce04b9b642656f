"""However often somebody begins to sign in, the provider is asked once in a while."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from authlib.integrations import starlette_client
from authlib.integrations.httpx_client._compat import httpx2 as httpx
from streamlit.web.server.starlette.starlette_auth_routes import _create_streamlit_oauth_class

from web.provider import KEPT_SECONDS, SILENT_SECONDS, Kept, ProviderSilent, keep_metadata

ADDRESS = "https://provider.example/.well-known/openid-configuration"
FOUND = {"issuer": "https://provider.example", "code_challenge_methods_supported": ["S256"]}


class Provider:
    """Counts how often it was asked, and is away when told so."""

    def __init__(self) -> None:
        self.asked = 0
        self.away = False
        self.now = 1000.0
        self.kept = Kept(lambda: self.now)

    async def __call__(self) -> dict[str, Any]:
        self.asked += 1
        await asyncio.sleep(0)
        if self.away:
            raise httpx.ConnectError("away")
        return dict(FOUND)

    def get(self) -> Awaitable[dict[str, Any]]:
        return self.kept.metadata(ADDRESS, self)


def _run(work: Callable[[Provider], Awaitable[None]]) -> None:
    async def main() -> None:
        await work(Provider())

    asyncio.run(main())


def test_many_at_once_ask_once() -> None:
    """And each gets a table of his own, which he may write into."""

    async def work(provider: Provider) -> None:
        found = await asyncio.gather(*(provider.get() for _ in range(50)))
        found[0]["issuer"] = "changed"
        assert (await provider.get(), found[1], provider.asked) == (FOUND, FOUND, 1)

    _run(work)


def test_after_an_hour_it_is_asked_again() -> None:
    """Not a second before."""

    async def work(provider: Provider) -> None:
        await provider.get()
        provider.now += KEPT_SECONDS - 1
        await provider.get()
        assert provider.asked == 1
        provider.now += 1
        await provider.get()
        assert provider.asked == 2

    _run(work)


def test_a_silent_provider_is_left_in_peace_for_a_moment() -> None:
    """Then it is asked again, and what it says is kept."""

    async def work(provider: Provider) -> None:
        provider.away = True
        with pytest.raises(httpx.ConnectError):
            await provider.get()
        found = await asyncio.gather(*(provider.get() for _ in range(20)), return_exceptions=True)
        assert {type(one) for one in found} == {ProviderSilent}
        assert provider.asked == 1
        provider.away = False
        provider.now += SILENT_SECONDS
        assert await provider.get() == FOUND
        assert provider.asked == 2

    _run(work)


def test_the_clients_that_streamlit_makes_use_it() -> None:
    """A new one for each sign-in, as its routes make them; what they add of their own still works."""
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json=FOUND)

    class Client(starlette_client.StarletteOAuth2App):  # type: ignore[misc]
        pass

    class Library:
        StarletteOAuth2App = Client
        OAuth = starlette_client.OAuth

    async def main() -> None:
        keep_metadata(Client, Kept())
        for _ in range(5):
            oauth = _create_streamlit_oauth_class(Library)()
            oauth.register(
                "default",
                client_id="a",
                client_secret="b",
                server_metadata_url=ADDRESS,
                client_kwargs={"transport": httpx.MockTransport(answer)},
            )
            client = oauth.create_client("default")
            assert (await client.load_server_metadata())["issuer"] == FOUND["issuer"]
            assert client.client_kwargs["code_challenge_method"] == "S256"
            assert client.server_metadata["issuer"] == FOUND["issuer"]

    asyncio.run(main())
    assert asked == [ADDRESS]
