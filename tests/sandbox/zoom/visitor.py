"""Somebody who talks to the loopback Zoom in bare HTTP, with no client of ours."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from sandbox.services.zoom import ZoomServer
from sandbox.services.zoom.people import ZoomApp

ADA, MALLORY, BO = "ada@contoso.example", "mallory@contoso.example", "bo@contoso.example"
ANA, GRACE = "ana@contoso.example", "grace@fabrikam.example"
REDIRECT = "https://bot.example.org/oauth/zoom"
VERIFIER = "a-verifier-of-forty-three-characters-or-more"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
REVIEW: dict[str, Any] = {
    "topic": "Design review",
    "type": 2,
    "start_time": "2027-11-24T10:00:00",
    "timezone": "Europe/Berlin",
    "duration": 30,
    "agenda": "Agenda: roadmap [ref 01JD4Z]",
    "default_password": True,
    "settings": {
        "waiting_room": True,
        "join_before_host": False,
        "mute_upon_entry": True,
        "host_video": False,
        "participant_video": False,
        "approval_type": 2,
        "audio": "both",
        "auto_recording": "none",
    },
}
"""The request of the reference, section 2.3, a year later."""
SERIES: dict[str, Any] = REVIEW | {
    "type": 8,
    "start_time": "2027-12-01T10:00:00",
    "recurrence": {"type": 2, "repeat_interval": 1, "weekly_days": "4", "end_times": 4},
}


@dataclass
class ZoomVisitor:
    """Sends requests; *token* is that of whoever signed in last."""

    http: httpx.AsyncClient
    url: str
    zoom: ZoomServer
    token: str = field(default="", repr=False)

    @property
    def app(self) -> ZoomApp:
        """The app that each user connects."""
        return self.zoom.people.personal_app

    def query(self, **other: str) -> dict[str, str]:
        """The query that leads to the consent page; an empty value leaves one out."""
        query = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": REDIRECT,
            "state": "a state & more",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in (query | other).items() if value}

    async def decide(self, decision: str, who: str = ADA, **other: str) -> httpx.Response:
        """Press a button of the consent page."""
        return await self.http.post(
            f"{self.url}/oauth/authorize",
            params=self.query(**other),
            data={"user": who, "decision": decision},
        )

    async def code(self, who: str = ADA, **other: str) -> str:
        """A code that *who* allows."""
        return sent_back(await self.decide("allow", who, **other))["code"]

    async def ask_for_token(self, app: ZoomApp | None = None, **form: str) -> httpx.Response:
        """POST /oauth/token."""
        asking = app or self.app
        auth = (asking.client_id, asking.client_secret)
        return await self.http.post(f"{self.url}/oauth/token", data=form, auth=auth)

    async def exchange(self, code: str, **other: str) -> httpx.Response:
        """A code for tokens; an empty value leaves a field out."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "code_verifier": VERIFIER,
        }
        sent = {name: value for name, value in (form | other).items() if value}
        return await self.ask_for_token(**sent)

    async def refresh(self, token: str) -> httpx.Response:
        """A refresh token for a new one."""
        return await self.ask_for_token(grant_type="refresh_token", refresh_token=token)

    async def sign_in(self, who: str = ADA) -> dict[str, Any]:
        """Sign *who* in; returns the tokens."""
        reply = await self.exchange(await self.code(who))
        assert reply.status_code == 200, reply.text
        tokens: dict[str, Any] = reply.json()
        self.token = tokens["access_token"]
        return tokens

    async def be_the_organization(self) -> dict[str, Any]:
        """Sign in server to server."""
        app = self.zoom.people.organization_app
        assert app.account
        reply = await self.ask_for_token(
            app, grant_type="account_credentials", account_id=app.account.id
        )
        assert reply.status_code == 200, reply.text
        tokens: dict[str, Any] = reply.json()
        self.token = tokens["access_token"]
        return tokens

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """A call of the API."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return await self.http.request(method, f"{self.url}/v2/{path}", headers=headers, **more)

    async def create(self, who: str = "me", **changes: Any) -> dict[str, Any]:
        """A meeting like REVIEW."""
        reply = await self.ask("POST", f"users/{who}/meetings", json=REVIEW | changes)
        assert reply.status_code == 201, reply.text
        meeting: dict[str, Any] = reply.json()
        return meeting

    async def read(self, meeting: dict[str, Any], **query: str) -> dict[str, Any]:
        """The meeting as it is now."""
        reply = await self.ask("GET", f"meetings/{meeting['id']}", params=query)
        assert reply.status_code == 200, reply.text
        read: dict[str, Any] = reply.json()
        return read

    async def listed(self, kind: str = "upcoming", who: str = "me") -> list[dict[str, Any]]:
        """One page of a list."""
        reply = await self.ask("GET", f"users/{who}/meetings", params={"type": kind})
        assert reply.status_code == 200, reply.text
        rows: list[dict[str, Any]] = reply.json()["meetings"]
        return rows

    async def control(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        """Have something happen at Zoom."""
        reply = await self.http.post(f"{self.url}/sandbox/{name}", json=arguments)
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    async def book(self) -> dict[str, Any]:
        """Everything that happened."""
        book: dict[str, Any] = (await self.http.get(f"{self.url}/sandbox/book")).json()
        return book


def sent_back(reply: httpx.Response) -> dict[str, str]:
    """What the redirect takes back to the bot."""
    assert reply.status_code == 302, reply.text
    location = reply.headers["location"]
    assert location.startswith(f"{REDIRECT}?")
    return dict(parse_qsl(urlsplit(location).query))


def refusal(reply: httpx.Response) -> tuple[int, int]:
    """The status and Zoom's own number."""
    return reply.status_code, reply.json()["code"]


def fields(reply: httpx.Response) -> list[str]:
    """The fields that were refused."""
    assert refusal(reply) == (400, 300)
    assert reply.json()["message"] == "Validation Failed."
    return [error["field"] for error in reply.json()["errors"]]
