"""The command line: `parley`, which is the same as `python -m bot`."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import click

from bot import __version__
from bot.cli.script import FOR_AN_ORGANIZATION, WITH_ACCOUNTS, InOrder, Script
from bot.settings import (
    ENV_FILE,
    Settings,
    SettingsError,
    StorageSettings,
    env_file_problems,
    environment,
    exposed_files,
)

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

With --batch, each line on standard input is a JSON object, and gives one line with the fields
above, in order. A line that cannot be read gives {"error": "..."}, and the rest goes on.

\b
text        what was typed; needed
reference   the moment it was typed at: ISO 8601, local to zone without an offset; needed
zone        the IANA time zone of the person, UTC by default
locale      their locale, en-US by default
via         how it came in: command (the default), mention or dm
known       the titles of meetings that are coming up, none by default

\b
Codes in uncertain:
past          that time is over             gap           the clocks skip that hour
fold          that hour comes twice         next          which week "next" means
today         today, or a week from now     vague         no hour was said exactly
numeric_date  day or month first            hour          morning or evening
no_time       a day, and no time            length        a length that does not fit
too_long      longer than is read           not_read      words of time are left in the title
several       more times than one meeting takes
More may be added.

\b
For example:
  parley understand "design review next tuesday 3pm" --zone Europe/Berlin
  echo '{"text": "sync at 3", "reference": "2026-03-02T09:00"}' | parley understand --batch
"""

_HOW_TO_SET = (
    "Settings come from the environment and from a file .env in the folder that Parley is started "
    "in: {folder}, {where}. `parley settings` prints all there are, to be filled in."
)
_NO_APP_YET = (
    "No Slack app yet? `parley manifest --socket-mode` prints what to paste at api.slack.com/apps, "
    "Create New App, From a manifest; `parley demo` needs no Slack at all."
)
_NO_ADDRESS = (
    "How does Slack reach the bot? Give --url https://... (or set PARLEY_URL) if the bot has an "
    "https address of its own, or --socket-mode if it has none: then the bot calls Slack."
)


@click.group(context_settings={"max_content_width": 100})
@click.version_option(__version__, prog_name="parley")
def main() -> None:
    """Parley: a meeting assistant that lives in Slack."""


@main.command()
def serve() -> None:
    """Run the bot."""
    from bot import logs
    from bot.cli.serve import serve as run
    from bot.cli.serve import start_problems

    if environment().get("PARLEY_LOG_FORMAT", "").strip().lower() == "json":
        logs.configure("INFO", "json")  # what is wrong with the settings is told in JSON as well
    settings = _settings(start_problems)
    logs.configure(settings.log_level, settings.log_format, settings.secrets())
    for warning in exposed_files(settings):
        logs.log.warning(warning)
    if not settings.services:
        logs.log.warning("no meeting service is set up: set PARLEY_JITSI__URL, to begin with")
    _run_or_exit(run(settings, click.echo))


@main.command(cls=InOrder)
@click.option("--say", "texts", multiple=True, help="Type this, as a person would.")
@click.option("--click", "labels", multiple=True, help="Press the newest button of this label.")
@click.option(
    "--as", "person", type=click.Choice(["ada", "mallory"]), default="ada", help="Who types."
)
@click.option(
    "--connect",
    "services",
    multiple=True,
    type=click.Choice(WITH_ACCOUNTS),
    help="Connect this service first.",
)
@click.option(
    "--organization",
    multiple=True,
    type=click.Choice(FOR_AN_ORGANIZATION),
    help="Use this service with one account of the organization: nobody connects.",
)
@click.option("--log", is_flag=True, help="Show here what the bot logs.")
@click.pass_context
def demo(
    context: click.Context,
    /,
    person: str,
    services: tuple[str, ...],
    organization: tuple[str, ...],
    *,
    log: bool,
    **_: Any,
) -> None:
    """Try the bot in a sandbox: no account, no token, no server."""
    from bot.cli.demo import run

    script = Script(
        person=person, connect=services, organization=organization, steps=context.obj, log=log
    )
    sys.exit(_run(run(script, click.echo)))


@main.command(short_help="Check the settings, the database, Slack and the services.")
def doctor() -> None:
    """Check the settings and all that they name, and say how to mend what is wrong."""
    from bot.cli.doctor import examine

    if not _run(examine(environment(), click.echo, env_file_problems())):
        sys.exit(1)


