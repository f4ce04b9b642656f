"""The program's own log: one JSON line an event on standard error, and never anything about a person.

What an exception says may hold what somebody typed. Therefore only its kind and the places it passed
are written, with a reference number that the person is told, and no message but those of the operating
system and of SQLite, which are fixed texts. Of other libraries' lines only the fixed beginning is kept.
"""

import json
import logging
import re
import secrets
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from surveys.errors import SurveyError

_HERE = Path(__file__).resolve().parent.parent
_OWN = ("hailong", "surveys", "data", "services", "analysis", "web", "views", "commands")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_FIXED = re.compile(r"[^\n'\"(\[{<=]*")
"""The beginning of a foreign line, up to where values usually start."""

_SAID_ELSEWHERE = "Uncaught app execution"
"""Streamlit's own line for an error in a page; `unexpected` writes the same with its number."""

MOST_PLACES = 30

_log = logging.getLogger("hailong")


def configure() -> None:
    """Makes every logger of this process write here. Called once by whoever starts the program."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line())
    handler.addFilter(_wanted)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _log.setLevel(logging.INFO)
    logging.setLogRecordFactory(_record)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def event(name: str, **facts: object) -> None:
    """Something worth knowing that is no fault: facts are counts, sizes and names of ours."""
    _log.info(name, extra={"facts": facts})


def fault(name: str, **facts: object) -> None:
    """Something that the operator has to look at."""
    _log.error(name, extra={"facts": facts})


def unexpected(error: BaseException, door: str) -> str:
    """Writes an error that nobody foresaw; returns the number that the person is told."""
    reference = "".join(secrets.choice(_LETTERS) for _ in range(6))
    facts = {"door": door, "reference": reference}
    _log.error("unexpected error", exc_info=error, extra={"facts": facts})
    return reference


def _uncaught(
    kind: type[BaseException], error: BaseException | None, _: TracebackType | None
) -> None:
    if error is None or issubclass(kind, (KeyboardInterrupt, SystemExit)):
        return
    unexpected(error, "process")


def _record(*args: Any, **more: Any) -> logging.LogRecord:
    """A record whose logger has no way out but ours: libraries bring handlers of their own, at any time."""
    record = logging.LogRecord(*args, **more)
    logger: logging.Logger | None = logging.getLogger(record.name)
    while logger is not None and logger.parent is not None:
        logger.handlers.clear()
        logger.propagate = True
        logger = logger.parent
    return record


def _wanted(record: logging.LogRecord) -> bool:
    """Of ours everything, of libraries only what is wrong and is not told by us too."""
    if record.name.split(".")[0] in _OWN:
        return True
    return record.levelno >= logging.WARNING and not str(record.msg).startswith(_SAID_ELSEWHERE)


class _Line(logging.Formatter):
    """One record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["errors"] = list(_errors(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    if record.name.split(".")[0] in _OWN:
        return record.getMessage()
    fixed = _FIXED.match(str(record.msg))
    said = fixed[0].strip()[:160] if fixed else ""
    return "an error, told elsewhere" if said == "Traceback" else said


def _errors(error: BaseException) -> Iterator[dict[str, object]]:
    """The error and what it came from: kind, fixed text where there is one, and places."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        kind = type(following)
        told = {"kind": f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")}
        yield {**told, **_fixed_text(following), "places": _places(following)}
        following = following.__cause__ or following.__context__


def _fixed_text(error: BaseException) -> dict[str, str]:
    if isinstance(error, SurveyError):
        return {"code": error.code}
    if isinstance(error, OSError) and error.strerror:
        return {"why": error.strerror}
    if type(error).__module__ == "sqlite3":
        return {"why": str(error)[:160]}
    return {}


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-MOST_PLACES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(path: str) -> str:
    _, library, rest = path.rpartition("site-packages/")
    return rest if library else path.removeprefix(f"{_HERE}/")
