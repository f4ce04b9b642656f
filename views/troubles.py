"""What a page shows when it fails: a kind sentence and a number, never a traceback."""

import streamlit as st

from services import journal
from services.program import opened_program
from surveys.errors import Code, SurveyError
from views.session import chosen_words


def tell(error: Exception) -> bool:
    """Streamlit's hook for errors of pages. True keeps Streamlit from showing the error itself."""
    if not isinstance(error, SurveyError):
        opened_program().metrics.unexpected()
        error = SurveyError(Code.UNEXPECTED, reference=journal.unexpected(error, "pages"))
    st.error(chosen_words().error(error))
    return True
