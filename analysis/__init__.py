"""Figures from tallies: pure functions, no database, no clock, no page."""
