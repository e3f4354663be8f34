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


def _somebody(name: str, role: Role, password: str, mail: str) -> User:
    first, _, last = name.rpartition(" ")
    user_id = mail.partition("@")[0]
    return User(
        user_id=user_id,
        password=password,
        role=role,
        first_name=first,
        last_name=last,
        email=mail,
    )


def contoso() -> list[User]:
    """An organizer, a member, the documents' administrator, a second organizer, one who left."""
    edgar = _somebody("Edgar Poe", Role.ORGANIZER, EDGAR_PASSWORD, "edgar@contoso.example")
    edgar.expires_at = datetime(2007, 1, 1, tzinfo=UTC)
    return [
        _somebody("Ada Lovelace", Role.ORGANIZER, ADA_PASSWORD, "ada@contoso.example"),
        _somebody("Mallory Finch", Role.MEMBER, MALLORY_PASSWORD, "mallory@contoso.example"),
        _somebody("Administrator", Role.ADMINISTRATOR, API_PASSWORD, "apiuser@contoso.example"),
        _somebody("Dori Hall", Role.ORGANIZER, DORI_PASSWORD, "dori@contoso.example"),
        edgar,
    ]


def fabrikam() -> list[User]:
    """Another customer's people; their ada is somebody else, with another password."""
    return [
        _somebody("Ada Yonath", Role.ORGANIZER, OTHER_ADA_PASSWORD, "ada@fabrikam.example"),
        _somebody("Frida Kahlo", Role.ADMINISTRATOR, FRIDA_PASSWORD, "frida@fabrikam.example"),
    ]
