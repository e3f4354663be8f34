"""Kinds of requests that are easily misread: each is right, or flagged, and never wrong in silence.

``readings/README.md`` says what a case holds.
"""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from language import understand

READINGS = Path(__file__).parent / "readings"
ENOUGH = 0.97


def holds(want, answer, zone):
    """Whether all that *want* says is true of an answer."""
    start = answer["start"] and datetime.fromisoformat(answer["start"])
    local = start and start.astimezone(ZoneInfo(zone)).isoformat()[:16]
    checks = {
        "start": lambda value: local == value,
        "instant": lambda value: start == datetime.fromisoformat(value),
        "date": lambda value: ((local or answer["date"] or "")[:10] or None) == value,
        "no_start": lambda value: (start is None) == value,
        "other": lambda value: (answer["other"] or "")[:16] == value,
        "title": lambda value: (answer["title"] or "").casefold() == value.casefold(),
        "flagged": lambda value: bool(answer["uncertain"]) == value,
        "flag": lambda value: bool(set(value) & set(answer["uncertain"])),
    }
    return all(
        checks[name](value) if name in checks else answer[name] == value
        for name, value in want.items()
    )


def cases(name):
    lines = (READINGS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def misses(name):
    """The cases that are not right, and those among them that are wrong in silence."""
    wrong, silent = {}, {}
    for case in cases(name):
        moment = datetime.fromisoformat(case["reference"])
        answer = understand(case["text"], moment, case["zone"], case["locale"]).as_json()
        if not any(holds(want, answer, case["zone"]) for want in case["accept"]):
            said = {k: v for k, v in answer.items() if v and k not in ("words", "zone")}
            wrong[case["text"]] = said
            if not answer["uncertain"]:
                silent[case["text"]] = said
    return wrong, silent


@pytest.mark.parametrize("name", sorted(path.stem for path in READINGS.glob("*.jsonl")))
def test_a_reading_is_right_or_flagged(name):
    wrong, silent = misses(name)
    assert silent == {}
    assert 1 - len(wrong) / len(cases(name)) >= ENOUGH, wrong
