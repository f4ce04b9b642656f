"""Databases as files that nobody has open: what is in one, what it lacks, and putting it in place."""

from data.sqlite.connection import refusing
from data.sqlite.occupied import Occupied
from data.sqlite.replacing import Standing, put, standing
from data.sqlite.upkeep import facts_of

__all__ = ["Occupied", "Standing", "facts_of", "put", "refusing", "standing"]
