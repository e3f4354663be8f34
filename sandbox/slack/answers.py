"""How a bot answers an interaction: the body of its 200, and posts to a response_url."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.fault_injection import FaultInjector
from sandbox.slack.backend import Backend
from sandbox.slack.delivery import BotAnswer
from sandbox.slack.posting import LONGEST_POST, Content, post, read_content, remove, rewrite
from sandbox.slack.refusals import SlackError
from sandbox.slack.tickets import ResponseUrl
from sandbox.slack.workspace import SLACKBOT, Json, PostedMessage


def _yes(value: Any) -> bool:
    return str(value).lower() == "true"


def _read(body: bytes) -> Json:
    try:
        payload = json.loads(body)
    except ValueError:
        payload = None
    if not isinstance(payload, dict):
        raise SlackError("invalid_payload")
    return payload


def post_ephemeral(back: Backend, person: str, channel: str, text: str) -> PostedMessage:
    """Slackbot tells one person something."""
    space = back.workspace
    return space.post(
        PostedMessage(
            ts=space.next_ts(),
            channel=channel,
            author=SLACKBOT,
            text=text,
            only_for=person,
            via="slackbot",
        )
    )


class ResponseUrls:
    """Shows the bot's answers to those whom they are for."""

    def __init__(self, back: Backend, faults: FaultInjector) -> None:
        self._back = back
        self._faults = faults

    def to_command(self, ticket: ResponseUrl, name: str, answer: BotAnswer) -> None:
        """What a person sees at once after a slash command."""
        if answer.error:
            sentence = f'{name} failed with the error "{answer.error}"'
            post_ephemeral(self._back, ticket.person, ticket.channel, sentence)
            return
        text = answer.body.decode("utf-8", "replace").strip()
        if not text:
            return
        payload = answer.json() or {"text": text}
        try:
            self._say(ticket, payload, "ack")
        except SlackError as refusal:
            self._back.book.write("refused_answer", body=text, error=refusal.error)
            sentence = f'{name} failed with the error "invalid_command_response"'
            post_ephemeral(self._back, ticket.person, ticket.channel, sentence)

    async def handle(self, request: Request) -> Response:
        """A post to a response_url."""
        entry = self._back.book.write("response_url", path=request.url.path)

        async def effect() -> Response:
            try:
                entry["payload"] = payload = _read(await request.body())
                ticket = self._back.tickets.use_response(request.url.path)
                self._say(ticket, payload, "response_url")
            except SlackError as refusal:
                entry["error"] = refusal.error
                unusable = refusal.error in ("used_url", "expired_url", "invalid_token")
                return JSONResponse(refusal.body(), 404 if unusable else 400)
            return JSONResponse({"ok": True})

        return await self._faults.around("response_url", request, effect)

    def _say(self, ticket: ResponseUrl, payload: Json, via: str) -> None:
        """Post, replace or delete, as *payload* asks; raises SlackError."""
        kind = payload.get("response_type", "ephemeral")
        if kind not in ("ephemeral", "in_channel"):
            raise SlackError("invalid_response_type")
        public = kind == "in_channel"
        target = ticket.origin or ticket.latest.get(public)
        if _yes(payload.get("delete_original")):
            self._delete(target)
            return
        content = read_content(
            payload.get("text"), payload.get("blocks"), payload.get("metadata"), LONGEST_POST
        )
        if _yes(payload.get("replace_original")):
            self._replace(ticket, target, content, public=public, via=via)
        else:
            thread_ts = payload.get("thread_ts") or _thread_of(ticket)
            self._post(ticket, content, public=public, via=via, thread_ts=thread_ts)

    def _delete(self, target: PostedMessage | None) -> None:
        if target is None or target.deleted:
            raise SlackError("no_message_to_delete")
        remove(self._back.workspace, target)

    def _replace(
        self,
        ticket: ResponseUrl,
        target: PostedMessage | None,
        content: Content,
        *,
        public: bool,
        via: str,
    ) -> None:
        """The original stays what it is: for one person or for all; without one, post."""
        mine = target is not None and target.author == self._back.workspace.bot.id
        if target is None or target.deleted or not mine:
            self._post(ticket, content, public=public, via=via, thread_ts=None)
        else:
            rewrite(self._back.workspace, target, content)

    def _post(
        self,
        ticket: ResponseUrl,
        content: Content,
        *,
        public: bool,
        via: str,
        thread_ts: str | None,
    ) -> None:
        space = self._back.workspace
        ticket.latest[public] = post(
            space,
            space.conversations[ticket.channel],
            content,
            via=via,
            thread_ts=thread_ts,
            only_for=None if public else ticket.person,
        )


def _thread_of(ticket: ResponseUrl) -> str | None:
    """An answer to a button in a thread appears in that thread."""
    return ticket.origin.thread_ts if ticket.origin is not None else None
