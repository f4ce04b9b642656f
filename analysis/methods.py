"""The methods behind the figures, told by the code that computes them: their docstrings, word for word."""

import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from functools import cache

from analysis import statistics


@dataclass(frozen=True)
class Method:
    """One function or kind of value: its name, what it takes, and what it says of itself."""

    name: str
    takes: str
    text: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """One module of statistics: `about` is what it is for, `text` what it says beyond."""

    id: str
    about: str
    text: tuple[str, ...]
    methods: tuple[Method, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """All modules of `analysis.statistics` by name, each with its public functions in their order."""
    names = sorted(one.name for one in pkgutil.iter_modules(statistics.__path__))
    return tuple(_chapter(name) for name in names)


def _chapter(name: str) -> Chapter:
    module = importlib.import_module(f"{statistics.__name__}.{name}")
    about, *text = _paragraphs(module)
    functions = [
        one
        for one in vars(module).values()
        if inspect.isfunction(one)
        and one.__module__ == module.__name__
        and not one.__name__.startswith("_")
    ]
    ordered = sorted(functions, key=lambda one: one.__code__.co_firstlineno)
    return Chapter(name, about, tuple(text), tuple(_method(one) for one in ordered))


def _method(function: object) -> Method:
    takes = ", ".join(inspect.signature(function).parameters)  # type: ignore[arg-type]
    return Method(str(getattr(function, "__name__", "")), takes, _paragraphs(function))


def _paragraphs(told: object) -> tuple[str, ...]:
    """The paragraphs of a docstring, each on one line."""
    text = inspect.getdoc(told) or ""
    return tuple(" ".join(part.split()) for part in text.split("\n\n"))
