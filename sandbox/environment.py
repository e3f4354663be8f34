"""The sandbox: a loopback Slack and the loopback meeting services, each on its own port."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from importlib import import_module
from types import TracebackType
from typing import Any, Protocol, Self

from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp

from sandbox.serving import served
from sandbox.slack.control import SlackControl
from sandbox.slack.loopback import Slack
from sandbox.slack.page import ChatPage


def application(slack: Slack, services: Mapping[str, Mapping[str, Any]]) -> Starlette:
    """The ASGI application that serves *slack*; its page shows the accounts at the *services*."""
    response_urls = [
        Route(f"/{kind}/{{team}}/{{number}}/{{secret}}", slack.answers.handle, methods=["POST"])
        for kind in ("commands", "actions", "app")
    ]
    page = ChatPage(slack.workspace, slack.back.commands, slack.shortcuts, services)
    return Starlette(
        routes=[
            Route("/api/{method}", slack.web_api.handle, methods=["GET", "POST"]),
            *response_urls,
            WebSocketRoute("/link/", slack.sockets.handle),
            *SlackControl(slack).routes(),
            *page.routes(),
        ]
    )


LOOPBACKS: Mapping[str, str] = {
    "jitsi": "sandbox.services.jitsi:JitsiServer",
    "skype": "sandbox.services.skype:SkypeServer",
    "webex-xml": "sandbox.services.webex_xml:WebexXmlServer",
    "live-meeting": "sandbox.services.live_meeting:LiveMeetingServer",
    "zoom": "sandbox.services.zoom:ZoomServer",
}

TITLES: Mapping[str, str] = {
    "jitsi": "Jitsi",
    "skype": "Skype for Business",
    "webex-xml": "WebEx",
    "live-meeting": "Live Meeting",
    "zoom": "Zoom",
}


class Loopback(Protocol):
    """A loopback meeting service."""

    app: Any

    def announce(self, url: str) -> dict[str, Any]:
        """Learn the public address; tell what a client must know.

        A meeting service tells its client's *settings*, by their names, and *people*: what each of
        them answers on a connect page, by first name. *organization*, if there is such a thing, is
        what is told instead to who uses an account of the whole organization.
        """

    async def close(self) -> None:
        """Close what is open."""


def build(name: str) -> Loopback:
    """The loopback of one service; raises KeyError."""
    module, _, attribute = LOOPBACKS[name].partition(":")
    loopback: Loopback = getattr(import_module(module), attribute)()
    return loopback


class Environment:
    """The loopbacks, served on free ports of 127.0.0.1; an async context manager.

    *organization* names the services that are announced with an account of the whole organization.
    """

    def __init__(
        self,
        *,
        services: Sequence[str] = ("jitsi",),
        bot: str | None = None,
        slack: Slack | None = None,
        port: int = 0,
        organization: Sequence[str] = (),
    ) -> None:
        self.slack = slack or Slack()
        self.services = {name: build(name) for name in services}
        self.announced: dict[str, dict[str, Any]] = {}
        self.urls: dict[str, str] = {}
        self._port = port
        self._organization = frozenset(organization)
        self._open = AsyncExitStack()
        if bot is not None:
            self.slack.point_at(bot)

    @property
    def slack_url(self) -> str:
        """The workspace's address, where the chat page is."""
        return self.urls["slack"]

    @property
    def api_url(self) -> str:
        """The base of the Web API, with the slash at its end."""
        return f"{self.slack_url}/api/"

    async def __aenter__(self) -> Self:
        await self._serve("slack", self.slack, application(self.slack, self.announced), self._port)
        for name, loopback in self.services.items():
            await self._serve(name, loopback, loopback.app)
        return self

    async def _serve(
        self, name: str, loopback: Loopback | Slack, app: ASGIApp, port: int = 0
    ) -> None:
        self._open.push_async_callback(loopback.close)
        url = await self._open.enter_async_context(served(app, port))
        self.urls[name] = url
        title = {"title": TITLES.get(name, name)} if name in self.services else {}
        told = loopback.announce(url)
        if name in self._organization:
            told |= told["organization"]
        self.announced[name] = {"service": name, **title, "url": url, **told}

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self._open.aclose()
