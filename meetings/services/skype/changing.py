"""Changes a scheduled meeting: reads it, puts back all of it with what the wish changes, repeats.

UCWA: Payload format, "PUT". All properties go back as they were read, the one with a random name
among them, under the ETag that was read with them. Whoever else changes the meeting meanwhile loses
nothing: what goes in is the difference between this wish and what was asked for before.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import httpx

from meetings.errors import NoSuchMeeting
from meetings.model import Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.skype import made
from meetings.services.skype.allowed import check_allowed
from meetings.services.skype.application import Application
from meetings.services.skype.dial_in import has_code, with_dial_in
from meetings.services.skype.errors import ChangedMeanwhile, refuse
from meetings.services.skype.forms import Body
from meetings.services.skype.marks import Description
from meetings.services.skype.moments import read_moment
from meetings.services.skype.plan import LISTS, Plan, asked_before, notes
from meetings.services.skype.resource import Resource
from meetings.services.skype.session import Session

_PHONE = "phoneUserAdmission"
_TRIES = 4
_READ_AGAIN = (400, 412, 428)  # the random name has changed, the ETag has, or it got lost


class Change:
    """One change of one meeting, to be put into whatever the server has by then."""

    def __init__(self, meeting: Meeting, wanted: NewMeeting, account: str) -> None:
        self.plan = Plan.of(wanted, account)
        self._before = asked_before(meeting.data.get("asked", ""))

    def settings(self) -> dict[str, str]:
        """The choices that are other than before."""
        before = self._before
        return {n: word for n, word in self.plan.settings.items() if before.get(n) != word}

    def put_into(self, properties: Body) -> Body:
        """All of *properties*, changed as far as the wish differs from what was asked before."""
        wanted, before = self.plan.body(), self._before
        there = Description.read(str(properties.get("description") or ""))
        changed: dict[str, object] = {**properties, **self.settings()}
        for name in LISTS:
            changed[name] = _merged(
                _texts(properties, name), _texts(before, name), _texts(wanted, name)
            )
        for name in ("subject", "expirationTime"):
            if name in wanted and before.get(name) != wanted[name]:
                changed[name] = wanted[name]
        if there.repeats:
            changed["expirationTime"] = _later(properties, changed)
        changed["description"] = self._description(there)
        return {name: each for name, each in changed.items() if each or name in properties}

    def _description(self, there: Description) -> str:
        """The description with our lines in it; its agenda is others' if ours has not changed."""
        ours = self.plan.description
        agenda = there.agenda
        if ours.agenda != self._before.get("description", ""):
            agenda = ours.agenda
        return replace(ours.after(there), agenda=agenda).text


def change(
    session: Session, application: Application, href: str, told: tuple[Meeting, NewMeeting]
) -> Exchange[Meeting]:
    """Make the meeting at *href* be as told: the meeting as it is known, and as it is wanted."""
    meeting, wanted = told
    due = Change(meeting, wanted, session.kept.account)
    yield from check_allowed(session, application, due.settings())
    shown = yield from _put(session, href, due)
    changed = made.meeting(shown, made.SCHEDULED, wanted.title)
    later = wanted.starts_at is not None
    changed = replace(
        changed,
        starts_at=wanted.starts_at if later else changed.starts_at,
        lasts=wanted.lasts if later else changed.lasts,
        dial_in=meeting.dial_in if has_code(changed) else (),
        notes=(*notes(wanted, session.kept.account), *made.differences(shown, due.settings())),
        said_to_all=due.plan.said_to_all,
        data={**changed.data, "asked": due.plan.written()},
    )
    if _PHONE in due.settings():
        return (yield from with_dial_in(session, application, changed))
    return changed


def _put(session: Session, href: str, due: Change) -> Exchange[Resource]:
    """Read and put, and once more from the start where somebody else was faster."""
    url = session.follow(href)
    for _ in range(_TRIES):
        response = yield from session.call_again("GET", url)
        shown = _there(session, response)
        body = due.put_into(shown.properties)
        if _same(body, shown.properties):
            return shown
        tag = _tag(response, shown)
        response = yield from session.call_again("PUT", url, body, tag)
        refusal = session.refusal(response)
        if response.status_code not in _READ_AGAIN or _is_about(refusal.parameters, body, shown):
            return _there(session, response)
    raise refuse(ChangedMeanwhile, refusal.label) if refusal.status == 412 else refusal.error()


def _there(session: Session, response: httpx.Response) -> Resource:
    """The meeting that a reply shows; NoSuchMeeting where the server says that there is none."""
    if session.missing(response):
        raise refuse(NoSuchMeeting, session.refusal(response).label)
    return session.resource(response)


def _tag(response: httpx.Response, shown: Resource) -> str:
    """The ETag, bare: the header has it in quotes, and in one page of the vendor's without."""
    told = response.headers.get("etag", "") or shown.text("etag")
    return told.removeprefix("W/").strip('"')


def _is_about(parameters: Sequence[str], body: Body, shown: Resource) -> bool:
    """Whether a refusal names what we have changed: reading again would not help."""
    properties = shown.properties
    return any(name in body and body[name] != properties.get(name) for name in parameters)


def _same(body: Body, properties: Body) -> bool:
    """Whether nothing is left to change."""
    return all(_value(each) == _value(properties.get(name)) for name, each in body.items())


def _value(value: object) -> object:
    moment = read_moment(value) if isinstance(value, str) else None
    return moment or value


def _later(properties: Body, changed: Body) -> object:
    """The later end: one meeting of a series may move without the others ending sooner."""
    ends = [each.get("expirationTime") for each in (properties, changed)]
    moments = [one if isinstance(one, datetime) else read_moment(str(one)) for one in ends]
    return ends[0] if moments[0] and moments[1] and moments[0] >= moments[1] else ends[1]


def _texts(properties: Body, name: str) -> list[str]:
    found = properties.get(name)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _merged(now: Sequence[str], before: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """*now* with what is wanted and was not before, and without what was and is not wanted."""
    left = [one for one in now if one in wanted or one not in before]
    return left + [one for one in wanted if one not in before and one not in now]
