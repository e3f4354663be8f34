"""Turns what the server shows of a meeting into ours."""

from collections.abc import Mapping
from dataclasses import replace

from meetings.errors import UnexpectedReply
from meetings.model import Meeting
from meetings.services.skype.choices import SETTINGS, Setting
from meetings.services.skype.errors import refuse
from meetings.services.skype.marks import Description
from meetings.services.skype.moments import read_moment
from meetings.services.skype.refusals import clean
from meetings.services.skype.resource import Resource

INSTANT, SCHEDULED, ROOM = "instant", "scheduled", "room"
"""What kinds of meeting there are: started, scheduled, and the organizer's permanent one."""

_UNNAMED = {INSTANT: "Meeting", SCHEDULED: "Meeting", ROOM: "Your own meeting room"}
_TOLD = {
    "uri": "onlineMeetingUri",
    "legacy_uri": "legacyOnlineMeetingUri",
    "conference_id": "conferenceId",
    "organizer": "organizerUri",
    "made_as": "onlineMeetingRel",
    "expires": "expirationTime",
    "phones": "phoneUserAdmission",
}


def meeting(shown: Resource, kind: str, title: str = "") -> Meeting:
    """The meeting that the onlineMeeting or myOnlineMeeting *shown* is.

    UCWA: myOnlineMeeting, onlineMeeting. All but the joinUrl may be missing.
    """
    join_url, uri = shown.text("joinUrl"), shown.text("onlineMeetingUri")
    named = shown.text("onlineMeetingId") or uri.rpartition(":")[2]
    said = Description.read(shown.text("description") if kind == SCHEDULED else "")
    try:
        return Meeting(
            id=named or join_url.rstrip("/").rpartition("/")[2],
            title=title or clean(shown.text("subject")) or _UNNAMED[kind],
            join_url=join_url,
            starts_at=said.starts_at,
            lasts=said.lasts,
            data=_data(shown, kind),
        )
    except ValueError:
        raise refuse(UnexpectedReply, "no link that a person may be sent to") from None


def differences(shown: Resource, asked: Mapping[str, object]) -> tuple[str, ...]:
    """What the server set otherwise than it was *asked* to, in sentences."""
    return tuple(
        _differs(one, told)
        for one in SETTINGS
        if (told := shown.text(one.name)) and one.name in asked and asked[one.name] != told
    )


def with_notes(meeting: Meeting, *notes: str) -> Meeting:
    """*meeting*, saying *notes* as well."""
    return replace(meeting, notes=(*meeting.notes, *notes))


def _differs(setting: Setting, told: str) -> str:
    if told not in setting.words.values():  # "None", "Unsupported": there is nothing to read
        return f"Skype for Business did not keep the choice for “{setting.choice.label}”."
    return f"Skype for Business set “{setting.choice.label}” to “{setting.label(told)}”."


def _data(shown: Resource, kind: str) -> dict[str, str]:
    told = {name: clean(shown.text(theirs)) for name, theirs in _TOLD.items()}
    moment = read_moment(told["expires"])
    told["expires"] = moment.isoformat() if moment else ""
    extensions = (
        f"{clean(one.text('type'))} {clean(one.text('id'))}"
        for one in shown.embedded("onlineMeetingExtension")
    )
    told["extensions"] = ", ".join(extensions)
    return {"kind": kind, **{name: value for name, value in told.items() if value}}
