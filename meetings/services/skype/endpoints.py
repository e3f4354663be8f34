"""Where discovery starts, and to which addresses a password or token may be sent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from meetings.service import Options, setting
from meetings.services.skype.errors import NAME, ForeignHost, refuse
from meetings.services.skype.formats import FORMATS

_DISCOVERY = ("lyncdiscoverinternal", "lyncdiscover")
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})+")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses of one installation: *roots* to ask first, *domains* to stay under."""

    roots: tuple[httpx.URL, ...]
    domains: tuple[str, ...]

    def candidates(self, username: str) -> Iterator[httpx.URL]:
        """Discovery addresses in the order to try: those set, then the domains, the person's first.

        UCWA: Root URL. The plain http addresses only ever redirect to https, so they are left out.
        """
        yield from self.roots
        own = username.rpartition("@")[2].lower()
        for domain in sorted(self.domains, key=lambda domain: domain != own):
            for name in _DISCOVERY:
                yield httpx.URL(f"https://{name}.{domain}/")

    def follow(self, base: httpx.URL, href: str | httpx.URL) -> httpx.URL:
        """Return *href* as an address, relative to *base*, or raise ForeignHost."""
        try:
            url = base.join(href)
        except (httpx.InvalidURL, ValueError) as fault:
            raise refuse(ForeignHost, "a link that is no address") from fault
        if not self.allows(url):
            raise refuse(ForeignHost, f"a link to {url.scheme[:10]}://{url.host[:200]}")
        return url

    def allows(self, url: httpx.URL) -> bool:
        """Whether a person's password or token may be sent to *url*."""
        if url.userinfo or not url.host:
            return False
        if url.scheme == "http":
            return any(root.scheme == "http" and root.host == url.host for root in self.roots)
        return url.scheme == "https" and self._knows(url.host)

    def _knows(self, host: str) -> bool:
        if any(root.host == host for root in self.roots):
            return True
        domains = (*self.domains, *filter(None, map(_discovered_domain, self.roots)))
        return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _discovered_domain(root: httpx.URL) -> str:
    """The SIP domain in a discovery host's name: the pool is under it as well."""
    first, _, domain = root.host.partition(".")
    return domain if first in _DISCOVERY and _DOMAIN.fullmatch(domain) else ""


def origin(url: httpx.URL) -> str:
    """The host and port of *url*: a token is good for one of them."""
    return url.netloc.decode("ascii")


def read_endpoints(options: Options) -> Endpoints:
    """Read the options ``url`` and ``domains``, without what ``check_options`` complains of."""
    urls = map(_address, _words(options.get("url", "")))
    domains = map(_domain, _words(options.get("domains", "")))
    return Endpoints(
        roots=tuple(url for url in urls if url is not None),
        domains=tuple(domain for domain in domains if _DOMAIN.fullmatch(domain)),
    )


def check_options(options: Options) -> list[str]:
    """Say in sentences what is wrong with ``domains`` and ``format``; none when nothing is."""
    problems = [
        f"{setting(NAME, 'domains')}: {word[:100]!r} is not a domain such as example.com."
        for word in _words(options.get("domains", ""))
        if not _DOMAIN.fullmatch(_domain(word))
    ]
    if options.get("format", "").strip().lower() not in ("", *FORMATS):
        problems.append(f"{setting(NAME, 'format')} is either json or xml; without it, json.")
    return problems


def _domain(word: str) -> str:
    return word.lower().strip(".")


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _address(text: str) -> httpx.URL | None:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        return None
    return url if url.scheme in ("https", "http") and url.host and not url.userinfo else None
