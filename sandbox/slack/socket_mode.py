"""Socket Mode: events go to the app over its own websocket instead of its web address.

Slack: docs.slack.dev/apis/events-api/using-socket-mode: hello, envelopes, acknowledgements by
``envelope_id``, ``disconnect`` with ``refresh_requested``; each envelope goes to one connection.
"""

import asyncio
import json
import secrets
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.slack.backend import Backend
from sandbox.slack.calls import ApiCall
from sandbox.slack.workspace import Json

MOST_CONNECTIONS = 10


def connections_open(back: Backend, _call: ApiCall) -> Json:
    """apps.connections.open: a websocket address that can be used once."""
    ticket = secrets.token_urlsafe(16)
    back.socket_tickets.add(ticket)
    host = back.url.removeprefix("http://")
    return {"url": f"ws://{host}/link/?ticket={ticket}&app_id={back.workspace.app_id}"}


class SocketModeServer:
    """The websockets of the app, and the acknowledgements that are awaited on them."""

    def __init__(self, back: Backend) -> None:
        self._back = back
        self._sockets: list[WebSocket] = []
        self._awaited: dict[str, asyncio.Future[Json]] = {}
        self._turn = 0
        self._someone = asyncio.Event()

    async def wait_connected(self) -> None:
        """Wait until the app listens here."""
        await self._someone.wait()

    @property
    def connected(self) -> bool:
        """Whether the app listens here."""
        return bool(self._sockets)

    async def handle(self, socket: WebSocket) -> None:
        """One connection from hello to good-bye."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._back.socket_tickets or len(self._sockets) >= MOST_CONNECTIONS:
            await socket.close(1008)
            return
        self._back.socket_tickets.discard(ticket)
        await socket.accept()
        await socket.send_json(self._hello())
        self._sockets.append(socket)
        self._someone.set()
        try:
            while True:
                self._acknowledged(await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            if socket in self._sockets:
                self._sockets.remove(socket)
            self._left()

    def _left(self) -> None:
        if not self._sockets:
            self._someone.clear()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._sockets) + 1,
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18_060},
            "connection_info": {"app_id": self._back.workspace.app_id},
        }

    def _acknowledged(self, text: str) -> None:
        with suppress(ValueError, AttributeError):
            message = json.loads(text)
            awaited = self._awaited.pop(str(message.get("envelope_id")), None)
            if awaited is not None and not awaited.done():
                awaited.set_result(message.get("payload") or {})

    async def deliver(self, kind: str, payload: Json, seconds: float, **more: Any) -> Json:
        """Send one envelope and wait for its acknowledgement; raises TimeoutError."""
        name = secrets.token_hex(16)
        envelope = {
            "envelope_id": name,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
            **more,
        }
        awaited: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._awaited[name] = awaited
        self._turn += 1
        socket = self._sockets[self._turn % len(self._sockets)]
        try:
            await socket.send_json(envelope)
            return await asyncio.wait_for(awaited, seconds)
        finally:
            self._awaited.pop(name, None)

    async def refresh(self) -> None:
        """Ask every connection to come again, as Slack does every few hours, and close it."""
        leaving, self._sockets = self._sockets, []
        self._left()
        for socket in leaving:
            message = {"type": "disconnect", "reason": "refresh_requested", "debug_info": {}}
            with suppress(RuntimeError, WebSocketDisconnect):
                await socket.send_json(message)
                await socket.close(1000)
