"""Makes scheduled meetings: for later, with choices, or where an ad-hoc one gave no link."""

from dataclasses import replace

import httpx

from meetings.errors import UnexpectedReply
from meetings.model import Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.skype import made, people
from meetings.services.skype.allowed import check_allowed
from meetings.services.skype.application import Application
from meetings.services.skype.dial_in import with_dial_in
from meetings.services.skype.errors import MayNotSchedule, refuse
from meetings.services.skype.listing import find_marked
from meetings.services.skype.plan import Plan, notes
from meetings.services.skype.resource import Resource, read
from meetings.services.skype.session import Session


def schedule(session: Session, application: Application, wanted: NewMeeting) -> Exchange[Meeting]:
    """Make a scheduled meeting. UCWA: myOnlineMeetings, POST; 201, or 200.

    What may not be chosen is told before anything is made. The request that makes the meeting is
    the last that matters: what is asked after it can fail and the meeting stands.
    """
    href = application.link("onlineMeetings", "myOnlineMeetings")
    if not href:
        raise session.not_allowed(MayNotSchedule, "no myOnlineMeetings link")
    plan = Plan.of(wanted, session.kept.account)
    yield from check_allowed(session, application, plan.settings)
    url, body, said = session.follow(href), plan.body(), notes(wanted, session.kept.account)
    response = yield from session.call("POST", url, body)
    refusal = session.refusal(response)
    if response.status_code == 400 and "attendees" in refusal.parameters and body["attendees"]:
        said = (*said, people.NOT_LISTED)
        body = {name: value for name, value in body.items() if name != "attendees"}
        response = yield from session.call("POST", url, body)
    if refusal.subcode == "AlreadyExists":
        found = yield from find_scheduled(session, application, wanted)
        if found is not None:
            return found
    shown = _shown(session, response)
    one = replace(_as_wanted(shown, wanted, plan), notes=(*said, *made.differences(shown, body)))
    return (yield from with_dial_in(session, application, one))


def find_scheduled(
    session: Session, application: Application, wanted: NewMeeting
) -> Exchange[Meeting | None]:
    """The scheduled meeting that carries the marker of *wanted*."""
    shown = yield from find_marked(session, application, wanted)
    if shown is None:
        return None
    plan = Plan.of(wanted, session.kept.account)
    said = (*notes(wanted, session.kept.account), *made.differences(shown, plan.settings))
    one = replace(_as_wanted(shown, wanted, plan), notes=said)
    return (yield from with_dial_in(session, application, one))


def _shown(session: Session, response: httpx.Response) -> Resource:
    if response.status_code not in (200, 201):
        raise session.error(response)
    shown = read(response)
    if not shown.text("joinUrl"):
        raise refuse(UnexpectedReply, "a scheduled meeting without its link")
    return shown


def _as_wanted(shown: Resource, wanted: NewMeeting, plan: Plan) -> Meeting:
    one = made.meeting(shown, made.SCHEDULED, wanted.title)
    lasts = wanted.lasts if wanted.starts_at else None
    data = {**one.data, "asked": plan.written()}
    return replace(
        one, starts_at=wanted.starts_at, lasts=lasts, said_to_all=plan.said_to_all, data=data
    )
