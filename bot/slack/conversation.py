"""What the bot posts to Slack's conversations, and whom it is talking to."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from bot import metrics
from bot.slack import cards, messages
from bot.slack.api import SlackApi
from bot.slack.members import Members
from bot.slack.messages import Block
from handlers.slack_types import (
    ConversationMember,
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
    SlackSilent,
    Via,
)
from handlers.words import one_line, quote
from storage.people import People, StoredPerson

KNOWN_FOR = timedelta(hours=6)
"""How long a person's name, zone and locale are taken from the database."""

ADDRESS_KNOWN_FOR = timedelta(minutes=5)
"""How long a verified address is remembered: somebody who left is asked for no longer than this."""

MOST_ADDRESSES = 2000
"""People whose verified addresses are remembered."""

UPDATE_WITHIN = 4.0
"""Seconds that chat.update may take: a card is to be true soon, and it may be sent again."""

CLOCKS_APART = timedelta(minutes=10)
"""How much the bot's clock may be ahead of Slack's, and what was posted is still found."""

MARKER_EVENT = "parley_card"
"""The type of the metadata in which a card carries its marker."""

_STAYS = frozenset({"parley.connect", "parley.join", "parley.unopened"})
"""Buttons that leave their ephemeral message where it is.

The link is about to be used; and where no form could be opened, the question is still open.
"""

_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
"""Error codes of chat.update for a message that cannot be changed any more."""

log = structlog.get_logger(__name__)


class SlackConversation:
    """Slack's conversations, over the Web API and response URLs."""

    def __init__(self, api: SlackApi, people: People, clock: Callable[[], datetime]) -> None:
        self._api = api
        self._people = people
        self._clock = clock
        self._members = Members(api, clock)
        self._addresses: dict[tuple[str, str], tuple[datetime, str]] = {}

    async def post(self, place: Destination, message: Postable, marker: str) -> Posted:
        """chat.postMessage, with *marker* in the message's metadata."""
        text, blocks = _rendered(message)
        answer = await self._api.call(
            "chat.postMessage",
            needs={"channel": str, "ts": str},
            channel=place.channel,
            thread_ts=place.thread or None,
            text=text,
            blocks=blocks,
            metadata={"event_type": MARKER_EVENT, "event_payload": {"marker": marker}},
            unfurl_links=False,
            unfurl_media=False,
            parse="none",
            link_names=False,
        )
        return Posted(channel=answer["channel"], ts=answer["ts"])

    async def update(self, posted: Posted, message: Postable) -> None:
        """chat.update; ``MessageGone`` for its errors if the message is gone (docs.slack.dev)."""
        text, blocks = _rendered(message)
        outcome = "failed"
        try:
            async with asyncio.timeout(UPDATE_WITHIN):
                await self._api.call(
                    "chat.update",
                    channel=posted.channel,
                    ts=posted.ts,
                    text=text,
                    blocks=blocks,
                    parse="none",
                    link_names=False,
                )
            outcome = "done"
        except TimeoutError as silence:
            raise SlackSilent("chat.update: no answer in time") from silence
        except SlackRefused as refusal:
            if str(refusal) in _GONE:
                outcome = "gone"
                raise MessageGone(str(refusal)) from refusal
            raise
        finally:
            if isinstance(message, MeetingCard):
                metrics.CARDS_REFRESHED.labels(outcome).inc()

    async def find_post(self, place: Destination, marker: str, since: datetime) -> Posted | None:
        """conversations.history, or .replies for a thread, from some minutes before *since* on."""
        channel = await self._readable(place.channel)
        oldest = f"{(since - CLOCKS_APART).timestamp():.6f}"
        method = "conversations.replies" if place.thread else "conversations.history"
        thread = {"ts": place.thread} if place.thread else {}
        cursor = ""
        while True:
            answer = await self._api.call(
                method,
                needs={"messages": list},
                channel=channel,
                oldest=oldest,
                limit=200,
                include_all_metadata=True,
                cursor=cursor or None,
                **thread,
            )
            for message in answer["messages"]:
                ts = _inside(message, "ts")
                if ts and _inside(message, "metadata", "event_payload", "marker") == marker:
                    return Posted(channel=channel, ts=str(ts))
            cursor = _inside(answer, "response_metadata", "next_cursor")
            if not cursor:
                return None

    async def _readable(self, channel: str) -> str:
        """The channel to read: a direct message is posted to a person, and read in a conversation.

        conversations.open is a method that the bot can do without.
        """
        if not channel.startswith(("U", "W")):
            return channel
        opened = await self._api.call("conversations.open", needs={"channel": dict}, users=channel)
        return str(_inside(opened["channel"], "id") or channel)

    async def answer_all(self, request: SlackRequest, card: MeetingCard) -> None:
        """The card by the response URL, for everyone in a conversation that the bot is not in."""
        await self._api.answer(
            request.answer_url,
            {
                "response_type": "in_channel",
                "replace_original": False,
                "text": _fallback(card),
                "blocks": cards.meeting(card),
                "unfurl_links": False,
                **({"thread_ts": request.thread} if request.thread else {}),
            },
        )

    async def post_ephemeral(self, request: SlackRequest, message: Message) -> None:
        """By the response URL, else by chat.postEphemeral, else by a direct message."""
        blocks = messages.blocks(message, messages.ephemeral_block_id())
        text = messages.plain_text(message)
        if self._api.may_answer(request.answer_url):
            payload = {
                "response_type": "ephemeral",
                "text": text,
                "blocks": blocks,
                "replace_original": _replaceable(request),
            }
            try:
                await self._api.answer(request.answer_url, payload)
            except SlackRefused:
                log.info("response URL refused, answering another way")
            else:
                return
        if request.unattended:
            await self._post_plainly(request.person, "", text, blocks)
            return
        if request.via is Via.MESSAGE:
            await self._post_plainly(request.channel, request.thread, text, blocks)
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
            await self._post_plainly(request.person, "", text, blocks)

    async def clear(self, request: SlackRequest) -> None:
        """Delete the ephemeral message whose button was pressed; a card for everyone stays.

        If Slack refuses (the message is gone, the response URL is used up), that is logged.
        """
        if not _replaceable(request) or not self._api.may_answer(request.answer_url):
            return
        try:
            await self._api.answer(request.answer_url, {"delete_original": True})
        except SlackRefused as refusal:
            log.info("ephemeral message not deleted", reason=str(refusal))

    async def who(self, team: str, person: str) -> Person:
        """users.info, stored for a while; a stand-in in UTC if Slack does not answer."""
        stored = await self._people.known(team, person)
        if stored and abs(self._clock() - stored.fetched_at) < KNOWN_FOR:
            return _from_row(stored)
        user = await self._user(person, include_locale=True)
        if user is None:
            return _from_row(stored) if stored else Person(id=person, name="somebody", known=False)
        fresh = _from_user(person, user)
        await self._people.put(
            StoredPerson(
                team=team,
                id=person,
                name=fresh.name,
                zone=fresh.zone,
                locale=fresh.locale,
                fetched_at=self._clock(),
            )
        )
        return fresh

    async def email(self, person: str) -> str:
        """users.info, with the optional scope users:read.email; it is not stored."""
        address = _inside(await self._user(person), "profile", "email")
        return address if isinstance(address, str) else ""

    async def verified_email(self, team: str, person: str) -> str:
        """users.info, remembered for a while in memory alone (docs.slack.dev: user object)."""
        known = self._addresses.get((team, person))
        if known and abs(self._clock() - known[0]) < ADDRESS_KNOWN_FOR:
            return known[1]
        answer = await self._api.call("users.info", needs={"user": dict}, user=person)
        address = _verified_email(answer["user"], team)
        if address:
            while len(self._addresses) >= MOST_ADDRESSES:
                del self._addresses[next(iter(self._addresses))]
            self._addresses[team, person] = self._clock(), address
        return address

    async def members(self, channel: str, most: int) -> list[ConversationMember]:
        """conversations.members and users.info, for at most three seconds."""
        return await self._members.of(channel, most)

    async def people_in(self, channel: str, group: str, most: int) -> list[str] | None:
        """usergroups.users.list, or conversations.members; and users.info of each."""
        return await self._members.ids(channel, group, most)

    async def is_admin(self, person: str) -> bool:
        """users.info, asked each time: is_admin and is_owner (docs.slack.dev: user object)."""
        user = await self._user(person) or {}
        return bool(user.get("is_admin") or user.get("is_owner")) and not user.get("deleted")

    async def _user(self, person: str, **options: bool) -> Mapping[str, Any] | None:
        """users.info; None if Slack does not answer it."""
        try:
            answer = await self._api.call(
                "users.info", needs={"user": dict}, user=person, **options
            )
        except NotDelivered as fault:
            log.warning("users.info failed", reason=str(fault))
            return None
        user: Mapping[str, Any] = answer["user"]
        return user

    async def _post_plainly(self, to: str, thread: str, text: str, blocks: list[Block]) -> None:
        """An ordinary message in a direct conversation, where only that person reads it."""
        await self._api.call(
            "chat.postMessage",
            channel=to,
            thread_ts=thread or None,
            text=text,
            blocks=blocks,
            unfurl_links=False,
            unfurl_media=False,
        )


