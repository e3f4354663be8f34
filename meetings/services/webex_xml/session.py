"""Sends requests for one account at one site, with a ticket that is renewed when it is refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from meetings.errors import MeetingError, SignInExpired, SignInRefused, UnexpectedReply
from meetings.model import Credentials
from meetings.service import Exchange, Options, SaveCredentials, Sleep, ask, setting
from meetings.services.webex_xml.errors import (
    NAME,
    AccountLocked,
    FreshTicketRefused,
    NothingFound,
    RequestNotUnderstood,
    ServerFault,
    TicketExpired,
    TokenExpired,
    TokenRefused,
    UnknownUser,
    refuse,
)
from meetings.services.webex_xml.message import Operation, Success, read_reply, write_request
from meetings.xml import Element, text, tree

_PATH = "/WBXService/XMLService"
_SITE_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?")
_PAUSES = (1.0, 2.0)  # seconds
_LONGEST_TICKET = 16_000  # characters


@dataclass(frozen=True, slots=True)
class SiteAddress:
    """The XML service's address, and the site's name: ``acme`` is the site at acme.webex.com."""

    address: str
    name: str


def read_site(options: Options) -> SiteAddress:
    """Read the site from the settings."""
    url = options.get("url", "").strip()
    no_path = urlsplit(url).path in ("", "/")
    return SiteAddress(url.rstrip("/") + _PATH if no_path else url, _site_name(options))


def check_options(options: Options) -> list[str]:
    """Say in sentences what is wrong with the settings; the catalog has checked the address."""
    problems = []
    parts = urlsplit(options.get("url", "").strip())
    if parts.query or parts.fragment:
        problems.append(
            f"{setting(NAME, 'url')} must be the XML service's plain address, "
            f"such as https://acme.webex.com{_PATH}."
        )
    name = _site_name(options)
    if not name:
        problems.append(
            f"{setting(NAME, 'site')} is missing: it is your site's name, "
            "such as acme for acme.webex.com."
        )
    elif not _SITE_NAME.fullmatch(name):
        problems.append(f"{setting(NAME, 'site')} must be a site's name, such as acme.")
    return problems


def _site_name(options: Options) -> str:
    """The setting, else the first word of an address such as acme.webex.com, else empty."""
    name = options.get("site", "").strip()
    first, _, rest = (urlsplit(options.get("url", "").strip()).hostname or "").partition(".")
    return name or (first if rest == "webex.com" and first != "api" else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCredentials:
    """What is stored of one account.

    *ticket* signs requests for an hour or two and is renewed when refused, with the *password* or
    the *token* that the person gave. *no_ticket*: the site gives no tickets, so the password or the
    token goes along with each request. *refused*: it was refused once, and is not sent again.
    """

    username: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    ticket: str = field(default="", repr=False)
    no_ticket: bool = False
    refused: bool = False

    @classmethod
    def load(cls, credentials: Credentials) -> Self:
        """Read what was stored; an older release may have stored less."""
        secrets, facts = credentials.secrets, credentials.facts
        return cls(
            username=facts.get("account", ""),
            password=secrets.get("password", ""),
            token=secrets.get("token", ""),
            ticket=secrets.get("ticket", ""),
            no_ticket=facts.get("plainly") == "yes",
            refused=facts.get("refused") == "yes",
        )

    def dump(self) -> Credentials:
        """What to store. A ticket that ends is renewed, so nothing here has an ``expires_at``."""
        facts = {
            "account": self.username,
            "plainly": "yes" if self.no_ticket else "",
            "refused": "yes" if self.refused else "",
        }
        secrets = {"password": self.password, "token": self.token, "ticket": self.ticket}
        return Credentials(secrets=secrets, facts=facts)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no error and no log may show."""
        return tuple(filter(None, (self.password, self.token, self.ticket)))

    def context(self, site: str) -> Mapping[str, str]:
        """The securityContext of a request. WebEx XML API: Security Context."""
        if self.no_ticket:
            return self._context(site, password=self.password, webExAccessToken=self.token)
        return self._context(site, sessionTicket=self.ticket)

    def sign_in_context(self, site: str) -> Mapping[str, str]:
        """The securityContext with which a ticket is asked for; a token goes into the body."""
        return self._context(site, password=self.password)

    def _context(self, site: str, **proof: str) -> Mapping[str, str]:
        fields = {"siteName": site, "webExID": self.username, **proof}
        return {name: value for name, value in fields.items() if value}


