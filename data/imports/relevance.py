"""The column `relevant` of an XLSForm, where it compares the answer to one earlier question."""

import re
from collections.abc import Mapping
from typing import Any

from data.imports.workbook import Line

_COMPARED = re.compile(
    r"\$\{\s*(?P<question>\w+)\s*\}\s*=\s*(?P<value>'[^']*'|\"[^\"]*\"|-?\d+)"
    r"|selected\(\s*\$\{\s*(?P<among>\w+)\s*\}\s*,\s*(?P<chosen>'[^']*'|\"[^\"]*\")\s*\)"
)

Stored = Mapping[str, tuple[str, Mapping[str, object]]]
"""By question its type, and what each answer's name is kept as."""


def condition(line: Line, stored: Stored) -> dict[str, Any] | None:
    """``${q} = 'x'``, ``selected(${q}, 'x')``, and several of them of one question joined by ``or``.

    Raises SurveyError BAD_CELL for anything else, for a question that is not asked before, and for an
    answer that it does not have.
    """
    if not line("relevant"):
        return None
    questions, values = set(), []
    for part in re.split(r"\s+or\s+", line("relevant")):
        found = _COMPARED.fullmatch(part.strip())
        if found is None:
            raise line.wrong("relevant", "bad_relevant")
        question = found["question"] or found["among"]
        kind, answers = stored.get(question, ("", {}))
        if not kind:
            raise line.wrong("relevant", "relevant_unknown", question)
        if kind == "select_multiple" and not found["among"]:
            raise line.wrong("relevant", "relevant_selected")
        name = (found["value"] or found["chosen"]).strip("'\"")
        if name not in answers:
            raise line.wrong("relevant", "relevant_value", name)
        questions.add(question)
        values.append(answers[name])
    if len(questions) != 1:
        raise line.wrong("relevant", "bad_relevant")
    return {"question": questions.pop(), "is": values}
