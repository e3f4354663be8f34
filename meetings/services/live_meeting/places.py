"""Where the conference center is: its discovery address, where it may lead, and its join links."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import httpx

from meetings.model import check_link
from meetings.service import Options, setting
from meetings.services.live_meeting.errors import NAME, ForeignHost, refuse

LAST_WORD = "GetPostingURLRequest"
EXAMPLE = f"https://meetings.example.org/cc/contoso/xml/4.0/{LAST_WORD}"
LONGEST_ADDRESS = 1023  # GetPostingURLReply: url
ENDED = (
    "Microsoft closed its Live Meeting service on 31 December 2017: livemeeting.com holds no "
    "meetings any more. Point the setting at a server of your own that speaks the same API."
)

_CENTER = re.compile(r"(?P<before>.*)/cc/(?:_XML/)?(?P<center>[^/]+)/xml/[^/]+")


@dataclass(frozen=True, slots=True)
class Places:
    """The addresses that follow from the settings."""

    discovery: str
    join: str = ""

    def posting(self, url: str) -> str:
        """The address to post to, checked: the account's password goes there.

        It may be on the discovery's own host, or beside it where that is called ``www``, as the
        documents show; over https, unless the discovery itself is on http.
        """
        if len(url) > LONGEST_ADDRESS:
            raise ValueError("a posting URL that is too long")
        asked, told = httpx.URL(self.discovery), httpx.URL(url.strip())
        own = asked.host
        beside = own.removeprefix("www.")
        sibling = beside != own and "." in beside and told.host.endswith(f".{beside}")
        allowed = told.host == own or sibling
        if not allowed or told.scheme not in (asked.scheme, "https") or told.userinfo:
            raise refuse(ForeignHost, f"the posting URL is on {told.host[:100] or 'no host'}")
        return str(told)

    def join_base(self, posting: str) -> str:
        """What comes before ``/join`` in a link: set, or told from the *posting* address."""
        if self.join:
            return self.join.rstrip("/")
        for address in (posting, self.discovery):
            parts = urlsplit(address)
            if found := _CENTER.match(parts.path):
                return f"{parts.scheme}://{parts.netloc}{found['before']}/cc/{found['center']}"
        raise ValueError("no conference center in the posting URL")


def read_places(options: Options) -> Places:
    """The places that *options* name."""
    return Places(discovery=options["url"].strip(), join=options.get("join_url", "").strip())


def entry_link(base: str, name: str, role: str, password: str) -> str:
    """The entry URL by which people come in: Joining a Meeting Using Entry URL.

    *name* is the meeting's name, never its mid; *role* is ``attend`` or ``present``. Without a
    *password* the page there asks for what it needs.
    """
    query = f"id={_escaped(name)}&role={role}"
    if password:
        query += f"&pw={_escaped(password)}"
    return check_link(f"{base}/join?{query}")


def check_options(options: Options) -> list[str]:
    """Say in sentences what is wrong with the settings; the catalog has looked at the addresses."""
    said = []
    before, _, last = options.get("url", "").strip().rpartition("/")
    plain = not any(mark in before for mark in "?# ,")
    if last != LAST_WORD or not plain or not _CENTER.fullmatch(urlsplit(before).path):
        said.append(
            f"{setting(NAME, 'url')} must be the address at which the conference center tells its "
            f"posting URL, such as {EXAMPLE}."
        )
    join = options.get("join_url", "").strip()
    if any(mark in join for mark in "?# ,") or join.rstrip("/").endswith("/join"):
        said.append(
            f"{setting(NAME, 'join_url')} must be what comes before /join in a link, such as "
            "https://meetings.example.org/cc/contoso."
        )
    return said


def warn_of_options(options: Options) -> list[str]:
    """Say what whoever runs the bot should know: the service that had this API is gone."""
    host = urlsplit(options.get("url", "").strip()).hostname or ""
    return [ENDED] if f".{host}".endswith(".livemeeting.com") else []


def _escaped(value: str) -> str:
    """Percent-encoded as the service's own links are: all but ``A-Za-z0-9._-``."""
    return quote(value, safe="").replace("~", "%7E")