class Session:
    """What one exchange knows: the site, the credentials, and what the site said of its zones."""

    def __init__(
        self, site: SiteAddress, credentials: StoredCredentials, *, connecting: bool = False
    ) -> None:
        self.site = site
        self.credentials = credentials
        self.offsets: dict[tuple[int, datetime], timedelta] = {}  # by zone id and day
        self._connecting = connecting  # nothing is stored before the person is connected

    def call(self, operation: Operation, *content: Element) -> Exchange[Success]:
        """Send a request, and once more with a new ticket where the old one was refused.

        A request whose ticket was refused has done nothing, so it may be sent again.
        """
        self._check_usable()
        try:
            return (yield from self._send(operation, content))
        except TicketExpired:
            yield from self.renew()
        except SignInRefused:
            yield from self._mark_refused()
            raise
        try:
            return (yield from self._send(operation, content))
        except TicketExpired as error:
            raise refuse(FreshTicketRefused, error.detail) from None

    def call_idempotent(self, operation: Operation, *content: Element) -> Exchange[Success]:
        """``call`` for what may be repeated: it is, up to twice, after a fault of the server."""
        for pause in _PAUSES:
            try:
                return (yield from self.call(operation, *content))
            except ServerFault:
                yield Sleep(pause)
        return (yield from self.call(operation, *content))

    def now(self) -> Exchange[datetime | None]:
        """The service's own time, if its replies tell it. WebEx XML API: GetAPIVersion."""
        context = {"siteName": self.site.name}
        request = write_request(self.site.address, context, Operation.VERSION, ())
        return read_reply((yield from ask(request)), Operation.VERSION).answered_at

    def connect(self) -> Exchange[None]:
        """Try what the person typed: for a ticket, else with each request."""
        try:
            yield from self._get_ticket()
        except (RequestNotUnderstood, TokenRefused):
            yield from self._sign_in_without_ticket()

    def renew(self) -> Exchange[None]:
        """Get a new ticket and have it stored. WebEx XML API: AuthenticateUser."""
        self._check_usable()
        if self.credentials.no_ticket:
            raise refuse(SignInExpired, "signed in without a ticket")
        try:
            yield from self._get_ticket()
        except TokenRefused as error:
            raise refuse(TokenExpired, error.detail) from None
        except SignInRefused:
            yield from self._mark_refused()
            raise
        yield from self._save()

    def _send(self, operation: Operation, content: Sequence[Element]) -> Exchange[Success]:
        context = self.credentials.context(self.site.name)
        reply = yield from ask(write_request(self.site.address, context, operation, content))
        passwords = [
            element.text or "" for block in content for element in block.iter("meetingPassword")
        ]
        return read_reply(reply, operation, (*self.credentials.secrets, *passwords))

    def _get_ticket(self) -> Exchange[None]:
        """Exchange the password or the token for a ticket. A password is sent once."""
        context = self.credentials.sign_in_context(self.site.name)
        token = self.credentials.token
        content = [tree("accessToken", token)] if token else []
        request = write_request(self.site.address, context, Operation.SIGN_IN, content)
        reply = yield from ask(request)
        try:
            success = read_reply(reply, Operation.SIGN_IN, self.credentials.secrets)
        except (SignInRefused, SignInExpired) as error:
            raise self._sign_in_error(error) from None
        ticket = text(success.body, "sessionTicket")
        if not ticket or not ticket.isprintable() or len(ticket) > _LONGEST_TICKET:
            raise refuse(UnexpectedReply, "no usable ticket")
        self.credentials = replace(self.credentials, ticket=ticket)

    def _sign_in_without_ticket(self) -> Exchange[None]:
        """Try whether the site takes the password or the token with each request."""
        self.credentials = replace(self.credentials, no_ticket=True)
        control = tree("listControl", tree("startFrom", "1"), tree("maximumNum", "1"))
        try:
            yield from self._send(Operation.LIST, [control])
        except NothingFound:
            return
        except (SignInRefused, SignInExpired) as error:
            raise self._sign_in_error(error) from None

    def _sign_in_error(self, error: MeetingError) -> MeetingError:
        """The error for a refused sign-in: of the account, or of what was given for it."""
        if isinstance(error, AccountLocked | UnknownUser):
            return error
        return refuse(TokenRefused if self.credentials.token else SignInRefused, error.detail)

    def _mark_refused(self) -> Exchange[None]:
        """Store that the sign-in was refused, to try it never again: servers lock accounts."""
        self.credentials = replace(self.credentials, refused=True)
        yield from self._save()

    def _save(self) -> Exchange[None]:
        if not self._connecting:
            yield SaveCredentials(self.credentials.dump())

    def _check_usable(self) -> None:
        if self.credentials.refused:
            raise refuse(SignInRefused, "refused before, and not sent again")
