"""The addresses of a conference center: its discovery URL, its posting URL, and its join links."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import httpx

from meetings.model import check_link
from meetings.service import Options, setting
from meetings.services.live_meeting.errors import NAME, ForeignHost, refuse

DISCOVERY_WORD = "GetPostingURLRequest"
EXAMPLE = f"https://meetings.example.org/cc/contoso/xml/4.0/{DISCOVERY_WORD}"
LONGEST_ADDRESS = 1023  # GetPostingURLReply: url
ENDED = (
    "Microsoft closed its Live Meeting service on 31 December 2017: livemeeting.com holds no "
    "meetings any more. Point the setting at a server of your own that speaks the same API."
)

_CENTER = re.compile(r"(?P<before>.*)/cc/(?:_XML/)?(?P<center>[^/]+)/xml/[^/]+")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses in the settings: where discovery begins, and what join links begin with."""

    discovery: str
    join: str = ""

    def check_posting_url(self, url: str) -> str:
        """Return the posting URL if the account's password may be sent there.

        It may be on the discovery's own host, or beside it where that is called ``www``, as the
        documents show; over https, unless the discovery itself is on http. Raises ForeignHost.
        """
        if len(url) > LONGEST_ADDRESS:
            raise ValueError("a posting URL that is too long")
        discovery, posting = httpx.URL(self.discovery), httpx.URL(url.strip())
        domain = discovery.host.removeprefix("www.")
        has_siblings = domain != discovery.host and "." in domain
        sibling = has_siblings and posting.host.endswith(f".{domain}")
        allowed = posting.host == discovery.host or sibling
        if not allowed or posting.scheme not in (discovery.scheme, "https") or posting.userinfo:
            raise refuse(ForeignHost, f"the posting URL is on {posting.host[:100] or 'no host'}")
        return str(posting)

    def join_base(self, posting_url: str) -> str:
        """What comes before ``/join`` in a link: as set, or derived from the posting URL."""
        if self.join:
            return self.join.rstrip("/")
        for address in (posting_url, self.discovery):
            parts = urlsplit(address)
            if match := _CENTER.match(parts.path):
                return f"{parts.scheme}://{parts.netloc}{match['before']}/cc/{match['center']}"
        raise ValueError("no conference center in the posting URL")


def read_endpoints(options: Options) -> Endpoints:
    """Read the addresses from the settings."""
    return Endpoints(discovery=options["url"].strip(), join=options.get("join_url", "").strip())


def entry_link(join_base: str, name: str, role: str, password: str) -> str:
    """The entry URL by which people join: Joining a Meeting Using Entry URL.

    *name* is the meeting's name, never its mid; *role* is ``attend`` or ``present``. Without a
    *password* the page there asks for what it needs.
    """
    query = f"id={_escape(name)}&role={role}"
    if password:
        query += f"&pw={_escape(password)}"
    return check_link(f"{join_base}/join?{query}")


def check_options(options: Options) -> list[str]:
    """Say in sentences what is wrong with the settings; the catalog has checked the addresses."""
    problems = []
    before, _, last = options.get("url", "").strip().rpartition("/")
    plain = not any(mark in before for mark in "?# ,")
    if last != DISCOVERY_WORD or not plain or not _CENTER.fullmatch(urlsplit(before).path):
        problems.append(
            f"{setting(NAME, 'url')} must be the address at which the conference center tells its "
            f"posting URL, such as {EXAMPLE}."
        )
    join = options.get("join_url", "").strip()
    if any(mark in join for mark in "?# ,") or join.rstrip("/").endswith("/join"):
        problems.append(
            f"{setting(NAME, 'join_url')} must be what comes before /join in a link, such as "
            "https://meetings.example.org/cc/contoso."
        )
    return problems


def warn_of_options(options: Options) -> list[str]:
    """Warn the administrator of a setting that points to Microsoft's own service, which is gone."""
    host = urlsplit(options.get("url", "").strip()).hostname or ""
    return [ENDED] if f".{host}".endswith(".livemeeting.com") else []


def _escape(value: str) -> str:
    """Percent-encoded as the service's own links are: all but ``A-Za-z0-9._-``."""
    return quote(value, safe="").replace("~", "%7E")
