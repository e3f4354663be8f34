"""Telling people what became of a meeting: each of them once, in their own zone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeAlias, cast

from handlers import tell_words as words
from handlers.guests import is_person
from handlers.living_card import standing
from handlers.replay import Run
from handlers.say import say
from handlers.talk import JSON, CardState, Conversation, Place, When, Whisper
from storage.ledger import NewJob
from storage.meetings import KeptMeeting, Meetings

What: TypeAlias = Literal["invited", "moved", "cancelled"]


def named_people(kept: KeptMeeting) -> list[str]:
    """Those of a meeting's people who can be written to in Slack, each once."""
    return list(dict.fromkeys(one for one in kept.people if is_person(one)))


def jobs(
    kept: KeptMeeting, what: What, by: str, now: datetime, *, before: When | None = None
) -> list[NewJob]:
    """What tells everyone but *by*, who did it; of a change the conversation is told as well.

    *kept* is the meeting as it is then, *before* when it was to take place until then.
    """
    told = [one for one in dict.fromkeys([kept.organizer, *named_people(kept)]) if one != by]
    if what == "invited":
        told = [one for one in told if one != kept.organizer]
    elif not kept.channel.startswith("D"):  # of two people, or of one with the bot: they are told
        told.insert(0, kept.channel)
    return [_job(kept, what, by, now, before, place) for place in told]


def _job(
    kept: KeptMeeting, what: What, by: str, now: datetime, before: When | None, place: str
) -> NewJob:
    payload: dict[str, JSON] = {"meeting": kept.id, "what": what, "by": by, "place": place}
    when, _ = standing(kept, now)
    payload |= {"before": _packed(before), "now": _packed(when)}
    key = f"tell:{kept.id}:{kept.version}:{what}:{place}"
    return NewJob(key=key, kind="tell", payload=payload, run_at=now)


class Tell:
    """The errand that tells one person, or one conversation."""

    def __init__(self, conversation: Conversation, meetings: Meetings) -> None:
        self._conversation = conversation
        self._meetings = meetings

    async def __call__(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Say it, unless there is nothing to say any more."""
        kept = await self._meetings.by_id(str(payload["meeting"]))
        what = cast("What", payload["what"])
        if kept is None or (what == "invited" and _over(kept, run.now)):
            return
        place = self._place(kept, str(payload["place"]))
        said = await self._said(kept, what, payload, place)
        await say(run, self._conversation, place, lambda: said)

    def _place(self, kept: KeptMeeting, channel: str) -> Place:
        """A person's direct messages, or the meeting's conversation with its thread."""
        thread = kept.thread if channel == kept.channel else ""
        return Place(kept.team, channel, thread)

    async def _said(
        self, kept: KeptMeeting, what: What, payload: Mapping[str, JSON], place: Place
    ) -> Whisper:
        reader = await self._conversation.who(kept.team, place.channel) if _dm(place) else None
        zone = reader.zone if reader else ""
        before, when = _unpacked(payload["before"]), _unpacked(payload["now"])
        return words.told(kept, what, str(payload["by"]), zone, before, when)


def _dm(place: Place) -> bool:
    return is_person(place.channel)


def _over(kept: KeptMeeting, now: datetime) -> bool:
    return standing(kept, now)[1] in (CardState.CANCELLED, CardState.ENDED)


def _packed(when: When | None) -> JSON:
    if when is None:
        return None
    return {
        "starts_at": when.starts_at.isoformat(),
        "ends_at": when.ends_at.isoformat(),
        "zone": when.zone,
        "repeats": when.repeats,
    }


def _unpacked(kept: JSON) -> When | None:
    if kept is None:
        return None
    row = cast("Mapping[str, str]", kept)
    return When(
        starts_at=datetime.fromisoformat(row["starts_at"]),
        ends_at=datetime.fromisoformat(row["ends_at"]),
        zone=row["zone"],
        repeats=row["repeats"],
    )
