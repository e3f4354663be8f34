"""Jitsi Meet: a meeting is an address that nobody can guess, and needs no account.

A room exists while somebody is in it, and servers keep no list, so nothing can be read, changed or
cancelled. The only requests are for the telephone numbers, where a server has any.
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
from meetings.model import Attendance, Credentials, DialIn, Meeting, NewMeeting
from meetings.replies import read_json, read_json_value
from meetings.service import (
    AccountKind,
    Exchange,
    Options,
    ServiceInfo,
    ask,
    done,
    not_possible,
    setting,
)
from meetings.text import is_control

LONGEST_NAME = 40  # characters of a room's readable part
SECRET_CHARACTERS = 24  # of base32: 120 bits
LONGEST_LINK = 2_000
LONGEST_SUBJECT = 250  # characters of the title, if the link has room for them
MOST_NUMBERS = 20
DIAL_IN_SECONDS = 2.5  # for each of the two requests

NO_DIAL_IN = "The telephone numbers of this Jitsi server could not be had: join by the link."
EXAMPLE_DOMAIN = "conference.meet.example.org"
FIRST_GUEST = (
    "On meet.jit.si the first person in has to sign in with Google, GitHub or Facebook; "
    "until then the others wait."
)

NO_ANSWER = (httpx.ReadTimeout, MeetingError, LookupError, ValueError, TypeError, AttributeError)

# Letters that Unicode does not decompose into a plain one and an accent.
PLAIN = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})


class Jitsi:
    """A Jitsi server, by its address."""

    info = ServiceInfo(
        name="jitsi",
        title="Jitsi",
        account=AccountKind.NONE,
        consistency_delay=timedelta(0),
        concurrency=32,
    )

    def __init__(self, options: Options) -> None:
        self._url = options["url"].rstrip("/")
        self._host = urlsplit(self._url).hostname or ""
        self._numbers = options.get("dial_in_numbers", "")
        self._mapper = options.get("dial_in_mapper", "")
        self._domain = options.get("dial_in_domain", "") or f"conference.{self._host}"

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        """Give empty credentials: there are no accounts."""
        return done(Credentials(secrets={}))

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        """Nothing expires."""
        return done(credentials)

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        """Name a room after the title and the marker. Idempotent: the name follows from the two."""
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
        """Name the room again: the name is the same."""
        return (yield from self.create(wanted, credentials))

    def read(self, meeting_id: str, credentials: Credentials) -> Exchange[Meeting]:
        """Not possible: an empty room does not exist."""
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
        """Not possible: the address goes on working."""
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
        """Ask for the numbers, then ask the mapper for the code of the room."""
        numbers = _numbers(read_json_value((yield from _get(self._numbers))))
        if not numbers:
            return ()
        query = urlencode({"conference": f"{room}@{self._domain}"})
        separator = "&" if urlsplit(self._mapper).query else "?"
        code = _code(read_json((yield from _get(f"{self._mapper}{separator}{query}"))))
        return [DialIn(number=number, region=region, code=code) for region, number in numbers]


def check_options(options: Options) -> list[str]:
    """Say in sentences what is wrong with the settings; the catalog has checked the addresses."""
    problems = []
    address = urlsplit(options.get("url", ""))
    name = setting("jitsi", "url")
    if address.query or address.fragment or len(options.get("url", "")) > LONGEST_LINK // 4:
        problems.append(
            f"{name} must be the server's plain address, such as https://meet.example.org."
        )
    if address.hostname == "8x8.vc":
        problems.append(
            f"{name} names 8x8.vc, whose rooms open to signed links only: use another server."
        )
    if bool(options.get("dial_in_numbers")) != bool(options.get("dial_in_mapper")):
        both = [setting("jitsi", option) for option in ("dial_in_numbers", "dial_in_mapper")]
        problems.append(f"{both[0]} and {both[1]} are of use together only: set both or neither.")
    if not re.fullmatch("[A-Za-z0-9.-]*", options.get("dial_in_domain", "")):
        problems.append(
            f"{setting('jitsi', 'dial_in_domain')} must be a name such as {EXAMPLE_DOMAIN}."
        )
    return problems


def warn_of_options(options: Options) -> list[str]:
    """Warn the administrator that meet.jit.si wants a sign-in of the first guest."""
    return [FIRST_GUEST] if urlsplit(options.get("url", "")).hostname == "meet.jit.si" else []


def room_name(title: str, marker: str) -> str:
    """Return the name of the room: readable, and with 120 bits that follow from *marker*.

    It is in lower case, since the case does not count, and has no character that a chat client
    leaves out of a link.
    """
    decomposed = unicodedata.normalize("NFKD", title.casefold().translate(PLAIN))
    plain = "".join(c for c in decomposed.lower() if not unicodedata.combining(c))
    words = "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_NAME].strip("-")
    digest = hashlib.sha256(f"jitsi-room:{marker}".encode()).digest()
    secret = base64.b32encode(digest[: SECRET_CHARACTERS * 5 // 8]).decode().lower()
    return f"{words}-{secret}" if words else secret


def _link(address: str, title: str) -> str:
    """Return *address* with as much of *title* as its subject as fits into a link."""
    if not title.isprintable():
        title = "".join(
            " " if c.isspace() else c for c in title if c.isspace() or not is_control(c)
        )
    line = title.strip()
    for length in range(min(len(line), LONGEST_SUBJECT), 0, -1):
        subject = json.dumps(line[:length].rstrip(), ensure_ascii=False)
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
    """Return what callers key in: the mapper's ``id``, a number."""
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
        pairs = [(region, number) for region, numbers in listed.items() for number in numbers]
    else:
        pairs = [(entry.get("countryCode", ""), entry["formattedNumber"]) for entry in listed]
    valid = [(str(region), str(number)) for region, number in pairs if _is_number(number)]
    if pairs and not valid:
        raise ValueError("no telephone numbers among these")
    return [(region if region.isalpha() else "", number) for region, number in valid[:MOST_NUMBERS]]


def _is_number(number: object) -> bool:
    return re.fullmatch(r"\+?[0-9][0-9 ().,#*/-]{2,39}", str(number)) is not None
