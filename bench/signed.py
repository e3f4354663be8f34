"""Signed slash commands, for a load on loopback."""

import hashlib
import hmac
import time
from urllib.parse import urlencode

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM = "T0001"


def parts(number: int, run: str, **fields: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of one `/meet` as Slack sends it.

    *number* and *run* make its trigger_id its own; *fields* are others than usual.
    """
    form = {
        "token": "gIkuvaNzQIHg97ATvDxqgjtO",
        "team_id": TEAM,
        "team_domain": "example",
        "channel_id": "C2147483705",
        "channel_name": "test",
        "user_id": f"U{number % 500:09d}",
        "user_name": "steve",
        "command": "/meet",
        "text": f"design sync {number}",
        "api_app_id": "A123456",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T0001/1234/5678",
        "trigger_id": f"{run}.{number}.8088930838d88f008e0",
    }
    body = urlencode(form | fields).encode()
    stamp = str(int(time.time()))
    signed = b"v0:" + stamp.encode() + b":" + body
    mac = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    headers = {
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac}",
    }
    return headers, body


def command(number: int, run: str) -> bytes:
    """One `/meet` as a raw request."""
    headers, body = parts(number, run)
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = [
        "POST /slack/events HTTP/1.1",
        "Host: 127.0.0.1",
        *lines,
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body
