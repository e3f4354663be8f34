"""Writes the requests that UCWA takes, and asks one of them."""

from collections.abc import Mapping

import httpx

from meetings import service
from meetings.errors import ServiceUnreachable
from meetings.service import Exchange
from meetings.services.skype.errors import refuse
from meetings.services.skype.forms import Body, Form


def plain(
    method: str, url: httpx.URL, form: Form, token: str = "", body: Body | None = None
) -> httpx.Request:
    """A request for a resource, with a bearer *token* and a *body* where they are given."""
    headers = {"Accept": form.kind}
    content = b""
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if body is not None:
        headers["Content-Type"] = form.kind
        content = form.write(body)
    return httpx.Request(method, url, headers=headers, content=content)


def token_form(url: httpx.URL, fields: Mapping[str, str]) -> httpx.Request:
    """The request for a token: fields in a form."""
    headers = {"Accept": "application/json"}
    return httpx.Request("POST", url, headers=headers, data=dict(fields))


def limited(request: httpx.Request, seconds: float) -> httpx.Request:
    """The same request with a read limit of its own."""
    request.extensions = {**request.extensions, "timeout": {"read": seconds}}
    return request


def ask(request: httpx.Request) -> Exchange[httpx.Response]:
    """Send *request* and return the reply; silence becomes ServiceUnreachable."""
    response = yield from listen(request)
    if response is None:
        raise refuse(ServiceUnreachable, "no answer within its limit")
    return response


def listen(request: httpx.Request) -> Exchange[httpx.Response | None]:
    """Send *request* and return the reply, or none if its read limit passed in silence."""
    try:
        return (yield from service.ask(request))
    except httpx.ReadTimeout:
        return None
