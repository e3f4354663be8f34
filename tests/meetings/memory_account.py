"""One account whose store is this object: for tests of what becomes of credentials."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.services import AccountOwner
from meetings.model import Credentials
from meetings.service import ServiceInfo


@dataclass
class MemoryAccount:
    """An account while an exchange uses it, and its store; an organization's as well."""

    credentials: Credentials
    is_refused: bool = False

    async def open(self, _: AccountOwner) -> "MemoryAccount":
        return self

    async def save(self, credentials: Credentials) -> None:
        self.credentials = replace(credentials, on_behalf_of=self.credentials.on_behalf_of)

    async def mark_refused(self) -> None:
        self.is_refused = True

    async def store(self, _: AccountOwner, credentials: Credentials) -> "MemoryAccount":
        self.credentials = replace(credentials, on_behalf_of=self.credentials.on_behalf_of)
        return self

    async def address(self, _: ServiceInfo, __: AccountOwner) -> str:
        return self.credentials.on_behalf_of

    async def reload(self) -> bool:
        return False

    async def is_shared(self) -> bool:
        return False

    @asynccontextmanager
    async def leased(self, _: datetime) -> AsyncIterator[None]:
        yield
