"""The office's own authority: what it signs, what it may not, and that a renewal needs nothing."""

import datetime
import ssl
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from socket import create_connection, socket

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from starlette.testclient import TestClient

from services import certificates
from services.addresses import addresses
from services.certificates import authority, certified_hosts, certify, certify_machine
from services.program import Program
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from tests.acts import BOSS

NOW = datetime.datetime.now(datetime.UTC)
HOST = "khaosat.lan"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    certify(tmp_path, HOST, ["192.168.1.10"], 397, NOW)
    return tmp_path


@contextmanager
def served(certificate: Path, key: Path) -> Iterator[int]:
    """A port that shakes hands with this certificate, and says nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listening = socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()

    def serve() -> None:
        while True:
            try:
                taken, _ = listening.accept()
            except OSError:
                return
            with taken:
                try:
                    context.wrap_socket(taken, server_side=True).close()
                except OSError:
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        listening.shutdown(2)
        listening.close()
        thread.join()


def shake(port: int, trusted: Path, name: str) -> None:
    """As a device that trusts this authority only; raises SSLError."""
    context = ssl.create_default_context(cafile=str(trusted))
    with create_connection(("127.0.0.1", port)) as raw:
        context.wrap_socket(raw, server_hostname=name).close()


def test_devices_that_trust_the_authority_trust_the_machine(var: Path) -> None:
    """Under its name and its addresses, and under no other."""
    folder = var / "tls"
    with served(folder / "server.crt", folder / "server.key") as port:
        for name in (HOST, "192.168.1.10", "localhost", "127.0.0.1"):
            shake(port, folder / "ca.crt", name)
        for name in ("other.lan", "192.168.1.11", "example.vn"):
            with pytest.raises(ssl.SSLCertVerificationError):
                shake(port, folder / "ca.crt", name)


def test_others_do_not_trust_it(var: Path, tmp_path: Path) -> None:
    """Another office's authority vouches for nothing here."""
    other = tmp_path / "other"
    certify(other, HOST, [], 30, NOW)
    folder = var / "tls"
    with (
        served(folder / "server.crt", folder / "server.key") as port,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        shake(port, other / "tls" / "ca.crt", HOST)


def test_the_authority_cannot_pass_for_the_rest_of_the_world(var: Path) -> None:
    """Whoever steals its key can still not pass for a bank: the constraint is in its certificate."""
    folder = var / "tls"
    key = load_pem_private_key((folder / "ca.key").read_bytes(), None)
    issuer = x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    forged = certificates._server(
        key, ("bank.example.vn",), (), issuer, NOW, NOW + timedelta(days=9)
    ).sign(key, hashes.SHA256())
    path = var / "forged.crt"
    path.write_bytes(certificates._pem(forged))
    with (
        served(path, folder / "ca.key") as port,
        pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"),
    ):
        shake(port, folder / "ca.crt", "bank.example.vn")


def test_everything_is_for_its_owner_only(var: Path) -> None:
    """Mode 600 in a folder of mode 700."""
    folder = var / "tls"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert {path.name for path in folder.iterdir()} == {
        "ca.crt",
        "ca.key",
        "server.crt",
        "server.key",
    }


def test_renewing_keeps_the_authority(var: Path) -> None:
    """Devices need nothing; the machine gets another key."""
    folder = var / "tls"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    made = certify(var, "khaosat.lan", ["10.1.2.3"], 90, NOW)
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert not made.new_authority
    assert {name for name in before if before[name] == after[name]} == {"ca.key", "ca.crt"}
    with served(folder / "server.crt", folder / "server.key") as port:
        shake(port, folder / "ca.crt", "10.1.2.3")


def test_a_name_that_the_authority_may_not_sign_is_refused(var: Path) -> None:
    """Nothing is changed, unless another authority is wanted."""
    before = (var / "tls" / "server.crt").read_bytes()
    for host, ip in (("example.vn", "10.0.0.1"), (HOST, "8.8.8.8")):
        with pytest.raises(SurveyError) as refused:
            certify(var, host, [ip], 90, NOW)
        assert refused.value.code is Code.NOT_PERMITTED
    assert (var / "tls" / "server.crt").read_bytes() == before
    assert certify(var, "example.vn", ["8.8.8.8"], 90, NOW, anew=True).new_authority


@pytest.mark.parametrize(
    ("host", "ip"),
    [
        *((host, "10.0.0.1") for host in ("", "a b", "-x.lan", "10.0.0.1", "*.lan", "x\n.lan")),
        *(("x.lan", ip) for ip in ("10.0.0", "nowhere")),
    ],
)
def test_nonsense_is_no_name(tmp_path: Path, host: str, ip: str) -> None:
    """A sentence, and no files."""
    with pytest.raises(SurveyError) as refused:
        certify(tmp_path, host, [ip], 90, NOW)
    assert refused.value.code is Code.BAD_HOST
    assert not (tmp_path / "tls").exists()


def test_it_never_outlives_its_authority(tmp_path: Path) -> None:
    """Made in the ninth year, it ends with the authority."""
    certify(tmp_path, HOST, [], 397, NOW - timedelta(days=3600))
    made = certify(tmp_path, HOST, [], 397, NOW)
    assert timedelta(days=45) < made.until - NOW < timedelta(days=55)


def test_the_addresses_to_tell_are_those_of_the_certificate(var: Path) -> None:
    """Browsers would warn of any other."""
    told = addresses("", certified_hosts(var))
    assert told == [
        "https://localhost:8501",
        "https://khaosat.lan:8501",
        "https://192.168.1.10:8501",
    ]
    assert certified_hosts(var / "none") == ()


def test_devices_fetch_the_authority(client: TestClient, program: Program) -> None:
    """Under an address of its own, as the type that devices install; the key stays."""
    assert client.get("/chung-thu").status_code == 404
    certify(program.settings.var, HOST, [], 30, NOW)
    reply = client.get("/chung-thu")
    assert reply.headers["content-type"] == "application/x-x509-ca-cert"
    assert reply.content == authority(program.settings.var)
    assert (
        x509.load_der_x509_certificate(reply.content).subject.rfc4514_string().startswith("CN=Hài")
    )


def test_it_is_made_by_administrators_and_logged(program: Program) -> None:
    """Who made it, for which names."""
    with pytest.raises(SurveyError) as refused:
        certify_machine(program, HOST, [], 30, Actor("x", Role.OFFICIAL), NOW)
    assert refused.value.code is Code.NOT_ALLOWED
    certify_machine(program, HOST, [], 30, BOSS, NOW)
    last = program.store.log.read(most=1)[0].act
    assert (last.action, last.details["new_authority"]) == ("certificate.make", True)
