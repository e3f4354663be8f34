"""Plays Zoom by hand, one exchange at a time: replies by method and path."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from meetings.model import Credentials, Meeting, NewMeeting
from meetings.services.zoom import Zoom
from tests.meetings.scripted import ScriptedServer
from tests.meetings.zoom import documents as doc

OPTIONS = {"client_id": "the-client-id", "client_secret": "the-client-secret"}
ZOOM = Zoom(OPTIONS)
COMPANY = Zoom({**OPTIONS, "account_id": "AAAAAABBBB"})
ANN = Credentials(
    secrets={"access_token": "canary-access", "refresh_token": "canary-refresh"},
    facts={"account": "ann@example.com", "id": doc.ANN, "api_url": "https://api.zoom.us/v2"},
)
FOR_ANN = Credentials(secrets={"access_token": "canary-company"}, on_behalf_of="Ann@Example.com")
FOR_BEN = Credentials(secrets={"access_token": "canary-company"}, on_behalf_of="ben@example.com")
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
MADE = Meeting(
    id=str(doc.ID), title="Design review", join_url=doc.JOIN, data={"marker": doc.MARKER}
)
CREATE = "POST /users/me/meetings"
LIST = "GET /users/me/meetings"
ONE = f"GET /meetings/{doc.ID}"
CHANGE = f"PATCH /meetings/{doc.ID}"
DELETE = f"DELETE /meetings/{doc.ID}"
TOKEN = "POST oauth/token"


def new_meeting(title: str = "Design review", **other: Any) -> NewMeeting:
    return NewMeeting(**{"title": title, "marker": doc.MARKER, "agenda": "Roadmap"} | other)


def scheduled(**other: Any) -> NewMeeting:
    """A meeting at the time of the documents' meeting."""
    time = {"starts_at": START, "zone": "Europe/Berlin", "lasts": timedelta(minutes=30)}
    return new_meeting(**time | other)


class ScriptedZoom(ScriptedServer):
    """Replies by the method and the path under /v2, such as ``GET /users/me``."""

    def name_of(self, request: httpx.Request) -> str:
        path = request.url.raw_path.decode().partition("?")[0]
        if request.url.host == "zoom.us":
            return f"{request.method} {path.removeprefix('/')}"
        assert request.url.host == "api.zoom.us"
        assert path.startswith("/v2/")
        return f"{request.method} {path.removeprefix('/v2')}"

    def bodies(self, name: str) -> list[dict[str, Any]]:
        """The JSON bodies of the requests of that name."""
        return [json.loads(r.content) for r in self.requests if self.name_of(r) == name]

    def forms(self, name: str) -> list[dict[str, str]]:
        """The same, of requests that send a form."""
        texts = [r.content.decode() for r in self.requests if self.name_of(r) == name]
        return [dict(httpx.QueryParams(text)) for text in texts]

    def queries(self, name: str) -> list[dict[str, str]]:
        """The queries of the requests of that name."""
        return [dict(r.url.params) for r in self.requests if self.name_of(r) == name]


def working_zoom() -> ScriptedZoom:
    """A Zoom at which ann can do everything with one meeting."""
    return (
        ScriptedZoom()
        .on("GET /users/me", doc.user())
        .on(CREATE, doc.created())
        .on(LIST, doc.page(doc.line()))
        .on(ONE, doc.meeting())
        .on(CHANGE, doc.done())
        .on(DELETE, doc.done())
        .on(TOKEN, doc.token())
        .on("POST oauth/revoke", doc.reply(200, {"status": "success"}))
    )
