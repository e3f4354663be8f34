"""The connect page: where a person signs in to a meeting service, outside Slack.

It works without JavaScript, redirects nobody, and shows nothing to other sites. A form is accepted
only with the random value that the page has set as a cookie, and only from our own address.
"""

import asyncio
import secrets
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import parse_qsl, urlsplit

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.web.pages import notice, sign_in_form
from handlers.accounts.sign_in import SignIn, SignInForm, SignInResult, SignInStatus
from storage.store import StoreRefused

BODY_LIMIT = 128 * 1024
"""Bytes of a form: a pasted token may be long, and is percent-encoded."""

BODY_WITHIN = 15.0
"""Seconds that a form may take to arrive."""

COOKIE = "parley_csrf"
COOKIE_SECONDS = 900

FORM_TYPE = "application/x-www-form-urlencoded"

log = structlog.get_logger(__name__)


_AGAIN = "Nothing was sent. Open the link in Slack again."


class _NotAccepted(Exception):
    """A request that does not come from our page; *status* and a sentence say why."""

    def __init__(self, status: int, heading: str, sentence: str) -> None:
        super().__init__(heading)
        self.status = status
        self.heading = heading
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class _Page:
    """The page of one ticket, as the handlers of GET and POST share it."""

    sign_in: SignIn
    url: str
    listening: str

    async def get(self, request: Request) -> Response:
        """The form; looking at it uses nothing up."""
        self._check_host(request)
        ticket = request.path_params["ticket"]
        form = await self.sign_in.look(ticket)
        if form is None or form.wait:
            return _too_many(form) if form else _gone()
        csrf = secrets.token_urlsafe(32)
        response = sign_in_form(200, form.info, form.person, csrf)
        ours = urlsplit(self.url)
        response.set_cookie(
            COOKIE,
            csrf,
            max_age=COOKIE_SECONDS,
            path=f"{ours.path}/connect/{ticket}",
            secure=ours.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return response

    async def post(self, request: Request) -> Response:
        """Try a sign-in; a page says what came of it."""
        self._check_host(request)
        self._check_origin(request)
        typed = await _fields(request)
        ticket = request.path_params["ticket"]
        form = await self.sign_in.look(ticket)
        if form is None or form.wait:
            return _too_many(form) if form else _gone()
        csrf = typed.pop("csrf", "")
        _check_csrf(request.cookies.get(COOKIE, ""), csrf)
        result = await self.sign_in.attempt(ticket, typed)
        log.info("sign-in tried", outcome=result.status.value if result else "gone")
        return _answer(result, typed, csrf) if result else _gone()

    def _check_host(self, request: Request) -> None:
        """Refuse other host names (DNS rebinding)."""
        host = request.headers.get("host", "").lower()
        ours = urlsplit(self.url)
        port = {"https": ":443", "http": ":80"}[ours.scheme]
        if host.removesuffix(port) not in (ours.netloc.lower().removesuffix(port), self.listening):
            raise _NotAccepted(400, "Wrong address", f"This page lives at {ours.netloc}.")

    def _check_origin(self, request: Request) -> None:
        """Refuse forms of other sites; ours has no referrer, so its origin is ``null``."""
        origin = request.headers.get("origin", "null").lower()
        site = request.headers.get("sec-fetch-site", "same-origin")
        if origin not in ("null", _origin(self.url)) or site not in ("same-origin", "none"):
            raise _NotAccepted(
                403,
                "Not sent from here",
                "This form was sent from another site, so it was ignored.",
            )


def routes(sign_in: SignIn, url: str, listening: str) -> list[BaseRoute]:
    """The connect page. *url* is what browsers reach, *listening* our own ``host:port``."""
    page = _Page(sign_in, url, listening)

    async def connect(request: Request) -> Response:
        try:
            return await (page.post if request.method == "POST" else page.get)(request)
        except _NotAccepted as refusal:
            log.warning("connect page refused", status=refusal.status, reason=str(refusal))
            return notice(refusal.status, refusal.heading, [refusal.sentence])
        except StoreRefused as refusal:
            log.error("the store refused the connect page", reason=str(refusal))  # noqa: TRY400 - its sentence says it
            return notice(503, "Not now", ["I could not save that. Try again in a minute."])
        except Exception as fault:  # noqa: BLE001 - a bug: its reference is shown here, the traceback is logged
            return _broke(fault)

    return [Route("/connect/{ticket}", connect, methods=["GET", "POST"])]


async def _fields(request: Request) -> dict[str, str]:
    """The fields of the form that was sent."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise _NotAccepted(415, "Not a form", _AGAIN)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_LIMIT:
                    raise _NotAccepted(413, "Too much", _AGAIN)
        fields = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=50, errors="strict"
        )
    except (TimeoutError, ClientDisconnect):
        raise _NotAccepted(408, "Too slow", _AGAIN) from None
    except ValueError:
        raise _NotAccepted(400, "Not a form", _AGAIN) from None
    return dict(fields)


def _check_csrf(cookie: str, csrf: str) -> None:
    """Only a browser that was shown the form has the value in both."""
    if not cookie or not compare_digest(cookie.encode(), csrf.encode()):
        raise _NotAccepted(
            403, "This form is out of date", f"Does your browser block cookies? {_AGAIN}"
        )


def _answer(result: SignInResult, typed: Mapping[str, str], csrf: str) -> Response:
    form, sentence = result.form, result.sentence
    match result.status:
        case SignInStatus.ACCEPTED:
            return _accepted(form, result.account)
        case SignInStatus.REFUSED if not form.left:
            last = f"That was the last try. {_new_link(form)}"
            return notice(422, "Not connected", [_scrubbed(sentence, form, typed), last])
        case SignInStatus.REFUSED:
            tries = "one more try" if form.left == 1 else f"{form.left} more tries"
            left = f"Or correct it here: you have {tries}."
            return _again(422, form, sentence, left, typed, csrf)
        case SignInStatus.UNANSWERED | SignInStatus.NOT_THEIR_FAULT:
            status = 503 if result.status is SignInStatus.UNANSWERED else 422
            return _again(status, form, sentence, "This did not count as a try.", typed, csrf)
        case SignInStatus.INCOMPLETE:
            return _again(422, form, sentence, "", typed, csrf)


def _again(
    status: int, form: SignInForm, sentence: str, left: str, typed: Mapping[str, str], csrf: str
) -> Response:
    problem = _scrubbed(sentence, form, typed)
    return sign_in_form(
        status, form.info, form.person, csrf, problem=problem, left=left, typed=typed
    )


def _accepted(form: SignInForm, account: str) -> Response:
    who = f" as {account.replace('`', '')}" if account else ""
    return notice(
        200,
        "Almost done",
        [
            f"{form.info.title} accepted the sign-in{who}.",
            "Now go back to Slack and press “Yes, that was me”. The account is not connected "
            "until you do, and the sign-in expires after an hour.",
            f"The question is in the Slack of {form.person}. If that is not you, change your "
            f"{form.info.title} password now: someone wants to make meetings in your name.",
            "You can close this page.",
        ],
    )


def _gone() -> Response:
    return notice(
        410,
        "This link does not work any more",
        [
            "A link to connect an account works once and for ten minutes.",
            "If you have just signed in with it, go back to Slack: the question there is for you. "
            "If not, type `/meet connect` in Slack to get a new one.",
        ],
    )


def _too_many(form: SignInForm) -> Response:
    title = form.info.title
    refused = f"{title} has refused several sign-ins made with {form.person}'s links."
    why = f"{title} may lock the account after a few more, so I am not passing any on for now."
    return notice(429, "Not now", [refused, why, _new_link(form)])


def _new_link(form: SignInForm) -> str:
    minutes = "a minute" if form.wait == 1 else f"{form.wait} minutes"
    when = f" in {minutes}" if form.wait else ""
    return f"Type `/meet connect {form.info.name}` in Slack{when} to get a new link."


def _scrubbed(sentence: str, form: SignInForm, typed: Mapping[str, str]) -> str:
    """The sentence without the secrets that the service may have sent back."""
    for question in form.info.questions:
        secret = typed.get(question.name, "") if question.secret else ""
        if len(secret) > 3:
            sentence = sentence.replace(secret, "***")
    return sentence


def _broke(fault: Exception) -> Response:
    """A bug. Its message is not logged: it may contain what was typed."""
    reference = secrets.token_hex(4)
    where = "".join(traceback.format_tb(fault.__traceback__))
    log.error("bug", shown=reference, kind=type(fault).__name__, where=where)
    sentence = "Something went wrong on my side, so I stopped."
    return notice(
        500, "That did not work", [f"{sentence} Tell the administrator of this bot: `{reference}`."]
    )


def _origin(url: str) -> str:
    parts = urlsplit(url.lower())
    port = {"https": ":443", "http": ":80"}[parts.scheme]
    return f"{parts.scheme}://{parts.netloc.removesuffix(port)}"
