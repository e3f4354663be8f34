"""Looks for what an earlier CreateMeeting may have made: by host, name, start, and our marker.

CreateMeeting takes no key of ours, so two of them are two meetings. The marker stands in the
agenda, which the list does not show: each meeting that could be the one is read.
"""

from dataclasses import replace
from datetime import timedelta

from meetings.errors import NoSuchMeeting, NotAllowed, UnexpectedReply
from meetings.model import Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.webex_xml.errors import refuse
from meetings.services.webex_xml.listing import Line, listed
from meetings.services.webex_xml.made import differences, get, join_link
from meetings.services.webex_xml.session import Session
from meetings.services.webex_xml.wish import notes, reference, title

_SLACK = timedelta(days=1)  # whatever the site makes of time zones is within a day
_BACK = timedelta(days=7)  # how long after a crash a start "now" is still looked for
_COMPARED = 60  # characters of a title, should the site have cut it
_MOST = 40  # meetings that are read


def seek(session: Session, wanted: NewMeeting) -> Exchange[Meeting | None]:
    """Find the meeting that a create of *wanted* made, if it is there."""
    if wanted.starts_at is not None:
        lines = yield from listed(
            session,
            starts_after=wanted.starts_at - _SLACK,
            starts_before=wanted.starts_at + _SLACK,
        )
    else:
        now = yield from session.now()
        lines = yield from listed(session, starts_after=now - _BACK if now else None)
    alike = [one for one in lines if _name(one.title) == _name(title(wanted))]
    for line in alike[:_MOST]:
        found = yield from _marked(session, line, wanted)
        if found is not None:
            return found
    if len(alike) > _MOST:
        raise refuse(UnexpectedReply, "too many meetings of that name to look through")
    return None


def _marked(session: Session, line: Line, wanted: NewMeeting) -> Exchange[Meeting | None]:
    """The meeting of *line* if it bears our marker. Other hosts' meetings are listed as well."""
    try:
        shown = yield from get(session, line.key)
    except (NoSuchMeeting, NotAllowed):
        return None
    if reference(wanted) not in shown.agenda:
        return None
    meeting = shown.meeting(line.key, (yield from join_link(session, line.key)))
    return replace(meeting, notes=(*notes(wanted), *differences(shown, wanted), *meeting.notes))


def _name(name: str) -> str:
    return " ".join(name.split())[:_COMPARED].rstrip()
