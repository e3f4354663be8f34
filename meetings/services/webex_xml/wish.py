"""What is asked of WebEx for one wanted meeting: the elements of CreateMeeting and SetMeeting.

WebEx XML API: CreateMeeting. What nobody chose is left out, so that the site's own rules hold.
"""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import timedelta

from meetings.model import Attendee, NewMeeting
from meetings.services.webex_xml import choices
from meetings.services.webex_xml.choices import chosen, switched
from meetings.services.webex_xml.clocks import Clock
from meetings.services.webex_xml.repeats import repeat
from meetings.xml import Element, tree

LONGEST_TITLE = 400  # characters; the schema has no limit, and clients that work cut there
LONGEST_AGENDA = 2_500
LONGEST_PHONE_TEXT = 500
CUT = f"WebEx shows only the first {LONGEST_TITLE} characters of this title."
AGENDA_CUT = "WebEx shows only the beginning of this agenda."
UNNAMED = "Meeting"

_EMAIL = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,190}")
_LETTERS = "abcdefghijkmnopqrstuvwxyz"  # no l, I, O, 0 or 1: people read it to one another
_CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "23456789"
_PASSWORD_LENGTH = 12  # of at most 16


def create_body(wanted: NewMeeting, clock: Clock, password: str) -> list[Element]:
    """The elements of a CreateMeeting, in the schema's order."""
    blocks = _blocks(wanted, clock, password)
    if wanted.recurrence and wanted.starts_at is not None:
        blocks.append(repeat(wanted.recurrence, wanted.starts_at, clock.zone))
    if chosen(wanted, choices.MAIL) == "yes":
        blocks.append(tree("attendeeOptions", tree("emailInvitations", "true")))
    return blocks


def set_body(key: str, wanted: NewMeeting, clock: Clock | None) -> list[Element]:
    """The elements of a SetMeeting, which mails nobody.

    What is left out stays: the password where none was chosen, and without a *clock* the time.
    """
    blocks = _blocks(wanted, clock, chosen(wanted, choices.PASSWORD))
    if clock is not None and wanted.starts_at is not None:
        blocks.append(repeat(wanted.recurrence, wanted.starts_at, clock.zone))
    return [*blocks, tree("meetingkey", key)]


def _blocks(wanted: NewMeeting, clock: Clock | None, password: str) -> list[Element]:
    blocks = [
        tree("accessControl", *_texts(meetingPassword=password)),
        _meta_data(wanted),
        _participants(wanted),
        _options(wanted),
        _schedule(wanted, clock),
        _telephony(wanted),
    ]
    return [block for block in blocks if len(block)]


def title(wanted: NewMeeting) -> str:
    """The title on one line, cut to what is shown."""
    return _line(wanted.title)[:LONGEST_TITLE].rstrip() or UNNAMED


def reference(wanted: NewMeeting) -> str:
    """What marks a meeting as made for this wish."""
    return f"[ref {wanted.marker}]"


def agenda(wanted: NewMeeting) -> str:
    """The agenda, with the marker at its end, for the look after a lost answer."""
    mark = reference(wanted)
    room = LONGEST_AGENDA - len(mark) - 2
    return f"{_plain(wanted.agenda).strip()[:room]}\n\n{mark}".strip()


