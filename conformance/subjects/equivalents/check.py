"""Each equivalent is the textbook's number in every operation, and no more than rounding away from it.

    python3 conformance/subjects/equivalents/check.py

In 64 bits both must agree to 9 digits on the probes, where cancellation costs 6 at most; and the operations named must not
be the same to the last bit everywhere, or nothing was rearranged.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from equivalents.run import EQUIVALENTS  # noqa: E402
from probes import calls, distance, openings, outcome, session_outcome  # noqa: E402
from textbook.library import Subject  # noqa: E402


def main():
    truth = Subject()
    asked = list(calls(2, each=7))
    expected = [outcome(truth, call) for call in asked]
    opened = list(openings())
    sampled = [session_outcome(truth, opening) for opening in opened]
    bad = 0
    for id, e in EQUIVALENTS.items():
        other, differs = Subject(library=e["class"]), set()
        for call, want in zip(asked, expected):
            got = outcome(other, call)
            d = distance(want, got)
            if d > 1e-9:
                bad += 1
                print("%s: WRONG in %s: %s, not %s" % (id, call, got, want))
            if d > 0:
                differs.add(call["op"])
        for opening, want in zip(opened, sampled) if e["samplers"] else ():
            d = distance(want, session_outcome(other, opening))
            bad += d > 1e-9
            if d > 1e-9:
                print("%s: WRONG in %s: %g" % (id, opening, d))
            if d > 0:
                differs.add(opening["sampler"])
        same = [name for name in e["ops"] + e["samplers"] if name not in differs and name != "timesteps"]
        bad += len(same)
        print("%-22s %s%s" % (id, e["change"], "  THE SAME: " + " ".join(same) if same else ""))
    print("%d equivalents, %d faults" % (len(EQUIVALENTS), bad))
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
