"""The command line: `parley`, which is the same as `python -m bot`."""

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

_UNDERSTAND = """Print as JSON what the bot would understand of TEXT, and what it would do.

\b
title       the meeting's title, or null
start       ISO 8601 with an offset, or null where no clock time is known
date        the day, where one is known
last_date   the last day, where a span of days was said
end         when it ends, where that was said
minutes     how long it is, where that was said
rrule       how it repeats: an RFC 5545 rule without its prefix, or null
people      Slack ids, @names and e-mail addresses
channels    Slack ids and #names
service     the meeting service, or null
zone        the IANA time zone that the times are in
uncertain   codes of what was guessed
other       the other start that could be meant, or null
words       which words gave which field
does        start (at once, in public), schedule (shown first), order (change, list or settle
            something), answer (help, a question's answer), unsure (ask in private)

With --batch, each line on standard input is a JSON object with text and reference (ISO 8601), and
may have zone, locale, via (command, mention or dm) and known, a list of titles that are coming up.
"""


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
    logs.configure(settings.log_level, settings.log_format, list(filter(None, secrets)))
    _run_or_exit(run(settings, click.echo))


@main.command(cls=InOrder)
@click.option("--say", "texts", multiple=True, help="Type this, as a person would.")
@click.option("--click", "labels", multiple=True, help="Press the newest button of this label.")
@click.option("--as", "person", type=click.Choice(["ada", "mallory"]), default="ada")
@click.option("--connect", "services", multiple=True, help="Connect this service first.")
@click.pass_context
def demo(context: click.Context, /, person: str, services: tuple[str, ...], **_: Any) -> None:
    """Try the bot in a sandbox: no account, no token, no server."""
    from bot.cli.demo import run

    script = Script(person=person, connect=services, steps=context.obj)
    sys.exit(_run(run(script, click.echo)))


@main.command()
def doctor() -> None:
    """Check the settings and all that they name, and say how to mend what is wrong."""
    from bot.cli.doctor import examine

    if not _run(examine(environment(), click.echo)):
        sys.exit(1)


@main.group()
def keys() -> None:
    """The keys that seal people's accounts."""


@keys.command()
def new() -> None:
    """Print a new key."""
    from bot.cli import keys as keys_command
    from bot.wiring import now

    click.echo(keys_command.new(now()))
    click.echo(keys_command.WHERE_TO, err=True)


@keys.command()
def rotate() -> None:
    """Seal every account with the newest key, while the bot runs or not."""
    from bot.cli import keys as keys_command

    _check(keys_command.rotate(_storage(), click.echo))


@keys.command()
@click.option("--forget", is_flag=True, help="Delete the accounts that do not open.")
def check(*, forget: bool) -> None:
    """Open every account, and say which do not open."""
    from bot.cli import keys as keys_command

    _check(keys_command.check(_storage(), click.echo, forget=forget))


@main.command()
@click.option("--url", help="The address Slack will reach; PARLEY_URL by default.")
@click.option("--command", default="/meet", help="The slash command.")
@click.option("--socket-mode", is_flag=True, help="No public address: Slack is dialled.")
def manifest(url: str | None, command: str, *, socket_mode: bool) -> None:
    """Print the Slack manifest for this installation."""
    from bot.slack import manifest as slack

    try:
        address = url or environment().get("PARLEY_URL") or "https://parley.example.com"
        content = slack.manifest(address, command, socket_mode=socket_mode)
    except ValueError as fault:
        raise click.UsageError(str(fault)) from fault
    click.echo(slack.as_yaml(content), nl=False)


@main.command(help=_UNDERSTAND)
@click.argument("text", required=False)
@click.option("--now", "moment", help="ISO 8601; the present by default.")
@click.option("--zone", default="UTC", show_default=True, help="An IANA time zone.")
@click.option("--locale", default="en-US", show_default=True)
@click.option("--batch", is_flag=True, help="Read JSON lines on standard input, write as many.")
def understand(
    text: str | None, moment: str | None, zone: str, locale: str, *, batch: bool
) -> None:
    """Print what is understood of *text*, or of each line of standard input."""
    from bot.cli.understand import answer, answer_lines

    if batch:
        for line in answer_lines(sys.stdin):
            click.echo(line)
        return
    if text is None:
        raise click.UsageError("Give a TEXT, or --batch and JSON lines on standard input.")
    try:
        reference = datetime.fromisoformat(moment) if moment else _now()
        if reference.tzinfo is None:
            reference = reference.replace(tzinfo=ZoneInfo(zone))
        request = answer(text, reference, zone, locale)
    except (ValueError, KeyError, OSError) as error:
        raise click.UsageError(f"{error}: --now takes ISO 8601, --zone an IANA name.") from error
    click.echo(json.dumps(request, ensure_ascii=False))


def _now() -> datetime:
    """The present, by the program's one clock."""
    from bot.wiring import now

    return now()


def _settings() -> Settings:
    """The settings; prints all that is missing or wrong and exits with status 1."""
    try:
        return Settings.read(environment())
    except SettingsError as fault:
        _exit(f"{fault}\nEvery setting is explained in docs/settings.md.")


def _storage() -> StorageSettings:
    """The settings of storage; prints what is wrong and exits with status 1."""
    try:
        return StorageSettings.read(environment())
    except SettingsError as fault:
        _exit(str(fault))


def _check(work: Coroutine[Any, Any, bool]) -> None:
    """Run *work*; exit with status 1 if it returns False."""
    if not _run_or_exit(work):
        sys.exit(1)


def _run_or_exit(work: Coroutine[Any, Any, T]) -> T:
    """Run *work*; an error that a start can meet is printed, and the status is 1."""
    from bot.slack.identity import BotTokenRefused
    from bot.web.listener import CannotListen
    from storage.seal import KeysWrong
    from storage.store import StoreRefused

    try:
        return _run(work)
    except (StoreRefused, KeysWrong, CannotListen) as fault:
        _exit(str(fault))
    except BotTokenRefused as fault:
        _exit(
            f"Slack refuses SLACK_BOT_TOKEN ({fault}). Copy the bot token again from your app's "
            "page, OAuth & Permissions."
        )


def _exit(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run *work* on uvloop if it is installed."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    return uvloop.run(work)


if __name__ == "__main__":
    main()
