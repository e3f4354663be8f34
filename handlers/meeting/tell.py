"""Tells people what became of a meeting: each of them once, in their own zone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from calendars.changed_dates import last_date
from calendars.occurrences import Occurrence
from handlers.guests import is_person
from handlers.meeting import living_card
from handlers.meeting import tell_words as words
from handlers.meeting.living_card import card_of
from handlers.meeting.standing import standing
from handlers.meeting.tell_words import Notice, NoticeKind, Report
from handlers.posts import NothingToSay, post_once
from handlers.replay import Run
from handlers.slack_port import Conversation
from handlers.slack_types import (
    JSON,
    CannotPost,
    CardState,
    Destination,
    MeetingCard,
    MeetingTime,
    Message,
    Posted,
)
from handlers.stored_meetings import plan_of
from storage import payloads
from storage.copies import Copies, Copy
from storage.ledger import NewJob, Write
from storage.meetings import Meetings, StoredMeeting


def named_people(meeting: StoredMeeting) -> list[str]:
    """Those of a meeting's people who can be written to in Slack, each once."""
    return list(dict.fromkeys(name for name in meeting.people if is_person(name)))


def places(meeting: StoredMeeting, tell_jobs: Sequence[NewJob]) -> list[str]:
    """Where *tell_jobs* surely tell it: in no conversation in which no card is known to be.

    The card may be on its way, or the bot may not post there.
    """
    named = [str(job.payload["place"]) for job in tell_jobs]
    return [place for place in named if place != meeting.channel or meeting.card_ts]


def jobs(
    meeting: StoredMeeting,
    what: NoticeKind,
    by: str,
    now: datetime,
    *,
    before: MeetingTime | None = None,
    new_link: str = "",
) -> list[NewJob]:
    """The jobs that tell everyone but *by*, who did it; of a change, the conversation as well.

    *meeting* is as it is after the change, *before* when it was to take place until then;
    *new_link* is its link, where that has changed. For ``dropped`` the people of *meeting* are
    those who are not to come any more.
    """
    when, _ = standing(meeting, now)
    notice = Notice(
        meeting=meeting.id,
        what=what,
        by=by,
        version=meeting.version,
        place="",
        before=before,
        now=when,
        new_link=new_link,
    )
    return _jobs_of(meeting, notice, now)


def dates_jobs(
    meeting: StoredMeeting,
    what: NoticeKind,
    by: str,
    now: datetime,
    times: tuple[MeetingTime | None, MeetingTime | None] = (None, None),
) -> list[NewJob]:
    """The same of dates of a series; *times*: when the date was to be, and when it is now."""
    before, after = times
    notice = Notice(
        meeting=meeting.id,
        what=what,
        by=by,
        version=meeting.version,
        place="",
        before=before,
        now=after,
    )
    return _jobs_of(meeting, notice, now)


def _jobs_of(meeting: StoredMeeting, notice: Notice, now: datetime) -> list[NewJob]:
    what = notice.what
    people = dict.fromkeys([meeting.organizer, *named_people(meeting)])
    told = [person for person in people if person != notice.by]
    if what in ("invited", "dropped"):
        told = [person for person in told if person != meeting.organizer]
    elif not meeting.channel.startswith("D"):  # in a direct message its two people are told
        told.insert(0, meeting.channel)
    key = f"tell:{meeting.id}:{meeting.version}:{what}"
    return [_job(replace(notice, place=place), f"{key}:{place}", now) for place in told]


def invitation(meeting: StoredMeeting, person: str, by: str, now: datetime) -> NewJob:
    """The job that invites one *person*, who was added to *meeting*; once, by its key."""
    return jobs(replace(meeting, people=(person,)), "invited", by, now)[0]


def organizer_job(
    meeting: StoredMeeting,
    what: Report,
    starts_at: datetime,
    now: datetime,
    *,
    why: str,
    trying: bool,
) -> NewJob:
    """The job that tells its organizer, once, of the occurrence that starts at *starts_at*."""
    ends_at = starts_at + (meeting.lasts or timedelta())
    notice = Notice(
        meeting=meeting.id,
        what=what,
        by="",
        version=meeting.version,
        place=meeting.organizer,
        now=MeetingTime(starts_at=starts_at, ends_at=ends_at, zone=meeting.zone),
        why=why,
        trying=trying,
    )
    return _job(notice, f"tell:{meeting.id}:{what}:{starts_at.timestamp() * 1000:.0f}", now)


