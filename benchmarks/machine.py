"""On what it was measured: the machine and the versions, without a name or a path of it."""

import os
import platform
import sqlite3
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

_PACKAGES = ("streamlit", "uvicorn", "starlette", "uvloop", "httptools", "orjson")


def described() -> str:
    """The head of the report."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return "\n\n".join(
        (
            "# What this program does on one machine",
            "Written by `make bench`; all figures are of one run, server and load on the same machine.",
            "\n".join(
                (
                    f"- Date: {datetime.now(UTC):%Y-%m-%d}",
                    f"- Machine: {os.cpu_count()} × {_processor()}, {_memory()} memory,"
                    f" {platform.system()} {platform.machine()}",
                    f"- Versions: Python {platform.python_version()},"
                    f" SQLite {sqlite3.sqlite_version}, {packages}",
                )
            ),
        )
    )


def _processor() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{total / 2**30:.0f} GiB"
