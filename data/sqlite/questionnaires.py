"""The office's own questionnaires in SQLite."""

from collections.abc import Sequence

from data.sqlite.connection import Connections
from data.sqlite.log import SqliteLog
from surveys.act import Act
from surveys.errors import Code, SurveyError


class SqliteQuestionnaires:
    """`data.questionnaires.Questionnaires` on SQLite."""

    def __init__(self, connections: Connections, log: SqliteLog) -> None:
        self._connections = connections
        self._log = log

    def add(self, key: str, text: str, hash: str, act: Act) -> None:
        with self._connections.writing() as db:
            if db.execute("select 1 from questionnaire where key = ?", (key,)).fetchone():
                raise SurveyError(Code.QUESTIONNAIRE_EXISTS, questionnaire=key)
            self._log.append(db, act)
            db.execute(
                "insert into questionnaire (key, text, hash) values (?, ?, ?)", (key, text, hash)
            )

    def all(self) -> Sequence[tuple[str, str]]:
        with self._connections.reading() as db:
            return list(db.execute("select key, text from questionnaire order by key"))
