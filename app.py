"""The program: staff pages and the citizens' form on one port. ``streamlit run app.py``."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config
from streamlit.user_info import generate_login_redirect_url

from services import journal
from services.oidc import cookie_secret, secrets_of
from services.program import close_program, open_program
from services.setup import at_start
from services.watch import tell_opening
from settings import from_environment
from surveys.errors import SurveyError
from surveys.language import SOURCE, words
from views.early import Early
from views.troubles import tell
from web.front import CitizensFirst
from web.gate import Gate
from web.headers import Headers
from web.oidc import CommonSignIn
from web.provider import keep_for_streamlit
from web.routes import STAFF
from web.troubles import Troubles

settings = from_environment()
# The same at every process of the installation, and after every restart.
config.set_option("server.cookieSecret", cookie_secret(settings))
if settings.oidc:
    keep_for_streamlit()


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[dict[str, object]]:
    """Opens the store and the writer for as long as the server runs."""
    journal.configure()
    try:
        program = open_program(settings, serving=True)
    except SurveyError as refusal:
        journal.fault("could not start", code=refusal.code, why=words(SOURCE).error(refusal))
        sys.exit(2)
    upkeep = program.store.upkeep
    tell_opening(upkeep.opening, upkeep.sweep())
    program.watch.look_over()
    sys.stderr.writelines(at_start(program, datetime.now(UTC)))
    gc.freeze()  # what lives for ever need not be looked at whenever garbage is collected
    try:
        yield {}
    finally:
        close_program(program)
        journal.event("stopped")


app = st.App(
    Path(__file__).resolve().parent / "views" / "pages.py",
    secrets=secrets_of(settings) or None,
    lifespan=lifespan,
    routes=STAFF,
    middleware=[
        Middleware(Headers),
        Middleware(Troubles),
        Middleware(CitizensFirst),
        Middleware(CommonSignIn, leads=partial(generate_login_redirect_url, "default")),
        Middleware(Gate),
        Middleware(Early),
    ],
    on_script_error=tell,
)
