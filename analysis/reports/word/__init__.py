"""The parts of a Word document: an empty one, words, tables, what stands around the text, the annex."""
