"""Signing in at a vendor's own page: a browser is sent there, and what it brings back is used once.

OAuth 2.0's authorization code (RFC 6749) with PKCE (RFC 7636). A browser that leaves is given a
secret of its own; the PKCE verifier is made of it, so that nothing stored here is worth stealing.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import urlencode

from handlers.accounts.accepted import AcceptedSignIns
from handlers.accounts.sign_in import SignInForm, form_of
from handlers.services import AccountOwner, Services
from meetings.abilities import SignsInByConsent
from meetings.errors import (
    Interrupted,
    MeetingError,
    Owner,
    ServiceBusy,
    SignInExpired,
    SignInRefused,
)
from meetings.service import AuthorizationCode, Consent
from storage.consents import Consents, StoredConsent
from storage.tickets import Ticket, Tickets, digest

SET_UP_WRONG = frozenset(
    {"invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope"}
)
"""The errors of a vendor's page that only an administrator can mend. RFC 6749, 4.1.2.1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A browser leaves for *url*, and takes *browser* with it, its secret, in a cookie."""

    url: str = field(repr=False)
    state: str = field(repr=False)
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What a browser brought back from the vendor's page; *browser* is its secret, if it has it."""

    service: str
    state: str = field(repr=False)
    browser: str = field(repr=False)
    code: str = field(repr=False, default="")
    error: str = ""


class ReturnStatus(Enum):
    """What became of a return from the vendor's page."""

    ACCEPTED = "accepted"  # it waits for the person's yes in Slack
    DENIED = "denied"  # the person said no at the vendor
    UNKNOWN = "unknown"  # a state that was not given out, or for another service
    FOREIGN = "foreign"  # another browser than the one that left, or without its cookie
    OVER = "over"  # used already, or too late
    INCOMPLETE = "incomplete"  # neither a code nor an error
    SET_UP_WRONG = "set up wrong"  # an administrator has to act
    VENDOR_FAILED = "vendor failed"  # at its page, or when it was asked for the tokens
    REFUSED = "refused"  # the vendor did not take its own code


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnResult:
    """What became of a return: *account* is its name there, *sentence* what the service said."""

    status: ReturnStatus
    form: SignInForm | None = None
    account: str = ""
    sentence: str = ""


