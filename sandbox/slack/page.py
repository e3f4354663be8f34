"""The chat page: what one person sees of one conversation, drawn on the server, kept up to date.

``GET /`` is the whole page; ``GET /page/state`` waits for a change and gives the parts again.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.serving import until_gone
from sandbox.slack.entering import all_options, initial
from sandbox.slack.mrkdwn import faces, link, show
from sandbox.slack.shapes import thread_of
from sandbox.slack.workspace import Channel, Json, Member, PostedMessage, Workspace

PAGES = Path(__file__).parent.parent / "pages"
WAIT = 20.0  # seconds that /page/state waits for a change
MOST = 300  # messages shown

_SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self';"
    " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


@dataclass(slots=True, frozen=True)
class PageView:
    """Who looks at what."""

    viewer: Member
    conversation: Channel
    thread: str | None


class ChatPage:
    """Draws the page for one viewer."""

    def __init__(
        self,
        workspace: Workspace,
        commands: tuple[str, ...],
        shortcuts: Mapping[str, str],
        services: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._space = workspace
        self._commands = commands
        self._shortcuts = shortcuts
        self._services = services
        self._jinja = Environment(
            loader=FileSystemLoader(PAGES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.globals.update(initial=initial, all_options=all_options, link=link)
        self._jinja.filters["faces"] = faces

    def routes(self) -> list[Route]:
        """The page and its parts."""
        return [
            Route("/", self._whole, methods=["GET"]),
            Route("/page/state", self._state, methods=["GET"]),
            Route("/page/{name}", self._file, methods=["GET"]),
        ]

    def _page_view(self, request: Request) -> PageView:
        """Who looks at what; an unknown person becomes Ada in #general."""
        query, space = request.query_params, self._space
        try:
            viewer = space.person(query.get("as", "ada"))
        except KeyError:
            viewer = space.person("ada")
        try:
            conversation = space.conversation(query.get("channel", "general"), viewer.id)
        except KeyError:
            conversation = space.conversation("general", viewer.id)
        if viewer.id not in conversation.members:
            conversation = space.direct(viewer.id)
        thread = query.get("thread", "")
        return PageView(viewer, conversation, thread if thread in conversation.messages else None)

    async def _whole(self, request: Request) -> Response:
        shown, space = self._page_view(request), self._space
        people = [p for p in space.people.values() if not p.is_bot]
        conversations = [
            (conversation, space.title_of(conversation, shown.viewer))
            for conversation in space.conversations.values()
            if shown.viewer.id in conversation.members
        ]
        html = self._jinja.get_template("chat.html").render(
            space=space,
            shown=shown,
            people=people,
            conversations=conversations,
            title=space.title_of(shown.conversation, shown.viewer),
            commands=self._commands,
            services=[s for s in self._services.values() if "title" in s],
            **self._parts(shown),
        )
        return HTMLResponse(html, headers=_SAFE)

    async def _state(self, request: Request) -> Response:
        since = request.query_params.get("since", "")
        if since.isdigit() and not await self._changed(int(since), request):
            return JSONResponse({"version": self._space.version, "same": True})
        return JSONResponse(self._parts(self._page_view(request)), headers=_SAFE)

    async def _changed(self, since: int, request: Request) -> bool:
        """Wait for a change as long as the browser does; False if there was none."""
        waits = [
            asyncio.ensure_future(self._space.changed(since)),
            asyncio.ensure_future(until_gone(request)),
        ]
        try:
            await asyncio.wait(waits, timeout=WAIT, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return self._space.version != since

    async def _file(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ("chat.css", "chat.js"):
            return Response("Not Found", 404)
        return FileResponse(PAGES / name, headers={"Cache-Control": "no-cache"})

    def _parts(self, shown: PageView) -> dict[str, Any]:
        """The drawn parts of the page that change."""
        log = self._draw_messages(shown, self._main(shown), in_thread=False)
        thread = ""
        if shown.thread is not None:
            thread = self._draw_messages(shown, self._thread(shown, shown.thread), in_thread=True)
        return {
            "version": self._space.version,
            "log": log,
            "thread": thread,
            "view": self._draw_view(shown),
            "latest": self._latest(shown.viewer),
        }

    def _latest(self, viewer: Member) -> dict[str, str]:
        """The newest thing that others said to *viewer* in each conversation."""
        latest: dict[str, str] = {}
        for conversation in self._space.conversations.values():
            if viewer.id not in conversation.members:
                continue
            for message in reversed(conversation.messages.values()):
                mine = message.author == viewer.id or message.deleted
                if not mine and message.only_for in (None, viewer.id):
                    latest[conversation.id] = message.ts
                    break
        return latest

    def _main(self, shown: PageView) -> list[PostedMessage]:
        messages = [m for m in self._seen(shown) if m.thread_ts in (None, m.ts)]
        return messages[-MOST:]

    def _thread(self, shown: PageView, root: str) -> list[PostedMessage]:
        return [m for m in self._seen(shown) if root in (m.ts, m.thread_ts)]

    def _seen(self, shown: PageView) -> Iterator[PostedMessage]:
        for message in shown.conversation.messages.values():
            if not message.deleted and message.only_for in (None, shown.viewer.id):
                yield message

    def _draw_messages(
        self, shown: PageView, messages: list[PostedMessage], *, in_thread: bool
    ) -> str:
        drawn = self._jinja.get_template("messages.html")
        return drawn.render(
            messages=[self._message(shown, message) for message in messages],
            in_thread=in_thread,
            shortcuts=self._shortcuts,
            **self._drawing(shown),
        )

    def _message(self, shown: PageView, message: PostedMessage) -> Json:
        author = self._space.people[message.author]
        at = datetime.fromtimestamp(float(message.ts), UTC)
        local = at.astimezone(ZoneInfo(shown.viewer.zone))
        replies = 0
        if message.thread_ts == message.ts:
            replies = len(thread_of(message, self._space)) - 1
        return {
            "message": message,
            "author": author,
            "time": f"{local:%H:%M}",
            "iso": local.isoformat(timespec="seconds"),
            "replies": replies,
        }

    def _drawing(self, shown: PageView) -> dict[str, Any]:
        """What the templates of blocks need."""
        return {
            "mrkdwn": lambda text: show(text, self._space, shown.viewer),
            "people": [p for p in self._space.people.values() if not p.is_bot],
            "conversations": [c for c in self._space.conversations.values() if c.kind == "channel"],
            "zone": ZoneInfo(shown.viewer.zone),
            "moment": lambda seconds, zone: datetime.fromtimestamp(seconds, zone),
        }

    def _draw_view(self, shown: PageView) -> str:
        view = self._space.open_view(shown.viewer.id)
        if view is None:
            return ""
        return self._jinja.get_template("view.html").render(view=view, **self._drawing(shown))
