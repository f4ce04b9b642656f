"""The operator's door: one command of `manage.py` a use case, one group of them a file."""