def _replaceable(request: SlackRequest) -> bool:
    """Whether the answer may replace the ephemeral message that the request came from.

    What everybody sees stays. In an action, what follows a colon only tells buttons apart.
    """
    if request.via is Via.FORM:
        return request.private
    return (
        request.private
        and request.via is Via.CLICK
        and request.action.partition(":")[0] not in _STAYS
    )


def _rendered(message: Postable) -> tuple[str, list[Block]]:
    """Text and blocks of *message*."""
    if isinstance(message, MeetingCard):
        return _fallback(message), cards.meeting(message)
    return messages.plain_text(message), messages.blocks(message)


def _fallback(card: MeetingCard) -> str:
    """The ``text`` that goes with the blocks, escaped but for the link.

    A link that was checked (``meetings.model.check_link``) holds nothing that Slack would act on.
    """
    return quote(card.text).replace(quote(card.join_url), card.join_url)


def _from_row(row: StoredPerson) -> Person:
    return Person(id=row.id, name=row.name, zone=row.zone, locale=row.locale)


def _from_user(person: str, user: Mapping[str, Any]) -> Person:
    """The person of a user object (docs.slack.dev: users.info); an unknown zone is UTC."""
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


def _verified_email(user: Mapping[str, Any], team: str) -> str:
    """The address of a user object, where it proves who that is in the workspace *team*."""
    stranger = user.get("deleted") or user.get("is_bot") or user.get("is_stranger")
    if stranger or user.get("team_id") != team or user.get("is_email_confirmed") is not True:
        return ""
    address = _inside(user, "profile", "email")
    return address.strip() if isinstance(address, str) else ""


def _inside(answer: object, *names: str) -> Any:
    """The nested member of *answer*; None if a part is missing."""
    value: Any = answer
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
