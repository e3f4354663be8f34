"""Two Zoom accounts with their users, and the two apps; each setting changes what Zoom does.

The account ``contoso`` pays: ``ada`` and ``ana`` are licensed, ``bo`` is a basic user, ``mallory``
may not host (400, code 3161). ``fabrikam`` is free, with ``grace`` and ``linus``, both basic.
Kurt, who is in the sandbox's Slack, is no Zoom user.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

BASIC, LICENSED = 1, 2
PLANS = ("free", "pro", "business")

SCOPES = frozenset(
    {
        "user:read:user",
        "meeting:write:meeting",
        "meeting:read:meeting",
        "meeting:read:list_meetings",
        "meeting:read:list_upcoming_meetings",
        "meeting:update:meeting",
        "meeting:delete:meeting",
        "meeting:update:status",
        "meeting:read:invitation",
        "meeting:write:invite_links",
        "meeting:read:past_meeting",
        "meeting:read:list_past_instances",
        "meeting:read:list_past_participants",
        "meeting:read:participant",
    }
)
"""All that the loopback knows; an app of a whole account has them with ``:admin`` at the end."""


@dataclass(slots=True, kw_only=True, eq=False)
class ZoomAccount:
    """One customer of Zoom, with its policies.

    *plan* is one of PLANS. *requires_one*: a meeting without a passcode gets a waiting room.
    *shortest_passcode*: what the policy asks of a passcode. *creates_a_day* (None: no limit) counts
    creating and changing, for each host and UTC day. *per_second*: no limit by the second if false.
    """

    id: str
    name: str
    plan: str
    timezone: str
    forces_waiting_room: bool = False
    forces_passcode: bool = False
    forces_authentication: bool = False
    requires_one: bool = True
    shortest_passcode: int = 0
    creates_a_day: int | None = 100
    per_second: bool = True
    tracking_fields: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True, eq=False)
class ZoomUser:
    """Somebody with a Zoom user; *scheduled_by* are the addresses that may schedule for them."""

    id: str
    email: str
    first_name: str
    last_name: str
    account: ZoomAccount
    type: int = LICENSED
    pmi: int = 0
    timezone: str = "UTC"
    may_host: bool = True
    scheduled_by: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def pays(self) -> bool:
        """Whether what only paid plans have is there for this user."""
        return self.type == LICENSED and self.account.plan != "free"


@dataclass(slots=True, kw_only=True, eq=False)
class ZoomApp:
    """An app of the Marketplace: *account* None for one that each user connects.

    *redirect_uris* None: any ``.../oauth/zoom`` on this machine, and the one of the documents.
    Zoom wants each registered; the sandbox opens before the bot knows its own address.
    """

    client_id: str
    client_secret: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    scopes: frozenset[str] = SCOPES
    account: ZoomAccount | None = None
    redirect_uris: tuple[str, ...] | None = None

    def allows(self, redirect_uri: str) -> bool:
        """Whether the app is registered with this redirect address, exactly."""
        if self.redirect_uris is not None:
            return redirect_uri in self.redirect_uris
        parts = urlsplit(redirect_uri)
        local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
        known = parts.scheme == "https" and parts.hostname == "bot.example.org"
        plain = not (parts.query or parts.fragment or parts.username)
        return (local or known) and plain and parts.path.endswith("/oauth/zoom")


@dataclass(slots=True)
class ZoomPeople:
    """All accounts, users and apps."""

    users: list[ZoomUser]
    personal_app: ZoomApp
    organization_app: ZoomApp

    @property
    def apps(self) -> tuple[ZoomApp, ZoomApp]:
        """Both."""
        return (self.personal_app, self.organization_app)

    def app(self, client_id: str) -> ZoomApp | None:
        """The app of that client id."""
        return next((app for app in self.apps if app.client_id == client_id), None)

    def user(self, who: str, within: ZoomAccount | None = None) -> ZoomUser | None:
        """The user of that id or address, in any account, or only *within* one."""
        return next((user for user in self._users(within) if _is(user, who)), None)

    def _users(self, within: ZoomAccount | None) -> Iterator[ZoomUser]:
        return (user for user in self.users if within is None or user.account is within)

    def account(self, name: str) -> ZoomAccount | None:
        """The account of that name or id."""
        accounts = (user.account for user in self.users)
        return next((each for each in accounts if name in (each.name, each.id)), None)


def _is(user: ZoomUser, who: str) -> bool:
    return who == user.id or who.casefold() == user.email.casefold()


def admin(scopes: Iterable[str]) -> frozenset[str]:
    """The names that *scopes* have for an app of a whole account."""
    return frozenset(f"{scope}:admin" for scope in scopes)


CONTOSO_ID, FABRIKAM_ID = "C0nt0s0AccountId000001", "Fabr1kamAccountId00002"
# Made up for a server that listens on this machine only.
_PERSONAL = ("p3rs0nalAppOfParley001", "personal-app-secret-of-parley-01", "personal-webhook-01")
_ORGANIZATION = ("0rganizati0nApp0000002", "organization-app-secret-000002", "org-webhook-00002")


def everybody() -> ZoomPeople:
    """The accounts as they are when the loopback opens."""
    contoso = ZoomAccount(id=CONTOSO_ID, name="contoso", plan="business", timezone="Europe/London")
    fabrikam = ZoomAccount(id=FABRIKAM_ID, name="fabrikam", plan="free", timezone="Europe/Berlin")

    def at(account: ZoomAccount, number: int, name: str, zone: str, **more: object) -> ZoomUser:
        first, _, last = name.partition(" ")
        known: dict[str, object] = {
            "id": f"30R7kT7bTIKSNUFEu{first[:2]}{number:03}",
            "email": f"{first.lower()}@{account.name}.example",
            "pmi": 7_412_000_000 + number,
        }
        return ZoomUser(
            first_name=first,
            last_name=last,
            account=account,
            timezone=zone,
            **{**known, **more},  # type: ignore[arg-type]
        )

    users = [
        at(contoso, 1, "Ada Lovelace", "Europe/London"),
        at(contoso, 2, "Mallory Finch", "America/New_York", may_host=False),
        at(contoso, 3, "Bo Tanaka", "Asia/Tokyo", type=BASIC),
        at(contoso, 4, "Ana Ruiz", "Europe/Madrid"),
        at(fabrikam, 5, "Grace Hopper", "America/New_York", type=BASIC),
        at(fabrikam, 6, "Linus Berg", "Europe/Berlin", type=BASIC),
    ]
    personal = ZoomApp(
        client_id=_PERSONAL[0], client_secret=_PERSONAL[1], webhook_secret=_PERSONAL[2]
    )
    organization = ZoomApp(
        client_id=_ORGANIZATION[0],
        client_secret=_ORGANIZATION[1],
        webhook_secret=_ORGANIZATION[2],
        scopes=admin(SCOPES),
        account=contoso,
    )
    return ZoomPeople(users, personal, organization)
