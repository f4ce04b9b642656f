"""Roles by addresses, pages and use cases, taken from the registries: a new one without a row here fails.

Every cell is tried with a session that a password opened and with one from a provider.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import streamlit as st
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.util import calc_hash

import services
import services.program
import settings
from services.access import COOKIE, begin, sign_in
from services.accounts import add_account
from services.entry import Begun, Typed
from services.oidc import sign_in_as
from services.paper import Printing
from services.program import Program, close_program, open_program
from services.units import public_codes
from surveys.account import RIGHTS, Actor, Right, Role
from surveys.act import Sought
from surveys.breach import Account
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.privacy_request import Kind, Outcome
from surveys.questionnaire import shipped_text
from surveys.report_order import ReportOrder
from surveys.review import Choice
from surveys.session import PASSWORD, PROVIDER
from surveys.target import Wanted
from tests import people
from tests.acts import BOSS, NOW
from tests.apptest import AppTest
from tests.conftest import ROUND, SAMPLES, UNIT, plan
from tests.web.conftest import application
from views import session
from web.assets import edition
from web.routes import CITIZENS, STAFF

pytestmark = pytest.mark.long

ANYBODY, SIGNED_IN = "anybody", "whoever is signed in"

ADDRESSES: dict[tuple[str, str], Right | str] = {
    ("*", "/api/v1/responses"): ANYBODY,
    ("GET", "/api/v1/openapi.json"): ANYBODY,
    ("GET", "/s/sw.js"): ANYBODY,
    ("GET", "/s/_/{edition}/{name}"): ANYBODY,
    ("GET", "/tieng/{name}"): ANYBODY,  # recorded questions
    ("GET", "/s/{code}"): ANYBODY,
    ("POST", "/s/{code}"): ANYBODY,
    ("GET", "/s/{code}/khong-tham-gia"): ANYBODY,
    ("GET", "/s/{code}/cuu-ho"): ANYBODY,  # what it shows is on the device, and sealed in its file
    # The picture holds nothing but the address that it is asked for with.
    ("GET", "/s/{code}/qr.{format}"): ANYBODY,
    ("GET", "/kiosk"): ANYBODY,  # 404 without the secret of a paired device
    ("GET", "/ghep-may"): ANYBODY,
    ("POST", "/ghep-may"): ANYBODY,  # 404 without a pairing code
    ("POST", "/api/v1/devices/heartbeat"): ANYBODY,  # 403 without the secret of a paired device
    ("GET", "/quyen-rieng-tu"): ANYBODY,
    ("GET", "/rut-phieu"): ANYBODY,
    ("POST", "/rut-phieu"): ANYBODY,
    ("GET", "/healthz"): ANYBODY,
    ("GET", "/readyz"): ANYBODY,
    ("GET", "/chung-thu"): ANYBODY,  # the office's own authority, to be trusted by tablets
    ("GET", "/phuong-phap"): ANYBODY,
    ("GET", "/cong-khai"): ANYBODY,
    ("GET", "/cong-khai/neo"): ANYBODY,
    ("GET", "/cong-khai/{round}"): ANYBODY,  # 404 until it is published
    ("GET", "/metrics"): ANYBODY,  # 404 without its own token
    ("GET", "/api/v1/rounds/{round}/summary"): Right.SEE_RESULTS,
    ("GET", "/api/v1/rounds/{round}/slip-key"): ANYBODY,  # a public key
    ("GET", "/login"): ANYBODY,
    ("POST", "/login"): ANYBODY,
    ("POST", "/logout"): ANYBODY,
    ("GET", "/thiet-lap"): ANYBODY,
    ("POST", "/thiet-lap"): ANYBODY,
    ("GET", "/xem-thu/{key}"): Right.RUN_ROUNDS,
    ("GET", "/mat-khau"): SIGNED_IN,
    ("POST", "/mat-khau"): SIGNED_IN,
    ("GET", "/tep/nhat-ky.csv"): Right.READ_LOG,
    ("GET", "/to-cuoi-ngay"): Right.SHARE_FORM,
    ("GET", "/phieu-ma-qr"): Right.SHARE_FORM,
    ("POST", "/phieu-ma-qr/in"): Right.SHARE_FORM,
    ("POST", "/phieu-ma-qr/huy"): Right.SHARE_FORM,
    ("GET", "/tep/bao-cao/{number:int}"): Right.DOWNLOAD,  # 404: none was ordered
    ("GET", "/tep/{round}.manifest.json"): Right.DOWNLOAD,
    ("GET", "/tep/{round}.microdata.zip"): Right.TAKE_MICRODATA,
    ("GET", "/tep/{round}.responses.{format}"): Right.TAKE_RESPONSES,
    ("GET", "/tep/{round}/phieu-giay.pdf"): Right.SHARE_FORM,
    ("GET", "/nhap-phieu/{round}"): Right.ENTER_ANSWERS,
    ("POST", "/nhap-phieu/{round}"): Right.ENTER_ANSWERS,  # 404 for no unit
    ("GET", "/nhap-phieu/{round}/{batch}"): Right.ENTER_ANSWERS,  # 404: no batch
    ("POST", "/nhap-phieu/{round}/{batch}"): Right.ENTER_ANSWERS,  # 415 for a form
    ("GET", "/nhap-phieu/{round}/{batch}/dua-vao"): Right.ENTER_ANSWERS,
    ("POST", "/nhap-phieu/{round}/{batch}/dua-vao"): Right.ENTER_ANSWERS,
    ("GET", "/tep/{round}/phan-tich/{drawing}.{format}"): Right.DOWNLOAD,
}

PAGES = {
    "ket-qua": Right.SEE_RESULTS,
    "phan-tich": Right.SEE_RESULTS,
    "dot-khao-sat": Right.SEE_RESULTS,
    "khao-sat": Right.SHARE_FORM,
    "phieu-hoi": Right.RUN_ROUNDS,
    "nhap-phieu-giay": Right.ENTER_ANSWERS,
    "bao-cao": Right.DOWNLOAD,
    "yeu-cau": Right.HANDLE_REQUESTS,
    "su-co": Right.HANDLE_REQUESTS,
    "thiet-bi": Right.MANAGE_DEVICES,
    "tai-khoan": Right.MANAGE_ACCOUNTS,
    "nhat-ky": Right.READ_LOG,
}

USE_CASES: dict[str, Right] = {
    "accounts.accounts": Right.MANAGE_ACCOUNTS,
    "accounts.add_account": Right.MANAGE_ACCOUNTS,
    "accounts.change_email": Right.MANAGE_ACCOUNTS,
    "accounts.change_role": Right.MANAGE_ACCOUNTS,
    "accounts.disable_account": Right.MANAGE_ACCOUNTS,
    "accounts.enable_account": Right.MANAGE_ACCOUNTS,
    "accounts.end_sessions": Right.MANAGE_ACCOUNTS,
    "accounts.find_account": Right.MANAGE_ACCOUNTS,
    "accounts.reset_password": Right.MANAGE_ACCOUNTS,
    "accounts.sessions": Right.MANAGE_ACCOUNTS,
    "accounts.soon_idle": Right.MANAGE_ACCOUNTS,
    "anchoring.evening_sheet": Right.SHARE_FORM,
    "backup.make_backup": Right.OPERATE,
    "breaches.breach_report": Right.HANDLE_REQUESTS,
    "breaches.breaches": Right.HANDLE_REQUESTS,
    "breaches.close_breach": Right.HANDLE_REQUESTS,
    "breaches.describe_breach": Right.HANDLE_REQUESTS,
    "breaches.enter_breach": Right.HANDLE_REQUESTS,
    "breaches.find_breach": Right.HANDLE_REQUESTS,
    "breaches.tell_breach": Right.HANDLE_REQUESTS,
    "certificates.certify_machine": Right.OPERATE,
    "counts.import_counts": Right.RUN_ROUNDS,
    "devices.devices": Right.MANAGE_DEVICES,
    "devices.find_device": Right.MANAGE_DEVICES,
    "devices.forget_refused": Right.MANAGE_DEVICES,
    "devices.offer_pairing": Right.MANAGE_DEVICES,
    "devices.rename_device": Right.MANAGE_DEVICES,
    "devices.retire_device": Right.MANAGE_DEVICES,
    "drawn.drawing_file": Right.DOWNLOAD,
    "entry.batches": Right.ENTER_ANSWERS,
    "entry.begin_batch": Right.ENTER_ANSWERS,
    "entry.compare_passes": Right.ENTER_ANSWERS,
    "entry.find_batch": Right.ENTER_ANSWERS,
    "entry.hand_in": Right.ENTER_ANSWERS,
    "entry.send_asked": Right.ENTER_ANSWERS,
    "entry.type_form": Right.ENTER_ANSWERS,
    "entry.typed_forms": Right.ENTER_ANSWERS,
    "exporting.export_round": Right.OPERATE,
    "log.export": Right.READ_LOG,
    "log.latest": Right.READ_LOG,
    "log.names": Right.READ_LOG,
    "log.read_page": Right.READ_LOG,
    "log.wholeness": Right.READ_LOG,
    "microdata.microdata_file": Right.TAKE_MICRODATA,
    "paper.paper_form": Right.SHARE_FORM,
    "plans.round_standings": Right.SEE_RESULTS,
    "previewing.preview": Right.DOWNLOAD,
    "publishing.correct_round": Right.SEAL,
    "publishing.publish_round": Right.SEAL,
    "report_orders.cancel_report": Right.DOWNLOAD,
    "report_orders.fetch_report": Right.DOWNLOAD,
    "report_orders.order_report": Right.DOWNLOAD,
    "report_orders.ordered_reports": Right.DOWNLOAD,
    "requests.answer_request": Right.HANDLE_REQUESTS,
    "requests.close_request": Right.HANDLE_REQUESTS,
    "requests.enter_request": Right.HANDLE_REQUESTS,
    "requests.erase_in_case": Right.HANDLE_REQUESTS,
    "requests.extend_request": Right.HANDLE_REQUESTS,
    "requests.read_contact": Right.HANDLE_REQUESTS,
    "requests.requests": Right.HANDLE_REQUESTS,
    "rescuing.import_rescued": Right.OPERATE,
    "reviewing.exclude": Right.REVIEW,
    "reviewing.exclusions": Right.SEE_FLAGS,
    "reviewing.groups": Right.SEE_FLAGS,
    "reviewing.include": Right.REVIEW,
    "retention.due": Right.SEAL,
    "retention.run_retention": Right.SEAL,
    "retention.set_retention": Right.RUN_ROUNDS,
    "rounds.close_round": Right.RUN_ROUNDS,
    "rounds.create_round": Right.RUN_ROUNDS,
    "rounds.extend_round": Right.RUN_ROUNDS,
    "rounds.open_round": Right.RUN_ROUNDS,
    "rounds.pause_round": Right.RUN_ROUNDS,
    "rounds.reopen_round": Right.RUN_ROUNDS,
    "rounds.resume_round": Right.RUN_ROUNDS,
    "rows.take_responses": Right.TAKE_RESPONSES,
    "rows.write_responses": Right.TAKE_RESPONSES,
    "sealing.seal_round": Right.SEAL,
    "slips.make_slips": Right.SHARE_FORM,
    "slips.slips_of_units": Right.SHARE_FORM,
    "slips.void_slip": Right.SHARE_FORM,
    "packages.arrivals": Right.RUN_ROUNDS,
    "packages.receive_package": Right.RUN_ROUNDS,
    "senders.revoke_key": Right.OPERATE,
    "senders.trust_key": Right.OPERATE,
    "senders.trusted_keys": Right.RUN_ROUNDS,
    "targets.set_targets": Right.RUN_ROUNDS,
    "targets.unit_standings": Right.SEE_RESULTS,
    "cases.import_cases": Right.MANAGE_UNITS,
    "translating.approve_language": Right.RUN_ROUNDS,
    "translating.further_languages": Right.RUN_ROUNDS,
    "translating.withdraw_language": Right.RUN_ROUNDS,
    "units.import_units": Right.MANAGE_UNITS,
    "workshop.examine": Right.RUN_ROUNDS,
    "workshop.look_at": Right.RUN_ROUNDS,
    "workshop.looked_at": Right.RUN_ROUNDS,
    "workshop.questionnaires": Right.RUN_ROUNDS,
    "workshop.save_questionnaire": Right.RUN_ROUNDS,
    "workshop.text_of": Right.RUN_ROUNDS,
}

NO_RIGHT_OF_THEIR_OWN = {
    "accounts.roles_to_give": "tells what he may give; giving asks",
    "accounts.units_to_give": "tells where he may give; giving asks",
    "demo_slips.hand_out": "invents samples; only the shell can",
    "drawn.drawings_for": "leaves out what he may not see",
    "erasing.erase": "whoever has the code may; without it the unit of the response is asked for",
    "log.tell_download": "notes what a download that asked has given",
    "moving.move": "only the shell can: the program is stopped meanwhile",
    "restore.restore": "only the shell can: there is no program yet that could know anybody",
    "rights.act": "makes a line of the log",
    "rights.need": "is the question itself",
    "rights.need_everywhere": "is the question itself",
    "scope.asked_units_for": "narrows to his part of the tree",
    "scope.rounds_for": "narrows to his part of the tree",
    "scope.top_for": "narrows to his part of the tree",
    "scope.unit_asked": "narrows to his part of the tree",
    "scope.units_for": "narrows to his part of the tree",
}

GIVEN: dict[str, Any] = {
    "mark": "x",
    "now": NOW,
    "day": NOW.date(),
    "name": people.CHIEF,
    "role": Role.VIEWER,
    "unit": None,
    "email": None,
    "id": ROUND,
    "round": ROUND,
    "round_id": ROUND,
    "unit_code": UNIT,
    "number": "1",
    "reason": "vì sai số liệu đã in",
    "closes": date(2099, 12, 31),
    "opens": date(2099, 1, 1),
    "title": "x",
    "questionnaire": "short-counter@1",
    "units": [UNIT],
    "account": Account("x", "y"),
    "found": NOW,
    "told_at": NOW,
    "whom": "x",
    "conclusion": "vì sai số liệu đã in",
    "wanted": [Wanted(1, UNIT, 5)],
    "months": 24,
    "passphrase": "ba con meo den",
    "told": words("vi"),
    "sought": Sought(),
    "begun": Begun(UNIT, "paper"),
    "form": Typed(UUID(int=1), 1, False, NOW.date(), {}),
    "one_pass": "1",
    "picks": {},
    "printing": Printing("vi", round=ROUND, unit=UNIT),
    "kind": next(iter(Kind)),
    "outcome": next(iter(Outcome)),
    "received": NOW.date(),
    "choice": Choice(UNIT, "fast"),
    "code": "AAAA-AAAA-AAAA",
    "host": "khaosat.example.vn",
    "ips": ["192.0.2.7"],
    "days": 30,
    "language": "vi",
    "format": "csv",
    "drawing": "index",
    "typed": "AAAAA-AAAAA",
    "key": "short-counter@1",
    "given": "ab" * 32,
    "office": UNIT,
    "hash": "x",
    "order": ReportOrder(ROUND, UNIT, "whole", "csv", "vi", NOW.date()),
    "text": shipped_text("short-counter@1"),
}
"""A value for each parameter that use cases have, by name."""

SCRIPT = Path(session.__file__).parent / "pages.py"


@dataclass(frozen=True)
class Listed:
    """A page of the menu. The script that lists them runs when it is imported, so it is read instead."""

    path: str
    title: str
    right: Right


@cache
def _menu() -> list[Listed]:
    """The pages that `views/pages.py` lists, in its order."""
    calls = [
        node
        for node in ast.walk(ast.parse(SCRIPT.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Page"
    ]
    return [
        Listed(
            ast.literal_eval(call.args[2]),
            words("vi")(ast.literal_eval(call.args[1])),
            Right[call.args[3].attr],  # type: ignore[attr-defined]
        )
        for call in calls
    ]


PASSWORD_OF_ALL = "ba con meo den"
ISSUER = "https://provider.example"


@dataclass(frozen=True)
class Office:
    """A program with somebody of each role, and their sessions by role and way."""

    program: Program
    tokens: dict[tuple[Role, str], str]
    code: str

    def browser(self, token: str | None) -> TestClient:
        found = TestClient(application(), follow_redirects=False)
        if token:
            found.cookies.set(COOKIE, token)
        return found


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Each role signs in twice: with a password, and as somebody whom a provider names."""
    opened = open_program(settings.read({}, tmp_path_factory.mktemp("matrix") / "var"))
    plan(opened, "short-counter@1")
    people.chief(opened)
    tokens = {}
    at = people.moment()
    for role in Role:
        add_account(
            opened,
            BOSS,
            NOW,
            name=f"mt-{role}",
            role=role,
            email=f"{role}@example.vn",
            password=PASSWORD_OF_ALL,
        )
        tokens[role, PASSWORD] = sign_in(opened, f"mt-{role}", PASSWORD_OF_ALL, at)
        claims = {"iss": ISSUER, "sub": f"s-{role}", "email": f"{role}@example.vn"}
        tokens[role, PROVIDER] = sign_in_as(opened, {**claims, "email_verified": True}, at)
    yield Office(opened, tokens, public_codes(opened)[UNIT])
    close_program(opened)


