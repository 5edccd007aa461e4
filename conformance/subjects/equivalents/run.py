"""The textbook library with a formula rearranged: right, whatever it looks like.

    python3 conformance/subjects/equivalents/run.py --list
    python3 conformance/subjects/equivalents/run.py --equivalent EQ1 [--dtype float32] [--tables float64] [--ops betas]
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from equivalents import forward, posterior, schedule, steps  # noqa: E402, F401
from equivalents.registry import EQUIVALENTS  # noqa: E402

if __name__ == "__main__":
    EQUIVALENTS.serve("equivalent", __doc__)
