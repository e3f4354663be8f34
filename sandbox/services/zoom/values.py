"""Single values: times as Zoom writes and reads them, zones, passcodes, and ids that look like its.

Source: reference, sections 2.3 and 2.4. A time with ``Z`` is UTC; one without is local in the zone.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?")
_PASSCODE = re.compile(r"[a-zA-Z0-9@\-_*]{0,10}")
FIRST_ID = 85_746_065_432  # more than 2**33
_STEP = 7_919


def write_moment(moment: datetime) -> str:
    """As Zoom writes it, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_moment(text: str, zone: str) -> datetime:
    """The moment in UTC; a wall-clock time that comes twice is the first. Raises ValueError."""
    if not _MOMENT.fullmatch(text):
        raise ValueError("a time is yyyy-MM-ddTHH:mm:ss, with Z or without")
    written = datetime.fromisoformat(text.removesuffix("Z"))
    local = UTC if text.endswith("Z") else ZoneInfo(zone)
    return written.replace(tzinfo=local).astimezone(UTC)


def is_moment(text: object) -> bool:
    """Whether *text* is a time as Zoom reads it."""
    try:
        read_moment(str(text), "UTC")
    except ValueError:
        return False
    return isinstance(text, str)


def is_zone(text: object) -> bool:
    """Whether *text* is an IANA zone."""
    return isinstance(text, str) and text in available_timezones()


def is_passcode(text: object) -> bool:
    """Whether *text* has at most ten of the characters that a passcode may have."""
    return isinstance(text, str) and _PASSCODE.fullmatch(text) is not None


@dataclass(slots=True)
class Numbers:
    """Counts on; whatever looks random is made of the count, so that a run can be repeated."""

    count: int = 0

    def meeting_id(self) -> int:
        """The next meeting id, above 2**33."""
        self.count += 1
        return FIRST_ID + self.count * _STEP

    def uuid(self) -> str:
        """The next uuid; of three, one begins with a slash and one has two in the middle."""
        self.count += 1
        text = base64.b64encode(self._hash("uuid")[:16]).decode()
        plain = text.replace("/", "x")
        kinds = (plain, f"/{plain[1:]}", f"{plain[:9]}//{plain[11:]}")
        return kinds[self.count % 3]

    def participant(self) -> tuple[str, str]:
        """The next participant's number in the meeting, and their uuid."""
        self.count += 1
        text = self._hash("participant").hex().upper()
        parts = (text[:8], text[8:12], text[12:16], text[16:20], text[20:32])
        return str(16_778_240 + self.count), "-".join(parts)

    def passcode(self) -> str:
        """The next passcode that Zoom makes itself: six letters and digits."""
        self.count += 1
        text = base64.b32encode(self._hash("passcode")).decode()
        return f"{text[:3]}{self.count % 10}{text[3:5].lower()}"

    def digits(self) -> str:
        """Six digits, for telephones."""
        self.count += 1
        return f"{int.from_bytes(self._hash('digits')[:4], 'big') % 900_000 + 100_000}"

    def _hash(self, kind: str) -> bytes:
        return hashlib.sha256(f"{kind} {self.count}".encode()).digest()
