"""Secrets in the query of an address: refused since February 2023, and kept in the book."""

from dataclasses import dataclass

from starlette.requests import Request

from sandbox.book import Book
from sandbox.services.zoom.people import ZoomPeople
from sandbox.services.zoom.tokens import IssuedTokens

_NAMES = {"access_token", "token", "refresh_token", "client_secret", "code_verifier", "secret"}


@dataclass(slots=True)
class Leaks:
    """Finds tokens in queries."""

    people: ZoomPeople
    tokens: IssuedTokens
    book: Book

    def look_at(self, request: Request) -> bool:
        """Whether the query has a secret in it; the book says by which name, not what it was."""
        names = sorted(
            name for name, value in request.query_params.multi_items() if self._is(name, value)
        )
        for name in names:
            self.book.write("leak", path=request.url.path, parameter=name)
        return bool(names)

    def _is(self, name: str, value: str) -> bool:
        ours = {app.client_secret for app in self.people.apps}
        return name.lower() in _NAMES or value in ours or self.tokens.knows(value)
