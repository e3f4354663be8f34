"""What is asked of the server for a meeting now: subject, importance, thread, marker."""

import hashlib
import re
import unicodedata

from meetings.model import NewMeeting
from meetings.services.skype.choices import IMPORTANCE

LONGEST_SUBJECT = 250  # of the UTF-16 units in which the server counts
CUT = "Skype for Business shows only the first 250 characters of this title."

_WORDS = {"normal": "Normal", "urgent": "Urgent", "emergency": "Emergency"}


def start_body(wanted: NewMeeting) -> dict[str, str]:
    """UCWA: startOnlineMeeting, POST. All four are optional; an empty one is left out."""
    body = {
        "operationId": wanted.marker,
        "importance": importance(wanted),
        "subject": subject(wanted),
        "threadId": thread(wanted),
    }
    return {name: value for name, value in body.items() if value}


def subject(wanted: NewMeeting) -> str:
    """The title on one line, cut to what the server takes."""
    units = line(wanted.title).encode("utf-16-le", "ignore")[: 2 * LONGEST_SUBJECT]
    return units.decode("utf-16-le", "ignore").rstrip()


def importance(wanted: NewMeeting) -> str:
    """The person's choice; without one, a title that begins with "urgent" is taken at its word."""
    chosen = _WORDS.get(wanted.choices.get(IMPORTANCE.name, ""), "Normal")
    if chosen == "Normal" and re.match(r"\W*urgent\b", wanted.title, re.IGNORECASE):
        return "Urgent"
    return chosen


def thread(wanted: NewMeeting) -> str:
    """The thread of the Slack conversation: 32 hex digits, the same for every wish from there."""
    return _digits(wanted.conversation or wanted.marker)


def own_thread(wanted: NewMeeting) -> str:
    """A thread that is nobody else's, for a wish whose conversation's thread is taken."""
    return _digits(wanted.marker)


def notes(wanted: NewMeeting) -> tuple[str, ...]:
    """What the starter should know."""
    return () if subject(wanted) == line(wanted.title) else (CUT,)


def _digits(name: str) -> str:
    return hashlib.sha256(f"skype-thread:{name}".encode()).hexdigest()[:32]


def line(text: str) -> str:
    """*text* without controls and halves of surrogate pairs, each run of blanks as one space."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return " ".join("".join(kept).split())
