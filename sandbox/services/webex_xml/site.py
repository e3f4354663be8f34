"""The site and the people who have accounts there; each setting changes what the service does."""

from dataclasses import dataclass, field

from sandbox.services.webex_xml.zones import ZONES, SiteZone


@dataclass(slots=True, kw_only=True)
class SiteAccount:
    """Somebody with an account.

    *email* is the user name too unless told. *scope* is what the access token was granted.
    *may_host*: whether the account may schedule meetings at all. *admin*: a site administrator.
    *state*: ``active``, ``inactive`` (also after too many wrong passwords) or ``expired``.
    *access_token* is the OAuth token of this person; *trusts* are the user names that
    may schedule meetings in this person's name.
    """

    web_ex_id: str
    name: str
    password: str = field(repr=False)
    access_token: str = field(default="", repr=False)
    scope: str = "spark:all"
    email: str = ""
    zone: SiteZone = ZONES[4]
    may_host: bool = True
    admin: bool = False
    state: str = "active"
    trusts: tuple[str, ...] = ()
    wrong_passwords: int = 0

    def __post_init__(self) -> None:
        self.email = self.email or self.web_ex_id


@dataclass(slots=True, kw_only=True)
class WebexSite:
    """The settings of one site; they may be changed at any time.

    *record_all*: every session is recorded, whatever autoRecord says. *audio*: ``MP``, ``TSP`` or
    ``WEBEX``; joining the audio before the host is for the first two. *sso*: passwords never
    work. *age*: ``2004``, ``2016`` or ``2020``, what newer replies have in addition. *per_minute*:
    calls of one person in each rate limit group (``user``, ``write``, ``list``); no limit by
    default. *longest* is in minutes; *time_to_live* of a ticket in seconds.
    """

    name: str = "contoso"
    id: int = 243588
    partner_id: str = "webexpartner"
    requires_password: bool = True
    strict_passwords: bool = False
    suspended: bool = False
    record_all: bool = False
    audio: str = "MP"
    sso: bool = False
    meeting_types: tuple[int, ...] = (3, 1, 214)
    longest: int = 1440
    wrong_passwords: int = 5
    time_to_live: int = 5400
    age: str = "2020"
    toll_number: str = "+1-408-555-0100"
    backup: bool = False
    encoding: str = "UTF-8"
    largest_page: int = 500
    per_minute: dict[str, int] = field(default_factory=dict)
    accounts: list[SiteAccount] = field(default_factory=list)

    def account(self, web_ex_id: str) -> SiteAccount | None:
        """The account of that user name."""
        wanted = web_ex_id.strip().casefold()
        return next(
            (account for account in self.accounts if account.web_ex_id.casefold() == wanted), None
        )

    def by_email(self, email: str) -> SiteAccount | None:
        """The account of that e-mail address."""
        wanted = email.strip().casefold()
        return next(
            (account for account in self.accounts if account.email.casefold() == wanted), None
        )

    @property
    def gsb(self) -> str:
        """What each reply says about where the site runs."""
        return "BACKUP" if self.backup else "PRIMARY"


# Made up for a server that listens on this machine only.
ADA_ID, ADA_PASSWORD = "ada@contoso.example", "Difference&Engine1"
MALLORY_ID, MALLORY_PASSWORD = "mallory@contoso.example", "Let-me-in-2"
DORI_ID, DORI_PASSWORD = "dori@contoso.example", "Just.Swim-3"


def contoso() -> WebexSite:
    """A fresh site with Ada and Dori, who may host meetings, and Mallory, who may not."""
    ada = SiteAccount(
        web_ex_id=ADA_ID,
        name="Ada Lovelace",
        password=ADA_PASSWORD,
        access_token="loopback-token-of-ada",  # noqa: S106 - opens nothing else
        zone=ZONES[21],
    )
    mallory = SiteAccount(
        web_ex_id=MALLORY_ID,
        name="Mallory Finch",
        password=MALLORY_PASSWORD,
        access_token="loopback-token-of-mallory",  # noqa: S106 - opens nothing else
        zone=ZONES[11],
        may_host=False,
    )
    dori = SiteAccount(web_ex_id=DORI_ID, name="Dori Hall", password=DORI_PASSWORD, zone=ZONES[21])
    return WebexSite(accounts=[ada, mallory, dori])
