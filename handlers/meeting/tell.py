"""Telling people what became of a meeting: each of them once, in their own zone."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, cast

from handlers.guests import is_person
from handlers.meeting import living_card
from handlers.meeting import tell_words as words
from handlers.meeting.living_card import card_of, standing
from handlers.meeting.say import NothingToSay, say
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
from storage.copies import Copies, Copy
from storage.ledger import NewJob, Write
from storage.meetings import Meetings, StoredMeeting

What: TypeAlias = Literal["invited"] | words.Report


def named_people(kept: StoredMeeting) -> list[str]:
    """Those of a meeting's people who can be written to in Slack, each once."""
    return list(dict.fromkeys(one for one in kept.people if is_person(one)))


def places(kept: StoredMeeting, told: Sequence[NewJob]) -> list[str]:
    """Where *told* is surely said: no conversation in which no card of *kept* is known to stand.

    It may be on its way, or the bot may not post there.
    """
    found = [str(job.payload["place"]) for job in told]
    return [one for one in found if one != kept.channel or kept.card_ts]


def jobs(
    kept: StoredMeeting,
    what: What,
    by: str,
    now: datetime,
    *,
    before: MeetingTime | None = None,
    new_link: str = "",
) -> list[NewJob]:
    """What tells everyone but *by*, who did it; of a change the conversation is told as well.

    *kept* is the meeting as it is then, *before* when it was to take place until then; *new_link*
    is its link, where that has changed. For ``dropped`` the people of *kept* are those who are not
    to come any more.
    """
    told = [one for one in dict.fromkeys([kept.organizer, *named_people(kept)]) if one != by]
    if what in ("invited", "dropped"):
        told = [one for one in told if one != kept.organizer]
    elif not kept.channel.startswith("D"):  # of two people, or of one with the bot: they are told
        told.insert(0, kept.channel)
    when, _ = standing(kept, now)
    change: dict[str, JSON] = {"meeting": kept.id, "what": what, "by": by, "version": kept.version}
    change |= {"before": _packed(before), "now": _packed(when), "new_link": new_link}
    return [_job(kept, change, place, now) for place in told]


def organizer_job(
    kept: StoredMeeting, what: words.Report, starts_at: datetime, now: datetime, **more: JSON
) -> NewJob:
    """What tells its organizer, once, of the occurrence that starts at *starts_at*.

    *more* is what ``Change`` has beside the times.
    """
    ends_at = starts_at + (kept.lasts or timedelta())
    when = MeetingTime(starts_at=starts_at, ends_at=ends_at, zone=kept.zone)
    change: dict[str, JSON] = {"meeting": kept.id, "what": what, "by": "", "version": kept.version}
    change |= {"before": None, "now": _packed(when), "new_link": "", "place": kept.organizer}
    key = f"tell:{kept.id}:{what}:{starts_at.timestamp() * 1000:.0f}"
    return NewJob(key=key, kind="tell", payload={**change, **more}, run_at=now)


def _job(kept: StoredMeeting, change: Mapping[str, JSON], place: str, now: datetime) -> NewJob:
    key = f"tell:{kept.id}:{kept.version}:{change['what']}:{place}"
    return NewJob(key=key, kind="tell", payload={**change, "place": place}, run_at=now)


class Tell:
    """The errand that tells one person, or one conversation."""

    def __init__(self, conversation: Conversation, meetings: Meetings, copies: Copies) -> None:
        self._conversation = conversation
        self._meetings = meetings
        self._copies = copies

    async def __call__(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Say it, unless there is nothing to say any more."""
        kept = await self._meetings.by_id(str(payload["meeting"]))
        if kept is None:
            return
        if payload["what"] == "invited":
            await self._invite(run, kept, payload)
        else:
            await self._report(run, kept, payload)

    async def _invite(self, run: Run, kept: StoredMeeting, payload: Mapping[str, JSON]) -> None:
        """A card of their own, in their zone, which lives as the one in the conversation does."""
        person = str(payload["place"])
        reader = await self._conversation.who(kept.team, person)
        host = await self._conversation.who(kept.team, str(payload["by"]))

        def card() -> MeetingCard:
            if standing(kept, run.now)[1] in (CardState.CANCELLED, CardState.ENDED):
                raise NothingToSay
            return card_of(kept, run.now, zone=reader.zone, invited_by=host.name)

        def standing_at(posted: Posted) -> list[Write]:
            copy = Copy(meeting=kept.id, channel=posted.channel, ts=posted.ts, reader=person)
            return [self._copies.save(copy)]

        try:
            await say(
                run, self._conversation, Destination(kept.team, person), card, also=standing_at
            )
        except NothingToSay:
            return
        version = cast("int", payload["version"])
        await living_card.catch_up(run, self._meetings, kept.id, version)

    async def _report(self, run: Run, kept: StoredMeeting, payload: Mapping[str, JSON]) -> None:
        """What was done, to a person in their direct messages, or to the whole conversation."""
        channel = str(payload["place"])
        thread = kept.thread if channel == kept.channel else ""
        place = Destination(kept.team, channel, thread)
        dm = is_person(channel)
        zone = (await self._conversation.who(kept.team, channel)).zone if dm else ""
        change = _change(kept, payload)
        said = words.told(change, zone)

        def still_true() -> Message:
            if change.what not in ("cancelled", "dropped") and kept.state == "cancelled":
                raise NothingToSay  # that it is cancelled is told as well, and is the last word
            return said

        try:
            await say(run, self._conversation, place, still_true)
        except NothingToSay:
            return
        except CannotPost:
            if dm:
                raise
            instead = words.could_not_tell(channel, said)
            place = Destination(kept.team, change.by or kept.organizer)
            await say(run, self._conversation, place, lambda: instead, "say-instead")


def _change(kept: StoredMeeting, payload: Mapping[str, JSON]) -> words.ToldChange:
    """What *payload* has to say of *kept*."""
    return words.ToldChange(
        title=kept.title,
        what=cast("words.Report", payload["what"]),
        by=str(payload["by"]),
        before=_unpacked(payload["before"]),
        now=_unpacked(payload["now"]),
        new_link=str(payload["new_link"]),
        service=kept.service,
        why=str(payload.get("why", "")),
        trying=payload.get("trying") is True,
    )


def _packed(when: MeetingTime | None) -> JSON:
    if when is None:
        return None
    return {
        "starts_at": when.starts_at.isoformat(),
        "ends_at": when.ends_at.isoformat(),
        "zone": when.zone,
        "repeats": when.repeats,
    }


def _unpacked(kept: JSON) -> MeetingTime | None:
    if kept is None:
        return None
    row = cast("Mapping[str, str]", kept)
    return MeetingTime(
        starts_at=datetime.fromisoformat(row["starts_at"]),
        ends_at=datetime.fromisoformat(row["ends_at"]),
        zone=row["zone"],
        repeats=row["repeats"],
    )
