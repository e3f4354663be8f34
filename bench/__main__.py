"""`make bench`: every measurement, one after the other.

ARGS are passed on: `make bench ARGS='acknowledge'` runs one of them; `--corpora DIR` says where the
corpora of time phrases lie.
"""

import argparse
import importlib.util
import subprocess
import sys

MEASUREMENTS = (
    "acknowledge",
    "cards",
    "burst",
    "neighbour",
    "slow_headers",
    "path",
    "weight",
    "lists",
    "listing",
    "year",
    "retention",
    "understanding",
    "growth",
)
ON_REQUEST = ("first_minutes",)
"""Measurements that need a package index, and run only where they are named."""


def main():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    known = (*MEASUREMENTS, *ON_REQUEST)
    parser.add_argument("only", nargs="*", metavar="MEASUREMENT", help=", ".join(known))
    parser.add_argument("--corpora", help="a folder of time phrases with their answers")
    args = parser.parse_args()
    if unknown := set(args.only) - set(known):
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    for name in args.only or MEASUREMENTS:
        if importlib.util.find_spec(f"bench.{name}") is None:
            continue
        print(f"== {name}", flush=True)
        more = ["--corpora", args.corpora] if args.corpora and name == "understanding" else []
        subprocess.run([sys.executable, "-m", f"bench.{name}", *more], check=True)


if __name__ == "__main__":
    main()
