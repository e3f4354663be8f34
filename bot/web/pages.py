"""Renders the pages that people see in a browser, with headers that isolate them."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse

from meetings.service import Question, ServiceInfo

HEADERS_OF_ALL: Mapping[str, str] = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
"""What every page is sent with, and a redirect too."""

_AUTOCOMPLETE = {"username": "username", "password": "current-password"}


@cache
def _templates() -> tuple[Any, str]:
    """The templates, and the hash of the style; read when the first page is shown."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    templates = Environment(
        loader=PackageLoader("bot.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = templates.get_template("style.css").render()
    templates.globals["style"] = Markup(style)  # noqa: S704 - our own file
    return templates, b64encode(sha256(style.encode()).digest()).decode()


def _page(template: str, status: int, form_action: str = "'self'", **shown: object) -> HTMLResponse:
    templates, style_hash = _templates()
    policy = (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; "
        f"form-action {form_action}; frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {"Content-Security-Policy": policy, **HEADERS_OF_ALL}
    return HTMLResponse(templates.get_template(template).render(**shown), status, headers=headers)


def notice(status: int, heading: str, sentences: Sequence[str]) -> HTMLResponse:
    """A page that says something; what is between backticks is shown as code."""
    return _page("notice.html", status, heading=heading, sentences=sentences)


def sign_in_form(  # noqa: PLR0913 - what the page shows
    status: int,
    info: ServiceInfo,
    person: str,
    csrf: str,
    *,
    problem: str = "",
    left: str = "",
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The form with the service's questions; *typed* is shown again, except for secrets."""
    return _page(
        "form.html",
        status,
        info=info,
        person=person,
        csrf=csrf,
        problem=problem,
        left=left,
        fields=_fields(info.questions, typed or {}, refused=bool(problem)),
    )


def consent_form(
    info: ServiceInfo, person: str, csrf: str, redirect_uri: str, connected: str
) -> HTMLResponse:
    """The button that leads to the vendor's page; *connected* is the account that there is already.

    Browsers hold every hop that follows a form to ``form-action``, and vendors send people on to
    their organization's own sign-in: any https address may follow, and nothing was typed here.
    """
    vendor = urlsplit(info.consent.authorize_url if info.consent else "")
    return _page(
        "consent.html",
        200,
        f"'self' https: {vendor.scheme}://{vendor.netloc}",
        info=info,
        person=person,
        csrf=csrf,
        vendor=vendor.hostname,
        redirect_uri=redirect_uri,
        is_public=_is_public(redirect_uri),
        connected=connected,
    )


def almost_done(info: ServiceInfo, person: str, account: str) -> HTMLResponse:
    """The service accepted the sign-in, which now waits for a yes in Slack."""
    who = f" as {account.replace('`', '')}" if account else ""
    wrong = (
        f"take this bot out of the apps in your {info.title} account"
        if info.consent
        else f"change your {info.title} password"
    )
    return notice(
        200,
        "Almost done",
        [
            f"{info.title} accepted the sign-in{who}.",
            "Now go back to Slack and press “Yes, that was me”. The account is not connected "
            "until you do, and the sign-in expires after an hour.",
            f"The question is in the Slack of {person}. If that is not you, {wrong} now: "
            "someone wants to make meetings in your name.",
            "You can close this page.",
        ],
    )


def _is_public(url: str) -> bool:
    """Whether browsers everywhere may reach *url*, as far as its text tells."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal", ".lan"))


def _fields(
    questions: Sequence[Question], typed: Mapping[str, str], *, refused: bool
) -> list[dict[str, Any]]:
    """The fields; the first one that is empty has the focus, and is described by the problem."""
    fields: list[dict[str, Any]] = []
    empty = True
    for question in questions:
        value = "" if question.secret else typed.get(question.name, "")
        first = empty and not value
        empty = empty and not first
        described = [f"{question.name}-hint"] if question.hint else []
        fields.append(
            {
                "name": question.name,
                "label": question.label,
                "type": "password" if question.secret else "text",
                "autocomplete": _AUTOCOMPLETE.get(question.name, "off"),
                "required": question.required,
                # If another field can replace the password, its hint says so.
                "optional": not question.required and question.name != "password",
                "hint": question.hint,
                "value": value,
                "first": first,
                "described": " ".join([*described, *(["said"] if refused and first else [])]),
            }
        )
    return fields
