"""What every store promises of the office's own questionnaires."""

import sqlite3

import psycopg
import pytest

from data.store import Store
from surveys.errors import Code, SurveyError
from tests.acts import ACT


def test_each_is_kept_once_and_comes_back(store: Store) -> None:
    """In the order of keys; a key that is taken is refused, with nothing in the log."""
    before = len(store.log.read())
    store.questionnaires.add("b@1", "hai", "h2", ACT)
    store.questionnaires.add("a@1", "một", "h1", ACT)
    acts = len(store.log.read())
    with pytest.raises(SurveyError) as refused:
        store.questionnaires.add("a@1", "khác", "h3", ACT)
    assert refused.value.code == Code.QUESTIONNAIRE_EXISTS
    assert store.questionnaires.all() == [("a@1", "một"), ("b@1", "hai")]
    assert len(store.log.read()) == acts == before + 2


def test_none_is_ever_changed(store: Store) -> None:
    """The database itself refuses."""
    store.questionnaires.add("a@1", "một", "h1", ACT)
    refused = (sqlite3.DatabaseError, psycopg.Error)
    with pytest.raises(refused), store._connections.writing() as db:  # type: ignore[attr-defined]
        db.execute("update questionnaire set text = 'khác'")
    assert store.questionnaires.all() == [("a@1", "một")]
