"""The same words always give the same request, and nothing is loaded that is not needed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ASK = """
import json, sys
from datetime import datetime
from language import understand
texts = ["retro next friday 3pm", "Runde morgen um halb drei", "deploy 2:30am 14 March 2027"]
for text, locale in zip(texts, ("en-US", "de-DE", "en-GB")):
    moment = datetime.fromisoformat("2026-11-18T10:07")
    print(json.dumps(understand(text, moment, "America/New_York", locale).as_json()))
"""


def run(code, **environment):
    done = subprocess.run(  # noqa: S603  # our own interpreter and code
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_importing_language_does_not_import_dateparser():
    code = (
        "import sys, language; from datetime import datetime;"
        "language.understand('retro tomorrow 3pm', datetime(2026, 1, 1), 'UTC', 'de-DE');"
        "print(sorted({'dateparser', 'regex', 'tzlocal'} & set(sys.modules)))"
    )
    assert run(code).strip() == "[]"


@pytest.mark.parametrize(
    "environment",
    [{"TZ": "Asia/Tokyo"}, {"TZ": "America/Los_Angeles", "LC_ALL": "de_DE.UTF-8"}, {"LANG": "C"}],
)
def test_the_machine_s_zone_and_locale_change_nothing(environment):
    assert run(ASK, **environment) == run(ASK, TZ="UTC")


def test_hash_seeds_change_nothing():
    assert run(ASK, PYTHONHASHSEED="1") == run(ASK, PYTHONHASHSEED="2")
