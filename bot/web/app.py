"""What the bot answers over HTTP: Slack through its guard, and whether the bot is well."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.slack.guard import App, Receive, Scope, Send

EVENTS = "/slack/events"


@dataclass(frozen=True, slots=True)
class Health:
    """One thing that has to be good before the bot can serve; *wrong* is a sentence, or empty."""

    name: str
    wrong: str = ""


Checks = Callable[[], Awaitable[Sequence[Health]]]
Figures = Callable[[], Awaitable[str]]


class Web:
    """Slack's requests go straight to the guard; everything else to pages."""

    def __init__(self, slack: App, pages: App) -> None:
        self._slack = slack
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        to_slack = scope["type"] == "http" and scope["path"] == EVENTS
        await (self._slack if to_slack else self._pages)(scope, receive, send)


def pages(checks: Checks, figures: Figures, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The pages that every bot has, and *more*."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        found = await checks()
        good = not any(one.wrong for one in found)
        said = {one.name: one.wrong or "ok" for one in found}
        return JSONResponse(said, status_code=200 if good else 503)

    async def metrics(_: Request) -> Response:
        return PlainTextResponse(await figures(), media_type="text/plain; version=0.0.4")

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
            *more,
        ]
    )