def _methods(route: Route) -> set[str]:
    return (route.methods or {"*"}) - {"HEAD"}


def test_every_address_has_a_row() -> None:
    """A new route says here who may use it."""
    routes = [route for route in (*CITIZENS, *STAFF) if isinstance(route, Route)]
    found = {(method, route.path) for route in routes for method in _methods(route)}
    assert found == set(ADDRESSES)


def test_every_page_has_a_row() -> None:
    """And a new page, the same right as in the menu."""
    assert {page.path: page.right for page in _menu()} == PAGES


@cache
def _use_cases() -> dict[str, Callable[..., Any]]:
    """Every public function of the services that somebody acts through."""
    found = {}
    for module in pkgutil.iter_modules(services.__path__):
        loaded = importlib.import_module(f"services.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            own = function.__module__ == loaded.__name__ and not name.startswith("_")
            parameters = inspect.signature(function).parameters.values()
            if own and any(one.annotation is Actor for one in parameters):
                found[f"{module.name}.{name}"] = function
    return found


def test_every_use_case_has_a_row() -> None:
    """Whatever takes somebody who acts asks for a right, or says here why it need not."""
    assert set(_use_cases()) == set(USE_CASES) | set(NO_RIGHT_OF_THEIR_OWN)


def _filled(path: str, code: str) -> str:
    values = {"round": ROUND, "format": "csv", "name": "form.css", "code": code, "drawing": "index"}
    values |= {"edition": edition(), "key": "short-counter@1"}
    values["batch"] = values["number:int"] = "1"
    if path.endswith("qr.{format}"):
        values["format"] = "svg"
    if path in ("/to-cuoi-ngay", "/phieu-ma-qr"):
        path += f"?unit={UNIT}"
    return re.sub(r"\{([^}]+)\}", lambda place: values[place[1]], path)


def _asked(office: Office, method: str, path: str, token: str | None) -> Any:
    method = "POST" if method == "*" else method
    sent = {"old": "x"} if method == "POST" else None
    return office.browser(token).request(method, _filled(path, office.code), data=sent)


NOT_YET = {
    ("POST", "/phieu-ma-qr/in"): 404,
    ("POST", "/phieu-ma-qr/huy"): 404,
    ("GET", "/tep/bao-cao/{number:int}"): 404,
    ("GET", "/tep/{round}.manifest.json"): 404,
    ("GET", "/tep/{round}.microdata.zip"): 409,  # the round is open
    ("GET", "/tep/{round}.responses.{format}"): 409,
    ("GET", "/tep/{round}/phan-tich/{drawing}.{format}"): 409,
    ("POST", "/nhap-phieu/{round}"): 404,
    ("GET", "/nhap-phieu/{round}/{batch}"): 404,
    ("POST", "/nhap-phieu/{round}/{batch}"): 415,
    ("GET", "/nhap-phieu/{round}/{batch}/dua-vao"): 404,
    ("POST", "/nhap-phieu/{round}/{batch}/dua-vao"): 404,
}

CELLS = [(method, path, need) for (method, path), need in ADDRESSES.items()]


@pytest.mark.parametrize(("method", "path", "need"), CELLS)
def test_strangers_reach_what_is_for_anybody(
    office: Office, method: str, path: str, need: Right | str
) -> None:
    """For the rest they are sent to sign in, or told 401; never a figure."""
    reply = _asked(office, method, path, None)
    to_sign_in = reply.status_code == 303 and reply.headers["location"].startswith("/login?")
    assert (need is ANYBODY) == (not to_sign_in and reply.status_code != 401) or path == "/login"
    if need is not ANYBODY:
        assert to_sign_in or reply.status_code == 401
        assert "Xã" not in reply.text


@pytest.mark.parametrize("way", [PASSWORD, PROVIDER])
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("method", "path", "need"), [cell for cell in CELLS if isinstance(cell[2], Right)]
)
def test_an_address_is_for_those_who_have_its_right(
    office: Office, method: str, path: str, need: Right, role: Role, way: str
) -> None:
    """200 with the right (404 or 409 where there is nothing yet), 403 without it."""
    reply = _asked(office, method, path, office.tokens[role, way])
    right = NOT_YET.get((method, path), 200)
    assert reply.status_code == (right if need in RIGHTS[role] else 403)


