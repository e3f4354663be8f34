"""How well and how fast words are understood: accuracy on corpora, time beside dateparser.

Run it with ``python -m bench.understanding --corpora DIR``. A corpus is a file of JSON lines
``{text, span, lang, reference, expected, kind, ...}``; the corpora are not part of this project.
"""

import argparse
import json
import random
import re
import statistics
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

import dateparser
from dateparser.search import search_dates

from bench.understanding_rules import rule_is_right
from language import MeetingRequest, understand
from language.lexicon import LANGUAGES, lexicon_of
from language.reading import Reader
from meetings.catalog import TITLES

Row = dict[str, Any]
LOCALES = {"en": "en-US", "pt": "pt-BR", "other": "en-US"}
TIMED = ("instant", "date", "interval")
SOONEST = re.compile(r"\bnext (?:mon|tue|wed|thu|fri|sat|sun)", re.IGNORECASE)
LENIENT = timedelta(minutes=1)
REQUESTS = Path(__file__).parents[1] / "tests" / "language" / "requests"
PERSON = "\0"
SERVICES = tuple(TITLES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, help="the folder with the corpora")
    parser.add_argument("--fuzz", type=int, default=3000, help="how many random texts to read")
    asked = parser.parse_args()
    if asked.corpora is None or not any(asked.corpora.glob("*.jsonl")):
        print("understanding: no corpus; give a folder with --corpora DIR")
    else:
        report(asked.corpora)
    speed(requests_of(asked.corpora))
    in_turn()
    build()
    fuzz(asked.fuzz)


def rows_of(folder: Path, name: str) -> list[Row]:
    path = folder / f"{name}.jsonl"
    if not path.exists():
        print(f"| {name} | no such corpus |")
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read(row: Row, text: str | None = None) -> MeetingRequest:
    moment = datetime.fromisoformat(row["reference"])
    hours = round((moment.utcoffset() or timedelta()).total_seconds() / 3600)
    zone = f"Etc/GMT{-hours:+d}" if hours else "UTC"
    said: str = text or row.get("span") or row["text"]
    return understand(said, moment, zone, LOCALES.get(row["lang"], row["lang"]), SERVICES)


def wall(moment: datetime, row: Row) -> datetime:
    """The clock on the wall where the reference was taken."""
    zone = datetime.fromisoformat(row["reference"]).tzinfo
    return moment.astimezone(zone).replace(tzinfo=None, second=0)


def start_is_right(row: Row, request: MeetingRequest) -> bool:
    expected = row["expected"]
    day_only = row["kind"] == "date" or expected.get("grain") == "day"
    for wanted in [expected["start"], *(expected.get("alts") or [])]:
        want = datetime.fromisoformat(wanted).replace(second=0)
        got = wall(request.start, row) if request.start else None
        if day_only:
            if (got.date() if got else request.date) == want.date():
                return True
        elif got is not None and (got == want or (expected.get("time_only") and same(got, want))):
            return True
    return False


def same(got: datetime, want: datetime) -> bool:
    """The phrase told no day: the clock time counts."""
    return got.time() == want.time()


def end_is_right(row: Row, request: MeetingRequest) -> bool:
    expected = row["expected"]
    if request.end is None:
        return False
    got = wall(request.end, row)
    for wanted in [expected["end"], *(expected.get("end_alts") or [])]:
        want = datetime.fromisoformat(wanted).replace(second=0)
        if got == want or (expected.get("time_only") and same(got, want)):
            return True
        if row["source"] == "duckling" and want - got in (LENIENT, timedelta(hours=1)):
            return True  # its ends are exclusive of one grain
    return False


def length_is_right(row: Row) -> bool:
    wanted = row["expected"]["duration_s"] / 60
    said = row.get("span") or row["text"]
    requests = (read(row, f"talk for {said}"), read(row))
    return any(
        w.minutes is not None and abs(w.minutes - wanted) < max(1, wanted / 50) for w in requests
    )


def plain(text: str | None) -> str:
    words = re.sub(r"[^\w\s]", " ", (text or "").lower())
    return re.sub(r"^(?:a|an|the|my) ", "", " ".join(words.split()))


