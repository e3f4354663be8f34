"""Who asks: passwords, session tickets and access tokens, locked accounts, and how often one may.

The order of the checks: site, user, state of the account, then the credential.
"""

import hmac
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from sandbox.book import Book
from sandbox.clock import SandboxClock
from sandbox.services.webex_xml.operations import ServedOperation
from sandbox.services.webex_xml.refusals import RequestRefused
from sandbox.services.webex_xml.site import SiteAccount, WebexSite

DEAD_TOKEN = "WebEx access token is invalid"  # noqa: S105 - words of a refusal
NEEDED_SCOPE = "spark:all"  # of a token that is changed into a session ticket
_TOKEN_NUMBER = "999999"  # noqa: S105 - the number of this refusal was never published
_STATES = {"inactive": "030007", "expired": "030008"}
_MINUTE = 60

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Ticket:
    account: SiteAccount
    made_at: float
    ends_at: float


@dataclass(slots=True)
class SigningIn:
    """Tells who asks, or refuses them."""

    site: WebexSite
    clock: SandboxClock
    book: Book
    _tickets: dict[str, _Ticket] = field(default_factory=dict)
    _calls: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def caller(self, context: Context, given_token: str = "") -> SiteAccount:
        """Who is asking; *given_token* came with AuthenticateUser. Raises RequestRefused."""
        self.check_site(context)
        account = self._account(context)
        if account.state in _STATES:
            raise RequestRefused(_STATES[account.state])
        way = self._way(account, context, given_token)
        self.book.write("sign_in", person=account.web_ex_id, by=way)
        return account

    def check_site(self, context: Context) -> None:
        """Refuse a request for another site, or for none. Raises RequestRefused."""
        name, number = context.get("siteName"), context.get("siteID")
        if name is None and number is None:
            raise RequestRefused("030001", "siteName or siteID is missing")
        if name is not None and name.strip().casefold() != self.site.name.casefold():
            raise RequestRefused("030001", "Corresponding site not found")
        if number is not None and number != self.site.id:
            raise RequestRefused("030001", "Corresponding site not found")
        if context.get("partnerID", self.site.partner_id) != self.site.partner_id:
            raise RequestRefused("030001", "Corresponding partner not found")

    def ticket(self, account: SiteAccount) -> tuple[str, int, int]:
        """A new session ticket, when it was made (ms since 1970), how long it lives (s)."""
        text, now = secrets.token_urlsafe(120), self.clock.now()
        life = self.site.time_to_live
        self._tickets[text] = _Ticket(account, now, now + life)
        return text, int(now * 1000), life

    def forget_tickets(self) -> None:
        """End every session."""
        self._tickets.clear()

    def count(self, account: SiteAccount, operation: ServedOperation) -> None:
        """Count a call against its rate limit group. Raises RequestRefused."""
        limit = self.site.per_minute.get(operation.rate)
        if limit is None:
            return
        now = self.clock.now()
        calls = self._calls.setdefault((account.web_ex_id, operation.rate), deque())
        while calls and calls[0] <= now - _MINUTE:
            calls.popleft()
        if len(calls) >= limit:
            raise RequestRefused("000045")
        calls.append(now)

    def _account(self, context: Context) -> SiteAccount:
        accounts = []
        if "webExID" in context:
            accounts.append(self.site.account(context["webExID"]))
        if "email" in context:
            accounts.append(self.site.by_email(context["email"]))
        account = accounts[0] if accounts else None
        if account is None or any(other is not account for other in accounts):
            raise RequestRefused("030001")
        return account

    def _way(self, account: SiteAccount, context: Context, given_token: str) -> str:
        """How the person proved it. Raises RequestRefused."""
        if "sessionTicket" in context:
            self._check_ticket(account, context["sessionTicket"].strip())
            return "ticket"
        if given_token or "webExAccessToken" in context:
            token = given_token or context["webExAccessToken"].strip()
            if not account.access_token or not _same(token, account.access_token):
                raise RequestRefused(_TOKEN_NUMBER, DEAD_TOKEN)
            if given_token and NEEDED_SCOPE not in account.scope.split():
                raise RequestRefused(
                    _TOKEN_NUMBER, f"The access token lacks the scope {NEEDED_SCOPE}"
                )
            return "token"
        self._check_password(account, context.get("password"))
        return "password"

    def _check_ticket(self, account: SiteAccount, text: str) -> None:
        ticket = self._tickets.get(text)
        if not ticket or ticket.account is not account or ticket.ends_at <= self.clock.now():
            raise RequestRefused("030047")

    def _check_password(self, account: SiteAccount, password: str | None) -> None:
        """Refuse a wrong password; after too many of them the account is locked."""
        if password is None:
            raise RequestRefused("030002", "No credential was given")
        if not self.site.sso and _same(password, account.password):
            account.wrong_passwords = 0
            return
        account.wrong_passwords += 1
        self.book.write("wrong_password", person=account.web_ex_id)
        if account.wrong_passwords >= self.site.wrong_passwords:
            account.state = "inactive"
        raise RequestRefused("030002")


def _same(first: str, second: str) -> bool:
    return hmac.compare_digest(first.encode(), second.encode())
