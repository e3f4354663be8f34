"""Draws the pages that people see in a browser, under headers that let nothing in or out."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from meetings.model import Question, ServiceInfo

_SHEETS = Environment(
    loader=PackageLoader("bot.web", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_STYLE = _SHEETS.get_template("style.css").render()
_SHEETS.globals["style"] = Markup(_STYLE)  # noqa: S704 - our own file

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; "
        f"style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}

_AUTOCOMPLETE = {"username": "username", "password": "current-password"}


def notice(status: int, heading: str, said: Sequence[str]) -> HTMLResponse:
    """A page that says something; what stands between backticks is shown as typed."""
    page = _SHEETS.get_template("notice.html").render(heading=heading, said=said)
    return HTMLResponse(page, status, headers=HEADERS)


def sign_in_form(  # noqa: PLR0913 - what the page shows
    status: int,
    card: ServiceInfo,
    person: str,
    csrf: str,
    *,
    said: str = "",
    left: str = "",
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The form of *card*'s questions. *typed* is shown again, but for secrets."""
    page = _SHEETS.get_template("form.html").render(
        card=card,
        person=person,
        csrf=csrf,
        said=said,
        left=left,
        fields=_fields(card.questions, typed or {}, refused=bool(said)),
    )
    return HTMLResponse(page, status, headers=HEADERS)


def _fields(
    questions: Sequence[Question], typed: Mapping[str, str], *, refused: bool
) -> list[dict[str, Any]]:
    """The fields; the first one that is empty has the focus, and names what was said."""
    fields: list[dict[str, Any]] = []
    empty = True
    for one in questions:
        value = "" if one.secret else typed.get(one.name, "")
        first = empty and not value
        empty = empty and not first
        described = [f"{one.name}-hint"] if one.hint else []
        fields.append(
            {
                "name": one.name,
                "label": one.label,
                "type": "password" if one.secret else "text",
                "autocomplete": _AUTOCOMPLETE.get(one.name, "off"),
                "required": one.required,
                # Where another field can stand in for the password, its hint says so.
                "optional": not one.required and one.name != "password",
                "hint": one.hint,
                "value": value,
                "first": first,
                "described": " ".join([*described, *(["said"] if refused and first else [])]),
            }
        )
    return fields