def ending_job(meeting: StoredMeeting, last: Occurrence, now: datetime) -> NewJob:
    """The job that tells its organizer once that the series ends: *last* is its last date."""
    notice = Notice(
        meeting=meeting.id,
        what="ending",
        by="",
        version=meeting.version,
        place=meeting.organizer,
        now=MeetingTime(starts_at=last.starts_at, ends_at=last.ends_at, zone=meeting.zone),
    )
    return _job(notice, f"tell:{meeting.id}:ending:{last.starts_at.timestamp() * 1000:.0f}", now)


def _job(notice: Notice, key: str, now: datetime) -> NewJob:
    return NewJob(key=key, kind="tell", payload=payloads.dump(notice), run_at=now)


def _ends(meeting: StoredMeeting, notice: Notice, now: datetime) -> bool:
    """Whether the last date of the series is still the one of *notice*."""
    plan = plan_of(meeting)
    last = last_date(plan, now) if plan else None
    return last is not None and notice.now is not None and last.starts_at == notice.now.starts_at


class Tell:
    """The background job that tells one person, or one conversation."""

    def __init__(self, conversation: Conversation, meetings: Meetings, copies: Copies) -> None:
        self._conversation = conversation
        self._meetings = meetings
        self._copies = copies

    async def __call__(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Tell it, unless it is not true any more."""
        notice = payloads.load(payload, Notice)
        meeting = await self._meetings.by_id(notice.meeting)
        if meeting is None:
            return
        try:
            if notice.what == "invited":
                await self._invite(run, meeting, notice)
            else:
                await self._report(run, meeting, notice)
        except NothingToSay:
            return

    async def _invite(self, run: Run, meeting: StoredMeeting, notice: Notice) -> None:
        """Post a card of their own, in their zone, kept up to date as the conversation's is."""
        person = notice.place
        reader = await self._conversation.who(meeting.team, person)
        host = await self._conversation.who(meeting.team, notice.by)
        people = await living_card.people_of(self._conversation, meeting)

        now = run.now

        def card() -> MeetingCard:
            over = standing(meeting, now)[1] in (CardState.CANCELLED, CardState.ENDED)
            if over or person not in meeting.people:
                raise NothingToSay
            return card_of(meeting, now, people, reader=reader, invited_by=host.name)

        def copy_row(posted: Posted) -> list[Write]:
            run.note("told", meeting=meeting.id, to=person, of=notice.what)
            copy = Copy(meeting=meeting.id, channel=posted.channel, ts=posted.ts, reader=person)
            return [self._copies.save(copy)]

        to = Destination(meeting.team, person)
        just_now = await post_once(run, self._conversation, to, card, also=copy_row)
        shown = living_card.facts(meeting, now) if just_now else None
        await living_card.catch_up(run, self._meetings, meeting.id, shown)

    async def _report(self, run: Run, meeting: StoredMeeting, notice: Notice) -> None:
        """Tell what was done, in a direct message, or in the whole conversation."""
        channel = notice.place
        thread = meeting.thread if channel == meeting.channel else ""
        person = is_person(channel)
        clock = (await self._conversation.who(meeting.team, channel)).clock if person else None
        message = words.told(meeting, notice, clock)

        def still_true() -> Message:
            last = ("cancelled", "dropped", "deleted")
            if notice.what not in last and meeting.state == "cancelled":
                raise NothingToSay  # that it is cancelled is told as well, and is the last word
            if notice.what == "ending" and not _ends(meeting, notice, run.now):
                raise NothingToSay
            return message

        try:
            to = Destination(meeting.team, channel, thread)
            await post_once(run, self._conversation, to, still_true)
            run.note("told", meeting=meeting.id, to=channel, of=notice.what)
        except CannotPost:
            if person:
                raise
            instead = words.could_not_tell(channel, message)
            to = Destination(meeting.team, notice.by or meeting.organizer)
            await post_once(run, self._conversation, to, lambda: instead, step="say-instead")
            run.note("told", meeting=meeting.id, to=to.channel, of=notice.what)
