"""What is asked of the server for one wanted meeting: subject, importance, thread, marker."""

import hashlib
import re
import unicodedata

from meetings.model import Choice, NewMeeting

LONGEST_SUBJECT = 250  # of the UTF-16 units in which the server counts
LONGEST_AGENDA = 2_000
CUT = "Skype for Business shows only the first 250 characters of this title."

IMPORTANCE = Choice(
    name="importance",
    label="Importance",
    options=(("normal", "Normal"), ("urgent", "Urgent"), ("emergency", "Emergency")),
    default="normal",
)
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


def schedule_body(wanted: NewMeeting) -> dict[str, str]:
    """UCWA: myOnlineMeetings, POST. The description carries the marker, for the look later."""
    agenda = wanted.agenda.encode("utf-8", "ignore").decode()[:LONGEST_AGENDA]
    description = f"{agenda}\n\n{reference(wanted)}".strip()
    body = {"subject": subject(wanted), "description": description}
    return {name: value for name, value in body.items() if value}


def reference(wanted: NewMeeting) -> str:
    """What marks a scheduled meeting as made for this wish."""
    return f"[ref {wanted.marker}]"


def subject(wanted: NewMeeting) -> str:
    """The title on one line, cut to what the server takes."""
    line = _line(wanted.title)
    units = line.encode("utf-16-le", "ignore")[: 2 * LONGEST_SUBJECT]
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
    return () if subject(wanted) == _line(wanted.title) else (CUT,)


def _digits(name: str) -> str:
    return hashlib.sha256(f"skype-thread:{name}".encode()).hexdigest()[:32]


def _line(text: str) -> str:
    """*text* without controls and halves of surrogate pairs, each run of blanks as one space."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return " ".join("".join(kept).split())
