"""Reads, changes and cancels one meeting of the person's list.

UCWA: Payload format, "PUT". All properties go back as they were read, the one with a random name
among them, under the ETag that was read with them. What others change in the meantime is kept: only
the difference between what is wanted and what was asked for before is put in.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import httpx

from meetings.errors import NoSuchMeeting, NotPossible
from meetings.model import Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.skype.description import (
    INSTANT,
    ROOM,
    SCHEDULED,
    Description,
    differences,
    read_meeting,
)
from meetings.services.skype.errors import ChangedMeanwhile, refuse
from meetings.services.skype.formats import Body, read_moment
from meetings.services.skype.replies import Resource
from meetings.services.skype.request import LISTS, ScheduleRequest, read_request, request_notes
from meetings.services.skype.scheduled import (
    ListEntry,
    check_allowed,
    has_code,
    read_list,
    with_dial_in,
)
from meetings.services.skype.session import Application, Session

_NOT_READABLE = "a meeting that was started at once cannot be seen from outside"
NOT_CHANGEABLE = "a meeting that was started at once cannot be changed"
NOT_CANCELLABLE = "a meeting that was started at once ends by itself, when its last guest leaves"
_PERMANENT = "that is your own permanent meeting room"
_PHONE_PROPERTY = "phoneUserAdmission"
_PUT_TRIES = 4
_READ_AGAIN = (400, 412, 428)  # the random name has changed, the ETag has, or it got lost


def read_one(application: Application, meeting_id: str) -> Exchange[Meeting]:
    """The meeting with its telephone numbers. UCWA: myOnlineMeetings, GET."""
    entry = (yield from read_list(application)).called(meeting_id)
    if entry is None and application.session.stored.has_started(meeting_id):
        raise refuse(NotPossible, _NOT_READABLE)
    if entry is None:
        raise refuse(NoSuchMeeting, "not in the list")
    return (yield from with_dial_in(application, entry.read(None)))


def cancel_one(application: Application, meeting: Meeting) -> Exchange[None]:
    """Delete *meeting*; one that is gone counts as done. UCWA: myOnlineMeeting, DELETE."""
    entry = yield from _find_entry(application, meeting)
    if entry is None:
        return
    session = application.session
    response = yield from session.call_again("DELETE", entry.href)
    if response.status_code != 204 and not session.missing(response):
        raise session.error(response)


def change_one(application: Application, meeting: Meeting, wanted: NewMeeting) -> Exchange[Meeting]:
    """Make *meeting* be as *wanted*. UCWA: myOnlineMeeting, PUT."""
    entry = yield from _find_entry(application, meeting)
    if entry is None:
        raise refuse(NoSuchMeeting, "not in the list")
    account = application.session.stored.account
    change = ScheduleChange(meeting, wanted, account)
    changed_choices = change.properties()
    yield from check_allowed(application, changed_choices)
    resource = yield from _read_and_put(application.session, entry.href, change)
    changed = read_meeting(resource, SCHEDULED, wanted.title)
    timed = wanted.starts_at is not None
    changed = replace(
        changed,
        starts_at=wanted.starts_at if timed else changed.starts_at,
        lasts=wanted.lasts if timed else changed.lasts,
        dial_in=meeting.dial_in if has_code(changed) else (),
        notes=(*request_notes(wanted, account), *differences(resource, changed_choices)),
        said_to_all=change.request.said_to_all,
        data={**changed.data, "asked": change.request.write()},
    )
    if _PHONE_PROPERTY in changed_choices:
        return (yield from with_dial_in(application, changed))
    return changed


def check_scheduled(meeting: Meeting, reason: str) -> None:
    """Raise NotPossible with *reason* for a meeting that was started at once: it is in no list."""
    if meeting.data.get("kind") == INSTANT:
        raise refuse(NotPossible, reason)


def _find_entry(application: Application, meeting: Meeting) -> Exchange[ListEntry | None]:
    """The entry of *meeting* in the list; NotPossible where it is the permanent one."""
    entry = (yield from read_list(application)).called(meeting.id)
    if entry is not None and entry.kind == ROOM:
        raise refuse(NotPossible, _PERMANENT)
    return entry


class ScheduleChange:
    """One change of one meeting, to be put into what the server has by then."""

    def __init__(self, meeting: Meeting, wanted: NewMeeting, account: str) -> None:
        self.request = ScheduleRequest.of(wanted, account)
        self._before = read_request(meeting.data.get("asked", ""))

    def properties(self) -> dict[str, str]:
        """The choices that are other than before."""
        chosen, before = self.request.properties, self._before
        return {name: word for name, word in chosen.items() if before.get(name) != word}

    def put_into(self, properties: Body) -> Body:
        """All of *properties*, changed where the request differs from the one before."""
        wanted, before = self.request.body(), self._before
        description = Description.read(str(properties.get("description") or ""))
        changed: dict[str, object] = {**properties, **self.properties()}
        for name in LISTS:
            changed[name] = _merged(
                _texts(properties, name), _texts(before, name), _texts(wanted, name)
            )
        for name in ("subject", "expirationTime"):
            if name in wanted and before.get(name) != wanted[name]:
                changed[name] = wanted[name]
        if description.repeats:
            changed["expirationTime"] = _later_end(properties, changed)
        changed["description"] = self._description(description)
        return {name: value for name, value in changed.items() if value or name in properties}

    def _description(self, current: Description) -> str:
        """The description with our lines in it; the agenda stays unless the request changes it."""
        ours = self.request.description
        unchanged = ours.agenda == self._before.get("description", "")
        agenda = current.agenda if unchanged else ours.agenda
        return replace(ours.replacing(current), agenda=agenda).text


def _read_and_put(session: Session, href: str, change: ScheduleChange) -> Exchange[Resource]:
    """Read and put, and again from the start where somebody else was faster."""
    for _ in range(_PUT_TRIES):
        response = yield from session.call_again("GET", href)
        resource = _existing(session, response)
        body = change.put_into(resource.properties)
        if _is_unchanged(body, resource.properties):
            return resource
        etag = _etag(response, resource)
        response = yield from session.call_again("PUT", href, body, etag)
        refusal = session.refusal(response)
        if response.status_code not in _READ_AGAIN or _names_our_change(
            refusal.parameters, body, resource.properties
        ):
            return _existing(session, response)
    raise refuse(ChangedMeanwhile, refusal.label) if refusal.status == 412 else refusal.error()


def _existing(session: Session, response: httpx.Response) -> Resource:
    """The meeting in a reply; NoSuchMeeting where the server says that there is none."""
    if session.missing(response):
        raise refuse(NoSuchMeeting, session.refusal(response).label)
    return session.resource(response)


def _etag(response: httpx.Response, resource: Resource) -> str:
    """The ETag, bare: the header has it in quotes, and in one page of the vendor's without."""
    etag = response.headers.get("etag", "") or resource.text("etag")
    return etag.removeprefix("W/").strip('"')


def _names_our_change(parameters: Sequence[str], body: Body, properties: Body) -> bool:
    """Whether a refusal names what we have changed: reading again would not help."""
    return any(name in body and body[name] != properties.get(name) for name in parameters)


def _is_unchanged(body: Body, properties: Body) -> bool:
    """Whether nothing is left to change."""
    return all(
        _comparable(value) == _comparable(properties.get(name)) for name, value in body.items()
    )


def _comparable(value: object) -> object:
    moment = read_moment(value) if isinstance(value, str) else None
    return moment or value


def _later_end(properties: Body, changed: Body) -> object:
    """The later end: one meeting of a series may move without the others ending sooner."""
    ends = [body.get("expirationTime") for body in (properties, changed)]
    moments = [end if isinstance(end, datetime) else read_moment(str(end)) for end in ends]
    return ends[0] if moments[0] and moments[1] and moments[0] >= moments[1] else ends[1]


def _texts(properties: Body, name: str) -> list[str]:
    value = properties.get(name)
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _merged(current: Sequence[str], before: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """*current* with what is wanted and was not before, without what was before and is not now."""
    left = [text for text in current if text in wanted or text not in before]
    return left + [text for text in wanted if text not in before and text not in current]
