"""Signed slash commands, as raw HTTP/1.1 requests, for a load on loopback."""

import hashlib
import hmac
import time
from urllib.parse import urlencode

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM = "T0001"


def command(number: int, run: str) -> bytes:
    """One `/meet` as Slack sends it; *number* and *run* make its trigger_id its own."""
    body = urlencode(
        {
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
    ).encode()
    stamp = str(int(time.time())).encode()
    mac = hmac.new(SECRET.encode(), b"v0:" + stamp + b":" + body, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp.decode()}\r\nX-Slack-Signature: v0={mac}\r\n\r\n"
    )
    return head.encode() + body
