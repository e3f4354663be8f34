"""Asks on behalf of one account, with a ticket that is renewed when the site wants a fresh one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from meetings.errors import MeetingError, SignInExpired, SignInRefused, UnexpectedReply
from meetings.service import Exchange, SaveCredentials, Sleep, ask
from meetings.services.webex_xml.errors import (
    AccountLocked,
    Misunderstood,
    NothingFound,
    ServerFault,
    TicketExpired,
    TicketNotTaken,
    TokenExpired,
    TokenRefused,
    UnknownUser,
    refuse,
)
from meetings.services.webex_xml.kept import Kept
from meetings.services.webex_xml.message import Answer, Operation, read, write
from meetings.services.webex_xml.settings import Site
from meetings.xml import Element, text, tree

_PAUSES = (1.0, 2.0)
_LONGEST_TICKET = 16_000  # characters


class Session:
    """What one conversation knows: the site, and what is kept about the account."""

    def __init__(self, site: Site, kept: Kept, *, stored: bool = True) -> None:
        self.site = site
        self.kept = kept
        self.offsets: dict[tuple[int, datetime], timedelta] = {}  # of zones, as the site told them
        self._stored = stored  # not while somebody is only trying to connect

    def call(self, operation: Operation, *inside: Element) -> Exchange[Answer]:
        """Ask once, and once more with a fresh ticket where the old one was not taken.

        A request with a dead ticket did nothing, so asking again is safe.
        """
        self._check_usable()
        try:
            return (yield from self._ask(operation, inside))
        except TicketExpired:
            yield from self.renew()
        except SignInRefused:
            yield from self._spoil()
            raise
        try:
            return (yield from self._ask(operation, inside))
        except TicketExpired as fault:
            raise refuse(TicketNotTaken, fault.detail) from None

    def call_again(self, operation: Operation, *inside: Element) -> Exchange[Answer]:
        """``call`` for what may be repeated: a fault of the server's own is waited out twice."""
        for pause in _PAUSES:
            try:
                return (yield from self.call(operation, *inside))
            except ServerFault:
                yield Sleep(pause)
        return (yield from self.call(operation, *inside))

    def now(self) -> Exchange[datetime | None]:
        """The service's own time, if its replies tell it. WebEx XML API: GetAPIVersion."""
        request = write(self.site.address, {"siteName": self.site.name}, Operation.VERSION, ())
        return read((yield from ask(request)), Operation.VERSION).at

    def connect(self) -> Exchange[None]:
        """Try what the person typed, by whichever way this site takes it."""
        try:
            yield from self._sign_in()
        except (Misunderstood, TokenRefused):
            yield from self._go_plainly()

    def renew(self) -> Exchange[None]:
        """Get a fresh ticket and have it kept. WebEx XML API: AuthenticateUser."""
        self._check_usable()
        if self.kept.plainly:
            raise refuse(SignInExpired, "signed in without a ticket")
        try:
            yield from self._sign_in()
        except TokenRefused as fault:
            raise refuse(TokenExpired, fault.detail) from None
        except SignInRefused:
            yield from self._spoil()
            raise
        yield from self._keep()

    def _ask(self, operation: Operation, inside: Sequence[Element]) -> Exchange[Answer]:
        context = self.kept.context(self.site.name)
        chosen = [one.text or "" for block in inside for one in block.iter("meetingPassword")]
        reply = yield from ask(write(self.site.address, context, operation, inside))
        return read(reply, operation, (*self.kept.secrets, *chosen))

    def _sign_in(self) -> Exchange[None]:
        """Trade the password, or the token, for a ticket. A password is sent once."""
        context = self.kept.introduction(self.site.name)
        inside = [tree("accessToken", self.kept.token)] if self.kept.token else []
        request = write(self.site.address, context, Operation.SIGN_IN, inside)
        reply = yield from ask(request)
        try:
            answer = read(reply, Operation.SIGN_IN, self.kept.secrets)
        except (SignInRefused, SignInExpired) as fault:
            raise self._refusal(fault) from None
        ticket = text(answer.body, "sessionTicket")
        if not ticket or not ticket.isprintable() or len(ticket) > _LONGEST_TICKET:
            raise refuse(UnexpectedReply, "no usable ticket")
        self.kept = replace(self.kept, ticket=ticket)

    def _go_plainly(self) -> Exchange[None]:
        """Send the password or the token along with each request, as sites without tickets want."""
        self.kept = replace(self.kept, plainly=True)
        one = tree("listControl", tree("startFrom", "1"), tree("maximumNum", "1"))
        try:
            yield from self._ask(Operation.LIST, [one])
        except NothingFound:
            return
        except (SignInRefused, SignInExpired) as fault:
            raise self._refusal(fault) from None

    def _refusal(self, fault: MeetingError) -> MeetingError:
        """What a refused sign-in means: the account, or what was given for it."""
        if isinstance(fault, AccountLocked | UnknownUser):
            return fault
        return refuse(TokenRefused if self.kept.token else SignInRefused, fault.detail)

    def _spoil(self) -> Exchange[None]:
        """Note for good that the sign-in was refused: servers lock accounts."""
        self.kept = replace(self.kept, refused=True)
        yield from self._keep()

    def _keep(self) -> Exchange[None]:
        if self._stored:
            yield SaveCredentials(self.kept.credentials())

    def _check_usable(self) -> None:
        if self.kept.refused:
            raise refuse(SignInRefused, "refused before, and not sent again")
