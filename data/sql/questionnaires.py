"""The office's own questionnaires."""

from collections.abc import Sequence

from data.sql.database import Database
from data.sql.log import SqlLog
from surveys.act import Act
from surveys.errors import Code, SurveyError


class SqlQuestionnaires:
    """`data.questionnaires.Questionnaires` in SQL."""

    def __init__(self, connections: Database, log: SqlLog) -> None:
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
