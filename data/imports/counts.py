"""Published totals: ``unit,unit_name,questionnaire,question,level,count,printed_total,counted,source``.

One row a level. `level` is the level's id in the questionnaire's scale (``very_satisfied``);
`question` is a criterion's id, or empty for a figure over all contents; `printed_total` is the total
as printed, repeated on each row of its table or given once; `counted` says what was counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.imports.table import rows, whole_number
from surveys.errors import Code, SurveyError
from surveys.published import PublishedCount
from surveys.questionnaire import Questionnaire, find

NEEDED = ("unit", "unit_name", "questionnaire", "question", "level", "count", "printed_total")


@dataclass(frozen=True)
class CountsFile:
    """The rows, the questionnaire they are of, and the units' names by code."""

    questionnaire: Questionnaire
    units: dict[str, str]
    counts: tuple[PublishedCount, ...]


def read(path: Path) -> CountsFile:
    """The file's content; raises SurveyError BAD_FILE or BAD_ROW with the number of the line."""
    counts: list[PublishedCount] = []
    units: dict[str, str] = {}
    keys: set[str] = set()
    seen: set[tuple[str, str, int]] = set()
    for number, row in rows(path, NEEDED):
        keys.add(row["questionnaire"])
        count = _count(number, row, find(row["questionnaire"]))
        place = (count.unit, count.question, count.level)
        if place in seen:
            raise SurveyError(Code.BAD_ROW, row=number, why=f"{place}: 2×")
        seen.add(place)
        counts.append(count)
        units[count.unit] = row["unit_name"] or count.unit
    both = {count.unit for count in counts if count.question == ""} & {
        count.unit for count in counts if count.question
    }
    if both:
        why = f"{min(both)}: chỉ một trong hai, từng nội dung hoặc chung / criteria or overall"
        raise SurveyError(Code.BAD_FILE, file=path.name, why=why)
    if len(keys) != 1:
        raise SurveyError(Code.BAD_FILE, file=path.name, why=f"questionnaire: {sorted(keys)}")
    return CountsFile(find(keys.pop()), units, tuple(counts))


def _count(number: int, row: Mapping[str, str], questionnaire: Questionnaire) -> PublishedCount:
    if not row["unit"]:
        raise SurveyError(Code.BAD_ROW, row=number, why="unit")
    criteria = {question.id: question for question in questionnaire.criteria}
    if row["question"] and row["question"] not in criteria:
        raise SurveyError(Code.BAD_ROW, row=number, why=f"question: {row['question'][:40]!r}")
    question = criteria[row["question"]] if row["question"] else questionnaire.criteria[0]
    levels = {level.id: level.value for level in question.rating_scale.levels}
    if row["level"] not in levels:
        known = ", ".join(levels)
        raise SurveyError(Code.BAD_ROW, row=number, why=f"level: {row['level'][:40]!r} ({known})")
    printed = row["printed_total"]
    return PublishedCount(
        unit=row["unit"],
        question=row["question"],
        level=levels[row["level"]],
        count=whole_number(number, "count", row["count"]),
        printed_total=whole_number(number, "printed_total", printed) if printed else None,
        counted=row.get("counted", "") or "lượt",
        source=row.get("source", ""),
    )
