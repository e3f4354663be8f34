"""The words: what a person typed, turned into a wish; pure, without a clock or a disk."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from language.wish import Wish

__all__ = ["DEFAULT", "Wish", "understand"]

DEFAULT: tuple[str, ...] = (
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

_SIMPLE = re.compile(r"\b(today|tomorrow)\s+(?:at\s+)?(\d{1,2})(?::(\d\d))?\s*(am|pm)\b", re.I)


def understand(
    text: str,
    moment: datetime,
    zone: str,
    locale: str = "en-US",  # noqa: ARG001  # every language but English comes later
    services: Collection[str] = DEFAULT,  # noqa: ARG001  # likewise
) -> Wish:
    """Read *text*, said at *moment* (aware) by someone whose clock shows *zone* (IANA)."""
    found = _SIMPLE.search(text)
    if not found:
        return Wish(title=" ".join(text.split()) or None, zone=zone)
    day = moment.astimezone(ZoneInfo(zone)) + timedelta(days=found[1].lower() == "tomorrow")
    hour = int(found[2]) % 12 + 12 * (found[4].lower() == "pm")
    start = day.replace(hour=hour, minute=int(found[3] or 0), second=0, microsecond=0)
    title = " ".join((text[: found.start()] + text[found.end() :]).split())
    return Wish(title=title or None, start=start, zone=zone, words={"start": found[0]})
