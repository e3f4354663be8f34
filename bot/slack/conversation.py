"""The Slack conversation that something was asked in: cards, whispers, and who is speaking."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from slack_sdk.models.blocks import Block

from bot.slack import cards, messages
from bot.slack.api import SlackApi
from handlers.slack_types import (
    Destination,
    MeetingCard,
    Message,
    MessageGone,
    NotDelivered,
    NotInConversation,
    Person,
    Postable,
    Posted,
    SlackRefused,
    SlackRequest,
    Via,
)
from handlers.words import one_line, quote
from storage.people import People, StoredPerson

KNOWN_FOR = timedelta(hours=6)
"""How long a person's name, zone and locale are believed."""

MARKER_EVENT = "parley_card"
"""The type of the metadata in which a card carries its marker."""

_STAYS = frozenset({"parley.connect", "parley.join", "parley.unopened"})
"""Buttons whose whisper stays when one of them is pressed.

A link is about to be used, and where no form could be opened the question is still the question.
"""

_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
"""What chat.update answers where the card cannot be changed any more."""

log = structlog.get_logger(__name__)


class SlackConversation:
    """The conversation that something was asked in, over Slack's Web API and answer addresses."""

    def __init__(
        self,
        api: SlackApi,
        people: People,
        clock: Callable[[], datetime],
    ) -> None:
        self._api = api
        self._people = people
        self._clock = clock

    async def post(self, place: Destination, message: Postable, marker: str) -> Posted:
        """chat.postMessage, with *marker* in the message's metadata."""
        text, blocks = _rendered(message)
        answer = await self._api.call(
            "chat.postMessage",
            needs={"channel": str, "ts": str},
            channel=place.channel,
            thread_ts=place.thread or None,
            text=text,
            blocks=[block.to_dict() for block in blocks],
            metadata={"event_type": MARKER_EVENT, "event_payload": {"marker": marker}},
            unfurl_links=False,
            unfurl_media=False,
            parse="none",
            link_names=False,
        )
        return Posted(channel=answer["channel"], ts=answer["ts"])

    async def update(self, posted: Posted, message: Postable) -> None:
        """chat.update (docs.slack.dev): the errors of a message that is not there any more."""
        text, blocks = _rendered(message)
        try:
            await self._api.call(
                "chat.update",
                channel=posted.channel,
                ts=posted.ts,
                text=text,
                blocks=[block.to_dict() for block in blocks],
                parse="none",
                link_names=False,
            )
        except SlackRefused as refusal:
            if str(refusal) in _GONE:
                raise MessageGone(str(refusal)) from refusal
            raise

    async def find_post(self, place: Destination, marker: str, since: datetime) -> Posted | None:
        """conversations.history, or .replies for a thread, from a minute before *since* on."""
        room = await self._room(place.channel)
        oldest = f"{(since - timedelta(minutes=1)).timestamp():.6f}"
        method = "conversations.replies" if place.thread else "conversations.history"
        thread = {"ts": place.thread} if place.thread else {}
        cursor = ""
        while True:
            answer = await self._api.call(
                method,
                needs={"messages": list},
                channel=room,
                oldest=oldest,
                limit=200,
                include_all_metadata=True,
                cursor=cursor or None,
                **thread,
            )
            for message in answer["messages"]:
                ts = _inside(message, "ts")
                if ts and _inside(message, "metadata", "event_payload", "marker") == marker:
                    return Posted(channel=room, ts=str(ts))
            cursor = _inside(answer, "response_metadata", "next_cursor")
            if not cursor:
                return None

    async def _room(self, channel: str) -> str:
        """Where to look: a direct message is posted to a person, and read in a conversation.

        conversations.open is a method that the bot lives without.
        """
        if not channel.startswith(("U", "W")):
            return channel
        opened = await self._api.call("conversations.open", needs={"channel": dict}, users=channel)
        return str(_inside(opened["channel"], "id") or channel)

    async def answer_all(self, request: SlackRequest, card: MeetingCard) -> None:
        """The card by the answer address, for everyone in a conversation that the bot is not in."""
        await self._api.answer(
            request.answer_url,
            {
                "response_type": "in_channel",
                "replace_original": False,
                "text": _text(card),
                "blocks": [block.to_dict() for block in cards.meeting(card)],
                "unfurl_links": False,
                **({"thread_ts": request.thread} if request.thread else {}),
            },
        )

    async def post_ephemeral(self, request: SlackRequest, message: Message) -> None:
        """By the answer address, else by chat.postEphemeral, else by a direct message."""
        blocks = [block.to_dict() for block in messages.blocks(message, messages.aside())]
        text = messages.read_aloud(message)
        if self._api.may_answer(request.answer_url):
            said: dict[str, Any] = {"text": text, "blocks": blocks}
            said["replace_original"] = _spent(request)
            try:
                await self._api.answer(request.answer_url, {"response_type": "ephemeral", **said})
            except SlackRefused:
                log.info("answer address refused, asking another way")
            else:
                return
        if request.via is Via.MESSAGE:
            await self._say(request.channel, request.thread, text, blocks)
            return
        try:
            await self._api.call(
                "chat.postEphemeral",
                channel=request.channel,
                user=request.person,
                thread_ts=request.thread or None,
                text=text,
                blocks=blocks,
            )
        except NotInConversation:
            await self._say(request.person, "", text, blocks)

    async def clear(self, request: SlackRequest) -> None:
        """Delete the ephemeral message whose button was pressed; a card for everyone stays.

        Where Slack will not (it is gone already, the address is spent), there is nothing to say.
        """
        if not _spent(request) or not self._api.may_answer(request.answer_url):
            return
        try:
            await self._api.answer(request.answer_url, {"delete_original": True})
        except SlackRefused as refusal:
            log.info("a whisper was not taken away", reason=str(refusal))

    async def who(self, team: str, person: str) -> Person:
        """users.info, remembered; a stand-in in UTC where Slack would not say."""
        kept = await self._people.get(team, person)
        if kept and self._clock() - kept.fetched_at < KNOWN_FOR:
            return Person(id=person, name=kept.name, zone=kept.zone, locale=kept.locale)
        try:
            answer = await self._api.call(
                "users.info", needs={"user": dict}, user=person, include_locale=True
            )
        except NotDelivered as fault:
            log.warning("users.info gave nothing", reason=str(fault))
            if kept:
                return Person(id=person, name=kept.name, zone=kept.zone, locale=kept.locale)
            return Person(id=person, name="somebody", known=False)
        found = _person(person, answer["user"])
        await self._people.put(
            StoredPerson(
                team=team,
                id=person,
                name=found.name,
                zone=found.zone,
                locale=found.locale,
                fetched_at=self._clock(),
            )
        )
        return found

    async def email(self, person: str) -> str:
        """users.info, with the optional scope users:read.email; it is kept nowhere."""
        try:
            answer = await self._api.call("users.info", needs={"user": dict}, user=person)
        except NotDelivered as fault:
            log.warning("users.info gave no address", reason=str(fault))
            return ""
        found = _inside(answer["user"], "profile", "email")
        return found if isinstance(found, str) else ""

    async def is_admin(self, person: str) -> bool:
        """users.info, asked anew: is_admin and is_owner (docs.slack.dev: user object)."""
        try:
            answer = await self._api.call("users.info", needs={"user": dict}, user=person)
        except NotDelivered as fault:
            log.warning("users.info did not say who is an admin", reason=str(fault))
            return False
        user = answer["user"]
        return bool(user.get("is_admin") or user.get("is_owner")) and not user.get("deleted")

    async def _say(self, to: str, thread: str, text: str, blocks: list[dict[str, Any]]) -> None:
        """An ordinary message, where only the one person reads it: in their own conversation."""
        await self._api.call(
            "chat.postMessage",
            channel=to,
            thread_ts=thread or None,
            text=text,
            blocks=blocks,
            unfurl_links=False,
            unfurl_media=False,
        )


