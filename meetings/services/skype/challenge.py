"""Reads the challenge of a 401: where tokens are given, and for what.

UCWA: Authentication in UCWA. Two WWW-Authenticate fields, possibly joined into one, in any order;
``href`` with and without quotes.
"""

import re
from dataclasses import dataclass

import httpx

_SCHEME = re.compile(r"(?:^|[\s,])MsRtcOAuth\s", re.IGNORECASE)
_NEXT_SCHEME = re.compile(r",\s*(?:Bearer|Negotiate|NTLM|Basic|Kerberos)\b", re.IGNORECASE)
_VALUE = r'\s*=\s*(?:"([^"]*)"|([^"\s]+))'
_HREF = re.compile(r"(?<![\w-])href" + _VALUE, re.IGNORECASE)
_GRANTS = re.compile(r"(?<![\w-])grant_type" + _VALUE, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Challenge:
    """Where a token is to be had, *href*, and which *grants* are taken there."""

    href: str
    grants: tuple[str, ...]


def read_challenge(headers: httpx.Headers) -> Challenge | None:
    """The MsRtcOAuth challenge in *headers*, or none if there is none."""
    fields = ", ".join(headers.get_list("www-authenticate"))
    scheme = _SCHEME.search(fields)
    if scheme is None:
        return None
    tail = _NEXT_SCHEME.split(fields[scheme.end() :], maxsplit=1)[0]
    href = _value(_HREF, tail, stop=",")
    grants = (grant.strip().lower() for grant in _value(_GRANTS, tail).split(","))
    return Challenge(href, tuple(filter(None, grants))) if href else None


def _value(pattern: re.Pattern[str], text: str, stop: str = "") -> str:
    found = pattern.search(text)
    if found is None:
        return ""
    quoted, plain = found.groups()
    if quoted is not None:
        return str(quoted)
    return str(plain).split(stop, 1)[0] if stop else str(plain)


def wants_token(response: httpx.Response) -> bool:
    """Whether a reply says that the token is missing, expired or another host's.

    That is a 401, and a 403 with 28055 in ``X-Ms-diagnostics`` or InvalidToken in ``Warning``.
    """
    if response.status_code == 401:
        return True
    return response.status_code == 403 and (
        diagnostics(response) == "28055"
        or "invalidtoken" in response.headers.get("warning", "").lower()
    )


def diagnostics(response: httpx.Response) -> str:
    """The number at the front of ``X-Ms-diagnostics``, or nothing."""
    number = re.match(r"\s*(\d{1,6})", response.headers.get("x-ms-diagnostics", ""))
    return number.group(1) if number else ""
