"""Starts a meeting now, and finds what an earlier start made: startOnlineMeeting and its link."""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from meetings.errors import MeetingError, UnexpectedReply
from meetings.model import Meeting, NewMeeting
from meetings.service import Exchange, Sleep, refused
from meetings.services.skype.description import INSTANT, read_meeting, with_notes
from meetings.services.skype.errors import LinkMissing, MayNotStart, refuse
from meetings.services.skype.events import ENDED_STATES, LinkWait, StartProgress
from meetings.services.skype.replies import Resource
from meetings.services.skype.request import (
    own_thread_id,
    start_body,
    subject,
    thread_id,
    title_notes,
)
from meetings.services.skype.scheduled import has_code, schedule, with_dial_in, without_numbers
from meetings.services.skype.session import Application, Session, open_application

_REMEDY_PAUSE = 2.0
_SETTLE_SECONDS = 15.0  # what a conversation without a link yet is given
_GLIMPSE_SECONDS = 0.5  # for the event channel: what it has to tell, it tells at once
_MOST_CONVERSATIONS = 100  # that are read in a search
_MAY_BE_OURS = ("AlreadyExists", "CallbackChannelError", "ThreadIdAlreadyExists")
_FALLBACK = (
    "Skype for Business gave no link to an instant meeting, so this one is scheduled there: "
    "it stays in your list of meetings for eight hours."
)
_STILL_THERE = (
    "Skype for Business did not confirm that it took you out of the meeting again: "
    "for up to a quarter of an hour you may be shown as being in it."
)


@dataclass(frozen=True, slots=True)
class InstantMeeting:
    """An onlineMeeting with its joinUrl, and the href of the conversation that is ours in it."""

    meeting: Resource
    conversation: str


class MeetingStart:
    """One start, from the request to the link."""

    def __init__(self, application: Application, wanted: NewMeeting) -> None:
        self.session = application.session
        self.application = application
        self.wanted = wanted
        self.body = start_body(wanted)
        self.progress = StartProgress(wanted.marker)
        self.accepted: httpx.Response | None = None

    def run(self) -> Exchange[Meeting]:
        """Start the meeting and return it.

        Until the server has accepted the start, an error means that nothing was made. From then on
        it does so only where the server said that the start failed.
        """
        for last in (False, True):
            instant = yield from self._ask()
            if instant is None:
                try:
                    instant = yield from self._wait()
                except MeetingError as fault:
                    raise _unknown_outcome(fault) from fault
            if instant is not None:
                return (yield from finish_start(self.application, self.wanted, instant))
            if self.progress.failure is None:
                break
            if self.accepted is not None:
                refused(self.accepted)
            if last or not self.progress.may_pass:
                raise self.progress.failure
            yield Sleep(_REMEDY_PAUSE)
            self.progress = StartProgress(self.wanted.marker)
        return (yield from self._schedule_instead())

    def _ask(self) -> Exchange[InstantMeeting | None]:
        """Ask until the start is accepted, with each remedy once; or find that it was before."""
        tried = set()
        while True:
            href = self.application.link("communication", "startOnlineMeeting")
            if not href:
                raise self.session.not_allowed(MayNotStart, "no startOnlineMeeting link")
            response = yield from self.session.call("POST", href, self.body)
            if response.status_code == 201:
                self.accepted = response
                self.progress.invitation = response.headers.get("location", "")
                return None
            subcode = self.session.refusal(response).subcode
            if subcode in _MAY_BE_OURS:
                instant = yield from self._find(subcode)
                if instant is not None:
                    return instant
            if subcode in tried or not (yield from self._remedy(subcode)):
                raise self.session.error(response)
            tried.add(subcode)

    def _remedy(self, subcode: str) -> Exchange[bool]:
        """Remove the cause of a refusal, or wait a little; return whether there is a remedy."""
        match subcode:
            case "ThreadIdAlreadyExists":  # a conversation of an earlier start still has it
                self.body["threadId"] = own_thread_id(self.wanted)
            case "ApplicationNotFound" | "InactiveApplicationExpired":
                self.application = yield from open_application(self.session)
            case "AlreadyExists" | "AnotherOperationPending" | "CallbackChannelError":
                yield Sleep(_REMEDY_PAUSE)
            case _:
                return False
        return True

    def _find(self, subcode: str) -> Exchange[InstantMeeting | None]:
        """Search before asking again, where the refusal may be about our own meeting.

        A threadId is taken by an open conversation: then it is enough to look at those.
        """
        find = find_open if subcode == "ThreadIdAlreadyExists" else find_started
        try:
            return (yield from find(self.application, self.wanted))
        except MeetingError as fault:
            raise _unknown_outcome(fault) from fault

    def _wait(self) -> Exchange[InstantMeeting | None]:
        wait = LinkWait(self.application, self.progress)
        meeting = yield from wait.link()
        if meeting is None:
            meeting = yield from wait.look()
        return InstantMeeting(meeting, self.progress.conversation) if meeting is not None else None

    def _schedule_instead(self) -> Exchange[Meeting]:
        """Leave what gives no link; only if the server confirms it, schedule a meeting instead."""
        try:
            if not self.progress.ended and not (yield from self._leave()):
                raise refuse(LinkMissing, "the start was accepted, and cannot be left")
            application = yield from open_application(self.session)
            meeting = yield from schedule(application, self.wanted)
            return with_notes(meeting, _FALLBACK)
        except MeetingError as fault:
            raise _unknown_outcome(fault) from fault

    def _leave(self) -> Exchange[bool]:
        """Leave the conversation, or cancel the invitation; return whether the server confirms."""
        if self.progress.conversation:
            return (yield from _leave(self.session, self.progress.conversation))
        if not self.progress.cancel:
            return False
        response = yield from self.session.call("POST", self.progress.cancel, {})
        return response.status_code == 204


