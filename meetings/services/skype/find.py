"""Looks for what an earlier start may have made: in the account's own application, by our marks."""

from dataclasses import dataclass

from meetings.errors import UnexpectedReply
from meetings.model import NewMeeting
from meetings.service import Steps
from meetings.services.skype.application import Application
from meetings.services.skype.errors import LinkMissing, refuse
from meetings.services.skype.resource import Resource
from meetings.services.skype.session import Session
from meetings.services.skype.waiting import Wait
from meetings.services.skype.watch import Watch
from meetings.services.skype.wish import subject, thread

_MOST = 30  # conversations that are read
_SETTLE = 15.0  # seconds that a conversation found half made is given
_GLIMPSE = 1.0  # seconds that the event channel is listened to
_ENDED = ("Disconnected", "Disconnecting")


@dataclass(frozen=True, slots=True)
class Found:
    """A meeting with its joinUrl, and the href of the conversation that is ours in it."""

    meeting: Resource
    conversation: str


def seek(session: Session, application: Application, wanted: NewMeeting) -> Steps[Found | None]:
    """Find the meeting that a start of *wanted* made, if it is there.

    First among the open conversations; then in what the event channel still has to tell, by our
    operationId.
    """
    href = yield from seek_conversation(session, application, wanted)
    watch = Watch(wanted.marker)
    if href:
        watch.conversation = href
    elif application.fresh:
        return None
    else:
        glimpse = Wait(session, application, watch, _GLIMPSE)
        found = yield from glimpse.link()
        if found is not None:
            return Found(found, watch.conversation)
        if not watch.conversation or watch.over:
            return None
    return (yield from _settled(session, application, watch))


def seek_conversation(session: Session, application: Application, wanted: NewMeeting) -> Steps[str]:
    """The href of the open conversation that a start of *wanted* made; empty if there is none.

    UCWA: conversations, GET. The application is ours alone, and a conversation is left as soon as
    its link is known, so thread and subject together tell whose it is. A start that had to go
    without a thread is known by its subject, and by not being in the thread.
    """
    listed = application.link("communication", "conversations")
    if not listed:
        return ""
    response = yield from session.call_again("GET", session.follow(listed))
    every = session.resource(response)
    hrefs = [
        *every.links("conversation"),
        *(c.link("self") for c in every.embedded("conversation")),
    ]
    ours = []
    for href in list(dict.fromkeys(filter(None, hrefs)))[:_MOST]:
        response = yield from session.call_again("GET", session.follow(href))
        if session.absent(response):
            continue
        if _is_of(session, wanted, session.resource(response)):
            ours.append(href)
    if len(ours) > 1:
        raise refuse(UnexpectedReply, "more than one conversation looks like this start")
    return next(iter(ours), "")


def _is_of(session: Session, wanted: NewMeeting, conversation: Resource) -> bool:
    if conversation.text("state") in _ENDED:
        return False
    if " ".join(conversation.text("subject").split()) != subject(wanted):
        return False
    unthreaded = wanted.marker in session.kept.unthreaded
    return (conversation.text("threadId") == thread(wanted)) is not unthreaded


def _settled(session: Session, application: Application, watch: Watch) -> Steps[Found | None]:
    """Give a conversation that was found half made the time to show its link."""
    wait = Wait(session, application, watch, _SETTLE)
    wait.deaf = True
    meeting = yield from wait.look()
    if meeting is None:
        meeting = yield from wait.link()
    if meeting is not None:
        return Found(meeting, watch.conversation)
    if watch.over:
        return None
    raise refuse(LinkMissing, "its conversation is there, its link is not")
