"""`make mutants`: takes each guard out in a copy of the checkout, and sees which tests notice.

Names on the command line choose guards (a part of the name is enough); a run of all of them writes
``docs/mutants.md``. It takes some minutes on each processor, and is not part of CI.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from tests.mutants.guards import GUARDS, Guard

T, R = TypeVar("T"), TypeVar("R")

ROOT: Final = Path(__file__).parents[2]
TABLE: Final = ROOT / "docs" / "mutants.md"

EACH_WITHIN: Final = 180
"""Seconds that the tests of one guard may take; tests that hang without it notice it too."""

ALL_WITHIN: Final = 3600
"""Seconds that the whole run may take."""

PROCESSES: Final = 2

HEADING: Final = """# Guards that were taken out

`make mutants` takes each guard below out of a copy of the code, one at a time, and runs the tests
that should see it. The command writes this page; `tests/mutants/guards.py` has the exact text that
is taken out, and what is put there.

| guard | file | taken out | tests | noticed |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the tests said without the guard: *noticed*, or a word for what went wrong instead."""

    guard: Guard
    noticed: bool
    word: str = ""


def missing(guards: Sequence[Guard]) -> list[str]:
    """The guards whose text does not stand exactly once in their file any more."""
    lost = []
    for guard in guards:
        count = (ROOT / guard.file).read_text("utf-8").count(guard.taken)
        if count != 1:
            lost.append(f"{guard.name}: its text stands {count} times in {guard.file}")
        lost += [f"{guard.name}: no {test}" for test in guard.tests if not (ROOT / test).exists()]
    return lost


def copied(to: Path) -> Path:
    """The files of the checkout, as they are, in the folder *to*."""
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout
    for name in names.decode().split("\0"):
        if name and (ROOT / name).is_file():
            target = to / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
    return to


def status_of(copy: Path, tests: Sequence[str]) -> int | None:
    """Run *tests* in *copy*: pytest's status, None if they did not end in time."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(
        command,
        cwd=copy,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(EACH_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        return None


def without(guard: Guard, copy: Path) -> Outcome:
    """Take *guard* out in *copy*, run its tests, and put it back."""
    file = copy / guard.file
    whole = file.read_text("utf-8")
    file.write_text(whole.replace(guard.taken, guard.put), "utf-8")
    try:
        status = status_of(copy, guard.tests)
    finally:
        file.write_text(whole, "utf-8")
    if status in (1, None):
        return Outcome(guard, noticed=True, word="" if status else "they hang")
    word = "SURVIVED" if status == 0 else f"pytest ended with {status}"
    return Outcome(guard, noticed=False, word=word)


class Copies:
    """Copies of the checkout, each of which one thread works in at a time."""

    def __init__(self, folder: Path) -> None:
        self._free: SimpleQueue[Path] = SimpleQueue()
        for number in range(PROCESSES):
            self._free.put(copied(folder / str(number)))
        self._end = time.monotonic() + ALL_WITHIN

    def each(self, work: Callable[[T, Path], R], things: Sequence[T]) -> list[R]:
        """Do *work* with each of *things* in a copy; TimeoutError when the whole run takes long."""

        def one(thing: T) -> R:
            if time.monotonic() > self._end:
                raise TimeoutError(f"not done in {ALL_WITHIN} s")
            copy = self._free.get()
            try:
                return work(thing, copy)
            finally:
                self._free.put(copy)

        with ThreadPoolExecutor(PROCESSES) as threads:
            return list(threads.map(one, things))


def run(guards: Sequence[Guard], folder: Path) -> list[Outcome]:
    """Take each of *guards* out whose tests pass as they are; else nothing would be shown."""
    copies = Copies(folder)
    files = [*dict.fromkeys(test for guard in guards for test in guard.tests)]

    def is_red(file: str, copy: Path) -> bool:
        return status_of(copy, [file]) != 0 and status_of(copy, [file]) != 0

    red = {file for file, is_ in zip(files, copies.each(is_red, files), strict=True) if is_}

    def one(guard: Guard, copy: Path) -> Outcome:
        if broken := red.intersection(guard.tests):
            outcome = Outcome(guard, noticed=False, word=f"red already: {', '.join(broken)}")
        else:
            outcome = without(guard, copy)
        print(f"{outcome.word or 'noticed':12} {guard.name}", flush=True)
        return outcome

    return copies.each(one, guards)


def table(outcomes: Sequence[Outcome]) -> str:
    """The page: one row for each guard."""
    rows = []
    for outcome in outcomes:
        guard = outcome.guard
        taken = " ".join(guard.taken.split()).replace("|", "\\|").replace("`", "'")
        tests = ", ".join(f"`{test.removeprefix('tests/')}`" for test in guard.tests)
        says = outcome.word or "yes"
        rows.append(f"| {guard.name} | `{guard.file}` | `{taken[:90]}` | {tests} | {says} |")
    return HEADING + "\n".join(rows) + "\n"


def main(names: Sequence[str]) -> int:
    """Run, print, and write the page if all guards were run; 1 if anything survived."""
    if lost := missing(GUARDS):
        print("These guards do not stand where the list says:", *lost, sep="\n  ")
        return 1
    chosen = [guard for guard in GUARDS if not names or any(name in guard.name for name in names)]
    with TemporaryDirectory(prefix="parley-mutants-") as folder:
        outcomes = run(chosen, Path(folder))
    if not names:
        TABLE.write_text(table(outcomes), "utf-8")
    left = [outcome for outcome in outcomes if not outcome.noticed]
    print(f"{len(outcomes) - len(left)} of {len(outcomes)} guards are missed when taken out")
    return 1 if left or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
