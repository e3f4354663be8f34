"""Renders the pages that people see in a browser, with headers that isolate them."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from starlette.responses import HTMLResponse

from meetings.service import Question, ServiceInfo

_AUTOCOMPLETE = {"username": "username", "password": "current-password"}


@cache
def _templates() -> tuple[Any, Mapping[str, str]]:
    """The templates, and the headers of every page; read when the first page is shown."""
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
    return templates, {
        "Content-Security-Policy": (
            "default-src 'none'; "
            f"style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Robots-Tag": "noindex, nofollow",
    }


def _page(template: str, status: int, **shown: object) -> HTMLResponse:
    templates, headers = _templates()
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
