"""What each exceptionID means, and which of our errors it is.

WebEx XML API: Global Response Elements, ``result``, ``reason``, ``exceptionID``, ``subErrors``. The
vendor's list is not public as a whole; these are the numbers that are known. An id is text: the
zeros before it count.
"""

from collections.abc import Collection, Mapping

from meetings.errors import MeetingError, NoSuchMeeting, Rejected, SignInRefused
from meetings.services.webex_xml import errors
from meetings.services.webex_xml.errors import refuse
from meetings.xml import Element, find_all, text

MEANINGS: Mapping[str, type[MeetingError]] = {
    "000000": errors.ServerFault,
    "000001": errors.MayNot,
    "000015": errors.NothingFound,
    "000035": errors.ServerFault,
    "000045": errors.RateLimited,
    "009001": errors.MayNot,
    "009002": errors.MayNot,
    "009003": errors.MayNot,
    "009004": errors.MayNot,
    "009007": errors.DatesRefused,
    "009008": errors.DatesRefused,
    "009009": errors.DatesRefused,
    "009010": NoSuchMeeting,
    "009011": NoSuchMeeting,
    "010106": errors.EventsOff,
    "010107": errors.SiteSuspended,
    "019011": errors.PasswordRefused,
    "030001": errors.UnknownUser,
    "030002": SignInRefused,
    "030004": Rejected,
    "030005": Rejected,
    "030006": errors.UnknownUser,
    "030007": errors.AccountLocked,
    "030008": errors.AccountLocked,
    "030047": errors.TicketExpired,
    "040007": Rejected,
    "060001": NoSuchMeeting,
    "060017": errors.TooLong,
    "060019": errors.HostUnknown,
    "060021": errors.MayNotForHost,
    "060026": errors.PasswordNeeded,
    "999999": errors.ServerFault,
}

FREE_AGAIN = 60.0  # seconds after which the rate limit lets requests through again

_DEAD_TOKEN = "access token is invalid"  # noqa: S105 - the vendor's words, with no known number
_SHORTEST_SECRET = 4  # characters: of "abc" every text is full
_UNREAD = "validation:"  # how the reason begins where the request could not be bound


def failure(response: Element, secrets: Collection[str] = ()) -> MeetingError:
    """The error that a FAILURE is; nothing of *secrets* gets into it, whatever is echoed."""
    number, reason = _said(response)
    reason = clean(reason, secrets)
    kind = MEANINGS.get(number, Rejected)
    if _DEAD_TOKEN in reason.lower():
        kind = errors.TokenExpired
    elif reason.lower().startswith(_UNREAD):
        kind = errors.Misunderstood
    number = clean(number)[:20]
    fault = refuse(kind, " ".join(filter(None, (reason, f"({number})" if number else ""))))
    if isinstance(fault, errors.RateLimited):
        fault.retry_after = FREE_AGAIN
    return fault


def clean(said: str, secrets: Collection[str] = ()) -> str:
    """A server's text, fit to show: one line, 150 characters, nothing of *secrets* in it."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            said = said.replace(secret, "...")
    line = "".join(c if c.isprintable() else " " for c in said[:1000])
    return " ".join(line.split())[:150].rstrip(". ")


def _said(response: Element) -> tuple[str, str]:
    """The id and the reason; where there are none, those of the first subError."""
    number, reason = text(response, "exceptionID"), text(response, "reason")
    for detail in find_all(response, "subErrors/subError")[:1]:
        number = number or text(detail, "exceptionID")
        more = text(detail, "reason")
        reason = ": ".join(filter(None, (reason, more if more != reason else "")))
    return number, reason
