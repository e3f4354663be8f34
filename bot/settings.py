"""Every setting, read once from the environment and a ``.env`` file; all problems at once."""

import logging
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot.settings_reader import KNOWN, SettingsReader

__all__ = ["KNOWN", "Settings", "SettingsError", "StorageSettings"]

_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_LOG_FORMATS = ("text", "json")
_IN_SLACK = "Slack shows it at api.slack.com/apps, your app, {}."

ENV_FILE = Path(".env")
"""Settings of the folder that the bot is started in; the environment counts before them."""


class SettingsError(Exception):
    """Settings are missing or wrong; each argument is a sentence that says how to mend one.

    *settings* are the rest, as far as they could be read.
    """

    def __init__(self, *sentences: str, settings: "Settings | None" = None) -> None:
        super().__init__(*sentences)
        self.settings = settings

    def __str__(self) -> str:
        """All of the sentences, a line each."""
        return "\n".join(str(sentence) for sentence in self.args)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the person who runs the bot decides. Secrets are in no ``repr``."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    api_url: str = "https://slack.com/api/"
    host: str = "127.0.0.1"
    port: int = 3000
    url: str = ""
    database: Path = Path("parley.db")
    keys: str = field(default="", repr=False)
    key_file: Path | None = None
    allow_private: bool = False
    ca_file: Path | None = None
    log_level: str = "INFO"
    log_format: str = "text"
    default_service: str = ""
    keep: timedelta = timedelta(days=365)
    services: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    @property
    def listening(self) -> str:
        """Host and port as they stand in an address: IPv6 in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def public_url(self) -> str:
        """The address that browsers reach, without a slash at its end."""
        return (self.url or f"http://{self.listening}").rstrip("/")

    def secrets(self) -> list[str]:
        """What must be in no line of the log."""
        keys = [entry.partition(":")[2] for entry in re.split(r"[\s,]+", self.keys)]
        secrets = (self.bot_token, self.signing_secret, self.app_token, *keys)
        return list(filter(None, secrets))

    @classmethod
    def read(
        cls,
        environment: Mapping[str, str],
        problems: Sequence[str] = (),
        also: "Callable[[Settings], Iterable[str]]" = lambda _settings: (),
    ) -> "Settings":
        """Read *environment*; raise ``SettingsError`` with everything that is missing or wrong.

        *problems* were found before; *also* looks for more, of which those are left out whose
        setting is wrong already.
        """
        reader = SettingsReader(environment)
        settings = cls._read(reader)
        reader.check_default(settings.default_service, settings.services)
        reader.check_keys(settings.services)
        reader.refuse_many_workspaces()
        reader.refuse_unknown()
        wrong = [*problems, *reader.problems]
        named = {sentence.split()[0].rstrip(",:") for sentence in wrong}
        wrong += [more for more in also(settings) if more.split()[0].rstrip(":") not in named]
        if wrong:
            raise SettingsError(*wrong, settings=settings)
        return settings

    @classmethod
    def _read(cls, reader: SettingsReader) -> "Settings":
        basic, tokens = "Basic Information", "OAuth & Permissions"
        return cls(
            bot_token=reader.token(
                "SLACK_BOT_TOKEN", "xoxb-", _IN_SLACK.format(tokens), needed=True
            ),
            signing_secret=reader.signing_secret("SLACK_SIGNING_SECRET", _IN_SLACK.format(basic)),
            app_token=reader.token(
                "SLACK_APP_TOKEN", "xapp-", _IN_SLACK.format(basic), needed=False
            ),
            api_url=reader.api_address("SLACK_API_URL", "https://slack.com/api/"),
            host=reader.host("PARLEY_HOST", "127.0.0.1"),
            port=reader.port("PARLEY_PORT", 3000),
            url=reader.address("PARLEY_URL", ""),
            database=reader.database("PARLEY_DATABASE"),
            keys=reader.text("PARLEY_KEY"),
            key_file=reader.file("PARLEY_KEY_FILE"),
            allow_private=reader.switch("PARLEY_ALLOW_PRIVATE"),
            ca_file=reader.certificates("PARLEY_CA_FILE"),
            log_level=reader.one_of("PARLEY_LOG_LEVEL", _LOG_LEVELS, "INFO"),
            log_format=reader.one_of("PARLEY_LOG_FORMAT", _LOG_FORMATS, "text"),
            default_service=reader.text("PARLEY_DEFAULT_SERVICE"),
            keep=timedelta(days=reader.days("PARLEY_KEEP_DAYS", 365, least=7)),
            services=reader.services(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSettings:
    """What is needed to look after the accounts in the database, without Slack or a service."""

    database: Path
    keys: str = field(repr=False)
    key_file: Path | None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "StorageSettings":
        """Read *environment*; raise ``SettingsError`` with what is wrong."""
        reader = SettingsReader(environment)
        settings = cls(
            database=reader.database("PARLEY_DATABASE"),
            keys=reader.text("PARLEY_KEY"),
            key_file=reader.file("PARLEY_KEY_FILE"),
        )
        if reader.problems:
            raise SettingsError(*reader.problems)
        return settings


def environment() -> Mapping[str, str]:
    """The process's environment, over what a ``.env`` file in the current folder says."""
    logging.getLogger("dotenv").setLevel(logging.ERROR)  # env_file_problems() says it
    try:
        from_file = {name: value or "" for name, value in dotenv_values(ENV_FILE).items()}
    except (OSError, UnicodeDecodeError):
        from_file = {}
    return {**from_file, **os.environ}


def env_file_problems() -> list[str]:
    """What cannot be read in the ``.env`` file of the current folder; nothing if there is none."""
    here = f"The file {ENV_FILE} in this folder"
    try:
        if not ENV_FILE.is_file():
            return []
        with ENV_FILE.open(encoding="utf-8") as file:
            lines = list(parse_stream(file))
    except OSError as fault:
        return [f"{here} cannot be read: {fault.strerror}."]
    except UnicodeDecodeError:
        return [f"{here} is not a text in UTF-8."]
    return [
        f"{here}, line {line.original.line}, is not a setting: it must be NAME=value."
        for line in lines
        if line.error or (line.key is not None and line.value is None)
    ]


def exposed_files(settings: Settings | None) -> list[str]:
    """A warning for each file with secrets in it that others on this machine can read."""
    key_file = settings.key_file if settings else None
    exposed = [path for path in (ENV_FILE, key_file) if path and _read_by_others(path)]
    return [
        f"{path} holds secrets, and others on this machine can read it: let the bot's user alone "
        f"do so (`chmod 600 {path}`)."
        for path in exposed
    ]


def _read_by_others(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & 0o044)
    except OSError:
        return False
