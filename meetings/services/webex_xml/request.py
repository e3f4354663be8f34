"""What a person may choose about a meeting, and the elements of CreateMeeting and SetMeeting.

WebEx XML API: CreateMeeting. What was not chosen is left out, so that the site's own rules hold.
"""

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from meetings.model import Attendee, Choice, NewMeeting
from meetings.services.webex_xml.recurrence import repeat
from meetings.services.webex_xml.times import WebexZone
from meetings.text import one_line, without_controls
from meetings.xml import Element, tree

LONGEST_TITLE = 400  # characters; the schema has no limit, and clients that work cut there
LONGEST_AGENDA = 2_500
LONGEST_PHONE_TEXT = 500
TITLE_CUT = f"WebEx shows only the first {LONGEST_TITLE} characters of this title."
AGENDA_CUT = "WebEx shows only the beginning of this agenda."
UNTITLED = "Meeting"
YES_NO = (("yes", "Yes"), ("no", "No"))
TELEPHONY: Mapping[str, str] = {
    "none": "NONE",
    "call-in": "CALLIN",
    "call-back": "CALLBACK",
    "other": "OTHER",
}

_EMAIL = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,190}")
_LOWER = "abcdefghijkmnopqrstuvwxyz"  # no l, I, O, 0 or 1: people read it to one another
_UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "23456789"
_PASSWORD_LENGTH = 12  # of at most 16


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
PHONE_BEFORE_HOST = _yes_no("phone_before_host", "Callers may speak before the host is there")
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
    PHONE_BEFORE_HOST,
    MAIL,
)


@dataclass(frozen=True, slots=True)
class EnableOption:
    """A yes-or-no and its element in enableOptions. *always*: sent even where not chosen."""

    choice: Choice
    element: str
    always: bool = False


# In the schema's order. A site that is not told of chat and polls leaves them out.
ENABLE_OPTIONS = (
    EnableOption(CHAT, "chat", always=True),
    EnableOption(POLL, "poll", always=True),
    EnableOption(AUDIO_VIDEO, "audioVideo", always=True),
    EnableOption(ENCRYPTION, "supportE2E"),
    EnableOption(RECORD, "autoRecord"),
)


def create_content(wanted: NewMeeting, zone: WebexZone, password: str) -> list[Element]:
    """The elements of a CreateMeeting, in the schema's order."""
    blocks = _blocks(wanted, zone, password)
    if wanted.recurrence and wanted.starts_at is not None:
        blocks.append(repeat(wanted.recurrence, wanted.starts_at, zone.zone))
    if wanted.chosen(MAIL) == "yes":
        blocks.append(tree("attendeeOptions", tree("emailInvitations", "true")))
    return blocks


def set_content(key: str, wanted: NewMeeting, zone: WebexZone | None) -> list[Element]:
    """The elements of a SetMeeting, which mails nobody.

    What is left out stays: the password where none was chosen, and without a *zone* the time.
    """
    blocks = _blocks(wanted, zone, wanted.chosen(PASSWORD))
    if zone is not None and wanted.starts_at is not None:
        blocks.append(repeat(wanted.recurrence, wanted.starts_at, zone.zone))
    return [*blocks, tree("meetingkey", key)]


def title(wanted: NewMeeting) -> str:
    """The title on one line, cut to what is shown."""
    return one_line(wanted.title)[:LONGEST_TITLE].rstrip() or UNTITLED


def marker_text(wanted: NewMeeting) -> str:
    """The text in the agenda by which the meeting is found after a lost answer."""
    return f"[ref {wanted.marker}]"


def agenda(wanted: NewMeeting) -> str:
    """The agenda, with the marker at its end."""
    mark = marker_text(wanted)
    longest = LONGEST_AGENDA - len(mark) - 2
    return f"{without_controls(wanted.agenda).strip()[:longest]}\n\n{mark}".strip()


def password_for(wanted: NewMeeting) -> str:
    """The meeting's password: as chosen, or a new one that the usual rules of sites allow."""
    own = wanted.chosen(PASSWORD)
    if own:
        return own
    alphabets = [_LOWER, _LOWER, _UPPER, _UPPER, _DIGITS, _DIGITS]
    alphabets += [_LOWER + _UPPER + _DIGITS] * (_PASSWORD_LENGTH - len(alphabets))
    characters = [secrets.choice(alphabet) for alphabet in alphabets]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)


