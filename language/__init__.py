"""The words: what a person typed, turned into a wish; pure, without a clock or a disk."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from language.reading import read
from language.wish import Wish

__all__ = ["DEFAULT", "Wish", "understand"]

DEFAULT: Final[tuple[str, ...]] = (
    "jitsi",
    "skype",
    "webex-xml",
    "live-meeting",
    "teams",
    "zoom",
    "webex",
    "google-meet",
    "bigbluebutton",
)
"""The names of the services that are looked for when none are given."""


def understand(
    text: str,
    moment: datetime,
    zone: str,
    locale: str = "en-US",
    services: Collection[str] = DEFAULT,
) -> Wish:
    """Read *text*, said at *moment* by someone whose clock shows *zone*.

    *moment* is aware, or local to *zone*, an IANA name (ZoneInfoNotFoundError if it is none).
    *locale* chooses the language read beside English, and the order of a date's figures. Any text
    gives a wish; what could not be read is said in ``uncertain``.
    """
    return read(text, moment, zone, locale, services)
