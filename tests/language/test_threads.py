"""A language may be made ready in one thread while others read in it already."""

import subprocess
import sys

# In a process of its own, where no language is ready yet.
RACE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from language import prepare, understand

sys.setswitchinterval(1e-6)
NOW = datetime(2026, 12, 2, 10, 20, tzinfo=UTC)
LOCALES = ["en-US", "de-DE", "fr-FR", "pl-PL", "ja-JP"]


def read(locale):
    return understand("design review 2026-12-03 15:00", NOW, "UTC", locale).start


with ThreadPoolExecutor(8) as threads:
    works = [(work, locale) for locale in LOCALES for work in (prepare, read, read)]
    readings = [threads.submit(work, locale) for work, locale in works]
    starts = {reading.result() for reading in readings} - {None}
assert starts == {datetime(2026, 12, 3, 15, 0, tzinfo=UTC)}, starts
"""


def test_threads_may_make_ready_and_read_at_once() -> None:
    command = [sys.executable, "-c", RACE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert (done.returncode, done.stderr) == (0, "")
