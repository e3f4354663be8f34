"""Requests by kind: each reading is one that a colleague would accept, or a doubt is shown."""

import json
import re
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from language import understand
from meetings.catalog import TITLES

REQUESTS = Path(__file__).parent / "requests"
ENOUGH = 0.98
SEEN = 40


def words(title):
    """Return a title as bare words."""
    return " ".join(re.findall(r"[^\W_]+", (title or "").casefold()))


def days(rule, first, zone):
    """Return the first days of a rule from *first* on; an UNTIL in UTC is a day of the zone."""

    def last_day(match):
        moment = datetime.strptime(f"{match[1]}+0000", "%Y%m%dT%H%M%SZ%z")
        return f"UNTIL={moment.astimezone(ZoneInfo(zone)):%Y%m%d}"

    rule = re.sub(r"UNTIL=(\d{8}T\d{6}Z)", last_day, rule)
    start = datetime.combine(datetime.fromisoformat(first).date(), time())
    return list(islice(rrulestr(rule, dtstart=start), SEEN))


def same_start(got, wanted, zone):
    """Whether a start is that instant, or that minute on the clock of the zone."""
    if got is None:
        return False
    moment, other = datetime.fromisoformat(got), datetime.fromisoformat(wanted)
    return moment == (other if other.tzinfo else other.replace(tzinfo=ZoneInfo(zone)))


def holds(wanted, answer, zone):
    """Whether all that is wanted is true of an answer."""
    first = (answer["start"] or answer["date"] or "")[:10]
    title, codes, rule = f" {words(answer['title'])} ", answer["uncertain"], answer["rrule"]
    tests = {
        "start": lambda value: same_start(answer["start"], value, zone),
        "date": lambda value: first == value,
        "no_start": lambda value: (answer["start"] is None) == value,
        "minutes": lambda value: answer["minutes"] in value,
        "rrule": lambda value: rule and days(rule, first, zone) == days(value, first, zone),
        "no_rrule": lambda value: (not rule) == value,
        "title": lambda value: title.strip() == words(value),
        "title_has": lambda value: all(f" {words(part)} " in title for part in value),
        "title_lacks": lambda value: not any(f" {words(part)} " in title for part in value),
        "flagged": lambda value: bool(codes) == value,
        "flag_beside": lambda value: any(code not in value for code in codes),
    }
    return all(tests[field](value) for field, value in wanted.items())


@pytest.mark.parametrize("name", ["kinds", "kinds2"])
def test_readings_are_accepted_and_never_wrong_in_silence(name):
    lines = (REQUESTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) >= 250
    wrong, silent = [], []
    for row in rows:
        reference = datetime.fromisoformat(row["reference"])
        answer = understand(
            row["text"], reference, row["zone"], row["locale"], tuple(TITLES)
        ).as_json()
        if any(holds(wanted, answer, row["zone"]) for wanted in row["accept"]):
            continue
        plain = [{k: v for k, v in wanted.items() if "title" not in k} for wanted in row["accept"]]
        wrong.append(row["text"])
        if not answer["uncertain"] and not any(holds(w, answer, row["zone"]) for w in plain):
            silent.append(row["text"])
    assert not silent
    assert 1 - len(wrong) / len(rows) >= ENOUGH, wrong
