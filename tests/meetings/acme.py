"""A service that only tests know, and the smallest conversation with it."""

from datetime import timedelta

import httpx

from meetings.model import ServiceInfo
from meetings.service import Exchange, ask

CARD = ServiceInfo(name="acme", title="Acme", at_once=3)
SHORT = timedelta(milliseconds=300)


def status_of(url: str, method: str = "GET", **more) -> Exchange[int]:
    return (yield from ask(httpx.Request(method, url, **more))).status_code