@pytest.mark.parametrize("way", [PASSWORD, PROVIDER])
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("method", "path", "need"), [cell for cell in CELLS if not isinstance(cell[2], Right)]
)
def test_what_is_for_everybody_is_for_every_role(
    office: Office, method: str, path: str, need: str, role: Role, way: str
) -> None:
    """Nobody is refused; a wrong password is still a wrong password."""
    account = office.program.store.accounts.find(f"mt-{role}")
    token = begin(office.program, account, people.moment(), way)
    reply = _asked(office, method, path, token)
    wrong = (method, path) == ("POST", "/login")
    assert reply.status_code in ((401, 429) if wrong else (200, 201, 303, 400, 404, 409, 415, 422))


@pytest.mark.parametrize("way", [PASSWORD, PROVIDER])
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_those_who_have_its_right(
    office: Office, path: str, role: Role, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others get the page where they arrive, whatever address they type."""
    st.cache_resource.clear()
    monkeypatch.setattr(services.program, "_opened", [office.program])
    token = office.tokens[role, way]
    monkeypatch.setattr(session, "cookie", lambda name: token if name == COOKIE else None)
    test = AppTest.from_file(str(SCRIPT), default_timeout=60)
    test._page_hash = calc_hash(path)
    test.run()
    assert not test.exception
    titles = {page.path: page.title for page in _menu()}
    own = [page.path for page in _menu() if page.right in RIGHTS[role]]
    expected = path if PAGES[path] in RIGHTS[role] else own[0]
    assert [title.value for title in test.title] == [titles[expected]]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_for_strangers(
    office: Office, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the gate open, there would still be nothing but the way to the sign-in."""
    monkeypatch.setattr(services.program, "_opened", [office.program])
    monkeypatch.setattr(session, "cookie", lambda _: "forged")
    test = AppTest.from_file(str(SCRIPT), default_timeout=60)
    test._page_hash = calc_hash(path)
    test.run()
    assert not test.exception
    assert len(test.title) == 0
    assert "Trang này dành cho cán bộ." in [one.value for one in test.markdown]


def _call(function: Callable[..., Any], program: Program, by: Actor, folder: Path) -> None:
    given = {**GIVEN, "program": program, "by": by, "path": SAMPLES / "units.csv"}
    given |= {"out": folder / "out", "write": list}
    if "backup" in function.__module__:
        given["path"] = folder / "backup"
    if "counts" in function.__module__:
        given |= {"path": SAMPLES / "chau-thanh-2023.csv", "round_id": "2023"}
    parameters = inspect.signature(function).parameters
    needed = {n: one for n, one in parameters.items() if one.default is inspect.Parameter.empty}
    function(
        **{n: int(given[n]) if one.annotation is int else given[n] for n, one in needed.items()}
    )


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", USE_CASES)
def test_a_use_case_is_for_those_who_have_its_right(
    program: Program, name: str, role: Role, tmp_path: Path
) -> None:
    """Without it nothing is changed and nothing logged; with it, any refusal has another reason."""
    people.chief(program)
    before, refusal = program.store.log.head(), None
    try:
        _call(_use_cases()[name], program, Actor("x", role), tmp_path)
    except SurveyError as refused:
        refusal = refused.code
    if USE_CASES[name] in RIGHTS[role]:
        assert refusal is not Code.NOT_ALLOWED
    else:
        assert refusal is Code.NOT_ALLOWED
        assert program.store.log.head() == before
