"""Knocks at a service's door without an account, to see whether the settings are right."""

import httpx

from meetings.errors import UnexpectedReply
from meetings.model import ServiceInfo
from meetings.service import Exchange


def probe(info: ServiceInfo, address: str) -> Exchange[str]:
    """GET *address* and say that something answers there; a server's own failure is an error."""
    reply = yield httpx.Request("GET", address)
    if reply is None or reply.status_code >= 500:
        status = "nothing" if reply is None else f"HTTP {reply.status_code}"
        raise UnexpectedReply(info.title, status, name=info.name)
    return f"{httpx.URL(address).host} answers"
