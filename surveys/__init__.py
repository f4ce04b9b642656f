"""The domain: questionnaires, rounds, units, responses and tallies. Standard library only."""
