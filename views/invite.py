"""The part of Khảo sát that invites people elsewhere: a website's frame, texts for Zalo and SMS."""

import streamlit as st

from services.invitations import HEIGHT, LEAST_HEIGHT, MOST_HEIGHT, invitation
from surveys.language import languages, words
from surveys.unit import Unit
from views.plain import plain
from views.session import chosen_words, note, program


def invite(unit: Unit) -> None:
    """Everything to copy for the open form of a unit."""
    told = chosen_words()
    with st.expander(told("invite.title")):
        left, right = st.columns(2)
        language = left.selectbox(
            told("invite.language"),
            languages(),
            format_func=lambda code: words(code)("language.name"),
            key="invite language",
        )
        height = right.number_input(
            told("invite.height"), LEAST_HEIGHT, MOST_HEIGHT, HEIGHT, 20, key="invite height"
        )
        place = str(st.context.url or "")
        made = invitation(program(), unit.code, place, language, int(height))
        st.write(told("invite.frame"))
        st.code(made.frame, language=None, wrap_lines=True)
        if made.framed_by:
            note(plain(told("invite.frame_hosts", hosts=", ".join(made.framed_by))))
        else:
            note(told("invite.frame_none"))
        st.write(told("invite.zalo_text"))
        st.code(made.zalo, language=None, wrap_lines=True)
        for key, message in (("invite.sms_text", made.sms), ("invite.sms_plain", made.plain_sms)):
            st.write(told(key, letters=message.letters, parts=message.parts))
            st.code(message.text, language=None, wrap_lines=True)