def minutes(lasts: timedelta) -> int:
    """A length in the whole minutes that WebEx counts in, never shorter."""
    return max(1, -(-lasts // timedelta(minutes=1)))


def password_for(wanted: NewMeeting) -> str:
    """The meeting's password: as chosen, or a new one that the usual rules of sites allow."""
    own = chosen(wanted, choices.PASSWORD)
    if own:
        return own
    kinds = [_LETTERS, _LETTERS, _CAPITALS, _CAPITALS, _DIGITS, _DIGITS]
    every = _LETTERS + _CAPITALS + _DIGITS
    kinds += [every] * (_PASSWORD_LENGTH - len(kinds))
    drawn = [secrets.choice(kind) for kind in kinds]
    secrets.SystemRandom().shuffle(drawn)
    return "".join(drawn)


def invited(wanted: NewMeeting) -> list[Attendee]:
    """The people whom WebEx can be told of: those with an e-mail."""
    return [one for one in wanted.people if _EMAIL.fullmatch(one.email)]


def notes(wanted: NewMeeting) -> list[str]:
    """What the starter should know, whatever the service answers."""
    said = []
    if title(wanted) not in (_line(wanted.title), UNNAMED):
        said.append(CUT)
    if _plain(wanted.agenda).strip() not in agenda(wanted):
        said.append(AGENDA_CUT)
    rest = [one for one in wanted.people if one not in invited(wanted)]
    if rest:
        named = [one.name for one in rest if one.name and one.name != one.slack_id]
        who = ", ".join(named) if len(named) == len(rest) else f"{len(rest)} of the people"
        said.append(
            f"WebEx was not told of {who}, for want of an e-mail: they hear of it in Slack."
        )
    if chosen(wanted, choices.ENCRYPTION) == "yes":
        said.append(
            "End-to-end encryption is on, so WebEx switches off its recording, "
            "joining before the host, and the sharing of remote computers."
        )
    return said


def _meta_data(wanted: NewMeeting) -> Element:
    kind = chosen(wanted, choices.MEETING_TYPE)
    return tree(
        "metaData",
        *_texts(
            confName=title(wanted),
            meetingType=kind if _is_number(kind) else "",
            agenda=agenda(wanted),
        ),
    )


def _participants(wanted: NewMeeting) -> Element:
    most = chosen(wanted, choices.MOST_PEOPLE)
    people = [_attendee(one) for one in invited(wanted)]
    listed = [tree("attendees", *people)] if people else []
    return tree("participants", *_texts(maxUserNumber=most if _is_number(most) else ""), *listed)


def _attendee(one: Attendee) -> Element:
    name = "" if one.name == one.slack_id else _line(one.name)
    return tree("attendee", tree("person", *_texts(name=name, email=one.email)))


def _options(wanted: NewMeeting) -> Element:
    shown = [
        tree(switch.element, "true" if on else "false")
        for switch, on in switched(wanted)
        if on or switch.always or wanted.choices.get(switch.choice.name)
    ]
    return tree("enableOptions", *shown)


def _schedule(wanted: NewMeeting, clock: Clock | None) -> Element:
    """When, where there is a *clock* to tell it on, and how long. An empty ``startDate`` is now."""
    start = []
    if clock is not None:
        begin = clock.written(wanted.starts_at) if wanted.starts_at else ""
        start = [tree("startDate", begin), tree("timeZoneID", str(clock.zone_id))]
    early = int(chosen(wanted, choices.ENTER_EARLY)) * 60
    first = {"yes": "true", "no": "false"}.get(chosen(wanted, choices.PHONE_FIRST), "")
    return tree(
        "schedule",
        *start,
        *_texts(
            duration=str(minutes(wanted.lasts)),
            openTime=str(early),
            joinTeleconfBeforeHost=first,
        ),
    )


def _telephony(wanted: NewMeeting) -> Element:
    words = _line(chosen(wanted, choices.PHONE_TEXT))[:LONGEST_PHONE_TEXT]
    kind = choices.TELEPHONY.get(chosen(wanted, choices.PHONE), "")
    return tree("telephony", *_texts(telephonySupport=kind, extTelephonyDescription=words))


def _texts(**texts: str) -> Sequence[Element]:
    return [tree(name, text) for name, text in texts.items() if text]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _plain(text: str) -> str:
    """*text* without controls and halves of surrogate pairs; its lines stay."""
    kept = (c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept)


def _line(text: str) -> str:
    """*text* without controls and halves of surrogate pairs, each run of blanks as one space."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return " ".join("".join(kept).split())