@main.command("settings", short_help="Print every setting, as a file .env to fill in.")
def print_settings() -> None:
    """Print every setting, as a file .env to fill in: `parley settings > .env`."""
    click.echo(Path(__file__).with_name("env.example").read_text("utf-8"), nl=False)


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


@main.command(short_help="Print as JSON who did what to which meeting or account.")
@click.option("--since", default="0001-01-01", help="ISO 8601; all of it by default.")
@click.option("--person", default="", help="A Slack id, such as U012AB3CD.")
@click.option("--team", default="", help="A workspace's id, such as T012AB3CD.")
def audit(since: str, person: str, team: str) -> None:
    """Print who did what to which meeting or account, as JSON lines without titles."""
    from bot.cli import data

    try:
        moment = datetime.fromisoformat(since)
    except ValueError as error:
        raise click.UsageError(f"{error}: --since takes ISO 8601, as 2026-11-30.") from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    _check(data.audit(_storage().database, click.echo, moment, team=team, person=person))


@main.command()
@click.argument("person")
@click.option("--team", default="", help="Their workspace's id, where there are several.")
def export(person: str, team: str) -> None:
    """Print as JSON all that is stored of PERSON (a Slack id), without passwords and tokens."""
    from bot.cli import data

    hint = partial(click.echo, err=True)  # beside the JSON, which stays alone on standard output
    _check(data.export(_storage().database, click.echo, hint, person, team=team))


@main.command(short_help="Delete what is stored of a person or of a workspace.")
@click.argument("person", default="")
@click.option("--team", default="", help="The workspace: all of it, if no PERSON is named.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(person: str, team: str, *, yes: bool) -> None:
    """Delete all that is stored of PERSON (a Slack id), or of a whole workspace.

    Meetings stay at their services, and cards in Slack: they are only not known here any more.
    """
    from bot.cli import data

    if not person and not team:
        raise click.UsageError("Name a PERSON, or a workspace with --team.")
    who = person or f"the whole workspace {team}"
    if not yes:
        click.confirm(f"Delete all that is stored of {who}? There is no way back.", abort=True)
    where = _storage().database
    _check(data.forget(where, click.echo, _now(), person=person, team=team))


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the database to FILE, while the bot runs or not."""
    from bot.cli import data
    from storage.store import StoreRefused

    try:
        data.backup(_storage().database, file, click.echo)
    except StoreRefused as fault:
        _exit(str(fault))


@main.command()
@click.option("--url", help="The https address that Slack calls; PARLEY_URL by default.")
@click.option("--command", default="/meet", help="The slash command.")
@click.option("--socket-mode", is_flag=True, help="The bot has no public address: it calls Slack.")
def manifest(url: str | None, command: str, *, socket_mode: bool) -> None:
    """Print the Slack manifest for this installation."""
    from bot.slack import manifest as slack

    try:
        address = url or environment().get("PARLEY_URL", "")
        if not (address or socket_mode):
            raise click.UsageError(_NO_ADDRESS)
        content = slack.manifest(address, command, socket_mode=socket_mode)
    except ValueError as fault:
        raise click.UsageError(str(fault)) from fault
    click.echo(slack.as_yaml(content), nl=False)


@main.command(help=_UNDERSTAND, short_help="Print as JSON what the bot would understand.")
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


def _settings(also: Callable[[Settings], Iterable[str]]) -> Settings:
    """The settings; prints all that is missing or wrong, and what *also* finds, and exits."""
    try:
        return Settings.read(environment(), env_file_problems(), also)
    except SettingsError as fault:
        where = "which has one" if ENV_FILE.is_file() else "which has none"
        how = _HOW_TO_SET.format(folder=Path.cwd(), where=where)
        hints = [how] if environment().get("SLACK_BOT_TOKEN") else [how, _NO_APP_YET]
        _exit(*fault.args, hints=hints)


def _storage() -> StorageSettings:
    """The settings of storage; prints what is wrong and exits with status 1."""
    if problems := env_file_problems():
        _exit(*problems)
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


def _exit(*sentences: str, hints: Sequence[str] = ()) -> NoReturn:
    """Say why the command cannot go on, in the form of the log where that is JSON."""
    from bot import logs

    if logs.writes_json():
        for sentence in sentences:
            logs.log.critical("cannot start", reason=sentence)
    elif hints:
        lines = ["Parley cannot start:", *(f"- {each}" for each in sentences), *hints]
        click.echo("\n".join(lines), err=True)
    else:
        click.echo("\n".join(sentences), err=True)
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
