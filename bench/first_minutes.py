"""From a clone to the first card, beside an empty environment made by Python alone.

The clone is made in an empty folder, with nothing on the PATH but Python, git, make and the shell's
own tools, and with an empty home: no cache of pip, no uv. The package index is the machine's. Only
what is committed counts.

Run: python -m bench.first_minutes
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOOLS = ("git", "make", "sh", "sed", "touch", "chmod", "cat", "rm", "mkdir", "env")
ROOT = Path(__file__).parent.parent


def bare(folder):
    """The environment of a machine that has no more than is needed."""
    tools, home = folder / "bin", folder / "home"
    tools.mkdir()
    home.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name))
    python = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    (tools / "python3").symlink_to(python)
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    return {**kept, "PATH": str(tools), "HOME": str(home), "LANG": "C.UTF-8"}


def timed(*command, **more):
    """Seconds of wall clock and of processor, and what was printed."""
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, **more)
    took, after = time.perf_counter() - began, os.times()
    busy = sum(after[2:4]) - sum(before[2:4])
    return took, busy, done.stdout


def measure():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = bare(folder)
        clone, say = folder / "clone", "ARGS=--say '/meet stand-up'"
        empty = timed("python3", "-m", "venv", "empty", cwd=folder, env=env)
        cloned = timed("git", "clone", "-q", f"file://{ROOT}", str(clone), env=env)
        first = timed("make", "demo", say, cwd=clone, env=env)
        again = timed("make", "demo", say, cwd=clone, env=env)
        assert "the link answers 200" in first[2], first[2]
        packages = len(list((clone / ".venv").glob("lib/*/site-packages/*.dist-info")))
    for what, (took, busy, _) in (
        ("an empty environment (python -m venv)", empty),
        ("git clone", cloned),
        ("make demo, to the card and its link", first),
        ("make demo once more", again),
    ):
        print(f"{what:40} {took:6.1f} s, {busy:5.1f} s of processor")
    total = cloned[0] + first[0]
    print(f"clone to first card: {total:.1f} s, {total / empty[0]:.1f} times an empty environment")
    print(f"{packages} packages, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    measure()
