"""Where a title ends and a new time or a new name begins, in what was typed: "X to Y"."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from handlers.changing.find_meeting import MOST_READ, fitting, typed_title
from storage.meetings import StoredMeeting

MOST_SPLITS = 8
"""Places at which a title may end that are tried: the last ones."""

_TO: Final = re.compile(r"\s+to\s+", re.IGNORECASE)
_FROM: Final = re.compile(r"\s+from\s+", re.IGNORECASE)
_AMOUNT: Final = r"(?:an?|half\s+an?|\d+)\s*(?:h|hrs?|hours?|m|mins?|minutes?|days?|weeks?)"
_SHIFT: Final = re.compile(
    rf"(?P<by>by\s+{_AMOUNT})|(?P<later>{_AMOUNT}\s+(?:later|earlier))"
    rf"|(?P<back>(?:forward|back)\s+(?:by\s+)?{_AMOUNT})",
    re.IGNORECASE,
)


def title_and_time(
    meetings: Sequence[StoredMeeting], typed: str
) -> tuple[list[StoredMeeting], str, str]:
    """Read ``<title> to <time>`` or ``<title> an hour later``: the matches, title and time.

    A title may have a "to" of its own: the longest title that fits a meeting is meant, and if none
    fits the longest one at all.
    """
    typed = typed[:MOST_READ]
    longest = ("", "")
    for title, time in _splits(typed):
        longest = longest if longest[0] else (title, time)
        for candidate in (title, _FROM.split(title)[0]):  # "stand-up from 3pm to 4pm"
            if matches := fitting(meetings, candidate):
                return matches, typed_title(candidate), time
    return [], typed_title(longest[0]), longest[1]


def _splits(typed: str) -> Iterator[tuple[str, str]]:
    """Title and time at each "to", the last one first; or title and how much later."""
    for to in list(_TO.finditer(typed))[: -MOST_SPLITS - 1 : -1]:
        yield typed[: to.start()], typed[to.end() :]
    if shift := shifted(typed):
        yield shift


def shifted(typed: str) -> tuple[str, str] | None:
    """The title and by how much, of "stand-up an hour later" or "stand-up by 30 min"."""
    text = typed.strip()[:MOST_READ]
    for shift in _SHIFT.finditer(text):
        title = text[: shift.start()].rstrip()
        if shift.end() == len(text) and title and title != text[: shift.start()]:
            return title, shift[0]
    return None
