"""What tests of scheduled Skype meetings ask for, and the requests that it takes."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from meetings.model import Meeting, NewMeeting
from tests.contract.wishes import WILD, wish
from tests.meetings.skype.company import Company

POST, GET, PUT, DELETE = (
    "POST myOnlineMeetings",
    "GET myOnlineMeetings",
    "PUT myOnlineMeeting",
    "DELETE myOnlineMeeting",
)
SPRING = datetime(2027, 3, 2, 15, 0, tzinfo=UTC)
EVERYTHING = {
    "access": "locked",
    "presenters": "company",
    "announcements": "yes",
    "phone": "yes",
    "phone_lobby": "no",
    "leaders": "alex@contoso.example",
}


def later(title: str = WILD, **more: Any) -> NewMeeting:
    """A wish for a meeting in spring."""
    return wish(title, **{"starts_at": SPRING, "zone": "Europe/Paris", **more})


async def changed(here: Company, made: Meeting, wanted: NewMeeting, **more: Any) -> Meeting:
    """*made*, changed to *wanted* with *more*."""
    again = replace(wanted, **more)
    return await here.run(here.service.change(made, again, here.ada))
