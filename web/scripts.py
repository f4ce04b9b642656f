"""Joins a script with those it imports, so that a browser fetches one file and not one after the other.

Each module keeps its names to itself, as in a browser: it becomes a function that runs once and hands
out what it exports. At the beginning of a line it may say `import "./a.js";`, `import { one, two as
other } from "./a.js";` and `export const name = …`; anything else of that kind is refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NAMES = r"\w+(?: as \w+)?(?:, \w+(?: as \w+)?)*"
_IMPORT = re.compile(rf'import (?:\{{ (?P<names>{_NAMES}) \}} from )?"\./(?P<file>\w+\.js)";')
_EXPORT = re.compile(r"export (?P<kept>const (?P<name>\w+) = .*)")
_SPOKEN = re.compile(r"\s*(?:import|export)\b(?!\()|await\b")
_PREFIX = "module$"


class ScriptError(ValueError):
    """A script says something that cannot be joined; the program does not start with it."""


@dataclass(frozen=True)
class _Module:
    imports: dict[str, set[str]]
    exports: frozenset[str]
    lines: tuple[str, ...]

    def as_function(self, name: str) -> str:
        given = ", ".join(sorted(self.exports))
        body = "\n".join(self.lines).strip("\n")
        return f"const {_called(name)} = (() => {{\n{body}\nreturn {{ {given} }};\n}})();\n"


def joined(name: str, sources: Mapping[str, str]) -> str:
    """The script `name`, before it all that it imports, each once; it exports what it did before."""
    modules = _in_order(name, sources, (), {})
    for one, module in modules.items():
        for file, names in module.imports.items():
            for lacking in sorted(names - modules[file].exports):
                raise ScriptError(f"{one}: {file} does not export {lacking}")
    if len(modules) == 1:
        return sources[name]
    text = "".join(module.as_function(one) for one, module in modules.items())
    exports = ", ".join(sorted(modules[name].exports))
    return f"{text}export const {{ {exports} }} = {_called(name)};\n" if exports else text


def _in_order(
    name: str, sources: Mapping[str, str], above: tuple[str, ...], done: dict[str, _Module]
) -> dict[str, _Module]:
    """The modules as a browser would run them: what is imported first, in the order it is named."""
    if name in above:
        raise ScriptError(f"a circle of imports: {' → '.join((*above, name))}")
    if name not in done:
        module = _read(name, sources)
        for file in module.imports:
            _in_order(file, sources, (*above, name), done)
        done[name] = module
    return done


def _read(name: str, sources: Mapping[str, str]) -> _Module:
    """One module, its imports turned into constants and its exports into plain names."""
    imports: dict[str, set[str]] = {}
    exports: set[str] = set()
    lines = []
    for number, line in enumerate(sources[name].splitlines(), 1):
        where = f"{name}, line {number}"
        if _PREFIX in line:
            raise ScriptError(f"{where}: {_PREFIX} is for the joined script alone")
        if taken := _IMPORT.fullmatch(line):
            file, names = taken["file"], taken["names"]
            if file not in sources:
                raise ScriptError(f"{where}: there is no {file}")
            pairs = names.split(", ") if names else []
            imports.setdefault(file, set()).update(one.split(" as ")[0] for one in pairs)
            bound = ", ".join(one.replace(" as ", ": ") for one in pairs)
            lines.append(f"const {{ {bound} }} = {_called(file)};" if pairs else "")
        elif given := _EXPORT.fullmatch(line):
            if given["name"] in exports:
                raise ScriptError(f"{where}: {given['name']} is exported twice")
            exports.add(given["name"])
            lines.append(given["kept"])
        elif _SPOKEN.match(line):
            raise ScriptError(f"{where}: cannot be joined: {line.strip()}")
        else:
            lines.append(line)
    return _Module(imports, frozenset(exports), tuple(lines))


def _called(name: str) -> str:
    return _PREFIX + name.removesuffix(".js")
