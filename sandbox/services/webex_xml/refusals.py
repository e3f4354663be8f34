"""The exceptions of the service: each known number with its words, and what carries one out.

Source: captures and clients of the service. Where only a number is known, the words are ours.
"""

from collections.abc import Mapping, Sequence

WORDS: Mapping[str, str] = {
    "000000": "Unknown server error",
    "000001": "Access denied, additional privileges are required",
    "000015": "Sorry, no record found",
    "000035": "ASService not responding",
    "000045": "API Rate Limit Reach",
    "009001": "Access denied",
    "009002": "Access denied",
    "009003": "Access denied",
    "009004": "Access denied",
    "009007": "Start date is not valid",
    "009008": "End date is not valid",
    "009009": "The end date is before the start date",
    "009010": "Corresponding record not found",
    "009011": "Corresponding record not found",
    "010106": "The classic Event has been disabled",
    "010107": "The site is suspended",
    "019011": "The meeting password has characters that are not allowed",
    "030001": "Corresponding User not found",
    "030002": "Incorrect user or password",
    "030004": "webExId already exists",
    "030005": "email already exists",
    "030006": "Corresponding User not found",
    "030007": "The account is inactive",
    "030008": "The account is expired",
    "030047": "Not a valid session ticket",
    "040007": "The operation was not accepted",
    "060001": "Corresponding Meeting not found",
    "060017": "The duration exceeds the maximum of the site",
    "060019": "The host does not exist",
    "060021": "You do not have permission to schedule meetings for this host",
    "060026": "Meeting password must not be null",
    "999999": "Unknown error",
}
UNBOUND = "999999"


class RequestRefused(Exception):
    """The service says no: by the *number*, with the usual words or with others.

    *unbound*: the request was no operation at all, so that the reply names no service.
    *details* are pairs of a number and words, told as subErrors.
    """

    def __init__(
        self,
        number: str,
        reason: str = "",
        *,
        unbound: bool = False,
        details: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(number)
        self.number = number
        self.reason = reason or WORDS.get(number, "Unknown error")
        self.unbound = unbound
        self.details = tuple(details)


def unbound(why: str) -> RequestRefused:
    """A request that cannot be bound to an operation: malformed, or with an unknown element."""
    return RequestRefused(UNBOUND, f"validation: {why}", unbound=True)
