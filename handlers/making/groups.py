"""Groups of people: named in words that ping nobody, and told by one click of the organizer.

A list of people that is too long to be told unasked is such a group too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from handlers import words
from handlers.button_values import NotOurs, read, written
from handlers.dates_in_words import Clock
from handlers.guests import is_person
from handlers.meeting import living_card, tell
from handlers.meeting.standing import standing
from handlers.meeting.tell_words import slack_time
from handlers.posts import post_once
from handlers.replay import Run
from handlers.slack_port import Conversation
from handlers.slack_types import Button, CannotPost, CardState, Destination, Message, SlackRequest
from handlers.stored_meetings import is_organizer
from storage.meetings import Meetings, StoredMeeting

MOST_UNASKED: Final = 20
"""People who are named and told without a further click."""

MOST_INVITED: Final = 100
"""People of a group who are invited one by one; a larger one is told in its conversation."""

_EVERYONE: Final = ("@here", "@channel", "@everyone")
_GROUP: Final = re.compile(r"S[A-Z0-9]{2,}")
_LABELLED: Final = re.compile(r"<!subteam\^([A-Z0-9]+)\|([^<>]*)>")
_UNNAMED: Final = "a user group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The people of a meeting, groups in words; and the *groups*: what is shown, by what it is."""

    people: tuple[str, ...]
    groups: Mapping[str, str]


NOBODY: Final = Named(people=(), groups={})


@dataclass(frozen=True, slots=True, kw_only=True)
class _TellButton:
    """Of *Tell 12 people*: the meeting, and the group or the people themselves.

    *counted*: Slack has said who is in the group, and they are invited one by one.
    """

    meeting: str
    group: str = ""
    people: tuple[str, ...] = ()
    counted: bool = False


def is_group(name: str) -> bool:
    """Whether *name*, of a request's people, stands for many: a group's id, ``@here`` ..."""
    return name in _EVERYONE or _GROUP.fullmatch(name) is not None


def named(people: Sequence[str], text: str) -> Named:
    """Show the groups among *people* as they are called in *text*, which was typed."""
    labels = {id_: words.plain(label, 80) for id_, label in _LABELLED.findall(text)}
    groups = {
        name: name if name in _EVERYONE else labels.get(name) or _UNNAMED
        for name in people
        if is_group(name)
    }
    shown = dict.fromkeys(groups.get(name, name) for name in people)
    return Named(people=tuple(shown), groups=groups)


class TellGroup:
    """Offers to tell a group of a meeting, and tells it. Replayed from its top."""

    def __init__(self, conversation: Conversation, meetings: Meetings) -> None:
        self._conversation = conversation
        self._meetings = meetings

    async def offered(
        self,
        run: Run,
        request: SlackRequest,
        message: Message | None,
        meeting: str,
        groups: Mapping[str, str],
        untold: Sequence[str] = (),
    ) -> Message | None:
        """*message* for the organizer alone, with a button for each of *groups* and for *untold*.

        Nobody of them has been told. The same in each replay: Slack is asked once.
        """
        buttons = []
        for number, (group, name) in enumerate(groups.items()):
            count = await run.decide(f"count {number}", partial(self._count, request, group))
            value = _TellButton(meeting=meeting, group=group, counted=count > 0)
            label = f"Tell {_people(count)}" if count else f"Tell everyone in {name}"
            buttons.append(_button(number, label, value))
        if untold:
            value = _TellButton(meeting=meeting, people=tuple(untold))
            buttons.append(_button(len(groups), f"Tell {_people(len(untold))}", value))
        if not buttons:
            return message
        called = [*groups.values(), *([_people(len(untold))] if untold else [])]
        said = f"I have not told {words.quote(' and '.join(called))}: press the button if I should."
        said = f"{message.text}\n{said}" if message else said
        return words.offer(Message(text=said, buttons=message.buttons if message else ()), buttons)

    async def _count(self, request: SlackRequest, group: str) -> int:
        return len(await self._others(request, request.channel, group) or ())

    async def _others(self, request: SlackRequest, channel: str, group: str) -> list[str] | None:
        """The people of *group* without the asker and bots; None where Slack does not say."""
        where = "" if _GROUP.fullmatch(group) else channel
        people = await self._conversation.people_in(where, group, MOST_INVITED)
        return people and [person for person in people if person != request.person]

    async def __call__(self, run: Run, request: SlackRequest, value: str) -> Message:
        """The button was pressed: invite each of them, or mention the group in the conversation."""
        button = read(value, _TellButton)
        if not (is_group(button.group) or (all(map(is_person, button.people)) and button.people)):
            raise NotOurs("no group")
        meeting = await self._meetings.in_team(request.team, button.meeting)
        if meeting is None or not is_organizer(meeting, request):
            return words.no_way_in()
        if standing(meeting, run.now)[1] in (CardState.CANCELLED, CardState.ENDED):
            return words.no_way_in()

        if button.group and not button.counted:
            return await self._mention(run, meeting, button.group)

        async def look() -> list[str] | None:
            others = button.people or await self._others(request, meeting.channel, button.group)
            if others is None:
                return None
            return [person for person in others if person not in meeting.people]

        people = await run.decide("people", look)
        if people is None:
            return Message(
                text="Slack does not say at the moment who that is, so I have told nobody.",
                buttons=(_button(0, "Try again", button),),
            )
        return await self._invite(run, meeting, people)

    async def _invite(self, run: Run, meeting: StoredMeeting, people: Sequence[str]) -> Message:
        if not people:
            return Message(text="They are all invited already.")
        by = meeting.organizer
        jobs = [tell.invitation(meeting, person, by, run.now) for person in people if person != by]
        card = living_card.job(meeting.id, run.now)
        await run.commit(
            "invite", writes=[self._meetings.add_people(meeting.id, people)], jobs=[*jobs, card]
        )
        return Message(
            text=f"OK, I am inviting {_people(len(jobs))} to “{words.quote(meeting.title)}”."
        )

    async def _mention(self, run: Run, meeting: StoredMeeting, group: str) -> Message:
        """One message in the meeting's conversation that mentions the group, as Slack tells it."""
        escaped = f"<!subteam^{group}>" if _GROUP.fullmatch(group) else f"<!{group[1:]}>"
        when, _ = standing(meeting, run.now)
        at = f"\n{slack_time(when.starts_at, Clock(when.zone))}" if when else ""
        text = (
            f"{escaped} <@{meeting.organizer}> asks you to join *{words.bare(meeting.title)}*{at}\n"
            f"Join: {words.quote(meeting.join_url)}"
        )
        to = Destination(meeting.team, meeting.channel, meeting.thread)
        try:
            await post_once(run, self._conversation, to, lambda: Message(text=text), step="mention")
        except CannotPost:
            return Message(
                text="Slack did not let me post in that conversation, so I have told nobody. "
                f"Please share the link there: {words.quote(meeting.join_url)}"
            )
        return Message(text="OK, I have told them in this conversation.")


def _button(number: int, label: str, value: _TellButton) -> Button:
    return Button(action=f"parley.tell_group:{number}", label=label, value=written(value))


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
