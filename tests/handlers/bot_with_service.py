"""The whole bot with one meeting service of the sandbox, at which Ada has an account."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
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
class ServiceSetup:
    """How to set one service up, Ada's sign-in there, and how to see what it has.

    *meetings_there* gives title and start of each meeting there (None where the service stores no
    times); *delete* deletes them all without the bot.
    """

    name: str
    options: Callable[[Mapping[str, Any]], Mapping[str, str]]
    meetings_there: Callable[[Any], list[tuple[str, datetime | None]]] = lambda service: []
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


JITSI = ServiceSetup(name="jitsi", options=lambda announced: {"url": announced["url"]})
WEBEX = ServiceSetup(
    name="webex-xml",
    options=lambda announced: announced["settings"],
    ada={"username": webex_xml.ADA_ID, "password": webex_xml.ADA_PASSWORD},
    meetings_there=lambda service: [
        (meeting.title, meeting.starts[0]) for meeting in service.meetings
    ],
    delete=_delete_webex,
)
LIVE = ServiceSetup(
    name="live-meeting",
    options=lambda announced: announced["settings"],
    ada={"username": "ada", "password": live_meeting.ADA_PASSWORD},
    meetings_there=lambda service: [
        (meeting.options["title"], meeting.starts_at)
        for meeting in _center(service).meetings
        if meeting.state == "Active"
    ],
    delete=_delete_live,
)
SKYPE = ServiceSetup(
    name="skype",
    options=lambda announced: announced["settings"],
    ada={"username": skype.ADA.address, "password": skype.ADA.password},
    meetings_there=lambda service: [
        (meeting.settings["subject"], None)
        for meeting in service.conferences._all.values()
        if meeting.settings["subject"]  # the others are people's own rooms
    ],
    delete=lambda service: service.conferences._all.clear(),
)
EVERYWHERE = (JITSI, WEBEX, LIVE, SKYPE)


@dataclass
class BotWithService(InProcessBot):
    """A bot in a sandbox with the service of *setup*."""

    setup: ServiceSetup = JITSI

    @property
    def service(self) -> Any:
        """The loopback itself."""
        return self.sandbox.services[self.setup.name]

    def meetings_there(self) -> list[tuple[str, datetime | None]]:
        """The meetings at the service: titles and starts."""
        return self.setup.meetings_there(self.service)

    async def schedule(
        self, wanted: str, person: str = "ada", channel: str = "general"
    ) -> PostedMessage:
        """Have a meeting made, and return its card."""
        who = self.sandbox.slack.workspace.person(person).id
        before = max((post.ts for post in self.messages()), default="")
        typed = await self.sandbox.slack.type(person, channel, "hm")
        await self.sandbox.slack.type(person, channel, f"/meet on {self.setup.name} {wanted}")
        shown = await self.ephemeral_with("Not scheduled yet", who, typed["ts"])
        await self.press("Schedule it", person, shown.ts)
        card = await self.until(lambda: self.card(after=before))
        await self.until(lambda: shown.deleted or "Not scheduled yet" not in shown.text)
        return card

    def card(self, after: str = "") -> PostedMessage | None:
        """The newest card in a channel that is posted later than *after*."""
        cards = [
            post for post in self.messages() if is_card(post) and not post.channel.startswith("D")
        ]
        return next((post for post in reversed(cards) if post.ts > after), None)

    async def post_in(self, channel: str) -> PostedMessage:
        """A message that a person types in *channel*, to press a button on that was elsewhere."""
        typed = await self.sandbox.slack.type("ada", channel, "hm")
        conversations = self.sandbox.slack.workspace.conversations.values()
        found = (c.messages[typed["ts"]] for c in conversations if typed["ts"] in c.messages)
        return next(found)

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
        return sum(1 for call in self.service.book.read("call") if call["name"] == name)

    async def at_rest(self) -> None:
        """Wait until the service has failed as it was told to, and no job runs any more."""
        await self.until(lambda: self.service.book.read("injected_fault"))
        await self.until(lambda: not self._rows("select 1 from job where state = 'running'"))

    def _rows(self, query: str) -> list[sqlite3.Row]:
        database = f"file:{self.settings.database}?mode=ro"
        with closing(sqlite3.connect(database, uri=True)) as rows:
            rows.row_factory = sqlite3.Row
            return rows.execute(query).fetchall()

    def tellings(self, part: str) -> list[PostedMessage]:
        """The messages for everyone, direct messages too, that hold *part* and are no card."""
        return [post for post in self.messages() if part in post.text and not is_card(post)]


def is_card(message: PostedMessage) -> bool:
    """Whether it is the card of a meeting."""
    return bool(message.blocks) and message.blocks[0]["type"] == "header"


def labels(message: PostedMessage) -> list[str]:
    """The labels of the buttons on *message*, in rows or below, and of the options of its menus."""
    pressed = [
        option
        for element in _elements(message)
        for option in ([element] if element.get("type") == "button" else element.get("options", ()))
    ]
    return [each["text"]["text"] for each in pressed]


def _elements(message: PostedMessage) -> Iterator[dict[str, Any]]:
    for block in message.blocks:
        yield from block.get("elements", ())
        yield block.get("accessory") or {}


def value_of(message: PostedMessage, label: str) -> tuple[str, str]:
    """The action and the value of the button that is so labelled."""
    for element in _elements(message):
        if element.get("type") == "button" and element["text"]["text"] == label:
            return element["action_id"], element.get("value", "")
    raise AssertionError(f"no button {label} on {message}")


def tomorrow(hour: int, days: int = 1) -> datetime:
    """That time tomorrow in London, where Ada lives, or so many days from now."""
    day = datetime.now(LONDON) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


@asynccontextmanager
async def bot_with(
    folder: Path, monkeypatch: Any, setup: ServiceSetup
) -> AsyncIterator[BotWithService]:
    """The bot with *setup*, and Ada signed in."""
    services = {setup.name: setup.options}
    async with in_process_bot(folder, services=services) as bot:
        bot = BotWithService(**vars(bot), setup=setup)
        if setup.ada:
            await bot.connect(setup.name, **setup.ada)
        yield bot
