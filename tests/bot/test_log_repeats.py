"""The same line of the log, over and over, is written once in a while; with how many were not."""

import subprocess
import sys

PROGRAM = """
import structlog
from bot import logs

logs.configure("INFO", "json")
log = structlog.get_logger("bot.some")
for number in range(1000):
    log.warning("refused", status=401)
    log.warning("refused", status=401, reference=str(number % 3))
for _ in range(3):
    try:
        raise OSError
    except OSError:
        log.exception("failed")
logs.SAME_LINE_EVERY = 0
log.warning("refused", status=401)
"""


def test_what_is_the_same_word_for_word_is_written_once():
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603 - our own words
    lines = done.stderr.splitlines()
    assert sum('"refused"' in line for line in lines) == 1 + 3 + 1
    assert sum('"failed"' in line for line in lines) == 3
    assert '"left_out": 999' in lines[-1]
