"""What a person may choose about a WebEx meeting, and the element that each choice becomes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from meetings.model import Choice, NewMeeting

YES_NO = (("yes", "Yes"), ("no", "No"))


def _yes_no(name: str, label: str, default: str = "") -> Choice:
    return Choice(name=name, label=label, options=YES_NO, default=default)


PASSWORD = Choice(name="password", label="Password (empty: one is made up)", secret=True)
MEETING_TYPE = Choice(name="meeting_type", label="Meeting type, a number of your site")
MOST_PEOPLE = Choice(name="most_people", label="Most people who may join")
CHAT = _yes_no("chat", "Chat", "yes")
POLL = _yes_no("poll", "Polls", "yes")
AUDIO_VIDEO = _yes_no("audio_video", "Audio and video", "yes")
ENCRYPTION = _yes_no("end_to_end", "End-to-end encryption", "no")
RECORD = _yes_no("record", "Record automatically", "no")
ENTER_EARLY = Choice(
    name="enter_early",
    label="People may enter before the start",
    options=(("0", "No"), ("5", "5 minutes"), ("10", "10 minutes"), ("15", "15 minutes")),
    default="15",
)
PHONE = Choice(
    name="phone",
    label="Phone",
    options=(
        ("none", "No phone"),
        ("call-in", "People call in"),
        ("call-back", "WebEx calls back"),
        ("other", "Another conference, named below"),
    ),
)
PHONE_TEXT = Choice(name="phone_text", label="How to phone in, in words")
PHONE_FIRST = _yes_no("phone_before_host", "Callers may speak before the host is there")
MAIL = _yes_no("mail", "WebEx mails the invitations", "no")

CHOICES = (
    PASSWORD,
    MEETING_TYPE,
    MOST_PEOPLE,
    CHAT,
    POLL,
    AUDIO_VIDEO,
    ENCRYPTION,
    RECORD,
    ENTER_EARLY,
    PHONE,
    PHONE_TEXT,
    PHONE_FIRST,
    MAIL,
)

TELEPHONY: Mapping[str, str] = {
    "none": "NONE",
    "call-in": "CALLIN",
    "call-back": "CALLBACK",
    "other": "OTHER",
}


@dataclass(frozen=True, slots=True)
class Switch:
    """A yes-or-no and its element in enableOptions. *always*: sent even where it is "no"."""

    choice: Choice
    element: str
    always: bool = False


# In the schema's order. A site that is told nothing of chat and polls leaves them out.
SWITCHES = (
    Switch(CHAT, "chat", always=True),
    Switch(POLL, "poll", always=True),
    Switch(AUDIO_VIDEO, "audioVideo", always=True),
    Switch(ENCRYPTION, "supportE2E"),
    Switch(RECORD, "autoRecord"),
)


def chosen(wanted: NewMeeting, choice: Choice) -> str:
    """What the person chose, else the default; what is no option counts as not chosen."""
    value = wanted.choices.get(choice.name, "").strip()
    values = [one for one, _ in choice.options]
    return value if value and (not values or value in values) else choice.default


def switched(wanted: NewMeeting) -> Iterator[tuple[Switch, bool]]:
    """Each switch, and whether it is to be on."""
    return ((one, chosen(wanted, one.choice) == "yes") for one in SWITCHES)
