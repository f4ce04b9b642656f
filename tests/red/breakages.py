"""Breakages: what is broken on purpose to see the tests of a promise fail."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Breakage:
    """In `file` the text `find` becomes `replace`; then one of `tests` must fail."""

    promise: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]

    def broken(self, text: str) -> str:
        """The file's text with the breakage; raises ValueError where it does not fit exactly once."""
        if text.count(self.find) != 1:
            raise ValueError(f"{self.file}: {self.find!r} is there {text.count(self.find)} times")
        return text.replace(self.find, self.replace)


def breakages() -> tuple[Breakage, ...]:
    """All of them, in the order of the file."""
    table = tomllib.loads((Path(__file__).parent / "breakages.toml").read_text("utf-8"))
    return tuple(
        Breakage(one["promise"], one["file"], one["find"], one["replace"], tuple(one["tests"]))
        for one in table["breakage"]
    )
