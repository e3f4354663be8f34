"""Leaving for a vendor's consent page, and coming back from it to ``/oauth/<service>``.

The browser that leaves has a cookie of its own for each journey. It is Lax: the way back is a link
from another site. What comes back is used once, and stands in no log.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.page_guard import NotAccepted, check_host, guarded
from bot.web.pages import HEADERS_OF_ALL, almost_done, notice
from handlers.accounts.consent import (
    ConsentSignIn,
    Departure,
    Return,
    ReturnResult,
    ReturnStatus,
)
from storage.consents import LASTS
from storage.tickets import digest

LONGEST = 4096
"""Characters of a code or a state: codes are opaque, and may be long."""

log = structlog.get_logger(__name__)


def send_off(departure: Departure, url: str, service: str) -> Response:
    """Send the browser to the vendor, with the cookie by which it is known when it comes back."""
    response = RedirectResponse(departure.url, 303, headers=HEADERS_OF_ALL)
    ours = urlsplit(url)
    response.set_cookie(
        _cookie(departure.state),
        departure.browser,
        max_age=int(LASTS.total_seconds()),
        path=f"{ours.path}/oauth/{service}",
        secure=ours.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


def routes(consent: ConsentSignIn, url: str, listening: str) -> list[BaseRoute]:
    """Where vendors send browsers back to. *url* and *listening* are as for the connect page."""
    page = _ReturnPage(consent, url, listening)

    async def come_back(request: Request) -> Response:
        return await guarded(page.get, request)

    return [Route("/oauth/{service}", come_back, methods=["GET"])]


@dataclass(frozen=True, slots=True)
class _ReturnPage:
    """The page that a browser comes back to."""

    consent: ConsentSignIn
    url: str
    listening: str

    async def get(self, request: Request) -> Response:
        """Use what the browser brings, once; a page says what came of it."""
        check_host(request, self.url, self.listening)
        service = request.path_params["service"]
        if request.method != "GET":  # a preview, which must not use anything up
            raise NotAccepted(405, "Nothing to see", "This page is for a person with a browser.")
        title = self.consent.title_of(service)
        if not title:
            raise NotAccepted(404, "No such page", "Nobody signs in by this address here.")
        result = await self.consent.come_back(_read(request, service))
        log.info("came back from a consent page", service=service, outcome=result.status.value)
        return _answer(result, title, service)


def _read(request: Request, service: str) -> Return:
    """What the browser brings; nothing of it counts that is there twice, or too long."""
    brought = {}
    for name in ("state", "code", "error"):
        values = request.query_params.getlist(name)
        if len(values) > 1 or any(len(value) > LONGEST or "\0" in value for value in values):
            raise NotAccepted(400, "Not from there", f"This address is damaged. {_BEGIN_AGAIN}")
        brought[name] = values[0] if values else ""
    browser = request.cookies.get(_cookie(brought["state"]), "")
    return Return(service=service, browser=browser, **brought)


def _cookie(state: str) -> str:
    """A name for each journey, so that two tabs do not disturb each other."""
    return f"parley_oauth_{digest(state)[:16]}"


def _answer(result: ReturnResult, title: str, service: str) -> Response:
    again = f"Type `/meet connect {service}` in Slack to start again."
    if result.status is ReturnStatus.ACCEPTED and result.form:
        return almost_done(result.form.info, result.form.person, result.account)
    if said := _PLAINLY.get(result.status):
        status, heading, sentence = said
        return notice(status, heading, [sentence.format(title=title), again])
    failed = _not_redeemed if result.form else _page_failed
    return failed(result, title, again)


def _not_redeemed(result: ReturnResult, title: str, again: str) -> Response:
    """The vendor was asked for the tokens, and gave none."""
    once = f"What {title} gave your browser works once, so I do not send it again."
    match result.status:
        case ReturnStatus.REFUSED:
            taken = f"{title} did not take what it gave your browser: it may be too old by now."
            return notice(422, "Not connected", [result.sentence or taken, once, again])
        case ReturnStatus.SET_UP_WRONG:
            sentences = [result.sentence, "This did not count as a try."]
        case _:
            sentences = [result.sentence, once, again]
    return notice(424, "Not connected", sentences)


def _page_failed(result: ReturnResult, title: str, again: str) -> Response:
    """The vendor's own page sent the browser back with an error, in OAuth's words."""
    plain = re.fullmatch("[a-z_]{1,40}", result.sentence)
    said = f"{title} sent you back with {f'`{result.sentence}`' if plain else 'an error'}"
    if result.status is ReturnStatus.SET_UP_WRONG:
        sentences = [f"{said}: this bot is not set up there as it should be.", _ADMINISTRATOR]
    else:
        sentences = [f"{said}. The failure is {title}'s own, and nothing is connected.", again]
    return notice(424, "Not connected", sentences)


_BEGIN_AGAIN = "Go back to Slack and begin again."
_UNKNOWN = "Nobody here was sent to {title} with this address, so I did nothing with it."
_PLAINLY = {
    ReturnStatus.DENIED: (
        403,
        "Not connected",
        "You did not give your consent at {title}, so nothing is connected. You may still do so.",
    ),
    ReturnStatus.OVER: (
        410,
        "This sign-in is over",
        "A sign-in works once, and for ten minutes. If you have just signed in, go back to Slack: "
        "the question there is for you.",
    ),
    ReturnStatus.FOREIGN: (
        400,
        "Not the same browser",
        "A sign-in has to end in the browser in which it began, and that was not this one, or its "
        "cookies are blocked. Open the link from Slack here, let this site set cookies, and do not "
        "pass the link on.",
    ),
    ReturnStatus.UNKNOWN: (400, "Not from there", _UNKNOWN),
    ReturnStatus.INCOMPLETE: (400, "Not from there", _UNKNOWN),
}
_ADMINISTRATOR = (
    "You can do nothing about it: tell the administrator of this bot, for whom `parley doctor` "
    "checks the settings."
)
