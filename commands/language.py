"""Further languages: how complete they are, and which are shown."""

import click

from commands.door import AS_JSON, operator, program, show
from services.translating import further_languages


@click.group()
def language() -> None:
    """Further languages: how complete they are, and which are shown to citizens."""


@language.command("list")
@AS_JSON
def language_list(as_json: bool) -> None:
    """Every further language; it is approved on the page Phiếu hỏi by a person who speaks it."""
    with program() as opened:
        rows = [
            {
                "language": one.file.code,
                "words": one.complete.words,
                "all_words": one.complete.all_words,
                "texts": one.complete.texts,
                "all_texts": one.complete.all_texts,
                "notice": one.complete.notice,
                "all_notice": one.complete.all_notice,
                "needed": len(one.complete.needed),
                "hash": one.file.hash,
                "approved_by": one.approved_by or None,
            }
            for one in further_languages(opened, operator())
        ]
    show(rows, as_json)
