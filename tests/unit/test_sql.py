"""Statements are written in the code; what people give goes into them as parameters only."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = sorted((ROOT / "data").rglob("*.py"))

OURS = {
    "table",
    "places",
    "name",
    "column",
    "columns",
    "own",
    "head",
    "tail",
    "where",
    "PROBE_SECONDS",
    "MARK",
    "trigger",
    "_WHERE_UNIT",
    "_SELECT",
    "_CHOSEN",
}
"""Names that a statement may be put together from: tables, columns and rows of question marks."""

EXECUTES = {"execute", "executemany", "stream"}


def _foreign(statement: ast.expr, defined: dict[str, ast.expr]) -> list[str]:
    """What a statement is made of besides literal text and names of ours."""
    if isinstance(statement, ast.Constant):
        return []
    if isinstance(statement, ast.BinOp) and isinstance(statement.op, ast.Add):
        return _foreign(statement.left, defined) + _foreign(statement.right, defined)
    if isinstance(statement, ast.JoinedStr):
        return [one for part in statement.values for one in _foreign(part, defined)]
    if isinstance(statement, ast.FormattedValue):
        return _foreign(statement.value, defined)
    if isinstance(statement, ast.Name) and statement.id in defined:
        return _foreign(defined[statement.id], {})
    if isinstance(statement, ast.Name) and statement.id in OURS:
        return []
    return [ast.unparse(statement)]


def _statements(path: Path) -> list[tuple[int, str, list[str]]]:
    tree = ast.parse(path.read_text("utf-8"))
    found = []
    written = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    scopes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Module)]
    for scope in scopes:
        defined = written | {
            target.id: node.value
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant | ast.JoinedStr)
        }
        for node in ast.walk(scope) if isinstance(scope, ast.FunctionDef) else []:
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in EXECUTES
            ):
                found.append((node.lineno, ast.unparse(node), _foreign(node.args[0], defined)))
    return found


KNOWN = {
    "statement",
    "BEGIN.read_text('utf-8')",
    "slices.upsert(db, 'tally', len(places))",
    "upsert(db, table, 1)",
    "db.dialect.version",
    "db.dialect.columns",
    "db.dialect.columns_kept",
    "db.dialect.position",
    "db.dialect.shuffled",
}
"""A migration's own statements, the one function that writes an upsert, and an engine's own words."""


PASSED_ON = {"sql", "_spoken(statement)", "sql.SQL(VACUUM).format(sql.Identifier(name))", "last"}
"""What a connection hands to its driver as it came, and names that the server itself quotes."""

SPEAKERS = {"connection.py", "moving.py"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_statement_is_put_together_from_what_people_give(path: Path) -> None:
    """Only literal text and our own table names; values are bound."""
    known = KNOWN | (PASSED_ON if path.name in SPEAKERS else set())
    for line, call, foreign in _statements(path):
        assert set(foreign) <= known, f"{path.name}:{line}: {call}"
        if "migrations" not in path.parts and path.name not in SPEAKERS:
            assert "statement" not in foreign, f"{path.name}:{line}: {call}"


def test_the_test_sees_statements() -> None:
    """It has statements to look at, and would find a value that is pasted in."""
    assert sum(len(_statements(path)) for path in FILES) > 30
    bad = ast.parse("f\"select * from t where name = '{given}'\"", mode="eval").body
    assert _foreign(bad, {}) == ["given"]
