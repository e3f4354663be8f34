"""Gives consent at a vendor's page as a person would, with a browser of its own."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from html.parser import HTMLParser

import httpx

from meetings.service import AuthorizationCode, Consent

BACK = "http://127.0.0.1:3000/oauth/"


class _Page(HTMLParser):
    """Where the page's form leads, and its first button."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.button: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = given.get("action", "")
        elif tag == "button" and not self.button:
            self.button = {given["name"]: given["value"]}


async def consented(
    service: str, consent: Consent, answers: Mapping[str, str]
) -> AuthorizationCode:
    """Say yes at the vendor's page, and return the code that the browser is sent back with."""
    back = f"{BACK}{service}"
    verifier = secrets.token_urlsafe(32)
    digest = hashlib.sha256(verifier.encode()).digest()
    query = {
        **consent.parameters,
        "response_type": "code",
        "redirect_uri": back,
        "state": secrets.token_urlsafe(16),
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    async with httpx.AsyncClient(trust_env=False) as browser:
        shown = await browser.get(consent.authorize_url, params=query)
        page = _Page()
        page.feed(shown.text)
        answer = await browser.post(shown.url.join(page.action), data={**answers, **page.button})
    assert answer.is_redirect, answer.text
    came_back = httpx.URL(answer.headers["location"])
    assert str(came_back).startswith(back)
    assert came_back.params["state"] == query["state"]
    return AuthorizationCode(code=came_back.params["code"], verifier=verifier, redirect_uri=back)
