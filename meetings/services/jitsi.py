"""Jitsi Meet: a meeting is an address that nobody can guess, and needs no account.

A room exists while somebody is in it, and no server keeps a list: there is nothing to read back, to
change or to cancel. The only requests are for the telephone numbers, where a server has any.
"""

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx

from meetings.errors import MeetingError
from meetings.model import Attendance, Credentials, DialIn, Meeting, NewMeeting, ServiceInfo
from meetings.replies import read_json, read_json_value
from meetings.service import Exchange, Options, ask, done, not_possible, setting
from meetings.text import is_control

LONGEST_NAME = 40  # characters of a room's readable part
SECRET_CHARACTERS = 24  # of base32: 120 bits
LONGEST_LINK = 2_000
LONGEST_SUBJECT = 250  # characters of the title, if the link has room for them
MOST_NUMBERS = 20
DIAL_IN_SECONDS = 2.5  # nobody waits longer for a telephone number

NO_DIAL_IN = "The telephone numbers of this Jitsi server could not be had: join by the link."
EXAMPLE_DOMAIN = "conference.meet.example.org"
FIRST_GUEST = (
    "On meet.jit.si the first person in has to sign in with Google, GitHub or Facebook; "
    "until then the others wait."
)

NO_ANSWER = (httpx.ReadTimeout, MeetingError, LookupError, ValueError, TypeError, AttributeError)

# Letters that do not come apart into a plain one and an accent.
PLAIN = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})


