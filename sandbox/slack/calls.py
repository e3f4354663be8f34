"""Reads one Web API request: its token and its arguments, in all the forms that Slack takes."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.slack.refusals import SlackError, invalid
from sandbox.slack.schema import wrong


@dataclass(slots=True)
class ApiCall:
    """One call of a Web API method."""

    method: str
    token: str
    arguments: dict[str, Any]
    warnings: list[str]

    def text(self, name: str) -> str:
        """A required argument; raises SlackError."""
        value = self.arguments.get(name)
        if value in (None, ""):
            raise invalid([wrong(f"missing required field: {name}", "")])
        return str(value)

    def maybe(self, name: str) -> str | None:
        """An optional argument."""
        value = self.arguments.get(name)
        return None if value in (None, "") else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A yes or no; forms write 1, true, 0, false."""
        value = self.arguments.get(name)
        if value is None:
            return default
        return str(value).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        """A whole number; raises SlackError."""
        value = self.arguments.get(name)
        try:
            return default if value in (None, "") else int(str(value))
        except ValueError:
            raise invalid([wrong("must be an integer", f"/{name}")]) from None

    def data(self, name: str, complaint: str) -> Any:
        """An argument that is JSON, inside a form as text; raises SlackError(*complaint*)."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(complaint) from None


async def read_call(request: Request, method: str, *, reads_json: bool = True) -> ApiCall:
    """Read the request; raises SlackError. Without *reads_json*, a JSON body is ignored."""
    query = dict(parse_qsl(request.url.query, keep_blank_values=True))
    if "token" in query:
        raise SlackError("invalid_auth", warning="token_in_query")
    kind, _, charset = request.headers.get("content-type", "").partition(";")
    call = ApiCall(method, "", query, [])
    if request.method == "POST":
        form = kind.strip().lower()
        if form == "application/json":
            arguments = _read_json(await request.body())
            call.arguments |= arguments if reads_json else {}
            if "charset" not in charset:
                call.warnings.append("missing_charset")
        else:
            await _read_form(call, request, form)
    call.token = _bearer(request) or str(call.arguments.pop("token", ""))
    return call


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def _read_form(call: ApiCall, request: Request, kind: str) -> None:
    body = await request.body()
    if kind == "application/x-www-form-urlencoded":
        call.arguments |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    elif kind == "multipart/form-data":
        form = await request.form()
        call.arguments |= {name: value for name, value in form.items() if isinstance(value, str)}
    elif body:
        raise SlackError("invalid_post_type" if kind else "missing_post_type")


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        arguments = json.loads(body or b"{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(arguments, dict):
        raise SlackError("json_not_object")
    arguments.pop("token", None)  # Slack never reads a token from a JSON body
    return arguments
