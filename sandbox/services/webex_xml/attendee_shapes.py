"""The elements of an attendee and of the person behind.

Source: Cisco's attendee schema and the person, address and phones of the common one.
"""

from sandbox.services.webex_xml.shapes import ShapeField, choice, flag, group, text, whole

JOIN_STATUS = ("REGISTER", "INVITE", "REJECT", "ACCEPT")
ROLES = ("ATTENDEE", "PRESENTER", "HOST", "LIMITED")

_ADDRESS = (
    choice("addressType", "PERSONAL", "GLOBAL"),
    text("address1", 128),
    text("address2"),
    text("city"),
    text("state"),
    text("zipCode"),
    text("country"),
)
PERSON = (
    text("name"),
    text("firstName"),
    text("lastName"),
    text("title"),
    text("company"),
    text("webExId"),
    group("address", "com", _ADDRESS),
    group("phones", "com", (text("phone"), text("mobilePhone"), text("fax"))),
    text("email", required=True),
    text("notes"),
    text("url"),
    choice("type", "VISITOR", "MEMBER", "PANELIST", "SME", "SALESTEAM"),
)


def attendee(*, person: bool = True) -> tuple[ShapeField, ...]:
    """The elements of an attendee; *person*: whether the person must be there."""
    return (
        group("person", "com", PERSON, required=person),
        whole("contactID"),
        choice("joinStatus", *JOIN_STATUS),
        whole("meetingKey"),
        whole("sessionKey"),
        text("language"),
        choice("role", *ROLES),
        flag("emailInvitations"),
        text("locale"),
        whole("timeZoneID"),
        whole("languageID"),
    )


ATTENDEE = attendee()
_STATUS = [
    ShapeField(name, flag(name).kind, required=True)
    for name in ("invited", "registered", "rejected", "accepted")
]
INSTANCE = (
    *ATTENDEE,
    whole("attendeeId", required=True),
    whole("confID"),
    group("status", "att", _STATUS),
    whole("registerID"),
)
