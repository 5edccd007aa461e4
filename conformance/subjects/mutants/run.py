"""The textbook library with one mistake planted.

    python3 conformance/subjects/mutants/run.py --list
    python3 conformance/subjects/mutants/run.py --mutant P4 [--dtype float32] [--tables float64] [--ops ddpm_step]
"""
import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mutants import forward, numeric, posterior, schedule, steps  # noqa: E402, F401
from mutants.registry import MUTANTS  # noqa: E402
from textbook.library import options, subject  # noqa: E402
from wire import Server  # noqa: E402

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--list", action="store_true", help="all mutants as JSON: id, change, operations concerned, ...")
    parser.add_argument("--mutant", choices=sorted(MUTANTS), metavar="ID")
    args = options(parser).parse_args()
    if args.list:
        print(json.dumps([{k: v for k, v in m.items() if k != "class"} for m in MUTANTS.values()], indent=1))
    elif args.mutant is None:
        parser.error("name a mutant, or --list them")
    else:
        Server(subject("mutant " + args.mutant, MUTANTS[args.mutant]["class"], args)).serve()
