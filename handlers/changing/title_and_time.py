"""Where a title ends and a new time or a new name begins, in what was typed: "X to Y"."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from handlers.changing.find_meeting import QUOTES, typed_title, with_title
from handlers.words import plain
from language.request import MOST_READ
from storage.meetings import StoredMeeting

MOST_SPLITS = 8
"""Places at which a title may end that are tried: the last ones."""

_TO: Final = re.compile(" to ", re.IGNORECASE)
_FROM: Final = re.compile(" from ", re.IGNORECASE)
_AMOUNT: Final = r"(?:an?|half\s+an?|\d+)\s*(?:h|hrs?|hours?|m|mins?|minutes?|days?|weeks?)"
_SHIFT: Final = re.compile(
    rf"\s(?P<shift>by\s+{_AMOUNT}|{_AMOUNT}\s+(?:later|earlier)"
    rf"|(?:forward|back)\s+(?:by\s+)?{_AMOUNT})$",
    re.IGNORECASE,
)
_LONGEST_SHIFT: Final = 60
"""Characters of the longest words for how much later, with a space before them."""


def title_and_time(
    meetings: Sequence[StoredMeeting], typed: str
) -> tuple[list[StoredMeeting], str, str]:
    """Read ``<title> to <time>`` or ``<title> an hour later``: the matches, title and time.

    A title may have a "to" of its own: the longest title that fits a meeting is meant, and if none
    fits the longest one at all.
    """
    longest = ("", "")
    for title, time in _splits(" ".join(typed[:MOST_READ].split())):
        longest = longest if longest[0] else (title, time)
        for candidate in (title, _FROM.split(title, maxsplit=1)[0]):  # "stand-up from 3pm to 4pm"
            if matches := with_title(meetings, candidate):
                return matches, candidate, time
    return [], plain(longest[0]), longest[1]


def _splits(line: str) -> Iterator[tuple[str, str]]:
    """Clean title and time at each "to", the last one first; or title and how much later."""
    splits: list[tuple[str, str]] = []
    title, end = "", 0
    for to in list(_TO.finditer(line))[-MOST_SPLITS:]:
        title += plain(line[end : to.start()], MOST_READ)
        splits.append((title.strip(QUOTES), line[to.end() :]))
        title, end = title + to[0], to.end()
    yield from reversed(splits)
    if shift := shifted(line):
        yield typed_title(shift[0]), shift[1]


def shifted(typed: str) -> tuple[str, str] | None:
    """The title and by how much, of "stand-up an hour later" or "stand-up by 30 min"."""
    line = " ".join(typed[:MOST_READ].split())
    shift = _SHIFT.search(line, max(0, len(line) - _LONGEST_SHIFT))
    title = line[: shift.start()].rstrip() if shift else ""
    return (title, shift["shift"]) if shift and title else None
