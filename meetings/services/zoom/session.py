"""Sends requests to Zoom's API for one person: with their own token, or with the organization's."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

import httpx

from meetings.errors import NoSuchMeeting, NotTheirs, NoVerifiedEmail, UnexpectedReply
from meetings.model import Credentials
from meetings.replies import answered_at, read_json
from meetings.service import Exchange, ask
from meetings.services.zoom.endpoints import OAuthApp
from meetings.services.zoom.errors import PersonUnknown, failure, refuse

PAGE: Final = 300
_MOST_PAGES = 60
_MOST_DIGITS = 20  # of a meeting's id; Zoom's have 9 to 11
_WHO = "user:read:user"
_READ = "meeting:read:meeting"


class Session:
    """One exchange's requests. *now* is Zoom's own time, by its latest reply."""

    def __init__(self, app: OAuthApp, credentials: Credentials) -> None:
        self._app = app
        self._token = credentials.secrets["access_token"]
        self._base = app.api_for(credentials.facts.get("api_url"))
        self._email = credentials.on_behalf_of
        self._id = "" if app.is_organization else credentials.facts.get("id", "")
        self.sees_all = app.is_organization
        """Whether it could be shown other people's meetings."""
        self.now: datetime | None = None

    @property
    def user(self) -> str:
        """Who is asked about, in a path: with the organization's account nobody is "me"."""
        if not self.sees_all:
            return "me"
        if "@" not in self._email:
            raise refuse(NoVerifiedEmail)
        return quote(self._email, safe="@")

    def person(self) -> Exchange[Mapping[str, Any]]:
        """GET /users/...: who the person is at Zoom; with the organization's account, by e-mail."""
        row = yield from self.get(f"users/{self.user}", _WHO)
        self._id = str(row["id"])
        email = str(row["email"])
        if self.sees_all and email.casefold() != self._email.casefold():
            raise refuse(PersonUnknown, "another e-mail address")
        return row

    def get(self, path: str, scope: str, **query: str) -> Exchange[Mapping[str, Any]]:
        """GET *path* and read what it says."""
        reply = yield from self._ask("GET", path, scope, query)
        if reply.status_code != 200:
            raise self._failure(reply, scope)
        return read_json(reply)

    def post(self, path: str, scope: str, body: Mapping[str, Any]) -> Exchange[Mapping[str, Any]]:
        """POST *body* and read what was made."""
        reply = yield from self._ask("POST", path, scope, {}, body)
        if reply.status_code != 201:
            raise self._failure(reply, scope)
        return read_json(reply)

    def change(
        self,
        method: str,
        path: str,
        scope: str,
        body: Mapping[str, Any] | None = None,
        **query: str,
    ) -> Exchange[None]:
        """PATCH, PUT or DELETE, which Zoom answers with nothing."""
        reply = yield from self._ask(method, path, scope, query, body)
        if reply.status_code != 204:
            raise self._failure(reply, scope)

    def pages(self, path: str, name: str, scope: str, **query: str) -> Exchange[list[Any]]:
        """All rows of a list, *name* in each page's JSON, through all its pages."""
        rows: list[Any] = []
        tokens: list[str] = [""]
        for _ in range(_MOST_PAGES):
            asked = {**query, "page_size": str(PAGE)}
            if tokens[-1]:
                asked["next_page_token"] = tokens[-1]
            page = yield from self.get(path, scope, **asked)
            rows += _list(page[name])
            token = str(page.get("next_page_token") or "")
            if not token:
                return rows
            if token in tokens:
                break
            tokens.append(token)
        raise refuse(UnexpectedReply, "a list without an end")

    def meeting(self, meeting_id: str, **query: str) -> Exchange[Mapping[str, Any]]:
        """GET /meetings/...: a meeting of this person; NotTheirs for another's."""
        row = yield from self.get(meeting_path(meeting_id), _READ, **query)
        if str(row["id"]) != meeting_id:
            raise ValueError("another meeting than the one that was asked for")
        yield from self.check_theirs(row)
        return row

    def check_theirs(self, row: Mapping[str, Any], email: str = "host_email") -> Exchange[None]:
        """Raise NotTheirs unless the host in *row* is this person. *email* is a field's name.

        The organization's account sees everyone's, so there nothing weaker than the e-mail address
        counts: the host's, or that of the user with the host's id.
        """
        host, address = str(row.get("host_id") or ""), str(row.get(email) or "")
        if not self.sees_all:
            theirs = not host or not self._id or host == self._id
        elif address:
            theirs = address.casefold() == self._email.casefold() != ""
        else:
            yield from self.person()
            theirs = host == self._id != ""
        if not theirs:
            raise refuse(NotTheirs)

    def _ask(
        self,
        method: str,
        path: str,
        scope: str,
        query: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
    ) -> Exchange[httpx.Response]:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        address = f"{self._base}/{path}"
        if query:
            address += f"?{httpx.QueryParams(dict(query))}"
        reply = yield from ask(httpx.Request(method, address, headers=headers, json=body))
        self.now = answered_at(reply) or self.now
        return reply

    def _failure(self, reply: httpx.Response, scope: str) -> Exception:
        named = f"{scope}:admin" if self.sees_all else scope
        return failure(reply, named, organization=self.sees_all, secrets=[self._token])


def meeting_path(meeting_id: str) -> str:
    """The path of a meeting; NoSuchMeeting for what can be no id of Zoom's."""
    if not (meeting_id.isascii() and meeting_id.isdigit() and len(meeting_id) <= _MOST_DIGITS):
        raise refuse(NoSuchMeeting)
    return f"meetings/{meeting_id}"


def uuid_in_path(uuid: str) -> str:
    """An instance's uuid as Zoom wants it in a path: encoded twice where a slash could mislead."""
    once = quote(uuid, safe="")
    return quote(once, safe="") if uuid.startswith("/") or "//" in uuid else once


def _list(value: object) -> Iterator[Any]:
    if not isinstance(value, list):
        raise ValueError("not a list")  # noqa: TRY004 - what is wrong is the reply
    return iter(value)
