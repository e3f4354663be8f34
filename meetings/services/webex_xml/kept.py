"""What is kept about one connected account, as the service's own Credentials and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from meetings.model import Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One account. *ticket* stands for it for an hour or two, and is renewed when refused.

    *password* or *token* is what the person gave, to get tickets with. *plainly*: the site gives no
    tickets for it, so that it goes along with each request itself. *refused*: it was refused once,
    and is not sent again.
    """

    username: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    ticket: str = field(default="", repr=False)
    plainly: bool = False
    refused: bool = False

    @classmethod
    def read(cls, credentials: Credentials) -> Self:
        """Read them back. What an older release wrote, or did not, is no reason to fail."""
        secrets, facts = credentials.secrets, credentials.facts
        return cls(
            username=facts.get("account", ""),
            password=secrets.get("password", ""),
            token=secrets.get("token", ""),
            ticket=secrets.get("ticket", ""),
            plainly=facts.get("plainly") == "yes",
            refused=facts.get("refused") == "yes",
        )

    def credentials(self) -> Credentials:
        """Write them down. A ticket that ends is renewed, so the account itself has no end."""
        facts = {
            "account": self.username,
            "plainly": "yes" if self.plainly else "",
            "refused": "yes" if self.refused else "",
        }
        secrets = {"password": self.password, "token": self.token, "ticket": self.ticket}
        return Credentials(secrets=secrets, facts=facts)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may appear nowhere."""
        return tuple(filter(None, (self.password, self.token, self.ticket)))

    def context(self, site: str) -> Mapping[str, str]:
        """The securityContext of a request. WebEx XML API: Security Context."""
        given = {"password": self.password, "webExAccessToken": self.token}
        shown = given if self.plainly else {"sessionTicket": self.ticket}
        return _context(self.username, site, shown)

    def introduction(self, site: str) -> Mapping[str, str]:
        """The securityContext with which a ticket is asked for; a token goes into the body."""
        return _context(self.username, site, {"password": self.password})


def _context(username: str, site: str, shown: Mapping[str, str]) -> Mapping[str, str]:
    fields = {"siteName": site, "webExID": username, **shown}
    return {name: value for name, value in fields.items() if value}
