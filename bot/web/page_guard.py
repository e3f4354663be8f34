"""Guards of the pages on which people sign in: our own address and form, and no secret shown."""

import asyncio
import secrets
import traceback
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from urllib.parse import parse_qsl, urlsplit

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.web.pages import notice
from storage.store import StoreRefused

BODY_LIMIT = 128 * 1024
"""Bytes of a form: a pasted token may be long, and is percent-encoded."""

BODY_WITHIN = 15.0
"""Seconds that a form may take to arrive."""

FORM_TYPE = "application/x-www-form-urlencoded"

_AGAIN = "Nothing was sent. Open the link in Slack again."

log = structlog.get_logger(__name__)


class NotAccepted(Exception):
    """A request that does not come from our page; *status* and a sentence say why."""

    def __init__(self, status: int, heading: str, sentence: str) -> None:
        super().__init__(heading)
        self.status = status
        self.heading = heading
        self.sentence = sentence


async def guarded(answer: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
    """What *answer* returns; a page that says so where the request or the store is refused."""
    try:
        return await answer(request)
    except NotAccepted as refusal:
        log.warning("a sign-in page refused", status=refusal.status, reason=str(refusal))
        return notice(refusal.status, refusal.heading, [refusal.sentence])
    except StoreRefused as refusal:
        log.error("the store refused a sign-in page", reason=str(refusal))  # noqa: TRY400 - its sentence says it
        return notice(503, "Not now", ["I could not save that. Try again in a minute."])
    except Exception as fault:  # noqa: BLE001 - a bug: its reference is shown here, the traceback is logged
        return _broke(fault)


def check_host(request: Request, url: str, listening: str) -> None:
    """Refuse other host names than those of *url* and *listening* (DNS rebinding)."""
    host = request.headers.get("host", "").lower()
    ours = urlsplit(url)
    port = {"https": ":443", "http": ":80"}[ours.scheme]
    if host.removesuffix(port) not in (ours.netloc.lower().removesuffix(port), listening):
        raise NotAccepted(400, "Wrong address", f"This page lives at {ours.netloc}.")


def check_origin(request: Request, url: str) -> None:
    """Refuse forms of other sites; ours has no referrer, so its origin is ``null``."""
    origin_sent = request.headers.get("origin", "null").lower()
    site = request.headers.get("sec-fetch-site", "same-origin")
    if origin_sent not in ("null", origin(url)) or site not in ("same-origin", "none"):
        raise NotAccepted(
            403, "Not sent from here", "This form was sent from another site, so it was ignored."
        )


def check_csrf(cookie: str, csrf: str) -> None:
    """Only a browser that was shown the form has the value in both."""
    if not cookie or not compare_digest(cookie.encode(), csrf.encode()):
        raise NotAccepted(
            403, "This form is out of date", f"Does your browser block cookies? {_AGAIN}"
        )


async def fields(request: Request) -> dict[str, str]:
    """The fields of the form that was sent."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise NotAccepted(415, "Not a form", _AGAIN)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_LIMIT:
                    raise NotAccepted(413, "Too much", _AGAIN)
        typed = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=50, errors="strict"
        )
    except (TimeoutError, ClientDisconnect):
        raise NotAccepted(408, "Too slow", _AGAIN) from None
    except ValueError:
        raise NotAccepted(400, "Not a form", _AGAIN) from None
    return dict(typed)


def _broke(fault: Exception) -> Response:
    """A bug. Its message is not logged: it may contain what was typed."""
    reference = secrets.token_hex(4)
    where = "".join(traceback.format_tb(fault.__traceback__))
    log.error("bug", shown=reference, kind=type(fault).__name__, where=where)
    sentence = "Something went wrong on my side, so I stopped."
    return notice(
        500, "That did not work", [f"{sentence} Tell the administrator of this bot: `{reference}`."]
    )


def origin(url: str) -> str:
    """The origin of *url*, as browsers send it."""
    parts = urlsplit(url.lower())
    port = {"https": ":443", "http": ":80"}[parts.scheme]
    return f"{parts.scheme}://{parts.netloc.removesuffix(port)}"
