"""The meetings that every service is asked to make."""

import secrets
import string

from meetings.model import NewMeeting

WILD = 'R&D <sync> "quoted" — été 🎉'
TITLES = [
    WILD,
    "Stand-up",
    "日本語の会議",
    "x" * 10_000,
    "🎉" * 3_000,
    "a\x00b\x1b\nc\u202e\ud800",
    "<!channel> `*_~ </a>]]>",
    " ",
]


def marker() -> str:
    """A new one, as the bot makes them."""
    return "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(28))


def new_meeting(title: str = WILD, **more: object) -> NewMeeting:
    """A meeting with a marker of its own."""
    return NewMeeting(**{"title": title, "marker": marker(), "conversation": "T1/C1"} | more)
