"""The values that R computed on invented data, and the data."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.statistics.design import (
    Design,
    Stage,
    one_stage,
    simple_random,
    stratified,
    two_stage,
)

HERE = Path(__file__).parent
R: dict[str, list[float]] = json.loads((HERE / "survey.json").read_text("utf-8"))
PEOPLE = pd.read_csv(HERE / "two-stage.csv")
SIZE = len(PEOPLE)

STRATUM = PEOPLE["stratum"].to_numpy()
COMMUNE = PEOPLE["commune"].to_numpy()
LEVEL = PEOPLE["level"].to_numpy(dtype=float)
TOP = (LEVEL >= 4).astype(float)
SECOND = PEOPLE["second"].to_numpy(dtype=float)
TOP_SECOND = np.where(np.isnan(SECOND), np.nan, (SECOND >= 4).astype(float))
FEMALE = PEOPLE["female"].to_numpy() == 1
FIELD = PEOPLE["field"].to_numpy()
CHANNEL = PEOPLE["channel"].to_numpy()
ANSWERED = PEOPLE["answered"].to_numpy(dtype=float)
SATISFIED = PEOPLE["satisfied"].to_numpy(dtype=float)

_TWO = two_stage(
    COMMUNE,
    PEOPLE["communes"].to_numpy(dtype=float),
    PEOPLE["served"].to_numpy(dtype=float),
    STRATUM,
)
_STRATA = stratified(STRATUM, np.array([4000.0, 2500.0, 1200.0])[STRATUM])
DESIGNS: dict[str, Design] = {
    "srs": simple_random(SIZE),
    "srs_fpc": simple_random(SIZE, 2000),
    "stratified": _STRATA,
    "one_stage": one_stage(COMMUNE, _TWO.weights),
    "one_stage_fpc": one_stage(COMMUNE, _TWO.weights, 77),
    "two_stage": _TWO,
}
__all__ = ["DESIGNS", "PEOPLE", "R", "Stage"]
