"""Looks for what an earlier start may have made: in the account's own application, by our marks."""

from collections.abc import Sequence
from dataclasses import dataclass

from meetings.errors import UnexpectedReply
from meetings.model import NewMeeting
from meetings.service import Exchange
from meetings.services.skype.application import Application
from meetings.services.skype.errors import LinkMissing, refuse
from meetings.services.skype.resource import Resource
from meetings.services.skype.session import Session
from meetings.services.skype.waiting import Wait
from meetings.services.skype.watch import Watch
from meetings.services.skype.wish import own_thread, subject, thread

_MOST = 100  # conversations that are read
_SETTLE = 15.0  # seconds that a conversation found half made is given
_GLIMPSE = 0.5  # seconds that the event channel is listened to: what it has, it says at once
_ENDED = ("Disconnected", "Disconnecting")


@dataclass(frozen=True, slots=True)
class Found:
    """A meeting with its joinUrl, and the href of the conversation that is ours in it."""

    meeting: Resource
    conversation: str


def seek(session: Session, application: Application, wanted: NewMeeting) -> Exchange[Found | None]:
    """Find the meeting that a start of *wanted* made, if it is there.

    First among the open conversations; then in what the event channel still has to tell, by our
    operationId.
    """
    found = yield from seek_open(session, application, wanted)
    if found is not None or application.fresh:
        return found
    watch = Watch(wanted.marker)
    meeting = yield from Wait(session, application, watch, _GLIMPSE).link()
    if meeting is not None:
        return Found(meeting, watch.conversation)
    if not watch.conversation or watch.over:
        return None
    return (yield from _settled(session, application, watch))


def seek_open(
    session: Session, application: Application, wanted: NewMeeting
) -> Exchange[Found | None]:
    """Find the meeting that a start of *wanted* made among the open conversations."""
    href = yield from _conversation(session, application, wanted)
    if not href:
        return None
    watch = Watch(wanted.marker)
    watch.conversation = href
    return (yield from _settled(session, application, watch))


def _conversation(session: Session, application: Application, wanted: NewMeeting) -> Exchange[str]:
    """The href of the open conversation that a start of *wanted* made; empty if there is none.

    UCWA: conversations, GET. A thread of its own tells for sure whose a conversation is. The shared
    thread does so with the subject: the application is ours alone, and a conversation is left as
    soon as its link is known. What was written down tells which are another wish's.
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
    others = session.kept.conversations_of_others(wanted.marker)
    left = list(dict.fromkeys(href for href in hrefs if href and href not in others))
    if len(left) > _MOST:
        raise refuse(UnexpectedReply, "too many open conversations to look through")
    return (yield from _ours(session, left, wanted))


def _ours(session: Session, hrefs: Sequence[str], wanted: NewMeeting) -> Exchange[str]:
    ours: dict[str, list[str]] = {own_thread(wanted): [], thread(wanted): []}
    for href in hrefs:
        response = yield from session.call_again("GET", session.follow(href))
        if session.absent(response):
            continue
        conversation = session.resource(response)
        if _may_be_of(wanted, conversation):
            ours[conversation.text("threadId")].append(href)
    likely = next(filter(None, ours.values()), [])
    if len(likely) > 1:
        raise refuse(UnexpectedReply, "more than one conversation looks like this start")
    return next(iter(likely), "")


def _may_be_of(wanted: NewMeeting, conversation: Resource) -> bool:
    if conversation.text("state") in _ENDED:
        return False
    if conversation.text("threadId") == own_thread(wanted):
        return True
    titled = " ".join(conversation.text("subject").split()) == subject(wanted)
    return titled and conversation.text("threadId") == thread(wanted)


def _settled(session: Session, application: Application, watch: Watch) -> Exchange[Found | None]:
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
