"""Bulletin, a small meeting service that notifies: its meetings are on a board that tests write."""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import aiohttp

from meetings import catalog
from meetings.abilities import NotGenuine, Notification
from meetings.catalog import CatalogEntry, ServiceCode, ServiceSetting
from meetings.errors import NoSuchMeeting, ServiceUnreachable
from meetings.model import Credentials, EventKind, Meeting, MeetingEvent, NewMeeting
from meetings.service import AccountKind, Capability, Exchange, Question, ServiceInfo, Sleep, done

SECRET = "a secret of bulletin"
WINDOW = timedelta(minutes=5)


@dataclass
class Board:
    """What the service has: its meetings, and what has happened in each; *away*: it is silent.

    *answers_after*: seconds from when a meeting is made or changed to the answer.
    """

    meetings: dict[str, Meeting] = field(default_factory=dict)
    wanted: dict[str, str] = field(default_factory=dict)
    happened: dict[str, list[MeetingEvent]] = field(default_factory=dict)
    asked: int = 0
    ended: list[str] = field(default_factory=list)
    away: bool = False
    next_id: str = ""
    answers_after: float = 0


BOARD = Board()


class Bulletin:
    """The client: asks the board, which never leaves this process."""

    info = ServiceInfo(
        name="bulletin",
        title="Bulletin",
        account=AccountKind.PERSONAL,
        questions=(Question(name="username", label="Name"),),
        capabilities=frozenset(
            {Capability.SCHEDULE, Capability.READ, Capability.CHANGE, Capability.CANCEL}
            | {Capability.REPEAT}
        ),
        consistency_delay=timedelta(),
    )

    def __init__(self, options: Mapping[str, str]) -> None:
        self._options = options

    @property
    def is_notified(self) -> bool:
        return bool(self._options.get("secret"))

    def notification(
        self, headers: Mapping[str, str], body: bytes, received_at: datetime
    ) -> Notification:
        signed = headers.get("x-bulletin-at", "").encode() + b":" + body
        right = hmac.new(self._options["secret"].encode(), signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right, headers.get("x-bulletin-signature", "")):
            raise NotGenuine("the signature is not right")
        sent_at = datetime.fromtimestamp(int(headers["x-bulletin-at"]), UTC)
        if abs(received_at - sent_at) > WINDOW:
            raise NotGenuine("too old")
        told = json.loads(body)
        if "challenge" in told:
            return Notification(key=told["challenge"], answer={"echo": told["challenge"]})
        events = tuple(
            MeetingEvent(**{**event, "kind": EventKind(event["kind"]), "at": _moment(event["at"])})
            for event in told["events"]
        )
        return Notification(key=told["key"], events=events)

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        name = answers["username"]
        return done(
            Credentials(secrets={"name": name}, facts={"account": name, "id": f"id-{name}"})
        )

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        return done(credentials)

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        id_ = BOARD.next_id or secrets.token_hex(4)
        meeting = Meeting(
            id=id_,
            title=wanted.title,
            join_url=f"https://bulletin.example/{id_}",
            starts_at=wanted.starts_at,
            lasts=wanted.lasts,
        )
        BOARD.meetings[id_], BOARD.wanted[wanted.marker] = meeting, id_
        if BOARD.answers_after:
            yield Sleep(BOARD.answers_after)
        return meeting

    def find(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting | None]:
        return done(BOARD.meetings.get(BOARD.wanted.get(wanted.marker, "")))

    def read(self, meeting_id: str, credentials: Credentials) -> Exchange[Meeting]:
        if BOARD.away:
            raise ServiceUnreachable("Bulletin", sent=False)
        if meeting_id not in BOARD.meetings:
            raise NoSuchMeeting("Bulletin")
        return done(BOARD.meetings[meeting_id])

    def change(
        self, meeting: Meeting, wanted: NewMeeting, credentials: Credentials
    ) -> Exchange[Meeting]:
        changed = replace(
            BOARD.meetings[meeting.id],
            title=wanted.title,
            starts_at=wanted.starts_at,
            lasts=wanted.lasts,
        )
        BOARD.meetings[meeting.id] = changed
        if BOARD.answers_after:
            yield Sleep(BOARD.answers_after)
        return changed

    def cancel(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        BOARD.meetings.pop(meeting.id, None)
        return done(None)

    def end(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        BOARD.ended.append(meeting.id)
        return done(None)

    def progress(
        self, meeting: Meeting, credentials: Credentials
    ) -> Exchange[Sequence[MeetingEvent]]:
        BOARD.asked += 1
        return done(list(BOARD.happened.get(meeting.id, ())))

    upcoming = host_link = attendance = None


def _moment(at: object) -> datetime:
    return datetime.fromtimestamp(float(str(at)), UTC)


ENTRY = CatalogEntry(
    name="bulletin",
    title="Bulletin",
    load=lambda: ServiceCode(Bulletin.info, Bulletin, lambda options: []),
    about="For tests",
    settings=(
        ServiceSetting(name="url", meaning="an address", turns_on=True, address=True),
        ServiceSetting(name="secret", meaning="what notifications are signed with"),
    ),
)


def install(monkeypatch) -> Board:
    """Let the program have this service, with an empty board."""
    monkeypatch.setattr(catalog, "SERVICES", (*catalog.SERVICES, ENTRY))
    monkeypatch.setitem(catalog.TITLES, "bulletin", "Bulletin")
    BOARD.__init__()
    return BOARD


def event(kind: str, meeting: str, at: datetime, **more: str) -> dict[str, object]:
    """One event as the service writes it."""
    return {"kind": kind, "meeting_id": meeting, "at": at.timestamp(), **more}


async def notify(
    url: str, *events: Mapping[str, object], key: str = "", at: float = 0, secret: str = SECRET
) -> int:
    """Deliver *events*, signed; returns the status of the answer."""
    told = {"key": key or secrets.token_hex(8), "events": events}
    status, _ = await post(url, json.dumps(told).encode(), at=at, secret=secret)
    return status


async def post(url: str, body: bytes, *, at: float = 0, secret: str = SECRET) -> tuple[int, bytes]:
    """Deliver *body*, signed as of *at*."""
    stamp = str(int(at or time.time()))
    signature = hmac.new(secret.encode(), stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {"x-bulletin-at": stamp, "x-bulletin-signature": signature}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/hooks/bulletin", data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.read()
