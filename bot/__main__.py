"""The command line: `parley`, and `python -m bot`, which is the same."""

import asyncio
import json
import sys
from collections.abc import Coroutine
from datetime import datetime
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import click

from bot.cli.script import InOrder, Script
from bot.settings import Settings, SettingsError, StorageSettings, environment

T = TypeVar("T")


@click.group()
def main() -> None:
    """Parley: a meeting assistant that lives in Slack."""


@main.command()
def serve() -> None:
    """Run the bot."""
    from bot import logs
    from bot.cli.serve import serve as run

    settings = _settings()
    secrets = (settings.bot_token, settings.signing_secret, settings.app_token, settings.keys)
    logs.configure(settings.log_level, settings.log_format, [one for one in secrets if one])
    _end_with_a_sentence(run(settings, click.echo))


@main.command(cls=InOrder)
@click.option("--say", "said", multiple=True, help="Type this, as a person would.")
@click.option("--click", "clicked", multiple=True, help="Press the newest button of this label.")
@click.option("--as", "person", type=click.Choice(["ada", "mallory"]), default="ada")
@click.option("--connect", "services", multiple=True, help="Connect this service first.")
@click.pass_context
def demo(context: click.Context, /, person: str, services: tuple[str, ...], **_: Any) -> None:
    """Try the bot on a street of its own: no account, no token, no server."""
    from bot.cli.demo import run

    script = Script(person=person, connect=services, steps=context.obj)
    sys.exit(_loop(run(script, click.echo)))


@main.command()
def doctor() -> None:
    """Check the settings and all that they name, and say how to mend what is wrong."""
    from bot.cli.doctor import examine

    if not _loop(examine(environment(), click.echo)):
        sys.exit(1)


@main.group()
def keys() -> None:
    """The keys that seal people's accounts."""


@keys.command()
def new() -> None:
    """Print a new key."""
    from bot.cli import keys as ring
    from bot.wiring import now

    click.echo(ring.new(now()))
    click.echo(ring.WHERE_TO, err=True)


@keys.command()
def rotate() -> None:
    """Seal every account with the newest key, while the bot runs or not."""
    from bot.cli import keys as ring

    _well(ring.rotate(_storage(), click.echo))


@keys.command()
@click.option("--forget", is_flag=True, help="Delete the accounts that do not open.")
def check(*, forget: bool) -> None:
    """Open every account, and say which do not open."""
    from bot.cli import keys as ring

    _well(ring.check(_storage(), click.echo, forget=forget))


@main.command()
@click.option("--url", help="The address Slack will reach; PARLEY_URL by default.")
@click.option("--command", default="/meet", help="The slash command.")
@click.option("--socket-mode", is_flag=True, help="No public address: Slack is dialled.")
def manifest(url: str | None, command: str, *, socket_mode: bool) -> None:
    """Print the Slack manifest for this installation."""
    from bot.slack import manifest as slack

    try:
        address = url or environment().get("PARLEY_URL") or "https://parley.example.com"
        told = slack.manifest(address, command, socket_mode=socket_mode)
    except ValueError as fault:
        raise click.UsageError(str(fault)) from fault
    click.echo(slack.as_yaml(told), nl=False)


@main.command()
@click.argument("text", required=False)
@click.option("--now", "moment", help="ISO 8601; the present by default.")
@click.option("--zone", default="UTC", show_default=True, help="An IANA time zone.")
@click.option("--locale", default="en-US", show_default=True)
@click.option("--batch", is_flag=True, help="Read JSON lines on standard input, write as many.")
def understand(
    text: str | None, moment: str | None, zone: str, locale: str, *, batch: bool
) -> None:
    """Print as JSON what the bot would understand of TEXT."""
    from bot.wiring import now
    from language import understand as read

    if batch:
        from language.batch import lines

        for line in lines(sys.stdin):
            click.echo(line)
        return
    if text is None:
        raise click.UsageError("Give a TEXT, or --batch and JSON lines on standard input.")
    try:
        said_at = datetime.fromisoformat(moment) if moment else now()
        if said_at.tzinfo is None:
            said_at = said_at.replace(tzinfo=ZoneInfo(zone))
        wish = read(text, said_at, zone, locale)
    except (ValueError, KeyError, OSError) as fault:
        raise click.UsageError(f"{fault}: --now takes ISO 8601, --zone an IANA name.") from fault
    click.echo(json.dumps(wish.as_json(), ensure_ascii=False))


def _settings() -> Settings:
    """The settings; all that is missing or wrong at once, and status 1."""
    try:
        return Settings.read(environment())
    except SettingsError as fault:
        _end(f"{fault}\nEvery setting is explained in docs/settings.md.")


def _storage() -> StorageSettings:
    """What is needed to look after accounts, or a sentence and status 1."""
    try:
        return StorageSettings.read(environment())
    except SettingsError as fault:
        _end(str(fault))


def _well(work: Coroutine[Any, Any, bool]) -> None:
    """Do *work*; status 1 if all is not well after it."""
    if not _end_with_a_sentence(work):
        sys.exit(1)


def _end_with_a_sentence(work: Coroutine[Any, Any, T]) -> T:
    """Run *work*; what can be wrong at a start ends with a sentence and status 1."""
    from bot.cli.serve import CannotListen
    from bot.slack.identity import BotTokenRefused
    from storage.seal import KeysWrong
    from storage.store import StoreRefused

    try:
        return _loop(work)
    except (StoreRefused, KeysWrong, CannotListen) as fault:
        _end(str(fault))
    except BotTokenRefused as fault:
        _end(
            f"Slack refuses SLACK_BOT_TOKEN ({fault}). Copy the bot token again from your app's "
            "page, OAuth & Permissions."
        )


def _end(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)


def _loop(work: Coroutine[Any, Any, T]) -> T:
    """Run *work* on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    return uvloop.run(work)


if __name__ == "__main__":
    main()
