"""Requests written as people type them, by somebody who had not seen the grammar."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from language import understand
from meetings.catalog import TITLES

REQUESTS = Path(__file__).parent / "requests"
ENOUGH = 0.97


def wrong(row):
    """Return what differs from the expected start, day and title of one request."""
    reference = datetime.fromisoformat(row["reference"])
    request = understand(
        row["text"], reference, row["zone"], row["locale"], tuple(TITLES)
    ).as_json()
    expected = row["expect"]
    fields = {"title", "start", "date"} & expected.keys()
    return {
        field: (expected[field], request[field])
        for field in fields
        if request[field] != expected[field]
    }


@pytest.mark.parametrize("name", ["tune", "heldout", "unseen", "unseen2", "unseen3", "unseen4"])
def test_start_and_title_are_right_on_nearly_all(name):
    lines = (REQUESTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    misses = {row["text"]: miss for row in rows if (miss := wrong(row))}
    assert len(rows) >= 50
    assert 1 - len(misses) / len(rows) >= ENOUGH, misses
