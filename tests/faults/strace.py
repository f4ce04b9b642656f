"""Finds strace, or installs Debian's. Without it nobody can see what is flushed before a reply."""

import os
import shutil
import subprocess
import sys


def install() -> None:
    """Gets strace from the system's packages, where there are such."""
    if shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo"]
        subprocess.run([*sudo, "apt-get", "update", "-qq"], check=False)
        subprocess.run([*sudo, "apt-get", "install", "-y", "-qq", "strace"], check=False)


def main() -> None:
    if shutil.which("strace") is None:
        install()
    found = shutil.which("strace")
    if found is None:
        sys.exit("No strace found and none could be installed. Install strace and try again.")
    print(f"strace: {found}")  # noqa: T201


if __name__ == "__main__":
    main()
