"""What is kept about one connected account, as the service's own Credentials and back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from meetings.model import Credentials, Meeting, NewMeeting

_REMEMBERED = 100  # meetings: more than one account can start between a crash and the look


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One account: the sign-in, the token, and what its conversations need from one another.

    *endpoint* is the account's endpointId, the same for every start and every look, so that each
    finds the application that another began. *applications* and *token_host* are what discovery
    found; *application* is the last application made there. *made* are the newest meetings, by
    marker and with the hrefs of their conversations, written down before those are left: a look
    after a crash finds them here when the server knows them no more.
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
    made: tuple[Mapping[str, str], ...] = field(default=(), repr=False)

    @classmethod
    def read(cls, credentials: Credentials) -> Self:
        """Read them back. What an older release wrote, or did not, is no reason to fail."""
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
            made=_read_made(secrets.get("made", "")),
        )

    def credentials(self) -> Credentials:
        """Write them down."""
        return Credentials(
            secrets={
                "password": self.password,
                "token": self.token,
                "made": json.dumps(self.made),
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
        """What may appear nowhere."""
        return tuple(filter(None, (self.password, self.token)))

    def with_made(self, marker: str, meeting: Meeting, conversation: str) -> Self:
        """The same, remembering *meeting* and the *conversation* that is still to be left."""
        entry = {
            "marker": marker,
            "id": meeting.id,
            "join_url": meeting.join_url,
            "data": json.dumps(dict(meeting.data)),
            "conversation": conversation,
        }
        others = (each for each in self.made if each.get("marker") != marker)
        return replace(self, made=(entry, *others)[:_REMEMBERED])

    def remembered(self, wanted: NewMeeting) -> tuple[Meeting, str] | None:
        """The meeting made for *wanted* and its conversation, if it is among the newest."""
        for each in self.made:
            if each.get("marker") == wanted.marker:
                meeting = Meeting(
                    id=each["id"],
                    title=wanted.title,
                    join_url=each["join_url"],
                    data=_read_data(each.get("data", "")),
                )
                return meeting, each.get("conversation", "")
        return None

    def started(self, meeting_id: str) -> bool:
        """Whether the meeting of that name is among the newest that were started at once."""
        return any(each.get("id") == meeting_id for each in self.made)

    def conversations_of_others(self, marker: str) -> frozenset[str]:
        """The conversations in which the meetings of other wishes were made."""
        others = (each for each in self.made if each.get("marker") != marker)
        return frozenset(each.get("conversation", "") for each in others)


def _read_data(text: str) -> Mapping[str, str]:
    """What was kept about one meeting; an older release kept nothing of those started at once."""
    data = json.loads(text) if text else {"kind": "instant"}
    return {str(key): str(value) for key, value in data.items()}


def _read_made(text: str) -> tuple[Mapping[str, str], ...]:
    try:
        entries = json.loads(text or "[]")
        return tuple({str(key): str(value) for key, value in each.items()} for each in entries)
    except (ValueError, TypeError, AttributeError):
        return ()
