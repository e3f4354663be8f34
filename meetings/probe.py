"""Knocks at a service's door without an account, to see whether the settings are right."""

import httpx

from meetings.errors import UnexpectedReply
from meetings.model import ServiceCard
from meetings.service import Steps


def probe(card: ServiceCard, address: str) -> Steps[str]:
    """GET *address* and say that something answers there; a server's own failure is an error."""
    reply = yield httpx.Request("GET", address)
    if reply is None or reply.status_code >= 500:
        status = "nothing" if reply is None else f"HTTP {reply.status_code}"
        raise UnexpectedReply(card.title, status, name=card.name)
    return f"{httpx.URL(address).host} answers"
