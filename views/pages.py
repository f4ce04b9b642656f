"""The script that Streamlit runs for every staff page: who is there, and which pages he has."""

import streamlit as st

from views import downloads, results, survey
from views.session import ICON, choose_language, is_signed_in, sign_in_page, sign_out_button

st.set_page_config(page_title="Hài Lòng", page_icon=str(ICON), layout="wide")

if is_signed_in():
    words = choose_language()
    pages = [
        st.Page(results.show, title=words("staff.results"), url_path="ket-qua", default=True),
        st.Page(survey.show, title=words("staff.survey"), url_path="khao-sat"),
        st.Page(downloads.show, title=words("staff.downloads"), url_path="tai-ve"),
    ]
    st.navigation(pages).run()
    sign_out_button(words)
else:
    # At every staff address, or Streamlit would tell strangers that there is no such page.
    doors = [
        st.Page(sign_in_page, title="Hài Lòng", url_path=path, default=path == "ket-qua")
        for path in ("ket-qua", "khao-sat", "tai-ve")
    ]
    st.navigation(doors, position="hidden").run()
