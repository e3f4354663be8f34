"""Asks for the telephone numbers of a meeting that has a conference id."""

import re
from collections.abc import Iterator
from dataclasses import replace

from meetings.errors import MeetingError
from meetings.model import DialIn, Meeting
from meetings.service import Exchange
from meetings.services.skype.application import Application
from meetings.services.skype.made import with_notes
from meetings.services.skype.refusals import clean
from meetings.services.skype.resource import Resource
from meetings.services.skype.session import Session

NO_NUMBERS = "Skype for Business did not tell the telephone numbers of this meeting."
_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{1,30}")
_MOST = 10


def with_dial_in(session: Session, application: Application, meeting: Meeting) -> Exchange[Meeting]:
    """*meeting* with its telephone numbers. UCWA: phoneDialInInformation, GET.

    It stands without them; where they could not be had, it says so.
    """
    href = application.link("onlineMeetings", "phoneDialInInformation")
    if not href or not has_code(meeting):
        return meeting
    try:
        response = yield from session.call("GET", session.follow(href))
        shown = session.resource(response)
    except MeetingError:
        return without_numbers(meeting)
    numbers = _numbers(shown, meeting.data["conference_id"])
    return replace(meeting, dial_in=tuple(numbers)[:_MOST])


def has_code(meeting: Meeting) -> bool:
    """Whether the meeting can be joined by phone, as far as it tells itself."""
    return "conference_id" in meeting.data and meeting.data.get("phones") != "Disabled"


def without_numbers(meeting: Meeting) -> Meeting:
    """*meeting*, saying that its numbers are missing if it has any."""
    return with_notes(meeting, NO_NUMBERS) if has_code(meeting) else meeting


def _numbers(shown: Resource, code: str) -> Iterator[DialIn]:
    """Each region's number, the default region's first."""
    preferred = shown.text("defaultRegion")
    regions = shown.embedded("dialInRegion")
    for region in sorted(regions, key=lambda one: one.text("name") != preferred):
        number = region.text("number").removeprefix("tel:").strip()
        if _NUMBER.fullmatch(number):
            yield DialIn(number=number, region=clean(region.text("name")), code=code)
