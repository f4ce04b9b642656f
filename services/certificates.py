"""HTTPS in an office without the internet: an authority of its own, and a certificate that it signs.

The authority may sign for addresses of private networks and for the names it was made for, and for
nothing else: whoever installs it on a tablet gives away no more than this office's machine.
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from data.workspace import write_whole
from services.program import Program
from services.rights import act, need_everywhere
from surveys.account import Actor, Right
from surveys.act import Detail
from surveys.errors import Code, SurveyError

FOLDER = "tls"
AUTHORITY_DAYS = 3650
DAYS, MOST_DAYS = 397, 825
"""A year and a month; Apple's devices take none that is valid for longer than 825 days."""

_EARLIER = timedelta(days=1)
"""Tablets' clocks are often wrong: a certificate made today is valid since yesterday."""

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}$)({_LABEL}\.)*{_LABEL}")
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16")
_PRIVATE_6 = ("::1/128", "fc00::/7", "fe80::/10")
_LOCAL = ("localhost", "lan", "local", "internal", "home.arpa")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Certified:
    """What was made: `fingerprint` is the authority's, to be compared on each device."""

    hosts: tuple[str, ...]
    until: datetime
    fingerprint: str
    new_authority: bool


def certify(
    var: Path, host: str, ips: Sequence[str], days: int, now: datetime, *, anew: bool = False
) -> Certified:
    """A certificate for this machine in `var/tls`, signed by its authority, which is made once.

    Devices that trust the authority need nothing when the certificate is renewed. Raises SurveyError
    BAD_HOST, or NOT_PERMITTED when the authority may not sign for a name: then `anew` makes another.
    """
    names, addresses = _read(host, ips)
    folder = var / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = anew or not (folder / "ca.crt").exists()
    if made:
        _make_authority(folder, names, addresses, now)
    key = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), None)
    authority = x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise SurveyError(Code.BAD_FILE, file="ca.key", why="EC")
    _refuse_unpermitted(authority, names, addresses)
    until = min(now + timedelta(days=days), authority.not_valid_after_utc)
    own = ec.generate_private_key(ec.SECP256R1())
    signed = _server(own, names, addresses, authority, now, until).sign(key, hashes.SHA256())
    chain = _pem(signed) + _pem(authority)
    write_whole(folder / "server.key", _private(own))
    write_whole(folder / "server.crt", chain)
    hosts = (*names, *map(str, addresses))
    return Certified(hosts, until, fingerprint(authority), made)


def certify_machine(
    program: Program,
    host: str,
    ips: Sequence[str],
    days: int,
    by: Actor,
    now: datetime,
    *,
    anew: bool = False,
) -> Certified:
    """As `certify`, for this installation, and told in the log. Raises NOT_ALLOWED too."""
    need_everywhere(program, by, Right.OPERATE)
    made = certify(program.settings.var, host, ips, days, now, anew=anew)
    hosts, until = " ".join(made.hosts), made.until.date().isoformat()
    details: dict[str, Detail] = {"hosts": hosts, "until": until}
    details["new_authority"] = made.new_authority
    program.store.log.write(act(by, "certificate.make", made.hosts[0], now, **details))
    return made


def authority(var: Path) -> bytes | None:
    """The authority's certificate as devices install it (DER), or None when there is none."""
    path = var / FOLDER / "ca.crt"
    if not path.exists():
        return None
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return certificate.public_bytes(serialization.Encoding.DER)


def certified_hosts(var: Path) -> tuple[str, ...]:
    """Names and addresses that the certificate is for; none without a certificate."""
    path = var / FOLDER / "server.crt"
    if not path.exists():
        return ()
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    found = names.get_values_for_type(x509.DNSName)
    return (*found, *map(str, names.get_values_for_type(x509.IPAddress)))


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 as devices show it: pairs with colons."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _read(host: str, ips: Sequence[str]) -> tuple[tuple[str, ...], tuple[Address, ...]]:
    name = host.strip().rstrip(".").lower()
    if not _HOST.fullmatch(name) or name.replace(".", "").isdigit():
        raise SurveyError(Code.BAD_HOST, host=host[:60])
    addresses: dict[Address, None] = {}
    for text in (*ips, "127.0.0.1"):
        try:
            addresses[ipaddress.ip_address(text.strip())] = None
        except ValueError:
            raise SurveyError(Code.BAD_HOST, host=text[:60]) from None
    return tuple(dict.fromkeys((name, "localhost"))), tuple(addresses)


def _make_authority(
    folder: Path, names: Sequence[str], addresses: Sequence[Address], now: datetime
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Hài Lòng"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Hài Lòng – {names[0]}"[:64]),
        ]
    )
    certificate = (
        _begun(called, called, key.public_key(), now, now + timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(_constraints(names, addresses), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_whole(folder / "ca.key", _private(key))
    write_whole(folder / "ca.crt", _pem(certificate))


def _constraints(names: Sequence[str], addresses: Sequence[Address]) -> x509.NameConstraints:
    permitted: list[x509.GeneralName] = [
        x509.DNSName(one) for one in dict.fromkeys((*names, *_LOCAL))
    ]
    networks = [ipaddress.ip_network(one) for one in (*_PRIVATE, *_PRIVATE_6)]
    public = [ipaddress.ip_network(str(one)) for one in addresses if not _within(one, networks)]
    permitted += [x509.IPAddress(one) for one in (*networks, *public)]
    return x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None)


def _within(
    address: Address, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]
) -> bool:
    return any(address.version == one.version and address in one for one in networks)


def _refuse_unpermitted(
    authority: x509.Certificate, names: Sequence[str], addresses: Sequence[Address]
) -> None:
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = limits.permitted_subtrees or []
    domains = [one.value for one in permitted if isinstance(one, x509.DNSName)]
    networks = [one.value for one in permitted if isinstance(one, x509.IPAddress)]
    for name in names:
        if not any(name == one or name.endswith(f".{one}") for one in domains):
            raise SurveyError(Code.NOT_PERMITTED, host=name)
    for address in addresses:
        if not _within(address, networks):  # type: ignore[arg-type]
            raise SurveyError(Code.NOT_PERMITTED, host=str(address))


def _server(
    key: ec.EllipticCurvePrivateKey,
    names: Sequence[str],
    addresses: Sequence[Address],
    authority: x509.Certificate,
    now: datetime,
    until: datetime,
) -> x509.CertificateBuilder:
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    alternatives = [*map(x509.DNSName, names), *map(x509.IPAddress, addresses)]
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    signer = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    return (
        _begun(called, authority.subject, key.public_key(), now, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(signer, critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: datetime,
    until: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(until)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