def _spent(request: SlackRequest) -> bool:
    """Whether the answer may stand in place of the whisper that it came from.

    What everybody sees stays, whatever is pressed on it. What follows a colon tells buttons apart.
    """
    if request.via is Via.FORM:
        return request.private
    return (
        request.private
        and request.via is Via.CLICK
        and request.action.partition(":")[0] not in _STAYS
    )


def _rendered(message: Postable) -> tuple[str, Sequence[Block]]:
    """Text and blocks of *message*."""
    if isinstance(message, MeetingCard):
        return _text(message), cards.meeting(message)
    return messages.read_aloud(message), messages.blocks(message)


def _text(card: MeetingCard) -> str:
    """What stands beside the blocks, harmless; the link as it is, for whoever looks for it there.

    A link that was checked (``meetings.model.check_link``) holds nothing that Slack would act on.
    """
    return quote(card.text).replace(quote(card.join_url), card.join_url)


def _person(person: str, user: Mapping[str, Any]) -> Person:
    """Who that is (docs.slack.dev: users.info); an unknown zone is UTC."""
    name = (
        _inside(user, "profile", "display_name")
        or _inside(user, "profile", "real_name")
        or user.get("real_name")
    )
    zone = str(user.get("tz") or "UTC")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = "UTC"
    return Person(
        id=person,
        name=one_line(str(name or user.get("name") or "somebody"), 60),
        zone=zone,
        locale=str(user.get("locale") or "en-US"),
    )


def _inside(answer: object, *names: str) -> Any:
    """What lies in *answer* under *names*, one in the other; None where a part is missing."""
    found: Any = answer
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
