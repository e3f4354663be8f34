"""The whole bot on a street with one meeting service, where Ada has her account, and its book."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.services import live_meeting, skype, webex_xml
from sandbox.slack.payloads import message_actions
from sandbox.slack.workspace import PostedMessage
from tests.bot.in_process import InProcessBot, in_process_bot

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, kw_only=True)
class Place:
    """One service: which options lead there, who Ada is, and what its book says.

    *standing* gives title and start of each meeting there (no start where the service knows none);
    *delete* removes them all behind the bot's back.
    """

    name: str
    options: Callable[[Mapping[str, Any]], Mapping[str, str]]
    standing: Callable[[Any], list[tuple[str, datetime | None]]] = lambda service: []
    delete: Callable[[Any], None] = lambda service: None
    ada: Mapping[str, str] = field(default_factory=dict)


def _center(service: Any) -> Any:
    return service.centers["contoso"]


def _delete_live(service: Any) -> None:
    for meeting in _center(service).meetings:
        _center(service).meetings.remove(meeting)


def _delete_webex(service: Any) -> None:
    for meeting in list(service.meetings):
        service.meetings.remove(meeting)


JITSI = Place(name="jitsi", options=lambda told: {"url": told["jitsi"]})
WEBEX = Place(
    name="webex-xml",
    options=lambda told: {"url": told["xml"], "site": told["site"]},
    ada={"username": webex_xml.ADA_ID, "password": webex_xml.ADA_PASSWORD},
    standing=lambda service: [(one.title, one.starts[0]) for one in service.meetings],
    delete=_delete_webex,
)
LIVE = Place(
    name="live-meeting",
    options=lambda told: {"url": told["posting"], "join_url": told["join"]},
    ada={"username": "ada", "password": live_meeting.ADA_PASSWORD},
    standing=lambda service: [
        (one.options["title"], one.starts_at)
        for one in _center(service).meetings
        if one.state == "Active"
    ],
    delete=_delete_live,
)
SKYPE = Place(
    name="skype",
    options=lambda told: {"url": told["skype"]},
    ada={"username": skype.ADA.address, "password": skype.ADA.password},
    standing=lambda service: [
        (one.said["subject"], None)
        for one in service.conferences._all.values()
        if one.said["subject"]  # the others are people's own rooms
    ],
    delete=lambda service: service.conferences._all.clear(),
)
EVERYWHERE = (JITSI, WEBEX, LIVE, SKYPE)


@dataclass
class There(InProcessBot):
    """A street with a bot, on which meetings are scheduled at *place*."""

    place: Place = JITSI

    @property
    def service(self) -> Any:
        """The loopback itself."""
        return self.sandbox.services[self.place.name]

    def standing(self) -> list[tuple[str, datetime | None]]:
        """What stands at the service."""
        return self.place.standing(self.service)

    async def schedule(
        self, wanted: str, person: str = "ada", channel: str = "general"
    ) -> PostedMessage:
        """Have a meeting made, and return its card."""
        who = self.sandbox.slack.workspace.person(person).id
        before = max((one.ts for one in self.messages()), default="")
        typed = await self.sandbox.slack.type(person, channel, "hm")
        await self.sandbox.slack.type(person, channel, f"/meet on {self.place.name} {wanted}")
        shown = await self.ephemeral_with("Nothing is made until", who, typed["ts"])
        await self.press("Make it", person, shown.ts)
        card = await self.until(lambda: self.card(after=before))
        await self.until(lambda: shown.deleted or "Nothing is made until" not in shown.text)
        return card

    def card(self, after: str = "") -> PostedMessage | None:
        """The newest card in a channel that is posted later than *after*."""
        cards = [one for one in self.messages() if is_card(one) and not one.channel.startswith("D")]
        return next((one for one in reversed(cards) if one.ts > after), None)

    async def request(
        self, command: str, person: str = "ada", channel: str = "general"
    ) -> PostedMessage:
        """Type *command*, and return what its person alone is shown."""
        who = self.sandbox.slack.workspace.person(person).id
        typed = await self.sandbox.slack.type(person, channel, "hm")
        await self.sandbox.slack.type(person, channel, f"/meet {command}")
        return await self.ephemeral_with("", who, typed["ts"])

    async def press_as_it_was(
        self, person: str, message: PostedMessage, action: str, value: str
    ) -> None:
        """Press a button of *message* that is not shown any more, or was shown to others."""
        slack = self.sandbox.slack
        button = {"type": "button", "action_id": action, "value": value, "block_id": "b"}
        button |= {"text": {"type": "plain_text", "text": "x"}, "action_ts": message.ts}
        who = slack.workspace.person(person)
        await slack.delivery.interaction(message_actions(slack.back, who, message, button, {}))

    async def make_admin(self, person: str) -> None:
        """Let *person* run the workspace."""
        await self.sandbox.slack.administration.change_person(person, admin=True)

    def row(self) -> sqlite3.Row:
        """The one meeting, as it is remembered."""
        return self._rows("select * from meeting")[0]

    def calls(self, name: str) -> int:
        """How often the service was asked for that."""
        return sum(1 for one in self.service.book.read("call") if one["name"] == name)

    async def at_rest(self) -> None:
        """Wait until the service has misbehaved, and nothing is being done any more."""
        await self.until(lambda: self.service.book.read("injected_fault"))
        await self.until(lambda: not self._rows("select 1 from job where state = 'running'"))

    def _rows(self, query: str) -> list[sqlite3.Row]:
        database = f"file:{self.settings.database}?mode=ro"
        with closing(sqlite3.connect(database, uri=True)) as rows:
            rows.row_factory = sqlite3.Row
            return rows.execute(query).fetchall()

    def tellings(self, part: str) -> list[PostedMessage]:
        """The messages for everyone, direct messages too, that hold *part* and are no card."""
        return [one for one in self.messages() if part in one.text and not is_card(one)]


def is_card(message: PostedMessage) -> bool:
    """Whether it is the card of a meeting."""
    return bool(message.blocks) and message.blocks[0]["type"] == "header"


def labels(message: PostedMessage) -> list[str]:
    """The labels of the buttons on *message*, in rows or below."""
    found = []
    for block in message.blocks:
        elements = [*block.get("elements", ()), block.get("accessory") or {}]
        found += [one["text"]["text"] for one in elements if one.get("type") == "button"]
    return found


def value_of(message: PostedMessage, label: str) -> tuple[str, str]:
    """The action and the value of the button that is so labelled."""
    for block in message.blocks:
        for one in [*block.get("elements", ()), block.get("accessory") or {}]:
            if one.get("type") == "button" and one["text"]["text"] == label:
                return one["action_id"], one.get("value", "")
    raise AssertionError(f"no button {label} on {message}")


def tomorrow(hour: int, days: int = 1) -> datetime:
    """That time tomorrow in London, where Ada lives, or so many days from now."""
    day = datetime.now(LONDON) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


@asynccontextmanager
async def there(folder: Path, monkeypatch: Any, place: Place) -> AsyncIterator[There]:
    """The bot with *place*, and Ada signed in."""
    services = {place.name: place.options}
    async with in_process_bot(folder, services=services) as bot:
        bot = There(**vars(bot), place=place)
        if place.ada:
            await bot.connect(place.name, **place.ada)
        yield bot