def title_is_right(row: Row, request: MeetingRequest) -> bool:
    """Alike, but for people and places that the gold keeps apart from the title."""
    expected, title = row["expected"], plain(request.title)
    wanted = plain(expected["title"])
    if title == wanted:
        return True
    place = plain(expected.get("location"))
    if place:
        title = re.sub(rf"(?:\b(?:at|in|on|to|and) )?(?:\bthe )?\b{re.escape(place)}\b", "", title)
    for person in expected.get("people") or []:
        who = rf"(?:my \w+ )?{re.escape(plain(person))}"
        title = re.sub(rf"(?:\band )?\b{who}\b", PERSON, title)
    title = re.sub(rf"(?:\b(?:with|for|to) )?(?:and )?{PERSON}(?:\s|{PERSON})*", " ", title)
    return plain(title) == wanted


def share(name: str, kind: str, verdicts: Iterable[bool]) -> None:
    counted = list(verdicts)
    if counted:
        right = sum(counted)
        print(f"| {name} | {kind} | {100 * right / len(counted):.1f} | {right}/{len(counted)} |")


def report(folder: Path) -> None:
    print("| corpus, language | what | % | rows |\n|---|---|---|---|")
    calendar(rows_of(folder, "smcalflow"))
    by_language: dict[str, list[bool]] = defaultdict(list)
    for name in ("ctparse", "duckling", "recognizers", "chrono", "parsedatetime"):
        by_kind: dict[tuple[str, str], list[bool]] = defaultdict(list)
        for row in rows_of(folder, name):
            if row["kind"] in TIMED and row["lang"] in LANGUAGES and row.get("subset") == "meeting":
                right = start_is_right(row, read(row))
                by_kind[row["lang"], row["kind"]].append(right)
                if name != "parsedatetime":
                    by_language[row["lang"]].append(right)
        for (language, kind), verdicts in sorted(by_kind.items()):
            share(f"{name} {language}", f"{kind}: start", verdicts)
    for language, verdicts in sorted(by_language.items()):
        share(f"all four, {language}", "start", verdicts)
    special(folder)


def calendar(rows: list[Row]) -> None:
    """The crowd's requests to a calendar: the set nearest to ours."""
    settled = [row for row in rows if not SOONEST.search(row["text"])]
    requests = [(row, read(row, row["text"])) for row in settled]
    titled = [(row, request) for row, request in requests if row["expected"].get("title")]
    share("smcalflow en", "start, without next <weekday>", (start_is_right(*w) for w in requests))
    share(
        "smcalflow en",
        "start and title",
        (start_is_right(*w) and title_is_right(*w) for w in titled),
    )
    share(
        "smcalflow en",
        "start, and the title's words within ours",
        (
            start_is_right(*w) and plain(w[0]["expected"]["title"]) in plain(w[1].title)
            for w in titled
        ),
    )
    ended = [(row, request) for row, request in requests if row["expected"].get("end")]
    share("smcalflow en", "end", (end_is_right(*w) for w in ended))


def special(folder: Path) -> None:
    """Intervals, lengths, repetitions, and what is no time at all."""
    chrono, recognizers = rows_of(folder, "chrono"), rows_of(folder, "recognizers")
    spans = [
        r for r in recognizers + chrono if r["kind"] == "interval" and r["expected"].get("end")
    ]
    lengths = [*rows_of(folder, "duckling-duration"), *recognizers]
    for language in LANGUAGES:
        requests = [(row, read(row)) for row in spans if row["lang"] == language]
        both = (start_is_right(*w) and end_is_right(*w) for w in requests)
        share(f"recognizers, chrono {language}", "interval: start and end", both)
        told = [r for r in lengths if r["kind"] == "duration" and r["lang"] == language]
        share(f"duckling, recognizers {language}", "duration", map(length_is_right, told))
        nothing = [r for r in chrono if r["kind"] == "negative" and r["lang"] == language]
        alarms = sum(bool((w := read(row)).start or w.date or w.rrule) for row in nothing)
        if nothing:
            print(f"| chrono {language} | false alarms | | {alarms}/{len(nothing)} |")
    series = [row for row in rows_of(folder, "recurrent") if row["kind"] == "recurrence"]
    share(
        "recurrent en",
        "rule",
        (rule_is_right(row["expected"]["rrule"], read(row)) for row in series),
    )


OWN = (
    "design review with <@U1> next Tuesday 3pm for 45 min",
    "budget sync tomorrow at 10am",
    "1:1 with @bo friday 14:00",
    "stand-up every weekday 9:15 on zoom",
    "roadmap workshop dec 3rd from 9:30 to 11",
    "quarterly planning thursday afternoon at 2 with <@U2> and <@U3>",
)