def enable_options(wanted: NewMeeting) -> Iterator[tuple[EnableOption, bool]]:
    """Each of enableOptions, and whether it is to be on."""
    return ((option, wanted.chosen(option.choice) == "yes") for option in ENABLE_OPTIONS)


def notes(wanted: NewMeeting) -> list[str]:
    """What the organizer should know, whatever the service answers."""
    sentences = []
    if title(wanted) not in (one_line(wanted.title), UNTITLED):
        sentences.append(TITLE_CUT)
    if without_controls(wanted.agenda).strip() not in agenda(wanted):
        sentences.append(AGENDA_CUT)
    uninvited = [person for person in wanted.people if not _can_be_invited(person)]
    if uninvited:
        names = [person.name for person in uninvited if person.name not in ("", person.slack_id)]
        who = (
            ", ".join(names) if len(names) == len(uninvited) else f"{len(uninvited)} of the people"
        )
        sentences.append(
            f"WebEx was not told of {who}, for want of an e-mail: they hear of it in Slack."
        )
    if wanted.chosen(ENCRYPTION) == "yes":
        sentences.append(
            "End-to-end encryption is on, so WebEx switches off its recording, "
            "joining before the host, and the sharing of remote computers."
        )
    return sentences


def _blocks(wanted: NewMeeting, zone: WebexZone | None, password: str) -> list[Element]:
    blocks = [
        tree("accessControl", *_texts(meetingPassword=password)),
        _meta_data(wanted),
        _participants(wanted),
        _enable_options(wanted),
        _schedule(wanted, zone),
        _telephony(wanted),
    ]
    return [block for block in blocks if len(block)]


def _meta_data(wanted: NewMeeting) -> Element:
    kind = _number(wanted.chosen(MEETING_TYPE))
    texts = _texts(confName=title(wanted), meetingType=kind, agenda=agenda(wanted))
    return tree("metaData", *texts)


def _participants(wanted: NewMeeting) -> Element:
    people = [_attendee(person) for person in wanted.people if _can_be_invited(person)]
    attendees = [tree("attendees", *people)] if people else []
    most = _number(wanted.chosen(MOST_PEOPLE))
    return tree("participants", *_texts(maxUserNumber=most), *attendees)


def _can_be_invited(person: Attendee) -> bool:
    """Whether WebEx can be told of *person*: it knows people by their e-mail."""
    return _EMAIL.fullmatch(person.email) is not None


def _attendee(person: Attendee) -> Element:
    name = "" if person.name == person.slack_id else one_line(person.name)
    return tree("attendee", tree("person", *_texts(name=name, email=person.email)))


def _enable_options(wanted: NewMeeting) -> Element:
    elements = [
        tree(option.element, "true" if on else "false")
        for option, on in enable_options(wanted)
        if on or option.always or wanted.choices.get(option.choice.name)
    ]
    return tree("enableOptions", *elements)


def _schedule(wanted: NewMeeting, zone: WebexZone | None) -> Element:
    """The start, where there is a *zone* to tell it in, and the length. An empty start is now."""
    start = []
    if zone is not None:
        starts_at = zone.format(wanted.starts_at) if wanted.starts_at else ""
        start = [tree("startDate", starts_at), tree("timeZoneID", str(zone.id))]
    minutes = max(1, -(-wanted.lasts // timedelta(minutes=1)))  # rounded up
    early = int(wanted.chosen(ENTER_EARLY)) * 60
    phone_first = {"yes": "true", "no": "false"}.get(wanted.chosen(PHONE_BEFORE_HOST), "")
    texts = _texts(duration=str(minutes), openTime=str(early), joinTeleconfBeforeHost=phone_first)
    return tree("schedule", *start, *texts)


def _telephony(wanted: NewMeeting) -> Element:
    description = one_line(wanted.chosen(PHONE_TEXT))[:LONGEST_PHONE_TEXT]
    kind = TELEPHONY.get(wanted.chosen(PHONE), "")
    return tree("telephony", *_texts(telephonySupport=kind, extTelephonyDescription=description))


def _texts(**texts: str) -> list[Element]:
    return [tree(name, text) for name, text in texts.items() if text]


def _number(text: str) -> str:
    """*text* if it is a number of up to 9 digits, else empty."""
    return text if text.isascii() and text.isdigit() and len(text) <= 9 else ""
