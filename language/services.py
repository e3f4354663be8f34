"""The meeting service that a text asks for: "on zoom", "via webex", a name at the end."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_ALSO: Final = {
    "webex-xml": ("webex xml", "webex-xml", "webex"),
    "webex": ("webex", "cisco webex"),
    "skype": ("skype for business", "skype", "sfb", "lync"),
    "teams": ("microsoft teams", "ms teams", "ms-teams", "msteams", "teams"),
    "google-meet": ("google meet", "google-meet", "gmeet", "google hangouts", "meet"),
    "bigbluebutton": ("big blue button", "bigbluebutton", "bbb"),
    "jitsi": ("jitsi meet", "jitsi"),
    "live-meeting": ("live meeting", "live-meeting", "livemeeting"),
    "zoom": ("zoom",),
}
_COMMON: Final = ("meet", "teams", "bbb", "lync", "sfb")
_BEFORE: Final = (
    r"on|via|over|using|through|in|by|w/|with|per|über|ueber|mit|auf|bei|sur|avec|par|por|en|con|"
    r"pelo|pela|no|na|com|pelos|su|tramite|con|da|op|met|przez|w|z|usando|usa"
)
_AFTER: Final = r"で実施|で|にて|上で|上|を使って|でやる|でお願いします"
_CALL: Final = r"call|meeting|chat|session|link|room|anruf|meeting|besprechung|videocall|vc"
_UNSPACED_BEFORE: Final = "用|在|通过|使用"


@dataclass(frozen=True, slots=True)
class ServiceMention:
    """A service by its *name*, and the characters that said so (none if they are a title's)."""

    name: str
    start: int
    end: int


@lru_cache(maxsize=64)
def _pattern(services: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds these services, and the name for each way to say one."""
    names: dict[str, str] = {}
    for service in services:
        for also in (*_ALSO.get(service, ()), service):
            if also not in names or also == service:
                names[also] = service
    spoken = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    plain = "|".join(
        re.escape(name) for name in sorted(names, key=len, reverse=True) if name not in _COMMON
    )
    source = (
        rf"(?<![\w-])(?:{_BEFORE})\s+(?:an?\s+|the\s+)?({spoken})(?:ie|em|ach|a)?(?![\w-])"
        rf"(?:\s+(?:{_CALL})(?!\w))?"
        rf"|(?:{_UNSPACED_BEFORE})\s*({spoken})(?![a-z])|(?<![a-z])({spoken})(?:{_AFTER})"
        rf"|[(\[]\s*({spoken})\s*[)\]]"
        rf"|(?<![\w\"'-])({plain or '(?!)'})\s*$"
        rf"|(?<![\w-])({plain or '(?!)'})(?=\s(?:{_CALL})(?!\w))"
    )
    return re.compile(source, re.IGNORECASE), names


@lru_cache(maxsize=64)
def _stems(services: tuple[str, ...]) -> tuple[str, ...]:
    """Return the shortest strings of which one must be in a text that names a service.

    Names with a "meeting" are kept beside "meet": they are not looked for where only that stands.
    """
    names = sorted(_pattern(services)[1], key=len)
    bare = [name.replace("meeting", "") for name in names]
    return tuple(n for i, n in enumerate(names) if not any(s in bare[i] for s in names[:i]))


def find_service(text: str, services: Collection[str]) -> ServiceMention | None:
    """Return the service that *text* asks for, if it is one of *services*."""
    if not services:
        return None
    given = services if isinstance(services, tuple) else tuple(services)
    low = text.lower()
    for stem in _stems(given):
        if stem in low and (stem != "meet" or low.count("meet") > low.count("meeting")):
            break
    else:
        return None
    pattern, names = _pattern(given)
    match = pattern.search(text)
    if not match or text.count('"', 0, match.start()) % 2:
        return None
    name = names[(match[match.lastindex or 0]).lower()]
    if match.lastindex == 6:
        return ServiceMention(name, 0, 0)
    return ServiceMention(name, match.start(), match.end())