def requests_of(folder: Path | None) -> list[tuple[str, datetime]]:
    """Requests of normal length in English: a corpus's, or six of our own."""
    rows = rows_of(folder, "smcalflow")[:300] if folder else []
    if rows:
        return [(row["text"], datetime.fromisoformat(row["reference"])) for row in rows]
    return [(text, datetime.fromisoformat("2026-11-18T10:07-05:00")) for text in OWN]


def timings(request: Callable[[str, Any], object], asked: Sequence[tuple[str, Any]]) -> list[float]:
    """Microseconds for each request, warmed up, the best of three rounds."""
    for text, moment in asked[:20]:
        request(text, moment)
    best = [float("inf")] * len(asked)
    for _ in range(3):
        for index, (text, moment) in enumerate(asked):
            begun = time.perf_counter()
            request(text, moment)
            best[index] = min(best[index], (time.perf_counter() - begun) * 1e6)
    return sorted(best)


def row_of_table(name: str, took: list[float]) -> None:
    p95, p99 = (took[min(len(took) - 1, int(len(took) * part))] for part in (0.95, 0.99))
    print(f"| {name} | {statistics.median(took):.0f} | {p95:.0f} | {p99:.0f} |")


def speed(asked: list[tuple[str, datetime]]) -> None:
    def settings(moment: datetime) -> Any:
        return {"PREFER_DATES_FROM": "future", "RELATIVE_BASE": moment.replace(tzinfo=None)}

    def ours(text: str, moment: datetime) -> object:
        return understand(text, moment, "America/New_York", "en-US", SERVICES)

    def parse(text: str, moment: datetime) -> object:
        return dateparser.parse(text, languages=["en"], settings=settings(moment))

    def search(text: str, moment: datetime) -> object:
        return search_dates(text, languages=["en"], settings=settings(moment))

    warnings.simplefilter("ignore")
    print(f"\n| {len(asked)} requests, microseconds | median | p95 | p99 |\n|---|---|---|---|")
    for name, request in (
        ("understand", ours),
        ("dateparser.parse", parse),
        ("search_dates", search),
    ):
        row_of_table(name, timings(request, asked))


def in_turn() -> None:
    """Short requests of all languages in turn, those of the tests, each language warmed up."""
    rows = [
        json.loads(line)
        for path in sorted(REQUESTS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    queues: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        queues[row["locale"][:2]].append(row)
    turns = [row for turn in zip_longest(*queues.values()) for row in turn if row]

    def request(text: str, row: Any) -> object:
        moment = datetime.fromisoformat(row["reference"])
        return understand(text, moment, row["zone"], row["locale"], SERVICES)

    for row in turns:
        request(row["text"], row)
    took = timings(request, [(row["text"], row) for row in turns])
    row_of_table(f"{len(queues)} languages in turn", took)


def build() -> None:
    """How long the first text in each language takes, once English is there."""
    print("\n| language | milliseconds to build |\n|---|---|")
    for code in LANGUAGES:
        took = []
        for _ in range(3):
            lexicon_of.cache_clear()
            begun = time.process_time()
            Reader(lexicon_of(code))
            took.append((time.process_time() - begun) * 1000)
        print(f"| {code} | {min(took):.0f} |")


def odd_texts(count: int) -> Iterator[tuple[str, str]]:
    """Random rows of words that mean something, and of characters that mean nothing."""
    dice = random.Random(7)
    codes = sorted(LANGUAGES)
    for number in range(count):
        code = codes[number % len(codes)]
        if number % 5 == 0:
            yield (
                "".join(chr(dice.choice((dice.randrange(32, 0x3100), 65))) for _ in range(200)),
                code,
            )
            continue
        words = list(lexicon_of(code).words)
        figures = [str(dice.randrange(10 ** dice.randrange(1, 6))) for _ in range(3)]
        yield " ".join(dice.choices(words, k=6) + figures), code


def fuzz(count: int) -> None:
    moment = datetime.fromisoformat("2026-11-18T10:07-05:00")
    slowest, crashes = 0.0, 0
    for code in LANGUAGES:
        understand("warm up", moment, "UTC", code)
    for text, code in odd_texts(count):
        begun = time.perf_counter()
        try:
            understand(text, moment, "UTC", code).as_json()
        except Exception as crash:  # noqa: BLE001  # counting them is the point
            crashes += 1
            print(f"fuzz: {crash!r} on {text!r} ({code})")
        slowest = max(slowest, time.perf_counter() - begun)
    print(f"\nfuzz: {count} texts, {crashes} exceptions, the slowest took {slowest * 1000:.1f} ms")


if __name__ == "__main__":
    main()
