"""What the person who runs the bot set: the service's address and the name of the site."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from meetings.service import Options, setting
from meetings.services.webex_xml.errors import NAME

_PATH = "/WBXService/XMLService"
_SITE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Site:
    """Where to ask, and for which site: ``acme`` is the one at acme.webex.com."""

    address: str
    name: str


def read_site(options: Options) -> Site:
    """Turn the settings into a site. Without one that is set, the address tells it."""
    url = options.get("url", "").strip()
    bare = urlsplit(url).path in ("", "/")
    return Site(url.rstrip("/") + _PATH if bare else url, _name(options))


def check_options(options: Options) -> list[str]:
    """Say in sentences what is wrong with the settings; the catalog has looked at the address."""
    said = []
    parts = urlsplit(options.get("url", "").strip())
    if parts.query or parts.fragment:
        said.append(
            f"{setting(NAME, 'url')} must be the XML service's plain address, "
            f"such as https://acme.webex.com{_PATH}."
        )
    name = _name(options)
    if not name:
        said.append(
            f"{setting(NAME, 'site')} is missing: it is your site's name, "
            "such as acme for acme.webex.com."
        )
    elif not _SITE.fullmatch(name):
        said.append(f"{setting(NAME, 'site')} must be a site's name, such as acme.")
    return said


def _name(options: Options) -> str:
    """The site that is set; without one, the first word of an address such as acme.webex.com."""
    name = options.get("site", "").strip()
    first, _, rest = (urlsplit(options.get("url", "").strip()).hostname or "").partition(".")
    return name or (first if rest == "webex.com" and first != "api" else "")
