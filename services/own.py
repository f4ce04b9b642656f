"""The office's own questionnaires, made known to a process that has not read them yet."""

from data.store import Store
from surveys.questionnaire import known, learn, read


def learn_own(store: Store) -> None:
    """Lets the program know the questionnaires that the office has saved."""
    for key, text in store.questionnaires.all():
        if key not in known():
            learn(read(text, key))
