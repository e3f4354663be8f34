"""The bot's side of notifications: checks what comes, and answers as it is told to."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any


def sealed(secret: str, text: bytes) -> str:
    """HMAC-SHA256 in hexadecimal."""
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


@dataclass
class Receiver:
    """An ASGI application; *events* are the notifications that were rightly signed, in order."""

    secret: str
    status: int = 200
    answers_challenges: bool = True
    events: list[dict[str, Any]] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)
    challenges: int = 0
    badly_signed: int = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        status, answer = self._take(headers, body)
        head = [(b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": answer})

    def _take(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        stamp = headers["x-zm-request-timestamp"]
        right = "v0=" + sealed(self.secret, b"v0:" + stamp.encode() + b":" + body)
        if headers["x-zm-signature"] != right or headers["content-type"] != "application/json":
            self.badly_signed += 1
            return 401, b""
        event = json.loads(body)
        if event["event"] == "endpoint.url_validation":
            self.challenges += 1
            plain = event["payload"]["plainToken"] if self.answers_challenges else "no"
            token = sealed(self.secret, plain.encode())
            return 200, json.dumps({"plainToken": plain, "encryptedToken": token}).encode()
        self.events.append(event)
        self.stamps.append(stamp)
        return self.status, b""

    @property
    def names(self) -> list[str]:
        """What was told, in order."""
        return [event["event"].removeprefix("meeting.") for event in self.events]