class ConsentSignIn:
    """Sends browsers to vendors' pages, and takes what they bring back.

    *url* is what browsers reach us by. What is stored first is that the return was used; then the
    code is sent. Whoever is interrupted in between has to begin again.
    """

    def __init__(
        self,
        services: Services,
        tickets: Tickets,
        consents: Consents,
        accepted: AcceptedSignIns,
        url: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._services = services
        self._tickets = tickets
        self._consents = consents
        self._accepted = accepted
        self._url = url
        self._clock = clock

    def redirect_uri(self, service: str) -> str:
        """Where the vendor sends the browser back to."""
        return f"{self._url}/oauth/{service}"

    def title_of(self, service: str) -> str:
        """The title of a service that people sign in to at the vendor's page, else ""."""
        known = self._service(service)
        return known[0].info.title if known else ""

    async def leave(self, ticket: str) -> Departure | None:
        """Let a browser leave with *ticket*; None where that is not valid any more."""
        now = self._clock()
        row = await self._tickets.get(ticket, now)
        known = self._service(row.service) if row else None
        if row is None or known is None:
            return None
        _, consent = known
        state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        redirect_uri = self.redirect_uri(row.service)
        if not await self._consents.begin(ticket, row.service, state, browser, redirect_uri, now):
            return None
        url = _authorize_url(consent, redirect_uri, state, _verifier(state, browser))
        return Departure(url=url, state=state, browser=browser)

    async def come_back(self, returned: Return) -> ReturnResult:
        """Take what a browser brought back, and use it once."""
        consent = await self._consents.get(returned.state) if returned.state else None
        known = self._service(returned.service)
        if consent is None or known is None or consent.service != returned.service:
            return ReturnResult(status=ReturnStatus.UNKNOWN)
        if consent.is_over(self._clock()):
            return ReturnResult(status=ReturnStatus.OVER)
        if not compare_digest(consent.browser, digest(returned.browser)):
            return ReturnResult(status=ReturnStatus.FOREIGN)
        if returned.error:
            used = await self._consents.use(consent, self._clock())
            status = _status_of(returned.error) if used else ReturnStatus.OVER
            return ReturnResult(status=status, sentence=returned.error)
        return await self._use(known[0], consent, returned)

    async def _use(
        self, service: SignsInByConsent, consent: StoredConsent, returned: Return
    ) -> ReturnResult:
        """Use the code that was brought, unless it was used before, or comes too late."""
        if not returned.code:
            return ReturnResult(status=ReturnStatus.INCOMPLETE)
        ticket = await self._consents.use_for_attempt(consent, self._clock())
        if ticket is None:
            return ReturnResult(status=ReturnStatus.OVER)
        return await self._redeem(service, ticket, consent, returned)

    async def _redeem(
        self, service: SignsInByConsent, ticket: Ticket, consent: StoredConsent, returned: Return
    ) -> ReturnResult:
        """Exchange the code, once: nothing sends it again, whatever becomes of it."""
        code = AuthorizationCode(
            code=returned.code,
            verifier=_verifier(returned.state, returned.browser),
            redirect_uri=consent.redirect_uri,
        )
        owner = AccountOwner(ticket.team, ticket.person, ticket.service)
        form = form_of(ticket, service.info, self._clock())
        try:
            credentials = await self._services.redeem(service, code, owner)
        except MeetingError as fault:
            error = (fault.reason or fault) if isinstance(fault, Interrupted) else fault
            status = _status_after(error)
            if status is not ReturnStatus.REFUSED:
                await self._tickets.refund(ticket)
            bare = isinstance(error, SignInRefused | SignInExpired)  # nothing was typed here
            return ReturnResult(status=status, form=form, sentence="" if bare else error.message)
        if not await self._accepted.keep(ticket, credentials):
            return ReturnResult(status=ReturnStatus.OVER)
        account = credentials.facts.get("account", "")
        return ReturnResult(status=ReturnStatus.ACCEPTED, form=form, account=account)

    def _service(self, name: str) -> tuple[SignsInByConsent, Consent] | None:
        """The service of exactly that name, and the way to its page, if it has one."""
        service = self._services.get(name)
        if service is None or service.info.name != name or service.info.consent is None:
            return None
        return (service, service.info.consent) if isinstance(service, SignsInByConsent) else None


def _authorize_url(consent: Consent, redirect_uri: str, state: str, verifier: str) -> str:
    """The vendor's page for this browser. RFC 6749, 4.1.1; RFC 7636, 4.3."""
    parameters = {
        **consent.parameters,
        "response_type": "code",
        "redirect_uri": redirect_uri,
        "state": state,
        "code_challenge": _base64url(sha256(verifier.encode()).digest()),
        "code_challenge_method": "S256",
    }
    separator = "&" if "?" in consent.authorize_url else "?"
    return f"{consent.authorize_url}{separator}{urlencode(parameters)}"


def _verifier(state: str, browser: str) -> str:
    """The PKCE verifier of a browser's journey: 43 characters that only it can tell again."""
    return _base64url(sha256(f"parley PKCE verifier\0{state}\0{browser}".encode()).digest())


def _base64url(digested: bytes) -> str:
    return urlsafe_b64encode(digested).rstrip(b"=").decode()


def _status_of(error: str) -> ReturnStatus:
    """Whose fault the vendor's page says it is."""
    if error in SET_UP_WRONG:
        return ReturnStatus.SET_UP_WRONG
    return ReturnStatus.DENIED if error == "access_denied" else ReturnStatus.VENDOR_FAILED


def _status_after(error: MeetingError) -> ReturnStatus:
    """Whose fault it is that a code was not exchanged."""
    if error.owner is Owner.ADMINISTRATOR:
        return ReturnStatus.SET_UP_WRONG
    refused = error.owner is Owner.PERSON and not isinstance(error, ServiceBusy)
    return ReturnStatus.REFUSED if refused else ReturnStatus.VENDOR_FAILED
