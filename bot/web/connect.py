"""The connect page: where a person signs in to a meeting service, outside Slack.

It works without JavaScript, and shows nothing to other sites. A form is accepted only with the
random value that the page has set as a cookie, and only from our own address. Where the service has
a page of its own to sign in at, ours leads there.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.web import consent as consent_page
from bot.web.page_guard import check_csrf, check_host, check_origin, fields, guarded
from bot.web.pages import almost_done, consent_form, notice, sign_in_form
from handlers.accounts.consent import ConsentSignIn
from handlers.accounts.sign_in import SignIn, SignInForm, SignInResult, SignInStatus

COOKIE = "parley_csrf"
COOKIE_SECONDS = 900

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Page:
    """The page of one ticket, as the handlers of GET and POST share it."""

    sign_in: SignIn
    consent: ConsentSignIn
    url: str
    listening: str

    async def get(self, request: Request) -> Response:
        """The form; looking at it uses nothing up."""
        check_host(request, self.url, self.listening)
        ticket = request.path_params["ticket"]
        form = await self.sign_in.look(ticket)
        if form is None or form.wait:
            return _too_many(form) if form else _gone()
        csrf = secrets.token_urlsafe(32)
        response = self._form(form, csrf)
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
        """Try a sign-in, or send the browser to the vendor's page for it."""
        check_host(request, self.url, self.listening)
        check_origin(request, self.url)
        typed = await fields(request)
        ticket = request.path_params["ticket"]
        form = await self.sign_in.look(ticket)
        if form is None or form.wait:
            return _too_many(form) if form else _gone()
        csrf = typed.pop("csrf", "")
        check_csrf(request.cookies.get(COOKIE, ""), csrf)
        if form.info.consent:
            departure = await self.consent.leave(ticket)
            log.info("sent to a consent page", service=form.info.name, gone=departure is None)
            return (
                consent_page.send_off(departure, self.url, form.info.name) if departure else _gone()
            )
        result = await self.sign_in.attempt(ticket, typed)
        log.info("sign-in tried", outcome=result.status.value if result else "gone")
        return _answer(result, typed, csrf) if result else _gone()

    def _form(self, form: SignInForm, csrf: str) -> Response:
        if form.info.consent is None:
            return sign_in_form(200, form.info, form.person, csrf)
        back = self.consent.redirect_uri(form.info.name)
        return consent_form(form.info, form.person, csrf, back, form.connected)


def routes(sign_in: SignIn, consent: ConsentSignIn, url: str, listening: str) -> list[BaseRoute]:
    """The connect page, and where vendors send browsers back to.

    *url* is what browsers reach, *listening* our own ``host:port``.
    """
    page = _Page(sign_in, consent, url, listening)

    async def connect(request: Request) -> Response:
        return await guarded(page.post if request.method == "POST" else page.get, request)

    back = consent_page.routes(consent, url, listening)
    return [Route("/connect/{ticket}", connect, methods=["GET", "POST"]), *back]


def _answer(result: SignInResult, typed: Mapping[str, str], csrf: str) -> Response:
    form, sentence = result.form, result.sentence
    match result.status:
        case SignInStatus.ACCEPTED:
            return almost_done(form.info, form.person, result.account)
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
