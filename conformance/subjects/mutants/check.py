"""Each mutant differs from the textbook in the operations and samplers it names, on the schedules it names.

    python3 conformance/subjects/mutants/check.py
"""
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mutants.run import MUTANTS  # noqa: E402
from probes import calls, distance, openings, outcome, session_outcome  # noqa: E402
from textbook.library import Subject  # noqa: E402

FORMATS = ["float64", "float32"]


def changed(m, one, other, dtype):
    """The operations and samplers that m names and whose answers it changes."""
    far = set()
    for call in calls(1, dtype, ops=m["ops"]):
        # a mutant may keep state: the answers are asked for in the same order of both
        d = distance(outcome(one, call), outcome(other, call))
        if d > 1e-7 and (not m["kinds"] or call["schedule"]["kind"] in m["kinds"]):
            far.add(call["op"])
    for opening in openings(dtype, m["samplers"]):
        if distance(session_outcome(one, opening), session_outcome(other, opening)) > 1e-7:
            far.add(opening["sampler"])
    return far


def main():
    missing = 0
    truth = Subject(dtypes=FORMATS)
    for id, m in MUTANTS.items():
        dtype = "float32" if "float32" in m["dtypes"] else "float64"
        far = changed(m, truth, Subject(library=m["class"], dtypes=FORMATS), dtype)
        absent = [name for name in m["ops"] + m["samplers"] if name not in far]
        missing += len(absent)
        print("%-5s %s%s" % (id, m["change"], "  MISSING: " + " ".join(absent) if absent else ""))
    print("%d mutants, %d operations named that do not differ" % (len(MUTANTS), missing))
    sys.exit(missing > 0)


if __name__ == "__main__":
    main()
