"""Use cases, one verb a function. Every door calls these, and nothing below them."""
