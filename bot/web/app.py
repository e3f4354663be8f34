"""What the bot serves over HTTP: Slack's requests through the guard, pages, health and metrics."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import metrics

EVENTS = "/slack/events"


@dataclass(frozen=True, slots=True)
class Health:
    """One thing that the bot needs; *problem* is a sentence, empty if it is good."""

    name: str
    problem: str = ""


class Web:
    """Passes Slack's requests to *slack* and all others to *pages*."""

    def __init__(self, slack: ASGIApp, pages: ASGIApp) -> None:
        self._slack = slack
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or scope["path"] != EVENTS:
            await self._pages(scope, receive, send)
            return
        began, status = perf_counter(), "none"

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self._slack(scope, receive, send_and_note)
        finally:
            metrics.ACKNOWLEDGED.labels(status).observe(perf_counter() - began)


def pages(
    checks: Callable[[], Awaitable[Sequence[Health]]],
    metrics_text: Callable[[], Awaitable[str]],
    more: Sequence[BaseRoute] = (),
) -> Starlette:
    """``/healthz``, ``/readyz`` by *checks*, ``/metrics`` with *metrics_text*, and *more*."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        checked = await checks()
        good = not any(health.problem for health in checked)
        body = {health.name: health.problem or "ok" for health in checked}
        return JSONResponse(body, status_code=200 if good else 503)

    async def metrics_page(_: Request) -> Response:
        text = await metrics_text()
        return PlainTextResponse(text, media_type="text/plain; version=0.0.4")

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics_page),
            *more,
        ]
    )
