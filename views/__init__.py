"""The staff's door: thin Streamlit pages. They read widgets, call one service, and draw."""
