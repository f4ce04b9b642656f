"""Charts of summaries and studies, in Altair; each takes figures and words, and returns a chart."""
