"""What is stored about one connected account: read from Credentials, and written to them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from meetings.model import Credentials, Meeting, NewMeeting

_MOST_MEETINGS = 100  # more than one account can start between a crash and the search after it


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCredentials:
    """One account: its sign-in, its token, and what one exchange leaves for the next.

    *endpoint* is the account's endpointId, the same for every start and every search, so that each
    gets the application that another made. *applications* and *token_host* are what discovery
    found; *application* is the last application made there. *started* are the newest meetings that
    were started at once, by marker and with the hrefs of their conversations, stored before those
    are left: a search after a crash finds them here when the server has forgotten them.
    """

    username: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    pasted: bool = False  # the token is the person's own: there is no password to renew it with
    refused: bool = False  # the password was refused once, and is not sent again
    account: str = ""
    endpoint: str = ""
    applications: str = ""
    token_host: str = ""
    application: str = ""
    started: tuple[Mapping[str, str], ...] = field(default=(), repr=False)

    @classmethod
    def read(cls, credentials: Credentials) -> Self:
        """Read *credentials*; what an older release did not write is empty."""
        secrets, facts = credentials.secrets, credentials.facts
        return cls(
            username=facts.get("username", ""),
            password=secrets.get("password", ""),
            token=secrets.get("token", ""),
            pasted=facts.get("sign_in") == "token",
            refused=facts.get("refused") == "yes",
            account=facts.get("account", ""),
            endpoint=facts.get("endpoint", ""),
            applications=facts.get("applications", ""),
            token_host=facts.get("token_host", ""),
            application=facts.get("application", ""),
            started=_read_started(secrets.get("made", "")),
        )

    def write(self) -> Credentials:
        """The Credentials to store."""
        return Credentials(
            secrets={
                "password": self.password,
                "token": self.token,
                "made": json.dumps(self.started),
            },
            facts={
                "username": self.username,
                "account": self.account,
                "sign_in": "token" if self.pasted else "password",
                "endpoint": self.endpoint,
                "applications": self.applications,
                "token_host": self.token_host,
                "application": self.application,
                "refused": "yes" if self.refused else "",
            },
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may appear in no text."""
        return tuple(filter(None, (self.password, self.token)))

    def with_started(self, marker: str, meeting: Meeting, conversation: str) -> Self:
        """The same with *meeting*, and the *conversation* of it that is still to be left."""
        entry = {
            "marker": marker,
            "id": meeting.id,
            "join_url": meeting.join_url,
            "data": json.dumps(dict(meeting.data)),
            "conversation": conversation,
        }
        return replace(self, started=(entry, *self._others(marker))[:_MOST_MEETINGS])

    def find_started(self, wanted: NewMeeting) -> tuple[Meeting, str] | None:
        """The meeting started for *wanted* and its conversation, if it is among the newest."""
        for entry in self.started:
            if entry.get("marker") == wanted.marker:
                meeting = Meeting(
                    id=entry["id"],
                    title=wanted.title,
                    join_url=entry["join_url"],
                    data=_read_data(entry.get("data", "")),
                )
                return meeting, entry.get("conversation", "")
        return None

    def has_started(self, meeting_id: str) -> bool:
        """Whether the meeting with that id is among the newest that were started at once."""
        return any(entry.get("id") == meeting_id for entry in self.started)

    def conversations_of_others(self, marker: str) -> frozenset[str]:
        """The conversations of the meetings that were started with another marker."""
        return frozenset(entry.get("conversation", "") for entry in self._others(marker))

    def _others(self, marker: str) -> list[Mapping[str, str]]:
        return [entry for entry in self.started if entry.get("marker") != marker]


def _read_data(text: str) -> Mapping[str, str]:
    """The data of one meeting; older releases stored none, for meetings that started at once."""
    data = json.loads(text) if text else {"kind": "instant"}
    return {str(name): str(value) for name, value in data.items()}


def _read_started(text: str) -> tuple[Mapping[str, str], ...]:
    try:
        entries = json.loads(text or "[]")
        return tuple({str(name): str(text) for name, text in entry.items()} for entry in entries)
    except (ValueError, TypeError, AttributeError):
        return ()
