"""A service that only tests know, and the smallest exchange with it."""

from datetime import timedelta

import httpx

from meetings.service import AccountKind, Exchange, ServiceInfo, ask

INFO = ServiceInfo(name="acme", title="Acme", account=AccountKind.NONE, concurrency=3)
SHORT = timedelta(milliseconds=300)


def status_of(url: str, method: str = "GET", **more) -> Exchange[int]:
    return (yield from ask(httpx.Request(method, url, **more))).status_code
