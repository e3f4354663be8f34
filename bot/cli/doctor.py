"""`parley doctor`: checks everything the bot needs, and says how to fix what is wrong."""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from bot.account_keys import read_keys
from bot.cli.keys import open_store
from bot.cli.serve import port_problem
from bot.settings import Settings, SettingsError, exposed_files
from bot.slack.api import SlackApi, web_client
from bot.slack.manifest import OPTIONAL_SCOPES, SCOPES
from handlers.slack_types import NotDelivered, SlackRefused
from meetings import catalog
from meetings.abilities import TriesSettings
from meetings.addresses import NOT_PUBLIC
from meetings.client import ServiceClient
from meetings.errors import MeetingError, ServiceUnreachable
from meetings.service import AccountKind, MeetingService, probe
from storage.keys import KeyProofs
from storage.seal import KeysWrong
from storage.sqlite import SqliteStore, is_in_use, start_problem
from storage.store import StoreInUse, StoreRefused

ANSWER_WITHIN = 5.0
"""Seconds that a running bot may take to say how it is."""

ANSWER_LIMIT = 64 * 1024
"""Bytes that are read of what it says."""

_NO_ADDRESS_TO_ASK = "is set up. Its server is found when somebody signs in, so it was not asked"


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


async def examine(
    environment: Mapping[str, str], say: Callable[[str], None], problems: Sequence[str] = ()
) -> bool:
    """Check everything; True if nothing that is needed is wrong.

    *problems* are those of the file that settings come from.
    """
    good = True
    async for finding in _findings(environment, problems):
        good = good and not finding.wrong
        say(str(finding))
    say("All is well." if good else "Mend what is marked wrong, then run this again.")
    return good


async def _findings(
    environment: Mapping[str, str], problems: Sequence[str]
) -> AsyncIterator[Finding]:
    settings, wrong = _read(environment, problems)
    for sentence in wrong:
        yield Finding("settings", sentence, wrong=True)
    if settings is None:
        return
    if not wrong:
        yield Finding("settings", "all that is needed is there")
    for sentence in exposed_files(settings):
        yield Finding("settings", sentence, note=True)
    for names, check in _CHECKS:
        if not any(sentence.startswith(names) for sentence in wrong):
            async for finding in check(settings):
                yield finding


def _read(
    environment: Mapping[str, str], problems: Sequence[str]
) -> tuple[Settings | None, Sequence[str]]:
    """The settings, as far as they can be read, and what is wrong with them."""
    try:
        return Settings.read(environment, problems), ()
    except SettingsError as fault:
        return fault.settings, fault.args


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    path = settings.database
    if not path.exists():
        problem = start_problem(path)
        fine = f"{path} is not there yet: the bot makes it at its first start"
        yield Finding("database", problem or fine, bool(problem))
        return
    try:
        store = await SqliteStore.open(path)
    except StoreInUse:
        yield Finding("database", f"{path} is in use by a running bot, as it should be")
        return
    except StoreRefused as fault:
        yield Finding("database", str(fault), wrong=True)
        return
    problem = await store.problem()
    await store.close()
    yield Finding("database", problem or f"{path} can be read and written", bool(problem))


async def _key(settings: Settings) -> AsyncIterator[Finding]:
    if not (settings.keys or settings.key_file):
        yield Finding("key", "none is needed: no service here has accounts")
        return
    try:
        keys = read_keys(settings)
        if settings.database.exists():
            async with open_store(settings.database) as (store, _):
                await KeyProofs(store).check(keys)
    except KeysWrong as wrong:
        yield Finding("key", str(wrong), wrong=True)
    except StoreRefused:
        yield Finding("key", "cannot be compared with the database", note=True)
    else:
        yield Finding("key", f"{keys.newest} seals the accounts that are stored")


async def _running_bot(settings: Settings) -> AsyncIterator[Finding]:
    """What the bot that has the database open says of itself; or whether one could listen."""
    if not is_in_use(settings.database):
        if problem := port_problem(settings):
            yield Finding("address", problem, wrong=True)
        return
    if not settings.port:
        yield Finding(
            "bot",
            "PARLEY_PORT is 0: set it to the port that the bot printed at its start, and this "
            "asks the bot how it is",
            note=True,
        )
        return
    address = f"http://{_reachable(settings.host)}:{settings.port}/readyz"
    try:
        said = await _readyz(address)
    except (aiohttp.ClientError, TimeoutError, ValueError) as fault:
        yield Finding(
            "bot",
            f"is running, and does not answer at {address} ({type(fault).__name__}): was it "
            "started with another PARLEY_HOST or PARLEY_PORT?",
            wrong=True,
        )
        return
    if bad := {name: problem for name, problem in said.items() if problem != "ok"}:
        for name, problem in bad.items():
            yield Finding("bot", f"is running and not ready: {name}: {problem}", wrong=True)
    else:
        yield Finding("bot", f"is running and ready: {', '.join(said)} are good")


