"""``/oauth/authorize``: the page where a person allows or denies the app, as HTML.

In a browser: choose who is signed in at Zoom, press "Allow" or "Deny". Without one: POST the fields
``user`` (an address or a first name) and ``decision`` (``allow`` or ``deny``) to the same address.
A query with ``login_hint``, or with ``deny=1``, is answered at once, without the page.

Source: reference, sections 2.2 and 9. An unknown client_id or redirect_uri is an error page, and no
redirect. ASSUMED: what is sent back on a refusal and on a query that is otherwise not right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.book import Book
from sandbox.fault_injection import FaultInjector
from sandbox.services.zoom.leaks import Leaks
from sandbox.services.zoom.people import ZoomApp, ZoomPeople, ZoomUser
from sandbox.services.zoom.tokens import IssuedTokens

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:10vh auto;max-width:34rem;padding:0 1rem}"
    "button,select{font:inherit;padding:.4rem 1rem;margin:.4rem .4rem .4rem 0}"
)
_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | Zoom</title>'
    '<link rel="icon" href="data:,">'
    "<style>{style}</style></head><body><main><h1>{title}</h1>{body}"
    "<p>This is a loopback: no meeting is held here.</p></main></body></html>"
)


def html(title: str, body: str, status: int = 200) -> Response:
    """A page; *body* is HTML."""
    page = _PAGE.format(title=escape(title), style=_STYLE, body=body)
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return HTMLResponse(page, status, headers)


class _NoRedirect(Exception):
    """The query is not one of a known app; the argument says why."""


@dataclass(slots=True)
class ConsentPage:
    """The consent page."""

    people: ZoomPeople
    tokens: IssuedTokens
    faults: FaultInjector
    leaks: Leaks
    book: Book

    async def answer(self, request: Request) -> Response:
        """Answer a GET or a POST."""
        self.leaks.look_at(request)
        form = _pairs((await request.body()).decode(errors="replace"))

        async def effect() -> Response:
            try:
                query = _query(request)
                app = self._app(query)
            except _NoRedirect as fault:
                self.book.write("consent", outcome="error page", reason=str(fault))
                return html("Invalid request", f"<p>{escape(str(fault))} (4,700)</p>", 400)
            return self._decided(request, app, query, form)

        return await self.faults.around("authorize", request, effect)

    def _app(self, query: Mapping[str, str]) -> ZoomApp:
        app = self.people.app(query.get("client_id", ""))
        if app is None or app.account is not None:
            raise _NoRedirect("Invalid client_id")
        if not app.allows(query.get("redirect_uri", "")):
            raise _NoRedirect("Invalid redirect_uri")
        return app

    def _decided(
        self, request: Request, app: ZoomApp, query: Mapping[str, str], form: Mapping[str, str]
    ) -> Response:
        if error := _wrong(query):
            return self._back(query, error=error)
        decision, who = form.get("decision", ""), form.get("user", "")
        if request.method == "GET":
            decision = "deny" if query.get("deny") == "1" else ""
            who = query.get("login_hint", "")
            decision = decision or ("allow" if who else "")
        if decision == "deny":
            return self._back(query, error="access_denied")
        user = self._user(who)
        if decision != "allow" or user is None:
            return self._page(request)
        challenge = query.get("code_challenge", "")
        method = query.get("code_challenge_method", "plain" if challenge else "")
        code = self.tokens.code(app, user, query["redirect_uri"], challenge, method)
        return self._back(query, user=user, code=code)

    def _user(self, who: str) -> ZoomUser | None:
        """The user of that address or first name."""
        first = (each for each in self.people.users if each.first_name.casefold() == who.casefold())
        return self.people.user(who) or next(first, None)

    def _back(
        self, query: Mapping[str, str], *, user: ZoomUser | None = None, **answer: str
    ) -> Response:
        outcome = answer.get("error", "allowed")
        pkce = query.get("code_challenge_method", "") if query.get("code_challenge") else ""
        self.book.write("consent", outcome=outcome, user=user.email if user else "", pkce=pkce)
        if "state" in query:
            answer["state"] = query["state"]
        address = query["redirect_uri"]
        joint = "&" if "?" in address else "?"
        return RedirectResponse(f"{address}{joint}{urlencode(answer)}", 302)

    def _page(self, request: Request) -> Response:
        users = "".join(
            f'<option value="{escape(each.email)}">{escape(each.name)} ({escape(each.email)})'
            "</option>"
            for each in self.people.users
        )
        self.book.write("consent", outcome="page shown")
        target = escape(f"?{request.url.query}")
        return html(
            "Parley wants to use your Zoom account",
            "<p>It will be able to see, make, change and delete your meetings.</p>"
            f'<form method="post" action="{target}">'
            '<p><label for="user">Signed in as</label> '
            f'<select id="user" name="user">{users}</select></p>'
            '<button type="submit" name="decision" value="allow">Allow</button>'
            '<button type="submit" name="decision" value="deny">Deny</button></form>',
        )


def _pairs(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True))


def _query(request: Request) -> dict[str, str]:
    """The query, each parameter once. Raises _NoRedirect."""
    pairs = request.query_params.multi_items()
    if len(dict(pairs)) != len(pairs):
        raise _NoRedirect("a parameter is there twice")
    return dict(pairs)


def _wrong(query: Mapping[str, str]) -> str:
    """OAuth's word for what is wrong with *query*; empty if nothing is."""
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    method = query.get("code_challenge_method")
    if method not in (None, "S256", "plain") or (method and not query.get("code_challenge")):
        return "invalid_request"
    return ""
