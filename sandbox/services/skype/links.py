"""Links that cannot be guessed: each address carries a seal over its resource."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Link: TypeAlias = dict[str, str]


@dataclass(slots=True)
class Seal:
    """A secret by which the server knows the links that it gave out."""

    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)

    def over(self, text: str) -> str:
        """The seal over *text*."""
        return hmac.new(self._secret, text.encode(), "sha256").hexdigest()[:12]

    def fits(self, seal: str, text: str) -> bool:
        """Whether *seal* was put over *text*."""
        return hmac.compare_digest(self.over(text).encode(), seal.encode())


def link(href: str, **more: str) -> Link:
    """A link as it is written in ``_links``."""
    return {"href": href, **more}


def links(**hrefs: str) -> Mapping[str, Link]:
    """The member ``_links`` of a resource."""
    return {rel: link(href) for rel, href in hrefs.items()}