def _reachable(host: str) -> str:
    """Where a bot that listens on *host* is asked from this machine."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared with
    return f"[{here}]" if ":" in here else here


async def _readyz(address: str) -> dict[str, str]:
    """What ``/readyz`` says, by the thing that it is about; ValueError if that is no bot's."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.get(address, allow_redirects=False) as reply,
    ):
        said = json.loads(await reply.content.read(ANSWER_LIMIT))
    if not isinstance(said, dict) or not said or reply.status not in (200, 503):
        raise ValueError("this is not the answer of a bot")
    return {str(name): " ".join(str(problem).split()) for name, problem in said.items()}


async def _address(settings: Settings) -> AsyncIterator[Finding]:
    if problem := _address_problem(settings):
        yield Finding("address", problem, note=True)


def _address_problem(settings: Settings) -> str:
    """What is wrong with the address of the connect page, if one is needed."""
    if not any(
        service.info.needs_sign_in for service in catalog.configured(settings.services).values()
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
        shared = catalog.titles_by_account(settings.services)[AccountKind.ORGANIZATION]
        for scope in OPTIONAL_SCOPES.keys() - granted:
            needed = scope == "users:read.email" and shared
            why = (
                f"{' and '.join(shared)}: the organization's account is used for the person whose "
                "verified address Slack tells, and for nobody else"
                if needed
                else OPTIONAL_SCOPES[scope]
            )
            yield Finding("slack", _missing(scope, why), wrong=bool(needed), note=not needed)


def _missing(scope: str, reason: str) -> str:
    return f"scope {scope} is not granted ({reason}): add it on your app's page and reinstall it"


async def _app_token(settings: Settings) -> AsyncIterator[Finding]:
    """Whether Slack would open a socket for the bot."""
    if not settings.app_token:
        return
    async with aiohttp.ClientSession(trust_env=True) as session:
        client = web_client(settings.app_token, settings.api_url, session)
        try:
            await SlackApi(client, session, settings.api_url).check_app_token()
        except SlackRefused as refusal:
            yield Finding(
                "slack",
                f"refuses SLACK_APP_TOKEN ({refusal}): make one with the scope connections:write "
                "on your app's page, Basic Information, App-Level Tokens, and turn Socket Mode on",
                wrong=True,
            )
        except NotDelivered as fault:
            yield Finding(
                "slack", f"did not say whether it takes SLACK_APP_TOKEN ({fault})", wrong=True
            )
        else:
            yield Finding("slack", "takes SLACK_APP_TOKEN: Socket Mode can be used")


async def _services(settings: Settings) -> AsyncIterator[Finding]:
    services = catalog.configured(settings.services)
    if not services and not settings.services:
        first = catalog.SERVICES[0].how_to_turn_on
        yield Finding("services", f"none is set up: set {first}, to begin with", wrong=True)
    async with ServiceClient(
        allow_private=settings.allow_private, ca_file=settings.ca_file
    ) as client:
        for name, service in services.items():
            for sentence in catalog.warnings(name, settings.services[name]):
                yield Finding(service.info.title, sentence, note=True)
            yield await _tried(client, service, settings.services[name].get("url", ""))
    for sentence in catalog.off(settings.services):
        yield Finding("services", sentence, note=True)


async def _tried(client: ServiceClient, service: MeetingService, address: str) -> Finding:
    """What a service says to its settings, as far as it can be asked without a person's account."""
    info = service.info
    try:
        if info.account is AccountKind.ORGANIZATION:
            await client.run(service.connect({}), service=info)
            return Finding(info.title, "takes the settings of the organization's account")
        if isinstance(service, TriesSettings):
            return Finding(info.title, await client.run(service.try_settings(), service=info))
        if not address:
            return Finding(info.title, _NO_ADDRESS_TO_ASK, note=True)
        return Finding(info.title, await client.run(probe(info, address), service=info))
    except MeetingError as error:
        wrong = error.administrators_task or _not_good(error, address)
        return Finding(info.title, wrong, wrong=True)


def _not_good(error: MeetingError, address: str) -> str:
    """What is wrong with a service, for the person who runs the bot."""
    what = "cannot be reached" if isinstance(error, ServiceUnreachable) else "does not work"
    private = error.detail == NOT_PUBLIC
    how = ": PARLEY_ALLOW_PRIVATE=1 allows private addresses" if private else ""
    host = urlsplit(address).hostname or address
    where = f" at {host}" if host else ""
    return f"{what}{where} ({error.detail or error.message}){how}"


_CHECKS: tuple[tuple[tuple[str, ...], Callable[[Settings], AsyncIterator[Finding]]], ...] = (
    (("PARLEY_DATABASE",), _database),
    (("PARLEY_KEY", "PARLEY_DATABASE"), _key),
    (("PARLEY_HOST", "PARLEY_PORT", "PARLEY_DATABASE"), _running_bot),
    (("PARLEY_URL", "PARLEY_HOST", "PARLEY_PORT"), _address),
    (("SLACK_BOT_TOKEN", "SLACK_API_URL"), _slack),
    (("SLACK_APP_TOKEN", "SLACK_API_URL"), _app_token),
    (("PARLEY_CA_FILE", "PARLEY_ALLOW_PRIVATE"), _services),
)
"""What is checked, and by the names of which settings: where one of these is wrong, it is not."""