class Jitsi:
    """A Jitsi server, by its address."""

    info = ServiceInfo(
        name="jitsi", title="Jitsi", own_key=True, consistency_delay=timedelta(0), at_once=32
    )

    def __init__(self, options: Options) -> None:
        self._url = options["url"].rstrip("/")
        self._host = urlsplit(self._url).hostname or ""
        self._numbers = options.get("dial_in_numbers", "")
        self._mapper = options.get("dial_in_mapper", "")
        self._domain = options.get("dial_in_domain", "") or f"conference.{self._host}"

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        """Nothing is asked and nothing is tried: there are no accounts."""
        return done(Credentials(secrets={}))

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        """Nothing expires."""
        return done(credentials)

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        """Name a room after the title and the marker: the same again for the same wish."""
        room = room_name(wanted.title, wanted.marker)
        dial_in: Sequence[DialIn] = ()
        notes = [FIRST_GUEST] if self._host == "meet.jit.si" else []
        if self._numbers and self._mapper:
            try:
                dial_in = yield from self._dial_in(room)
            except NO_ANSWER:
                notes.append(NO_DIAL_IN)
        return Meeting(
            id=room,
            title=wanted.title,
            join_url=_link(f"{self._url}/{room}", wanted.title),
            dial_in=tuple(dial_in),
            notes=tuple(notes),
        )

    def find(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting | None]:
        """Name the room once more: it is the same one."""
        return (yield from self.create(wanted, credentials))

    def read(self, meeting_id: str, credentials: Credentials) -> Exchange[Meeting]:
        """Not possible: a room that is empty does not exist."""
        return not_possible(self.info, "its rooms cannot be looked up")

    def upcoming(self, until: datetime, credentials: Credentials) -> Exchange[Sequence[Meeting]]:
        """Not possible."""
        return not_possible(self.info, "it keeps no list of meetings")

    def change(
        self, meeting: Meeting, wanted: NewMeeting, credentials: Credentials
    ) -> Exchange[Meeting]:
        """Not possible: the server knows neither a title nor a time."""
        return not_possible(self.info, "it knows nothing of a meeting but its link")

    def cancel(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        """Not possible: the address goes on working for whoever has it."""
        return not_possible(self.info, "its links go on working")

    def host_link(self, meeting: Meeting, credentials: Credentials) -> Exchange[str]:
        """Not possible: the first person in is the host."""
        return not_possible(self.info, "everyone joins by the same link")

    def attendance(
        self, meeting: Meeting, credentials: Credentials
    ) -> Exchange[Sequence[Attendance]]:
        """Not possible."""
        return not_possible(self.info, "it does not note who came")

    def _dial_in(self, room: str) -> Exchange[Sequence[DialIn]]:
        """Ask for the numbers, then have the mapper give the room its code."""
        numbers = _numbers(read_json_value((yield from _get(self._numbers))))
        if not numbers:
            return ()
        asked = urlencode({"conference": f"{room}@{self._domain}"})
        joint = "&" if urlsplit(self._mapper).query else "?"
        code = _code(read_json((yield from _get(f"{self._mapper}{joint}{asked}"))))
        return [DialIn(number=number, region=region, code=code) for region, number in numbers]


def check_options(options: Options) -> list[str]:
    """Say in sentences what is wrong with the settings; the catalog has looked at the addresses."""
    said = []
    address = urlsplit(options.get("url", ""))
    name = setting("jitsi", "url")
    if address.query or address.fragment or len(options.get("url", "")) > LONGEST_LINK // 4:
        said.append(f"{name} must be the server's plain address, such as https://meet.example.org.")
    if address.hostname == "8x8.vc":
        said.append(
            f"{name} names 8x8.vc, whose rooms open to signed links only: use another server."
        )
    if bool(options.get("dial_in_numbers")) != bool(options.get("dial_in_mapper")):
        both = [setting("jitsi", option) for option in ("dial_in_numbers", "dial_in_mapper")]
        said.append(f"{both[0]} and {both[1]} are of use together only: set both or neither.")
    if not re.fullmatch("[A-Za-z0-9.-]*", options.get("dial_in_domain", "")):
        said.append(
            f"{setting('jitsi', 'dial_in_domain')} must be a name such as {EXAMPLE_DOMAIN}."
        )
    return said


def warn_of_options(options: Options) -> list[str]:
    """Say what whoever runs the bot should know of this server before the first guest does."""
    return [FIRST_GUEST] if urlsplit(options.get("url", "")).hostname == "meet.jit.si" else []


def room_name(title: str, marker: str) -> str:
    """Return the room for this wish: readable, and with 120 bits that follow from *marker*.

    Lower case, since rooms are the same in either, and only what no chat client cuts off.
    """
    taken_apart = unicodedata.normalize("NFKD", title.casefold().translate(PLAIN))
    plain = "".join(c for c in taken_apart.lower() if not unicodedata.combining(c))
    words = "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_NAME].strip("-")
    digest = hashlib.sha256(f"jitsi-room:{marker}".encode()).digest()
    secret = base64.b32encode(digest).decode().lower()[:SECRET_CHARACTERS]
    return f"{words}-{secret}" if words else secret


def _link(address: str, title: str) -> str:
    """Return *address* with as much of *title* for a subject as a link has room for."""
    shown = "".join(" " if c.isspace() else c for c in title if c.isspace() or not is_control(c))
    shown = shown.strip()
    for length in range(min(len(shown), LONGEST_SUBJECT), 0, -1):
        subject = json.dumps(shown[:length].rstrip(), ensure_ascii=False)
        link = f"{address}#config.subject={quote(subject, safe='')}"
        if len(link) <= LONGEST_LINK:
            return link
    return address


def _get(address: str) -> Exchange[httpx.Response]:
    limits = {"read": DIAL_IN_SECONDS}
    reply = yield from ask(httpx.Request("GET", address, extensions={"timeout": limits}))
    if reply.status_code != HTTPStatus.OK:
        raise ValueError(f"HTTP {reply.status_code}")
    return reply


def _code(mapping: Mapping[str, Any]) -> str:
    """Return what to key in: the mapper's ``id``, a number."""
    code = str(mapping["id"])
    if not re.fullmatch("[0-9]{1,16}", code):
        raise ValueError("not a conference code")
    return code


def _numbers(listed: Any) -> list[tuple[str, str]]:
    """Return (region, number) pairs from either form that servers send."""
    if isinstance(listed, Mapping):
        if listed.get("numbersEnabled") is False:
            return []
        listed = listed["numbers"]
    if isinstance(listed, Mapping):
        pairs = [(region, number) for region, some in listed.items() for number in some]
    else:
        pairs = [(one.get("countryCode", ""), one["formattedNumber"]) for one in listed]
    known = [(str(region), str(number)) for region, number in pairs if _is_number(number)]
    if pairs and not known:
        raise ValueError("no telephone numbers among these")
    return [(region if region.isalpha() else "", number) for region, number in known[:MOST_NUMBERS]]


def _is_number(number: object) -> bool:
    return re.fullmatch(r"\+?[0-9][0-9 ().,#*/-]{2,39}", str(number)) is not None
