"""Reads settings one by one, checks the form of each, and says in a sentence what is wrong.

A sentence begins with the setting's name, and never holds the value of a token, a secret or a key.
"""

import re
import ssl
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from meetings import catalog
from meetings.service import AccountKind

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
    "PARLEY_KEEP_DAYS",
)
"""The names that are read, beside ``PARLEY_<SERVICE>__<OPTION>``."""

TEST_NAMES = frozenset({"PARLEY_ORACLES", "PARLEY_KILLS", "PARLEY_PICTURES"})
"""Names that only the tests read, and that the bot leaves alone."""

_OPTION = re.compile(r"PARLEY_([A-Z0-9_]+?)__([A-Z0-9_]+)")
_BY_KUBERNETES = re.compile(r"PARLEY_(SERVICE_(HOST|PORT\w*)|PORT_\d+_\w+)")
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_TOKEN_KINDS = {"xoxb-": "a bot token", "xapp-": "an app-level token", "xoxp-": "a user token"}


class SettingsReader:
    """Reads settings from *environment*; ``problems`` has a sentence for each that is wrong."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {name: value.strip() for name, value in environment.items()}
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        """The value as it was typed; empty where it is not set."""
        return self._environment.get(name, "")

    def token(self, name: str, prefix: str, where: str, *, needed: bool) -> str:
        """A token of Slack, which *where* in Slack's pages shows."""
        value, kind = self.text(name), _TOKEN_KINDS[prefix]
        if needed and not value:
            self._wrong(name, f"is missing: set it to {kind} ({prefix}...). {where}")
        elif value and not re.fullmatch(prefix + "[A-Za-z0-9-]+", value):
            other = next((what for start, what in _TOKEN_KINDS.items() if start == value[:5]), "")
            is_other = f"; what is set is {other}" if other and other != kind else ""
            self._wrong(name, f"must be {kind} ({prefix}...){is_other}. {where}")
        return value

    def signing_secret(self, name: str, where: str) -> str:
        """What Slack signs with."""
        value = self.text(name)
        if not value:
            self._wrong(name, f"is missing: set it to the app's signing secret. {where}")
        elif not re.fullmatch("[A-Za-z0-9]{32}", value):
            self._wrong(name, f"must be 32 letters and digits. {where}")
        return value

    def address(self, name: str, default: str) -> str:
        """An http(s) address."""
        value = self.text(name) or default
        if value and (why := _wrong_address(value)):
            self._wrong(name, why)
        return value

    def api_address(self, name: str, default: str) -> str:
        """The base of Slack's methods, which ends in ``/api/``."""
        value = self.address(name, default).rstrip("/") + "/"
        if not value.endswith("/api/"):
            self._wrong(name, f"must end in /api/, as {default} does.")
        return value

    def host(self, name: str, default: str) -> str:
        """A name or an address of this machine."""
        value = self.text(name) or default
        if not _HOST_NAME.fullmatch(value) and not _is_ip(value):
            self._wrong(
                name,
                f"must be a name or an address of this machine, such as {default}, without http:// "
                "and without a port.",
            )
            return default
        return value

    def port(self, name: str, default: int) -> int:
        """A port number."""
        value = self.text(name) or str(default)
        if value.isascii() and value.isdigit() and int(value) < 65536:
            return int(value)
        self._wrong(name, "must be a port number, 0 to 65535 (0: any free port).")
        return default

    def days(self, name: str, default: int, least: int) -> int:
        """A number of days."""
        value = self.text(name) or str(default)
        if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) < least:
            self._wrong(name, f"must be a number of days, {least} or more")
            return default
        return int(value)

    def switch(self, name: str) -> bool:
        """Off by default."""
        value = self.text(name) or "0"
        if value not in ("0", "1"):
            self._wrong(name, "must be 0 or 1.")
        return value == "1"

    def one_of(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """One of a few words, in whatever case."""
        value = self.text(name) or default
        choice = next((name for name in allowed if name.lower() == value.lower()), "")
        if not choice:
            self._wrong(name, f"must be one of {', '.join(allowed)}.")
        return choice or default

    def file(self, name: str) -> Path | None:
        """A file that is there."""
        value = self.text(name)
        if value and not Path(value).is_file():
            self._wrong(name, f"names a file that is not there: {value}.")
        return Path(value) if value else None

    def certificates(self, name: str) -> Path | None:
        """A file of certificates."""
        path = self.file(name)
        if path is not None and path.is_file():
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
            except OSError:  # ssl.SSLError, for what is no certificate, is one
                self._wrong(
                    name,
                    "must name a file of certificates in PEM form that can be read; "
                    f"{path} is none.",
                )
        return path

    def database(self, name: str) -> Path:
        """The path of the database's file."""
        value = self.text(name) or "parley.db"
        if "://" in value:
            self._wrong(name, "must be the path of a file; a PostgreSQL server cannot be used yet.")
        return Path(value)

    def services(self) -> Mapping[str, Mapping[str, str]]:
        """The options of each service that has any."""
        known, services = catalog.variables(), dict[str, dict[str, str]]()
        for name, value in self._environment.items():
            if name in known and value and (match := _OPTION.fullmatch(name)):
                service = match[1].lower().replace("_", "-")
                services.setdefault(service, {})[match[2].lower()] = value
        private = self.text("PARLEY_ALLOW_PRIVATE") == "1"
        for service, options in services.items():
            self.problems.extend(catalog.check(service, options, allow_private=private))
        return MappingProxyType(services)

    def check_keys(self, services: Mapping[str, Mapping[str, str]]) -> None:
        """Whether the keys are well-formed, and there if any of *services* needs them."""
        from storage.seal import Keys, KeysWrong  # not every command needs ciphers

        text, file = self.text("PARLEY_KEY"), self.text("PARLEY_KEY_FILE")
        if text or (file and Path(file).is_file()):
            try:
                Keys.read(text, Path(file) if file else None)
            except KeysWrong as wrong:
                self.problems.append(str(wrong))
        elif not file and (why := _why_a_key(services)):
            self._wrong(
                "PARLEY_KEY",
                f"is missing: {why}. `parley keys new` makes a key; PARLEY_KEY_FILE may name a "
                "file that holds it.",
            )

    def refuse_many_workspaces(self) -> None:
        """What is for many workspaces is not there yet."""
        if self.text("SLACK_CLIENT_ID") or self.text("SLACK_CLIENT_SECRET"):
            self.problems.append(
                "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are for installing into many workspaces, "
                "which is not there yet: unset them, and use SLACK_BOT_TOKEN for one workspace."
            )

    def check_default(self, default: str, services: Mapping[str, object]) -> None:
        """Whether the default service is set up."""
        if default and default not in services:
            named = ", ".join(services) or "none"
            self._wrong("PARLEY_DEFAULT_SERVICE", f"names {default}; set up here: {named}.")

    def refuse_unknown(self) -> None:
        """Names that look like settings and are none, each with the nearest that is one."""
        known = (*KNOWN, *catalog.variables())
        unknown = sorted(
            name
            for name in self._environment
            if name.upper().startswith(("PARLEY_", "SLACK_"))
            and name not in known
            and name not in TEST_NAMES
        )
        if by_kubernetes := [name for name in unknown if _BY_KUBERNETES.fullmatch(name)]:
            self.problems.append(
                f"{by_kubernetes[0]} looks like one of those that Kubernetes adds for a service "
                "called parley: set `enableServiceLinks: false` for the bot's pod."
            )
        self.problems.extend(_unknown(name, known) for name in unknown if name not in by_kubernetes)

    def _wrong(self, name: str, why: str) -> None:
        if self.text(name).startswith(("'", '"')):
            why = f"has quotation marks around its value, which are taken as part of it. It {why}"
        self.problems.append(f"{name} {why}")


def _why_a_key(services: Mapping[str, Mapping[str, str]]) -> str:
    """What is sealed with a key; empty if nothing is."""
    titles = catalog.titles_by_account(services)
    if personal := titles[AccountKind.PERSONAL]:
        return f"people sign in to {', '.join(personal)}, and their accounts are sealed with it"
    if shared := titles[AccountKind.ORGANIZATION]:
        return f"the organization's account at {', '.join(shared)} is sealed with it"
    return ""


def _unknown(name: str, known: Sequence[str]) -> str:
    """What is said of a name that is no setting."""
    from difflib import get_close_matches

    match = _OPTION.fullmatch(name)
    service = match[1].lower().replace("_", "-") if match else ""
    if service in catalog.TITLES and not catalog.has(service):
        return f"{name} is for {catalog.TITLES[service]}, which Parley does not have yet: unset it."
    nearest = get_close_matches(name.upper(), known, n=1, cutoff=0)[0]
    return f"{name} is no setting of Parley: correct it or unset it. The nearest is {nearest}."


def _is_ip(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def _wrong_address(value: str) -> str:
    """What is wrong with an address, to go after the setting's name; empty: nothing is."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or re.search(r"\s", value):
        return "must be an http(s) address such as https://example.org."
    if parts.username is not None or parts.password is not None:
        return "must not hold a user name or a password."
    if parts.query or parts.fragment:
        return "must be an address without ? or #."
    return ""
