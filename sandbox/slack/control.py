"""``/sandbox/...``: what tests and the demo may ask of the loopback Slack, as JSON over HTTP."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.slack.entering import NotEntered
from sandbox.slack.loopback import Slack
from sandbox.slack.transcript import texts, transcript
from sandbox.slack.workspace import Json, PostedMessage, View

_PING = re.compile(r"<(!(?:channel|here|everyone|subteam)[^>]*|@[UW][A-Z0-9]+)[^>]*>")


def _texts(part: Any) -> list[str]:
    """Every mrkdwn text inside blocks."""
    if isinstance(part, list):
        return [text for item in part for text in _texts(item)]
    if not isinstance(part, dict):
        return []
    if part.get("type") == "mrkdwn":
        return [str(part.get("text", ""))]
    return [text for item in part.values() for text in _texts(item)]


def pings(message: PostedMessage) -> list[str]:
    """Whom the text and blocks of a message would notify."""
    mentions = _PING.findall("\n".join([message.text, *_texts(message.blocks)]))
    return sorted(set(mentions))


def _message(message: PostedMessage) -> Json:
    shown: Json = {
        name: getattr(message, name)
        for name in ("ts", "channel", "author", "text", "blocks", "thread_ts", "metadata", "via")
    }
    more = {"only_for": message.only_for, "edited": message.edited_ts, "deleted": message.deleted}
    return shown | more | {"at": float(message.ts), "pings": pings(message)}


def _view(view: View) -> Json:
    names = ("id", "person", "hash", "root", "previous", "open", "errors")
    return {"given": view.content, **{name: getattr(view, name) for name in names}}


class SlackControl:
    """The routes; each takes the arguments of the method of Slack with its name."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def routes(self) -> list[Route]:
        """All routes below /sandbox."""
        slack = self._slack
        admin = slack.administration
        actions: dict[str, Callable[..., Awaitable[Json]]] = {
            "type": slack.type,
            "click": slack.click,
            "choose": slack.choose,
            "shortcut": slack.shortcut,
            "submit": slack.submit,
            "dismiss": slack.dismiss,
            "scopes": admin.grant,
            "person": admin.change_person,
            "membership": admin.membership,
            "delete_message": admin.delete_message,
            "install": admin.install,
            "uninstall": admin.uninstall,
        }
        posts: dict[str, Callable[[Any], Awaitable[Response]]] = {
            "misbehave": self._misbehave,
            "bot": self._bot,
            "pace": self._pace,
            "clock": self._clock,
            "verify": self._verify,
            "refresh": self._refresh,
            "redeliver": self._redeliver,
        }
        return [
            Route("/sandbox/book", self._book, methods=["GET"]),
            Route("/sandbox/transcript", self._transcript, methods=["GET"]),
            *(Route(f"/sandbox/{n}", _action(d), methods=["POST"]) for n, d in actions.items()),
            *(Route(f"/sandbox/{n}", _control(p), methods=["POST"]) for n, p in posts.items()),
        ]

    def book(self, since: int = 0) -> Json:
        """Everything that happened: entries from number *since* on, and all that was said."""
        read, space = self._slack.book.read, self._slack.workspace
        messages = [m for c in space.conversations.values() for m in c.messages.values()]
        messages.sort(key=lambda message: message.ts)
        calls = read("call", since=since)
        return {
            "next": len(self._slack.book),
            "requests": read("request", since=since),
            "calls": calls,
            "response_urls": read("response_url", since=since),
            "opened": read("opened", since=since),
            "injected_fault": read("injected_fault", since=since),
            "errors": [c for c in calls if c["error"]]
            + [e for e in read("request", "response_url", since=since) if e.get("error")]
            + read("refused_answer", since=since),
            "messages": [_message(m) for m in messages if m.only_for is None],
            "ephemerals": [_message(m) for m in messages if m.only_for is not None],
            "views": [_view(view) for view in space.views.values()],
        }

    async def _book(self, request: Request) -> Response:
        since = request.query_params.get("since", "0")
        return JSONResponse(self.book(int(since) if since.isdigit() else 0))

    async def _transcript(self, request: Request) -> Response:
        try:
            person = self._slack.workspace.person(request.query_params.get("person", "ada"))
        except KeyError as error:
            return _refused(error)
        space = self._slack.workspace
        lines, beside = transcript(space, person), texts(space, person)
        return JSONResponse({"said": lines, "texts": beside})

    async def _misbehave(self, rules: Any) -> Response:
        return self._slack.faults.control(rules)

    async def _bot(self, arguments: Any) -> Response:
        self._slack.point_at(str(arguments["url"]))
        return JSONResponse({"ok": True, "url": self._slack.delivery.bot_url})

    async def _pace(self, arguments: Any) -> Response:
        self._slack.back.pace.burst = arguments["burst"]
        return JSONResponse({"ok": True})

    async def _clock(self, arguments: Any) -> Response:
        self._slack.clock.advance(float(arguments["advance"]))
        return JSONResponse({"ok": True, "now": self._slack.clock.now()})

    async def _verify(self, arguments: Any) -> Response:
        challenge = str(
            arguments.get("challenge", "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P")
        )
        ssl = await self._slack.delivery.ssl_check()
        url = await self._slack.delivery.verify_url(challenge)
        echoed = url.body.decode("utf-8", "replace").strip()
        taken = echoed == challenge or (url.json() or {}).get("challenge") == challenge
        good = not ssl.error and not url.error and taken
        return JSONResponse({"ok": good, "ssl_check": ssl.status, "url_verification": url.status})

    async def _refresh(self, _arguments: Any) -> Response:
        await self._slack.sockets.refresh()
        return JSONResponse({"ok": True})

    async def _redeliver(self, arguments: Any) -> Response:
        answer = await self._slack.redeliver(int(arguments["n"]))
        outcome = {"ok": not answer.error, "error": answer.error, "status": answer.status}
        return JSONResponse(outcome | {"answer": answer.body.decode("utf-8", "replace")})


def _control(post: Callable[[Any], Awaitable[Response]]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        try:
            return await post(await _json(request))
        except (KeyError, ValueError, TypeError) as error:
            return _refused(error)

    return endpoint


def _action(action: Callable[..., Awaitable[Json]]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await action(**await _json(request)))
        except NotEntered as error:
            return JSONResponse({"ok": False, "error": str(error)})
        except (KeyError, TypeError, ValueError) as error:
            return _refused(error)

    return endpoint


async def _json(request: Request) -> Any:
    """The body; a page of another origin may not speak for anybody here."""
    origin = request.headers.get("origin")
    if origin is not None and origin != f"http://{request.headers.get('host')}":
        raise ValueError("only the chat page itself may do that")
    return json.loads(await request.body() or b"{}")


def _refused(error: Exception) -> Response:
    return JSONResponse({"ok": False, "error": str(error.args[0] if error.args else error)}, 400)
