"""Every setting, read once from the environment and a ``.env`` file; all problems at once."""

import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from dotenv import dotenv_values

from meetings import catalog

_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_LOG_FORMATS = ("text", "json")
_OPTION = re.compile(r"PARLEY_([A-Z0-9_]+?)__([A-Z0-9_]+)")

KNOWN = (
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_APP_TOKEN",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "SLACK_API_URL",
    "PARLEY_HOST",
    "PARLEY_PORT",
    "PARLEY_URL",
    "PARLEY_DATABASE",
    "PARLEY_KEY",
    "PARLEY_KEY_FILE",
    "PARLEY_ALLOW_PRIVATE",
    "PARLEY_CA_FILE",
    "PARLEY_LOG_LEVEL",
    "PARLEY_LOG_FORMAT",
    "PARLEY_DEFAULT_SERVICE",
)
"""The names that are read, beside ``PARLEY_<SERVICE>__<OPTION>``."""


class SettingsError(Exception):
    """Settings are missing or wrong; each argument is a sentence that says how to mend one."""

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
    services: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    @property
    def public_url(self) -> str:
        """The address that browsers reach, without a slash at its end."""
        return (self.url or f"http://{self.host}:{self.port}").rstrip("/")

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """Read *environment*; raise ``SettingsError`` with everything that is missing or wrong."""
        reader = _SettingsReader(environment)
        settings = cls(
            bot_token=reader.needed("SLACK_BOT_TOKEN", "the bot token of your Slack app (xoxb-…)"),
            signing_secret=reader.needed("SLACK_SIGNING_SECRET", "the app's signing secret"),
            app_token=reader.text("SLACK_APP_TOKEN"),
            api_url=reader.address("SLACK_API_URL", "https://slack.com/api/").rstrip("/") + "/",
            host=reader.text("PARLEY_HOST") or "127.0.0.1",
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
            services=reader.services(),
        )
        reader.refuse_many_workspaces()
        reader.check_default(settings.default_service, settings.services)
        if reader.problems:
            raise SettingsError(*reader.problems)
        return settings


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSettings:
    """What is needed to look after the accounts in the database, without Slack or a service."""

    database: Path
    keys: str = field(repr=False)
    key_file: Path | None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "StorageSettings":
        """Read *environment*; raise ``SettingsError`` with what is wrong."""
        reader = _SettingsReader(environment)
        settings = cls(
            database=reader.database("PARLEY_DATABASE"),
            keys=reader.text("PARLEY_KEY"),
            key_file=reader.file("PARLEY_KEY_FILE"),
        )
        if reader.problems:
            raise SettingsError(*reader.problems)
        return settings


class _SettingsReader:
    """Reads settings one by one and collects what is wrong with them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {name: value.strip() for name, value in environment.items()}
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return self._environment.get(name, "")

    def needed(self, name: str, what: str) -> str:
        value = self.text(name)
        if not value:
            self.problems.append(f"{name} is missing: set it to {what}.")
        return value

    def address(self, name: str, default: str) -> str:
        value = self.text(name) or default
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            self.problems.append(f"{name} must be an http(s) address such as https://example.org.")
        return value

    def port(self, name: str, default: int) -> int:
        value = self.text(name) or str(default)
        if not (value.isascii() and value.isdigit() and int(value) < 65536):
            self.problems.append(f"{name} must be a port number, 0 to 65535 (0: any free port).")
            return default
        return int(value)

    def switch(self, name: str) -> bool:
        value = self.text(name) or "0"
        if value not in ("0", "1"):
            self.problems.append(f"{name} must be 0 or 1.")
        return value == "1"

    def one_of(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(name) or default
        choice = next((name for name in allowed if name.lower() == value.lower()), "")
        if not choice:
            self.problems.append(f"{name} must be one of {', '.join(allowed)}.")
        return choice or default

    def file(self, name: str) -> Path | None:
        value = self.text(name)
        if value and not Path(value).is_file():
            self.problems.append(f"{name} names a file that is not there: {value}.")
        return Path(value) if value else None

    def certificates(self, name: str) -> Path | None:
        path = self.file(name)
        if path is not None and path.is_file():
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
            except OSError:  # ssl.SSLError, for what is no certificate, is one
                self.problems.append(
                    f"{name} must name a file of certificates in PEM form that can be read; "
                    f"{path} is none."
                )
        return path

    def database(self, name: str) -> Path:
        value = self.text(name) or "parley.db"
        if "://" in value:
            self.problems.append(
                f"{name} must be the path of a file; a PostgreSQL server cannot be used yet."
            )
        return Path(value)

    def services(self) -> Mapping[str, Mapping[str, str]]:
        services: dict[str, dict[str, str]] = {}
        for name, value in self._environment.items():
            if (match := _OPTION.fullmatch(name)) and value:
                service = match[1].lower().replace("_", "-")
                services.setdefault(service, {})[match[2].lower()] = value
        private = self.text("PARLEY_ALLOW_PRIVATE") == "1"
        for service, options in services.items():
            self.problems.extend(catalog.check(service, options, allow_private=private))
        return MappingProxyType(services)

    def refuse_many_workspaces(self) -> None:
        if self.text("SLACK_CLIENT_ID") or self.text("SLACK_CLIENT_SECRET"):
            self.problems.append(
                "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are for installing into many workspaces, "
                "which is not there yet: unset them, and use SLACK_BOT_TOKEN for one workspace."
            )

    def check_default(self, default: str, services: Mapping[str, object]) -> None:
        if default and default not in services:
            named = ", ".join(services) or "none"
            self.problems.append(f"PARLEY_DEFAULT_SERVICE names {default}; set up here: {named}.")


def environment() -> Mapping[str, str]:
    """The process's environment, over what a ``.env`` file in the current folder says."""
    from_file = {name: value or "" for name, value in dotenv_values(".env").items()}
    return {**from_file, **os.environ}
