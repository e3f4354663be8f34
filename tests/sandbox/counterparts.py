"""The other side of the loopback Slack: a bot without Bolt, and Slack's client."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.loopback import Slack

FORM_ONLY = frozenset(
    {
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.replies",
        "users.info",
    }
)
"""Methods whose arguments Slack does not look for in a JSON body."""


def written(method: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """*arguments* for ``AsyncWebClient.api_call``, in a form that Slack reads."""
    if method in FORM_ONLY:
        return {"http_verb": "GET", "params": arguments}
    return {"json": arguments}


def meeting_form(*more: dict[str, Any]) -> dict[str, Any]:
    """A modal that asks for a title, and for what *more* blocks ask."""
    title = {
        "type": "input",
        "block_id": "title",
        "label": {"type": "plain_text", "text": "Title"},
        "element": {"type": "plain_text_input", "action_id": "title"},
    }
    return {
        "type": "modal",
        "callback_id": "parley.meeting",
        "title": {"type": "plain_text", "text": "New meeting"},
        "submit": {"type": "plain_text", "text": "Schedule it"},
        "blocks": [title, *more],
    }


def client(slack: Slack, http: aiohttp.ClientSession, token: str | None = None) -> AsyncWebClient:
    """Slack's own client, pointed at the loopback."""
    base = f"{slack.back.url}/api/"
    return AsyncWebClient(
        token=token or slack.back.token, base_url=base, session=http, retry_handlers=[]
    )


class Stub:
    """An ASGI application with one answer for everything."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.body: bytes = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.pause = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        self.got.append((headers, body))
        if self.pause:
            await _wait(receive, self.pause)
        length = (b"content-length", str(len(self.body)).encode())
        head = {"type": "http.response.start", "status": self.status}
        await send({**head, "headers": [length, *self.headers]})
        await send({"type": "http.response.body", "body": self.body})


async def _wait(receive: Any, seconds: float) -> None:
    """Wait, but no longer than the other side does."""
    try:
        await asyncio.wait_for(receive(), seconds)
    except TimeoutError:
        return


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something has happened; 2 s at most."""
    async with asyncio.timeout(2):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)
