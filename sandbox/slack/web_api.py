"""The Web API: token, scope and arguments are checked, then the method runs; the chat.* methods."""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.book import Entry
from sandbox.fault_injection import FaultInjector
from sandbox.slack import reading_methods, view_methods
from sandbox.slack.backend import Backend
from sandbox.slack.calls import ApiCall, read_call
from sandbox.slack.posting import (
    LONGEST_POST,
    LONGEST_UPDATE,
    Content,
    for_bot,
    own_message,
    post,
    read_content,
    remove,
    rewrite,
)
from sandbox.slack.refusals import SlackError, TooManyRequests, missing_scope
from sandbox.slack.shapes import as_message
from sandbox.slack.socket_mode import connections_open
from sandbox.slack.workspace import Json


def _content(call: ApiCall, longest: int) -> Content:
    return read_content(
        call.arguments.get("text"),
        call.data("blocks", "invalid_blocks_format"),
        call.data("metadata", "invalid_metadata_format"),
        longest,
    )


def post_message(back: Backend, call: ApiCall) -> Json:
    """chat.postMessage: a message for everybody in a conversation."""
    space = back.workspace
    conversation = for_bot(space, call.text("channel"))
    content = _content(call, LONGEST_POST)
    back.pace.post(conversation.id)
    thread_ts = call.maybe("thread_ts")
    message = post(space, conversation, content, via="chat.postMessage", thread_ts=thread_ts)
    shown = as_message(message, space, metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "message": shown}


def post_ephemeral(back: Backend, call: ApiCall) -> Json:
    """chat.postEphemeral: a message that only one person in the conversation sees."""
    space = back.workspace
    conversation = for_bot(space, call.text("channel"))
    person = call.text("user")
    if person not in conversation.members:
        raise SlackError("user_not_in_channel")
    message = post(
        space,
        conversation,
        _content(call, LONGEST_POST),
        via="chat.postEphemeral",
        thread_ts=call.maybe("thread_ts"),
        only_for=person,
    )
    return {"message_ts": message.ts}


def update_message(back: Backend, call: ApiCall) -> Json:
    """chat.update: another text and other blocks in the bot's own message."""
    space = back.workspace
    conversation = for_bot(space, call.text("channel"))
    message = own_message(conversation, call.text("ts"), space, "cant_update_message")
    if "blocks" not in call.arguments and "text" in call.arguments:
        call.arguments["blocks"] = []
    rewrite(space, message, _content(call, LONGEST_UPDATE))
    shown = as_message(message, space)
    return {"channel": conversation.id, "ts": message.ts, "text": message.text, "message": shown}


def delete_message(back: Backend, call: ApiCall) -> Json:
    """chat.delete: the bot's own message disappears."""
    space = back.workspace
    conversation = for_bot(space, call.text("channel"))
    message = own_message(conversation, call.text("ts"), space, "cant_delete_message")
    remove(space, message)
    return {"channel": conversation.id, "ts": message.ts}


Run = Callable[[Backend, ApiCall], dict[str, Any]]


@dataclass(slots=True, frozen=True)
class Method:
    """A Web API method; *scope* is checked before it runs, "" means it checks by itself or not.

    Where *reads_json* is false, arguments are seen in a form or in the address alone.
    """

    run: Run
    scope: str = ""
    app_level: bool = False
    reads_json: bool = True


METHODS = {
    "apps.connections.open": Method(connections_open, app_level=True),
    "auth.test": Method(reading_methods.auth_test),
    "chat.delete": Method(delete_message, "chat:write"),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write"),
    "chat.postMessage": Method(post_message, "chat:write"),
    "chat.update": Method(update_message, "chat:write"),
    "conversations.history": Method(reading_methods.conversations_history, reads_json=False),
    "conversations.info": Method(reading_methods.conversations_info, reads_json=False),
    "conversations.members": Method(reading_methods.conversations_members, reads_json=False),
    "conversations.open": Method(reading_methods.conversations_open),
    "conversations.replies": Method(reading_methods.conversations_replies, reads_json=False),
    "users.info": Method(reading_methods.users_info, "users:read", reads_json=False),
    "views.open": Method(view_methods.views_open),
    "views.update": Method(view_methods.views_update),
}


class WebApiServer:
    """``/api/<method>``."""

    def __init__(self, back: Backend, faults: FaultInjector) -> None:
        self._back = back
        self._faults = faults
        self.after: Callable[[str, dict[str, Any]], None] = lambda _method, _answer: None

    async def handle(self, request: Request) -> Response:
        """Answer one request."""
        name = request.path_params["method"]
        entry = self._back.book.write("call", method=name, ok=None, error=None)

        async def effect() -> Response:
            return await self._answer(name, request, entry)

        return await self._faults.around(name, request, effect)

    async def _answer(self, name: str, request: Request, entry: Entry) -> Response:
        headers = {"date": formatdate(usegmt=True)}
        status, warnings = 200, list[str]()
        try:
            method = METHODS.get(name)
            call = await read_call(request, name, reads_json=method is None or method.reads_json)
            entry["arguments"] = call.arguments
            warnings = call.warnings
            answer = {"ok": True, **self._run(method, call, headers)}
        except TooManyRequests as busy:
            status, answer = 429, busy.body()
            headers["retry-after"] = str(busy.retry_after)
        except SlackError as refusal:
            answer = refusal.body()
        if warnings:
            answer["warning"] = ",".join(warnings)
            answer["response_metadata"] = answer.get("response_metadata", {}) | {
                "warnings": warnings
            }
        entry |= {"ok": answer["ok"], "error": answer.get("error"), "status": status}
        if answer["ok"]:
            entry |= {key: answer[key] for key in ("ts", "message_ts") if key in answer}
            self.after(name, answer)
        return JSONResponse(answer, status, headers, "application/json; charset=utf-8")

    def _run(self, method: Method | None, call: ApiCall, headers: dict[str, str]) -> dict[str, Any]:
        if method is None:
            raise SlackError("unknown_method", req_method=call.method)
        self._authenticate(call.token, method)
        scopes = sorted(self._back.workspace.scopes)
        if not method.app_level:
            headers["x-oauth-scopes"] = ",".join(scopes)
            headers["x-accepted-oauth-scopes"] = method.scope
        if method.scope and method.scope not in scopes:
            raise missing_scope(method.scope, scopes)
        return method.run(self._back, call)

    def _authenticate(self, token: str, method: Method) -> None:
        if not token:
            raise SlackError("not_authed")
        if token not in (self._back.token, self._back.app_token):
            raise SlackError("invalid_auth")
        if not self._back.installed:
            raise SlackError("account_inactive")
        if (token == self._back.app_token) != method.app_level:
            raise SlackError("not_allowed_token_type")
