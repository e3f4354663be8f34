"""`parley doctor`: checks everything the bot needs, and says how to fix what is wrong."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from bot.account_keys import read_keys
from bot.cli.keys import open_store
from bot.settings import Settings, SettingsError
from bot.slack.api import SlackApi, web_client
from bot.slack.manifest import OPTIONAL_SCOPES, SCOPES
from handlers.slack_types import NotDelivered, SlackRefused
from meetings import catalog
from meetings.client import ServiceClient
from meetings.errors import MeetingError
from meetings.service import probe
from storage.keys import KeyProofs
from storage.seal import KeysWrong
from storage.sqlite import SqliteStore
from storage.store import StoreInUse, StoreRefused


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: good, worth knowing, or wrong."""

    about: str
    text: str
    wrong: bool = False
    note: bool = False

    def __str__(self) -> str:
        """A line for a terminal."""
        sign = "wrong" if self.wrong else "note " if self.note else "ok   "
        return f"{sign}  {self.about}: {self.text}"


async def examine(environment: Mapping[str, str], say: Callable[[str], None]) -> bool:
    """Check everything; True if nothing that is needed is wrong."""
    good = True
    async for finding in _findings(environment):
        good = good and not finding.wrong
        say(str(finding))
    say("All is well." if good else "Mend what is marked wrong, then run this again.")
    return good


async def _findings(environment: Mapping[str, str]) -> AsyncIterator[Finding]:
    try:
        settings = Settings.read(environment)
    except SettingsError as fault:
        for sentence in fault.args:
            yield Finding("settings", str(sentence), wrong=True)
        return
    yield Finding("settings", "all that is needed is there")
    yield await _database(settings)
    yield await _key(settings)
    if problem := _address_problem(settings):
        yield Finding("address", problem, note=True)
    async for finding in _slack(settings):
        yield finding
    async for finding in _services(settings):
        yield finding


async def _database(settings: Settings) -> Finding:
    try:
        store = await SqliteStore.open(settings.database)
    except StoreInUse:
        return Finding(
            "database", f"{settings.database} is in use by a running bot, as it should be"
        )
    except StoreRefused as fault:
        return Finding("database", str(fault), wrong=True)
    problem = await store.problem()
    await store.close()
    return Finding(
        "database", problem or f"{settings.database} can be read and written", bool(problem)
    )


async def _key(settings: Settings) -> Finding:
    try:
        keys = read_keys(settings)
        if not (settings.keys or settings.key_file):
            return Finding("key", "none is needed: no service here asks people to sign in")
        async with open_store(settings.database) as (store, _):
            await KeyProofs(store).check(keys)
    except KeysWrong as wrong:
        return Finding("key", str(wrong), wrong=True)
    except StoreRefused:
        return Finding("key", "cannot be compared with the database", note=True)
    return Finding("key", f"{keys.newest} seals the accounts that people connect")


def _address_problem(settings: Settings) -> str:
    """What is wrong with the address of the connect page, if one is needed."""
    if not any(
        service.info.questions for service in catalog.configured(settings.services).values()
    ):
        return ""
    address = urlsplit(settings.public_url)
    if address.hostname in ("127.0.0.1", "localhost", "::1", "0.0.0.0"):  # noqa: S104 - compared with
        return (
            f"people sign in at {settings.public_url}, which only this machine's browsers reach: "
            "set PARLEY_URL to the address that theirs reach"
        )
    if address.scheme == "http":
        return f"people would type passwords at {settings.public_url}: set PARLEY_URL to https"
    return ""


async def _slack(settings: Settings) -> AsyncIterator[Finding]:
    async with aiohttp.ClientSession(trust_env=True) as session:
        client = web_client(settings.bot_token, settings.api_url, session)
        api = SlackApi(client, session, settings.api_url)
        try:
            who, granted = await api.identity()
        except SlackRefused as refusal:
            yield Finding(
                "slack",
                f"refuses SLACK_BOT_TOKEN ({refusal}): copy it again from your app's page, "
                "OAuth & Permissions",
                wrong=True,
            )
            return
        except NotDelivered as fault:
            yield Finding("slack", f"cannot be reached at {settings.api_url} ({fault})", wrong=True)
            return
    yield Finding("slack", f"I am {who.get('user', '?')} in {who.get('team', '?')}")
    if granted:
        for scope in SCOPES.keys() - granted:
            yield Finding("slack", _missing(scope, SCOPES[scope]), wrong=True)
        for scope in OPTIONAL_SCOPES.keys() - granted:
            yield Finding("slack", _missing(scope, OPTIONAL_SCOPES[scope]), note=True)


def _missing(scope: str, reason: str) -> str:
    return f"scope {scope} is not granted ({reason}): add it on your app's page and reinstall it"


async def _services(settings: Settings) -> AsyncIterator[Finding]:
    services = catalog.configured(settings.services)
    if not services:
        first = catalog.SERVICES[0].how_to_turn_on
        yield Finding("services", f"none is set up: set {first}, to begin with", wrong=True)
    async with ServiceClient(
        allow_private=settings.allow_private, ca_file=settings.ca_file
    ) as client:
        for name, service in services.items():
            address = settings.services[name].get("url", "")
            for sentence in catalog.warnings(name, settings.services[name]):
                yield Finding(service.info.title, sentence, note=True)
            if not address:
                continue
            try:
                answer = await client.run(probe(service.info, address), service=service.info)
            except MeetingError as error:
                yield Finding(service.info.title, f"{error.message} ({error.detail})", wrong=True)
            else:
                yield Finding(service.info.title, answer)
    for sentence in catalog.off(settings.services):
        yield Finding("services", sentence, note=True)
