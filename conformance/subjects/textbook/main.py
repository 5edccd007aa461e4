"""The mathematics of diffusion models as a library author would write it from the papers, behind alphabar/1.

    python3 conformance/subjects/textbook/main.py [--dtype float32,float64] [--tables float64->float32]

Its formulas are its own: derived from Ho et al. 2020, Song et al. 2020, Karras et al. 2022, Salimans and Ho 2022, Lu et
al. 2022, not from reference/.
"""
import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from textbook.library import Library, options, subject  # noqa: E402
from wire import Server  # noqa: E402

if __name__ == "__main__":
    args = options(argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)).parse_args()
    Server(subject("textbook", Library, args)).serve()
