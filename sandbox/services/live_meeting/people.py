"""The people of the conference centers: their roles and their passwords."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum

from sandbox.services.live_meeting.options import Options


class Role(IntEnum):
    """What somebody may do; each role may do what those before it may."""

    MEMBER = 1
    ORGANIZER = 2
    ADMINISTRATOR = 3


@dataclass(slots=True, kw_only=True)
class User:
    """Somebody with an account in one conference center; *options* are the user's others."""

    user_id: str
    password: str = field(repr=False)
    role: Role
    first_name: str = ""
    last_name: str
    email: str
    time_zone: str = "America/Los_Angeles"
    expires_at: datetime | None = None
    created_at: datetime = datetime(2026, 1, 5, 9, tzinfo=UTC)
    modified_at: datetime = datetime(2026, 5, 9, 20, 4, 14, tzinfo=UTC)
    options: Options = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How the person is called."""
        return f"{self.first_name} {self.last_name}".strip()

    def expired(self, now: datetime) -> bool:
        """Whether the account no longer serves."""
        return self.expires_at is not None and self.expires_at <= now


# Made up for a server that listens on this machine only.
ADA_PASSWORD = "Analytical!Engine1"  # noqa: S105 - printed by the demo, opens nothing else
MALLORY_PASSWORD = "Let-me-in-2"  # noqa: S105 - printed by the demo, opens nothing else
DORI_PASSWORD = "Just.Swim-3"  # noqa: S105 - opens nothing else
EDGAR_PASSWORD = "Never+more-4"  # noqa: S105 - opens nothing else
FRIDA_PASSWORD = "Casa_Azul-5"  # noqa: S105 - opens nothing else
OTHER_ADA_PASSWORD = "Other!Engine6"  # noqa: S105 - opens nothing else
API_PASSWORD = "Pa$$w0rd"  # noqa: S105 - the documents' own sample


def contoso() -> list[User]:
    """An organizer, a member, the documents' administrator, a second organizer, one who left."""
    return [
        User(
            user_id="ada",
            password=ADA_PASSWORD,
            role=Role.ORGANIZER,
            first_name="Ada",
            last_name="Lovelace",
            email="ada@contoso.example",
        ),
        User(
            user_id="mallory",
            password=MALLORY_PASSWORD,
            role=Role.MEMBER,
            first_name="Mallory",
            last_name="Finch",
            email="mallory@contoso.example",
        ),
        User(
            user_id="apiuser",
            password=API_PASSWORD,
            role=Role.ADMINISTRATOR,
            last_name="Administrator",
            email="apiuser@contoso.example",
        ),
        User(
            user_id="dori",
            password=DORI_PASSWORD,
            role=Role.ORGANIZER,
            first_name="Dori",
            last_name="Hall",
            email="dori@contoso.example",
        ),
        User(
            user_id="edgar",
            password=EDGAR_PASSWORD,
            role=Role.ORGANIZER,
            first_name="Edgar",
            last_name="Poe",
            email="edgar@contoso.example",
            expires_at=datetime(2007, 1, 1, tzinfo=UTC),
        ),
    ]


def fabrikam() -> list[User]:
    """Another customer's people; their ada is somebody else, with another password."""
    return [
        User(
            user_id="ada",
            password=OTHER_ADA_PASSWORD,
            role=Role.ORGANIZER,
            first_name="Ada",
            last_name="Yonath",
            email="ada@fabrikam.example",
        ),
        User(
            user_id="frida",
            password=FRIDA_PASSWORD,
            role=Role.ADMINISTRATOR,
            first_name="Frida",
            last_name="Kahlo",
            email="frida@fabrikam.example",
        ),
    ]
