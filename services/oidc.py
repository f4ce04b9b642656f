"""Signing in at an OpenID Connect provider: Streamlit speaks with it, the session is ours.

Streamlit leads the browser to the provider and checks what comes back (state, nonce, signature,
issuer). What it found stands in a cookie that would hold for 30 days and could not be revoked; it is
taken out of the reply before any browser gets it (`web.oidc`), and becomes a session like all others.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from services.access import begin
from services.accounts import PROGRAM, disable_idle
from services.program import Program
from settings import Settings
from surveys.account import Account, Identity, account_name
from surveys.act import Act
from surveys.chain import subkey
from surveys.errors import Code, SurveyError
from surveys.session import PROVIDER

CALLBACK = "/oauth2callback"
USER_COOKIE = "_streamlit_user"
"""Streamlit's own names."""

_FRESH_SECONDS = 60
_CHUNKS = re.compile(r"chunks-(\d{1,2})")


def secrets_of(settings: Settings) -> dict[str, Any]:
    """What Streamlit is to know of the provider; nothing when there is none."""
    provider = settings.oidc
    if provider is None:
        return {}
    return {
        "auth": {
            "redirect_uri": settings.public_url + CALLBACK,
            "cookie_secret": cookie_secret(settings),
            "client_id": provider.client_id,
            "client_secret": provider.client_secret,
            "server_metadata_url": provider.metadata_url,
        }
    }


def cookie_secret(settings: Settings) -> str:
    """The key with which Streamlit signs, of this installation's own."""
    return subkey(settings.secret, "streamlit").hex()


def claims_in(settings: Settings, cookies: Mapping[str, str]) -> dict[str, Any] | None:
    """What the provider said, from cookies that Streamlit has just made; None where they do not hold."""
    whole = _opened(settings, cookies, USER_COOKIE)
    if whole is not None and (chunks := _CHUNKS.fullmatch(whole)):
        names = [f"{USER_COOKIE}_{number + 1}" for number in range(int(chunks[1]))]
        parts = [_opened(settings, cookies, name) for name in names]
        whole = None if None in parts else "".join(part or "" for part in parts)
    if whole is None:
        return None
    claims = json.loads(whole)
    return claims if isinstance(claims, dict) else None


def sign_in_as(program: Program, claims: Mapping[str, Any], now: datetime) -> str:
    """The token of a new session of whoever the provider says is there.

    His account is the one that has become this identity. At the first sign-in that is the one whose
    e-mail address an administrator entered, if the provider has verified that it is his. Nobody gets
    an account by coming. Raises SurveyError NO_ACCOUNT, or PROVIDER_FAILED for claims without a name.
    """
    identity = _identity(claims)
    disable_idle(program, now)
    account = program.store.accounts.known_as(identity.issuer, identity.subject)
    if account is None and identity.email is not None:
        account = _bound(program, identity, now)
    if account is None or not account.active:
        raise SurveyError(Code.NO_ACCOUNT)
    return begin(program, account, now, PROVIDER)


def _bound(program: Program, identity: Identity, now: datetime) -> Account | None:
    """The account with this address, which becomes this identity; None when it is another's already."""
    found = program.store.accounts.with_email(identity.email or "")
    if found is None or found.identity is not None or not found.active:
        return None
    changed = replace(found, identity=replace(identity, email=None))
    program.store.accounts.change(changed, found, Act(now, PROGRAM, "account.bind", found.name))
    return changed


def _identity(claims: Mapping[str, Any]) -> Identity:
    issuer, subject, email = claims.get("iss"), claims.get("sub"), claims.get("email")
    if not (isinstance(issuer, str) and issuer and isinstance(subject, str) and subject):
        raise SurveyError(Code.PROVIDER_FAILED)
    verified = claims.get("email_verified") in (True, "true")
    return Identity(issuer, subject, account_name(str(email)) if email and verified else None)


def _opened(settings: Settings, cookies: Mapping[str, str], name: str) -> str | None:
    signer = URLSafeTimedSerializer(cookie_secret(settings), salt=name)
    try:
        value = signer.loads(cookies.get(name, ""), max_age=_FRESH_SECONDS)
    except BadSignature:
        return None
    return value if isinstance(value, str) else None
