"""The nouns: a wanted meeting and its choices, a made one, its people, its events, credentials."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Final
from urllib.parse import urlsplit

from calendars.recurrence import Recurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody invited. *slack_id* is empty for people outside, *email* where it is not known."""

    name: str
    slack_id: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing about a meeting that this service lets a person choose.

    *options* are (value, label) pairs; a yes-or-no has the values ``yes`` and ``no``; none at all
    means free text. *default* is a value.
    """

    name: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    default: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeeting:
    """A meeting that someone wants.

    *starts_at* is aware, or None for "now"; *zone* is an IANA name, in which the wall-clock time is
    kept; *recurrence* how it repeats, if it does; *choices* what the person chose of
    ``ServiceInfo.choices``, by name; *marker* is ours: unique to this request, 28 characters of
    ``[a-z0-9]``, made with ``secrets``, and what ``find`` looks for after a lost answer.
    *conversation* names the Slack conversation it was asked in, the same for all requests from
    there.
    """

    title: str
    marker: str
    starts_at: datetime | None = None
    lasts: timedelta = timedelta(minutes=30)
    zone: str = "UTC"
    recurrence: Recurrence | None = None
    people: tuple[Attendee, ...] = ()
    agenda: str = ""
    conversation: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def chosen(self, choice: Choice) -> str:
        """What the person chose; the default where that is nothing, or none of the options."""
        value = self.choices.get(choice.name, "").strip()
        values = [option for option, _ in choice.options]
        return value if value and (not values or value in values) else choice.default


@dataclass(frozen=True, slots=True, kw_only=True)
class DialIn:
    """A telephone way in: *number* as printed, *region* a place, *code* what to key in."""

    number: str
    region: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting that a service has made. *id* is the service's own name for it.

    *join_url* is for everyone in the conversation; a host's link is never kept here.
    *data* is what the service needs again (an ETag, a key), opaque to everyone else, not secret.
    *notes* are sentences for the starter: what the service changed or switched off. *said_to_all*
    is for everyone, in one line: such as whom the service tells nothing.
    """

    id: str
    title: str
    join_url: str
    passcode: str = field(default="", repr=False)
    dial_in: tuple[DialIn, ...] = ()
    starts_at: datetime | None = None
    lasts: timedelta | None = None
    notes: tuple[str, ...] = ()
    said_to_all: str = ""
    data: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """A meeting that nobody can join is not a meeting, and a link must be safe to show."""
        check_link(self.join_url)


_UNSAFE: Final = re.compile(r'[<>|"\\ ]')


def check_link(url: str) -> str:
    r"""Return *url* if a person may be sent there, else raise ValueError (UnexpectedReply).

    http(s), a host, no user name or password in it, no white space, controls or ``<>|"\\``,
    2,000 characters at most.
    """
    parts = urlsplit(url)
    clean = url.isprintable() and not _UNSAFE.search(url)  # no white space but " " is printable
    if not (clean and len(url) <= 2000 and parts.scheme in ("https", "http") and parts.hostname):
        raise ValueError("not a link that a person may be sent to")
    if parts.username is not None or parts.password is not None or parts.port == 0:
        raise ValueError("a link with a user name in it, or to a port that is none")
    return url


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One stay of one person in a meeting; *left_at* is None while they are there."""

    name: str
    came_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a service needs to act for one person. Opaque to everyone but that service.

    *secrets* are sealed before they are stored and never shown; *facts* may be shown
    (``facts["account"]`` is what ``/meet accounts`` prints; ``facts["id"]`` is the service's own
    name for who signed in, where it has one). From *expires_at* on they have to be renewed.
    *on_behalf_of* is set with an organization's account alone, and never stored: the verified
    e-mail address of the person who asks.
    """

    secrets: Mapping[str, str] = field(repr=False)
    facts: Mapping[str, str] = field(default_factory=dict)
    expires_at: datetime | None = None
    on_behalf_of: str = field(default="", repr=False)


class EventKind(Enum):
    """What can happen to a meeting at its service."""

    STARTED = "started"
    ENDED = "ended"
    JOINED = "joined"
    LEFT = "left"
    CHANGED = "changed"  # renamed or moved at the service: read it again
    DELETED = "deleted"
    REVOKED = "revoked"  # no meeting: a person took our permission back; *person* is facts["id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingEvent:
    """Something that happened to a meeting at its service, by the service's own clock.

    *meeting_id* is ``Meeting.id``. *session* tells the dates of a series apart. *person* is the
    service's name for who joined or left, the same for one stay; *name* is what is shown of them.
    Events may come twice, late, and in any order.
    """

    kind: EventKind
    meeting_id: str
    at: datetime
    session: str = ""
    person: str = ""
    name: str = ""
