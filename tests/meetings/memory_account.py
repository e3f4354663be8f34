"""One account whose store is this object: for tests of what becomes of credentials."""

from dataclasses import dataclass

from handlers.services import AccountOwner
from meetings.model import Credentials


@dataclass
class MemoryAccount:
    """An account while an exchange uses it, and its store."""

    credentials: Credentials
    is_refused: bool = False

    async def open(self, _: AccountOwner) -> "MemoryAccount":
        return self

    async def save(self, credentials: Credentials) -> None:
        self.credentials = credentials

    async def mark_refused(self) -> None:
        self.is_refused = True
