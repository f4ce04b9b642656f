"""The office's network on this machine: a name that is not localhost, and whom a browser trusts."""

import base64
import os
import shutil
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Page

from tests.browser import chromium

HOST = "khaosat.lan"
ARGUMENTS = (*chromium.ARGUMENTS, "--host-resolver-rules=MAP *.lan 127.0.0.1")


def launched(chrome: Browser, home: Path, *flags: str) -> Browser:
    return chrome.browser_type.launch(
        executable_path=chromium.find(),
        env={**os.environ, "HOME": str(home)},
        args=[*ARGUMENTS, *flags],
    )


def trust(authority: Path, home: Path) -> list[str]:
    """Gives a browser's home the authority; without certutil, lets it take that one key."""
    if shutil.which("certutil"):
        database = home / ".pki" / "nssdb"
        database.mkdir(parents=True)
        where = ("-d", f"sql:{database}")
        subprocess.run(["certutil", *where, "-N", "--empty-password"], check=True)
        add = ("-A", "-t", "C,,", "-n", "hai-long", "-i", str(authority))
        subprocess.run(["certutil", *where, *add], check=True)
        return []
    key = x509.load_pem_x509_certificate(authority.read_bytes()).public_key()
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    spki = base64.b64encode(digest.finalize()).decode()
    return [f"--ignore-certificate-errors-spki-list={spki}", f"--user-data-dir={home / 'data'}"]


def page_of(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.set_default_timeout(15_000)
    return page