def _unknown_outcome(fault: MeetingError) -> MeetingError:
    """*fault* if its outcome is unknown, else an error that leaves open what the start made."""
    return fault if fault.outcome_unknown else refuse(LinkMissing, str(fault))


def finish_start(
    application: Application, wanted: NewMeeting, instant: InstantMeeting
) -> Exchange[Meeting]:
    """Turn *instant* into a Meeting, and leave its conversation.

    The meeting is stored first: once left, the conversation cannot be found again. A conversation
    that cannot be left ends with the application.
    """
    session = application.session
    meeting = read_meeting(instant.meeting, INSTANT, wanted.title)
    meeting = with_notes(meeting, *title_notes(wanted))
    session.stored = session.stored.with_started(wanted.marker, meeting, instant.conversation)
    yield from session.save()
    meeting = yield from _leave_and_note(session, meeting, instant.conversation)
    if _STILL_THERE in meeting.notes:  # a server in trouble is asked for nothing more
        return without_numbers(meeting)
    return (yield from with_dial_in(application, meeting))


def finish_stored(session: Session, meeting: Meeting, conversation: str) -> Exchange[Meeting]:
    """A meeting that was stored: with its numbers, and its *conversation* left if it was not."""
    meeting = yield from _leave_and_note(session, meeting, conversation)
    if _STILL_THERE in meeting.notes or not has_code(meeting):
        return without_numbers(meeting)
    try:
        application = yield from open_application(session)
    except MeetingError:
        return without_numbers(meeting)
    return (yield from with_dial_in(application, meeting))


def _leave_and_note(session: Session, meeting: Meeting, conversation: str) -> Exchange[Meeting]:
    """Leave the *conversation*, if any; a note of the *meeting* says if that is not confirmed."""
    if not conversation:
        return meeting
    try:
        left = yield from _leave(session, conversation)
    except MeetingError:
        left = False
    return meeting if left else with_notes(meeting, _STILL_THERE)


def _leave(session: Session, conversation: str) -> Exchange[bool]:
    """Leave *conversation*; return whether the server confirms it. UCWA: DELETE, 204."""
    return session.deleted((yield from session.call_again("DELETE", conversation)))


def find_started(application: Application, wanted: NewMeeting) -> Exchange[InstantMeeting | None]:
    """Find the meeting that a start of *wanted* made, if it is there.

    First among the open conversations; then in the events that the channel still has, by our
    operationId.
    """
    instant = yield from find_open(application, wanted)
    if instant is not None or application.fresh:
        return instant
    progress = StartProgress(wanted.marker)
    meeting = yield from LinkWait(application, progress, _GLIMPSE_SECONDS).link()
    if meeting is not None:
        return InstantMeeting(meeting, progress.conversation)
    if not progress.conversation or progress.over:
        return None
    return (yield from _await_link(application, progress))


def find_open(application: Application, wanted: NewMeeting) -> Exchange[InstantMeeting | None]:
    """Find the meeting that a start of *wanted* made among the open conversations."""
    href = yield from _find_conversation(application, wanted)
    if not href:
        return None
    return (yield from _await_link(application, StartProgress(wanted.marker, href)))


def _find_conversation(application: Application, wanted: NewMeeting) -> Exchange[str]:
    """The href of the open conversation that a start of *wanted* made; empty if there is none.

    UCWA: conversations, GET. A threadId of its own is sure proof. The shared one is so together
    with the subject: the application is ours alone, and a conversation is left as soon as its link
    is known. What was stored says which conversations are other meetings'.
    """
    listed = application.link("communication", "conversations")
    if not listed:
        return ""
    session = application.session
    conversations = session.resource((yield from session.call_again("GET", listed)))
    embedded = conversations.embedded("conversation")
    hrefs = [*conversations.links("conversation"), *(each.link("self") for each in embedded)]
    others = session.stored.conversations_of_others(wanted.marker)
    hrefs = list(dict.fromkeys(href for href in hrefs if href and href not in others))
    if len(hrefs) > _MOST_CONVERSATIONS:
        raise refuse(UnexpectedReply, "too many open conversations to look through")
    return (yield from _pick_conversation(session, hrefs, wanted))


def _pick_conversation(session: Session, hrefs: Sequence[str], wanted: NewMeeting) -> Exchange[str]:
    by_thread: dict[str, list[str]] = {own_thread_id(wanted): [], thread_id(wanted): []}
    for href in hrefs:
        response = yield from session.call_again("GET", href)
        if session.absent(response):
            continue
        conversation = session.resource(response)
        if _may_be_of(wanted, conversation):
            by_thread[conversation.text("threadId")].append(href)
    likely = next(filter(None, by_thread.values()), [])
    if len(likely) > 1:
        raise refuse(UnexpectedReply, "more than one conversation looks like this start")
    return next(iter(likely), "")


def _may_be_of(wanted: NewMeeting, conversation: Resource) -> bool:
    if conversation.text("state") in ENDED_STATES:
        return False
    if conversation.text("threadId") == own_thread_id(wanted):
        return True
    same_subject = " ".join(conversation.text("subject").split()) == subject(wanted)
    return same_subject and conversation.text("threadId") == thread_id(wanted)


def _await_link(
    application: Application, progress: StartProgress
) -> Exchange[InstantMeeting | None]:
    """Give a conversation the time to show its link; LinkMissing if it does not."""
    wait = LinkWait(application, progress, _SETTLE_SECONDS, poll=False)
    meeting = yield from wait.look()
    if meeting is None:
        meeting = yield from wait.link()
    if meeting is not None:
        return InstantMeeting(meeting, progress.conversation)
    if progress.over:
        return None
    raise refuse(LinkMissing, "its conversation is there, its link is not")
