"""Orders about meetings in other words: "push the retro by 30 min", "add @bo to design review"."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final, cast

from handlers.button_values import MeetingButton, Pick, read
from handlers.changing import edit_words
from handlers.changing.cancel import Cancel
from handlers.changing.choose import ChooseMeeting, Wanted
from handlers.changing.edit import LABELS, Edit, EditMeeting, EditVerb
from handlers.changing.end import EndMeeting
from handlers.changing.find_meeting import Match, bare_name, find, typed_title, with_title
from handlers.changing.move import Move
from handlers.changing.undo import Undo
from handlers.replay import Run
from handlers.slack_types import Message, SlackRequest
from language import understand
from language.orders.reader import Order
from storage.meetings import StoredMeeting

_ALL: Final = re.compile(
    r"(?:everything|all|all of (?:it|them)|alles?|tout|toutes|todo|todos|todas|tudo|tutto|tutte"
    r"|wszystko|wszystkie|全部|所有|すべて|全て)\b",
    re.IGNORECASE,
)
_ONLY_PEOPLE: Final = re.compile(r"(?:(?:<@[^>]+>|@\w+)[\s,]*(?:and\s+|&\s*)?)+")
_TO_BEFORE: Final = r"(?:to|auf|à|a|até|fino a|naar|tot|do)\s+"
"""Before a length: it is to be that long, not longer by so much."""


class Orders:
    """Does what an order asks for, after the click that confirms it."""

    def __init__(
        self,
        choose: ChooseMeeting,
        move: Move,
        cancel: Cancel,
        edit: EditMeeting,
        end: EndMeeting,
        undo: Undo,
    ) -> None:
        self._choose = choose
        self._move = move
        self._cancel = cancel
        self._edit = edit
        self._end = end
        self._undo = undo

    def picks(self) -> dict[str, Any]:
        """How to go on once a meeting was chosen, by what is to be done with it."""
        return {
            "move": self._move.picked,
            "cancel": self._cancel.picked,
            "end": self._end.picked,
            "skip": self._cancel.picked,
            "link": self._link_picked,
            **dict.fromkeys(LABELS, self._edit.picked),
        }

    async def __call__(
        self, run: Run, request: SlackRequest, order: Order, line: str
    ) -> Message | None:
        """Do what *order*, read from *line*, asks for; None where it is none about meetings."""
        if order.verb in LABELS:
            return await self._edit(run, request, _edit(order, line))
        by_verb: dict[str, Callable[[], Awaitable[Message]]] = {
            "move": lambda: self._move.ordered(run, request, order.meeting, order.detail, line),
            "cancel": lambda: self.cancel(run, request, order.meeting),
            "end": lambda: self._end(run, request, order.meeting),
            "undo": lambda: self._undo(run, request),
            "skip": lambda: self._skip(run, request, order.meeting),
            "resend": lambda: self._link(run, request, order.meeting),
            "join": lambda: self._link(run, request, order.meeting),
            "remind": self._remind,
        }
        return await by_verb[order.verb]() if order.verb in by_verb else None

    async def confirmed(self, run: Run, request: SlackRequest, value: str) -> Message:
        """The button of an order was pressed."""
        pressed = read(value, MeetingButton)
        if pressed.end:
            return await self._end.pressed(run, request, pressed)
        if pressed.renew:
            return await self._edit.renew(run, request, pressed.renew)
        return await self._move.apply_draft(run, request, pressed.draft)

    async def cancel(self, run: Run, request: SlackRequest, named: str) -> Message:
        """Cancel one meeting; or list those that were meant, if it was "everything"."""
        if _ONLY_PEOPLE.fullmatch(named):  # "remove @bo"
            return await self._remove_people(run, request, named)
        asker = await self._choose.asker(run, request)
        coming = await self._choose.coming(run, request)
        many = _ALL.match(bare_name(named)) or _ALL.match(named)
        titled = with_title(coming, typed_title(named))
        if titled or not (many or _is_whole_day(named, asker.person.locale)):
            return await self._cancel(run, request, named)
        own = [meeting for meeting in coming if meeting.organizer == request.person]
        rest = _ALL.sub("", bare_name(named)) if many else named
        match = find(own, rest, asker) if rest.strip() else Match(meetings=own)
        if not match.meetings:
            return edit_words.nothing_to_cancel(named)
        return edit_words.cancel_each(match, named, run.now, asker.person.clock)

    async def _remove_people(self, run: Run, request: SlackRequest, people: str) -> Message:
        return await self._edit(run, request, Edit(verb="remove", named="", people=people))

    async def _skip(self, run: Run, request: SlackRequest, named: str) -> Message:
        return await self._cancel.dates(run, request, named, f"skip {named}", "skip", one=True)

    async def _link(self, run: Run, request: SlackRequest, named: str) -> Message:
        """The link of a meeting again, for the person alone."""
        wanted = Wanted(named=named, whole=f"join {named}", do=Pick(do="link"))
        return await self._choose.then(
            run,
            request,
            wanted,
            lambda chosen: self._linked(run, request, chosen.meeting),
            change=False,
        )

    async def _link_picked(self, run: Run, request: SlackRequest, choice: Pick) -> Message:
        meeting = await self._chosen(run, request, choice)
        return (
            meeting if isinstance(meeting, Message) else await self._linked(run, request, meeting)
        )

    async def _linked(self, run: Run, request: SlackRequest, meeting: StoredMeeting) -> Message:
        clock = (await self._choose.person(request)).clock
        return edit_words.link(meeting, run.now, clock)

    async def _remind(self) -> Message:
        return edit_words.reminders()

    async def _chosen(
        self, run: Run, request: SlackRequest, choice: Pick
    ) -> StoredMeeting | Message:
        """The meeting of a button, if it is still one that this person sees coming up."""
        coming = await self._choose.coming(run, request)
        found = (meeting for meeting in coming if meeting.id == choice.meeting)
        return next(found, None) or edit_words.nothing_to_cancel("")


def _edit(order: Order, line: str) -> Edit:
    whole = re.search(rf"\b{_TO_BEFORE}{re.escape(order.detail)}\W*$", line, re.IGNORECASE)
    return Edit(
        verb=cast("EditVerb", order.verb),
        named=order.meeting,
        people=order.people,
        title=order.title,
        length=order.detail,
        whole_length=bool(order.detail and whole),
        whole=line,
    )


def _is_whole_day(named: str, locale: str) -> bool:
    """Whether a day and nothing else was named: "my friday", "tomorrow"."""
    request = understand(bare_name(named), datetime(2026, 1, 1, tzinfo=UTC), "UTC", locale)
    return request.date is not None and not request.title and not request.people
