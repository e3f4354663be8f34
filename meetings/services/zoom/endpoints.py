"""The app's settings and Zoom's addresses: read, checked, and which of them may be called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from meetings.service import Options, setting
from meetings.services.zoom.errors import NAME

DEFAULTS: Mapping[str, str] = {
    "authorize_url": "https://zoom.us/oauth/authorize",
    "token_url": "https://zoom.us/oauth/token",
    "api_url": "https://api.zoom.us/v2",
}
_VERSION = "/v2"
_LONGEST = 200  # characters of an id or a secret; Zoom's have about 30


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthApp:
    """The app that the administrator made at Zoom, and where Zoom is.

    *account_id* is set where it is the organization's (server-to-server).
    """

    client_id: str
    client_secret: str = field(repr=False)
    account_id: str
    webhook_secret: str = field(repr=False)
    authorize_url: str
    token_url: str
    revoke_url: str
    api_url: str

    @classmethod
    def read(cls, options: Options) -> Self:
        """Read the settings."""
        token_url = _option(options, "token_url")
        return cls(
            client_id=_option(options, "client_id"),
            client_secret=_option(options, "client_secret"),
            account_id=_option(options, "account_id"),
            webhook_secret=_option(options, "webhook_secret"),
            authorize_url=_option(options, "authorize_url"),
            token_url=token_url,
            revoke_url=_option(options, "revoke_url") or _beside(token_url, "revoke"),
            api_url=_option(options, "api_url").rstrip("/"),
        )

    @property
    def is_organization(self) -> bool:
        """Whether one account serves everyone."""
        return bool(self.account_id)

    def api_for(self, told: object) -> str:
        """The API's address, with /v2, for who was *told* another one in a token reply.

        A token goes to the host that is set, and to Zoom's own where that one is Zoom's; over
        https, unless another scheme was set.
        """
        if not isinstance(told, str) or not _is_plain(told):
            return self.api_url
        there, here = urlsplit(told), urlsplit(self.api_url)
        same = there.hostname == here.hostname
        if not same and not (_is_zooms(there.hostname) and _is_zooms(here.hostname)):
            return self.api_url
        if there.scheme != "https" and not (same and there.scheme == here.scheme):
            return self.api_url
        return told.rstrip("/").removesuffix(_VERSION) + _VERSION


def check_options(options: Options) -> list[str]:
    """Say in sentences what is wrong with the settings; the catalog has checked the addresses."""
    problems = [
        f"{setting(NAME, name)} is missing: it stands beside the client id on the app's page."
        for name in ("client_secret",)
        if not _option(options, name)
    ]
    for name in ("client_id", "client_secret", "account_id", "webhook_secret"):
        value = _option(options, name)
        if len(value) > _LONGEST or not value.isascii() or any(not c.isprintable() for c in value):
            problems.append(f"{setting(NAME, name)} is not in a form that Zoom gives.")
        elif any(c.isspace() or c == ":" for c in value):
            problems.append(f"{setting(NAME, name)} holds a space or a colon, which is a mistake.")
    for name in ("authorize_url", "token_url", "revoke_url", "api_url"):
        if _option(options, name) and not _is_plain(_option(options, name)):
            problems.append(f"{setting(NAME, name)} must be a plain address, without ? and #.")
    if not _option(options, "api_url").rstrip("/").endswith(_VERSION):
        problems.append(f"{setting(NAME, 'api_url')} must end in {_VERSION}.")
    return problems


def _option(options: Options, name: str) -> str:
    return options.get(name, "").strip() or DEFAULTS.get(name, "")


def _beside(address: str, name: str) -> str:
    return f"{address.rstrip('/').rpartition('/')[0]}/{name}"


def _is_plain(address: str) -> bool:
    """Whether it is an address without a user name, a query, a fragment, or anything odd."""
    try:
        parts = urlsplit(address)
        odd = parts.username or parts.password or parts.query or parts.fragment or parts.port == 0
    except ValueError:
        return False
    clean = (
        address.isascii() and address.isprintable() and not any(c in ' \\?#"<>' for c in address)
    )
    return bool(clean and not odd and parts.hostname and parts.scheme in ("https", "http"))


def _is_zooms(host: str | None) -> bool:
    return bool(host) and (host == "zoom.us" or str(host).endswith(".zoom.us"))
