"""The door of the Web API: token, scope and arguments are checked, then the method runs."""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.book import Entry
from sandbox.fault_injection import FaultInjector
from sandbox.slack import chat_methods, reading_methods, view_methods
from sandbox.slack.backend import Backend
from sandbox.slack.calls import ApiCall, read_call
from sandbox.slack.refusals import SlackError, TooManyRequests, missing_scope
from sandbox.slack.socket_mode import connections_open

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
    "chat.delete": Method(chat_methods.delete, "chat:write"),
    "chat.postEphemeral": Method(chat_methods.post_ephemeral, "chat:write"),
    "chat.postMessage": Method(chat_methods.post_message, "chat:write"),
    "chat.update": Method(chat_methods.update, "chat:write"),
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
