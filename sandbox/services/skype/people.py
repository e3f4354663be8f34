"""The people of contoso.example: who may hold online meetings, who may not, and their passwords."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody with an account.

    *address* is the SIP sign-in address without ``sip:``. *may_meet*: whether the administrator
    lets them hold online meetings; *sip_enabled*: whether they have a Skype for Business account
    at all; *permanent_id* is the id of their permanent meeting, where the deployment gives one.
    """

    address: str
    name: str
    password: str = field(repr=False)
    may_meet: bool = True
    sip_enabled: bool = True
    permanent_id: str = ""

    @property
    def alias(self) -> str:
        """The part before the at sign; also the account's name within the domain."""
        return self.address.partition("@")[0]

    @property
    def uri(self) -> str:
        """The SIP URI."""
        return f"sip:{self.address}"

    def answers_to(self, username: str) -> bool:
        r"""Whether *username* is the address, with or without ``sip:``, or DOMAIN\alias."""
        domain = self.address.partition("@")[2].partition(".")[0]
        spellings = (self.address, self.uri, f"{domain}\\{self.alias}")
        return username.casefold() in {spelling.casefold() for spelling in spellings}


# Made up for a server that listens on this machine only.
ADA = Colleague(
    address="ada@contoso.example",
    name="Ada Lovelace",
    password="Analytical!Engine1",  # noqa: S106 - printed by the demo, opens nothing else
    permanent_id="1XAW22CG",
)
MALLORY = Colleague(
    address="mallory@contoso.example",
    name="Mallory Finch",
    password="Let-me-in-2",  # noqa: S106 - printed by the demo, opens nothing else
    may_meet=False,
)
NOEL = Colleague(
    address="noel@contoso.example",
    name="Noel Sipless",
    password="No-account-3",  # noqa: S106 - printed by the demo, opens nothing else
    sip_enabled=False,
)
DORI = Colleague(
    address="dori@contoso.example",
    name="Dori Hall",
    password="Just.Swim-3",  # noqa: S106 - printed by the demo, opens nothing else
)
PEOPLE = (ADA, MALLORY, NOEL, DORI)
