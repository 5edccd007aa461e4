"""Number formats: of the data, of the computation of the tables, and of the tables once they are stored."""
import ml_dtypes
import numpy as np

FORMATS = {
    "float64": np.dtype(np.float64),
    "float32": np.dtype(np.float32),
    "float16": np.dtype(np.float16),
    "bfloat16": np.dtype(ml_dtypes.bfloat16),
}
DEFAULT_TABLES = {"float64": "float64", "float32": "float32", "float16": "float32", "bfloat16": "float32"}


class Formats:
    """data: "float32"; tables: "float64", or "float64->float32" for computed in one and stored in the other."""

    def __init__(self, data, tables=None):
        compute, _, store = (tables or DEFAULT_TABLES[data]).partition("->")
        if compute not in ("float64", "float32"):
            raise ValueError("tables are computed in float64 or float32, not " + compute)
        self.data = FORMATS[data]
        self.compute = FORMATS[compute]
        self.store = FORMATS[store or compute]
