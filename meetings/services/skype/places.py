"""Where the service may be looked for, and which addresses its replies may lead to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from meetings.service import Options, setting
from meetings.services.skype.errors import NAME, ForeignHost, refuse
from meetings.services.skype.forms import FORMS

_DISCOVERY = ("lyncdiscoverinternal", "lyncdiscover")
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})+")


@dataclass(frozen=True, slots=True)
class Places:
    """The addresses of one installation: *roots* to ask first, *domains* to stay under."""

    roots: tuple[httpx.URL, ...]
    domains: tuple[str, ...]

    def candidates(self, username: str) -> Iterator[httpx.URL]:
        """Discovery addresses in the order to try: those set, then the domains, the person's first.

        UCWA: Root URL. The plain http forms only ever redirect, so they are left out.
        """
        yield from self.roots
        own = username.rpartition("@")[2].lower()
        for domain in sorted(self.domains, key=lambda each: each != own):
            for name in _DISCOVERY:
                yield httpx.URL(f"https://{name}.{domain}/")

    def follow(self, base: httpx.URL, href: str) -> httpx.URL:
        """Return *href* as an address, seen from *base*, or raise ForeignHost."""
        try:
            url = base.join(href)
        except (httpx.InvalidURL, ValueError) as fault:
            raise refuse(ForeignHost, "a link that is no address") from fault
        return self.check(url)

    def check(self, url: httpx.URL) -> httpx.URL:
        """Return *url* if a password or token may be sent there, else raise ForeignHost."""
        if not self.allows(url):
            raise refuse(ForeignHost, f"a link to {url.scheme[:10]}://{url.host[:200]}")
        return url

    def allows(self, url: httpx.URL) -> bool:
        """Whether a person's password or token may be sent to *url*."""
        if url.userinfo or not url.host:
            return False
        if url.scheme == "http":
            return any(root.scheme == "http" and root.host == url.host for root in self.roots)
        return url.scheme == "https" and self._ours(url.host)

    def _ours(self, host: str) -> bool:
        if any(root.host == host for root in self.roots):
            return True
        domains = (*self.domains, *filter(None, map(_discovered_domain, self.roots)))
        return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _discovered_domain(root: httpx.URL) -> str:
    """The SIP domain that a discovery host's name tells: the pool lives under it as well."""
    first, _, domain = root.host.partition(".")
    return domain if first in _DISCOVERY and _DOMAIN.fullmatch(domain) else ""


def origin(url: httpx.URL) -> str:
    """The host and port of *url*: what a token is bound to."""
    return url.netloc.decode("ascii")


def read_places(options: Options) -> Places:
    """Turn the settings into places; those that ``check_options`` complains of are left out."""
    urls = (_address(each) for each in _words(options.get("url", "")))
    domains = (_domain(each) for each in _words(options.get("domains", "")))
    return Places(
        roots=tuple(url for url in urls if url is not None),
        domains=tuple(domain for domain in domains if _DOMAIN.fullmatch(domain)),
    )


def check_options(options: Options) -> list[str]:
    """Say in sentences what is wrong with ``domains`` and ``format``; nothing when all is well."""
    wrong = [
        f"{setting(NAME, 'domains')}: {word[:100]!r} is not a domain such as example.com."
        for word in _words(options.get("domains", ""))
        if not _DOMAIN.fullmatch(_domain(word))
    ]
    if options.get("format", "").strip().lower() not in ("", *FORMS):
        wrong.append(f"{setting(NAME, 'format')} is either json or xml; without it, json.")
    return wrong


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
