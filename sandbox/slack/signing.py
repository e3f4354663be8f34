"""Slack's request signature, version v0."""

import hashlib
import hmac


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The value of X-Slack-Signature for *body* sent at *timestamp* (seconds since 1970)."""
    base = b"v0:%d:%b" % (timestamp, body)
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
