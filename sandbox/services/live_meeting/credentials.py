"""Credentials: who is calling, by user and password or by a ticket, never by both."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.book import Book
from sandbox.services.live_meeting.center import Center
from sandbox.services.live_meeting.faults import ServedFault, malformed, not_allowed
from sandbox.services.live_meeting.people import User

_KNOWN = ("authUser", "authPassword", "authTicket", "clientAppId", "clientAppID")


@dataclass(slots=True)
class PostedCredentials:
    """Authenticates callers; wrong passwords lock an account for a while, without saying so."""

    book: Book
    _wrong: dict[tuple[str, str], list[datetime]] = field(default_factory=dict)

    def caller(self, center: Center, attributes: Mapping[str, str], now: datetime) -> User:
        """Who is calling, by the attributes of a message. Raises ServedFault."""
        for name, value in attributes.items():
            if name not in _KNOWN:
                raise not_allowed(name)
            if name.startswith("clientApp") and not 1 <= len(value) <= 64:
                raise malformed(name, "1 to 64 characters")
        if "authTicket" in attributes and (
            "authUser" in attributes or "authPassword" in attributes
        ):
            raise malformed("authTicket", "either it, or authUser and authPassword")
        if "authTicket" in attributes:
            user = self._by_ticket(center, attributes["authTicket"], now)
        else:
            user = self._by_password(center, attributes, now)
        who = user.user_id if user else attributes.get("authUser", "")
        way = "ticket" if "authTicket" in attributes else "password"
        self.book.write("sign_in", center=center.name, user=who, by=way, ok=user is not None)
        if user is None:
            raise ServedFault("Client.Authentication")
        return user

    def _by_ticket(self, center: Center, text: str, now: datetime) -> User | None:
        user = center.user(center.tickets.use(text, now) or "")
        return None if user is None or user.expired(now) else user

    def _by_password(
        self, center: Center, attributes: Mapping[str, str], now: datetime
    ) -> User | None:
        user = center.user(attributes.get("authUser", ""))
        if user is None:
            return None
        key = (center.name, user.user_id)
        since = now - center.locked_for
        wrong = [each for each in self._wrong.get(key, []) if each > since]
        self._wrong[key] = wrong
        if len(wrong) >= center.lock_after:
            return None
        password = attributes.get("authPassword", "").encode()
        if not secrets.compare_digest(user.password.encode(), password):
            wrong.append(now)
            return None
        wrong.clear()
        return None if user.expired(now) else user
