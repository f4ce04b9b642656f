"""Charts of a summary, in Altair. Each takes a summary and the reader's words, and returns a chart."""
