"""The textbook library with one mistake planted.

    python3 conformance/subjects/mutants/run.py --list
    python3 conformance/subjects/mutants/run.py --mutant P4 [--dtype float32] [--tables float64] [--ops ddpm_step]
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mutants import forward, numeric, posterior, schedule, steps  # noqa: E402, F401
from mutants.registry import MUTANTS  # noqa: E402

if __name__ == "__main__":
    MUTANTS.serve("mutant", __doc__)
