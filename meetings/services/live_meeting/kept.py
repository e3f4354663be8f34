"""What is kept about one connected account, as the service's own Credentials and back."""

from dataclasses import dataclass, field

from meetings.model import Credentials

ADMINISTRATOR = "Administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An account: *user* signs in; *acts_for*, where it is not empty, is who meetings belong to.

    *account* is the user ID whose meetings these are, as the service writes it; *role* is
    ``Administrator``, ``Organizer`` or empty where the service did not say; *seats* is what the
    person's profile gives a new meeting, 0 where it says nothing.
    """

    user: str
    password: str = field(repr=False)
    acts_for: str = ""
    account: str = ""
    role: str = ""
    seats: int = 0

    @property
    def owner(self) -> str:
        """The user ID whose meetings these are."""
        return self.account or self.acts_for or self.user

    def credentials(self) -> Credentials:
        """What is stored."""
        facts = {
            "account": self.owner,
            "user": self.user,
            "acts_for": self.acts_for,
            "role": self.role,
            "seats": str(self.seats),
        }
        return Credentials(secrets={"password": self.password}, facts=facts)

    @classmethod
    def read(cls, credentials: Credentials) -> "Kept":
        """What was stored."""
        facts = credentials.facts
        return cls(
            user=facts["user"],
            password=credentials.secrets["password"],
            acts_for=facts["acts_for"],
            account=facts["account"],
            role=facts["role"],
            seats=int(facts["seats"]),
        )
