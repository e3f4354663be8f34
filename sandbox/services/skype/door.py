"""The door: finds out what a request is for, lets it in or refuses it, and writes it into the book.

The order of the checks: token, application, resource version, resource, method, then the resource.
Source of the challenge: "Authentication in UCWA" and the exchange in "Create an application".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from sandbox.book import Book
from sandbox.fault_injection import FaultInjector
from sandbox.services.skype import autodiscover, formats
from sandbox.services.skype.application_parts import application_resource
from sandbox.services.skype.applications import APPLICATION, Applications
from sandbox.services.skype.autodiscover import SERVICE, Autodiscover
from sandbox.services.skype.calls import Call
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.properties import read
from sandbox.services.skype.refusals import RequestRefused, Unreached
from sandbox.services.skype.routes import Route
from sandbox.services.skype.tickets import IssuedTickets, NoToken, Token
from sandbox.services.skype.variations import Variations

_UNAUTHORIZED = (
    "<!DOCTYPE html><html><head><title>401 - Unauthorized</title></head><body>"
    "<h1>401 - Unauthorized: Access is denied due to invalid credentials.</h1></body></html>"
)
_OFFICE = "00000004-0000-0ff1-ce00-000000000000"


def fields(deployment: Deployment, token_url: str) -> list[str]:
    """The WWW-Authenticate fields, spelt as the deployment is set."""
    spelling = deployment.challenge.split()
    href = token_url if "unquoted" in spelling else f'"{token_url}"'
    scheme = "msrtcoauth" if "lowercase" in spelling else "MsRtcOAuth"
    ours = f'{scheme} href={href},grant_type="{",".join(deployment.grants)}"'
    issuer = f"00000002-0000-0ff1-ce00-000000000000@{deployment.domain}"
    bearer = f'Bearer trusted_issuers="{issuer}", client_id="{_OFFICE}"'
    if "modern" in spelling:
        bearer += ', authorization_uri="https://login.windows.net/common/oauth2/authorize"'
    both = [bearer, ours]
    if "alone" in spelling:
        both = [ours]
    if "absent" in spelling:
        both = [bearer]
    if "reversed" in spelling:
        both.reverse()
    return [", ".join(both)] if "joined" in spelling else both


def challenge(deployment: Deployment, token_url: str, *, stale: bool = False) -> Response:
    """Ask for a token; *stale*: one was sent, and it does not serve (any more, or here)."""
    response = Response(_UNAUTHORIZED, 401, media_type="text/html")
    if stale and deployment.stale == 403:
        response = Response("", 403, media_type="text/html")
        response.headers["Warning"] = f'120 {deployment.server} "InvalidToken"'
        response.headers["X-Ms-diagnostics"] = (
            f'28055;source="{deployment.server}";reason="The OAuth token is invalid."'
        )
    for header in fields(deployment, token_url):
        response.headers.append("WWW-Authenticate", header)
    return response


_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
}
_PAGE = "<!DOCTYPE html><html><head><title>Error</title></head><body>Error</body></html>"


@dataclass(frozen=True, slots=True)
class _Target:
    """What a request is for; *rest* is the address below the application, its seal taken off."""

    rel: str
    application_id: str = ""
    seal: str = ""
    rest: str = ""
    route: Route | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Door:
    """Every request that is not about the sandbox itself comes in here."""

    deployment: Deployment
    autodiscover: Autodiscover
    tickets: IssuedTickets
    applications: Applications
    routes: tuple[Route, ...]
    variations: Variations
    faults: FaultInjector
    book: Book

    async def answer(self, request: Request) -> Response:
        """Answer *request*, in whatever way it was told to misbehave."""
        target = self._target(request)
        name = f"{request.method} {target.rel}"
        entry = self.book.write(
            "request", name=name, path=request.url.path, host=request.headers["host"]
        )
        if target.rel != "token":
            entry["body"] = await formats.shown(request)

        async def effect() -> Response:
            return await self._let_in(request, target, name)

        response = await self.faults.around(name, request, effect)
        response = formats.in_its_form(request, response)
        entry["status"] = response.status_code
        return response

    async def _let_in(self, request: Request, target: _Target, name: str) -> Response:
        try:
            self.variations.check(name)
            self._check_headers(request)
            response = await self._at(request, target)
        except RequestRefused as refused:
            response = formats.reason(request, refused.reason, refused.status)
            response.headers.update(refused.headers)
        except Unreached as page:
            return Response(_PAGE, page.status, page.headers, media_type="text/html")
        except NoToken as missing:
            where = autodiscover.base(self.deployment, request) + self.autodiscover.token_path
            response = challenge(self.deployment, where, stale=missing.stale)
        for header, value in (*_HEADERS.items(), ("X-MS-Server-Fqdn", self.deployment.server)):
            response.headers.setdefault(header, value)
        return response

    def _check_headers(self, request: Request) -> None:
        origin = request.headers.get("x-ms-origin", request.headers.get("origin"))
        if origin is not None and origin not in self.deployment.origins:
            text = "Service does not allow a cross domain request from this origin."
            raise RequestRefused("Forbidden", headers={"X-Ms-diagnostics": text})
        if not formats.chosen(request):
            raise RequestRefused("NotAcceptable")

    async def _at(self, request: Request, target: _Target) -> Response:
        if target.rel == "root":
            _only(request, "GET")
            return self.autodiscover.root(request)
        if target.rel == "token":
            _only(request, "POST")
            return await self.tickets.issue(request)
        if target.rel == "unknown":
            raise RequestRefused("NotFound")
        token = self.tickets.bearer(request)
        if target.rel == "user":
            _only(request, "GET")
            self.autodiscover.check_user_link(request)
            return self.autodiscover.user(request)
        if target.rel == "applications":
            _only(request, "POST")
            return await self._create(request, token)
        return await self._inside(request, target, token)

    async def _create(self, request: Request, token: Token) -> Response:
        self._check_version(request)
        properties = read(APPLICATION, await formats.properties(request))
        if not token.person.may_meet and self.deployment.denied == "application":
            raise RequestRefused("Forbidden")
        base = autodiscover.base(self.deployment, request)
        path = self.autodiscover.applications_path
        application, new = self.applications.create(
            token.person, properties, lambda fresh: (base, f"{path}/{fresh}")
        )
        resource = application_resource(application, self.applications)
        response = formats.written(request, resource, 201 if new else 200)
        response.headers["Set-Cookie"] = f"cwt_ucwa=AAEB; path={application.path}/photos; HttpOnly"
        return response

    async def _inside(self, request: Request, target: _Target, token: Token) -> Response:
        application = self.applications.find(target.application_id, token.person)
        if not application.polled:
            application.seen_at = self.applications.clock.now()
        self._check_version(request)
        route = target.route
        if route is None:
            raise RequestRefused("NotFound")
        if target.rest and not application.seal.fits(target.seal, route.sealed(target.rest)):
            raise RequestRefused("NotFound")
        if request.method not in route.methods:
            raise RequestRefused("MethodNotAllowed")
        return await route.methods[request.method](
            Call(request, application, token, dict(target.parameters))
        )

    def _check_version(self, request: Request) -> None:
        wanted = request.headers.get("x-ms-requiresminresourceversion", "1")
        try:
            served = float(wanted) <= self.deployment.resource_version
        except ValueError:
            raise RequestRefused("BadRequest") from None
        if not served:
            raise RequestRefused("APIVersionNotSupported")

    def _target(self, request: Request) -> _Target:
        path = request.url.path
        fixed = {
            "/": "root",
            SERVICE.lower(): "root",
            f"{SERVICE}/oauth/user".lower(): "user",
            self.autodiscover.token_path.lower(): "token",
        }
        if rel := fixed.get(path.lower()):
            return _Target(rel)
        applications = self.autodiscover.applications_path
        if not self._is_pool(request):
            return _Target("unknown")
        if path == applications:
            return _Target("applications")
        if path.startswith(f"{applications}/"):
            return self._below(path.removeprefix(f"{applications}/"), request.url.query)
        return _Target("unknown")

    def _below(self, path: str, query: str) -> _Target:
        """What *path* means, which begins with the id of an application."""
        application_id, *rest = path.split("/", 2)
        seal, natural = rest if len(rest) == 2 else ("", "")
        if rest and not natural:
            return _Target("nothing", application_id)
        for route in self.routes:
            parameters = route.match(natural, query)
            if parameters is not None:
                return _Target(route.rel, application_id, seal, natural, route, parameters)
        return _Target("nothing", application_id)

    def _is_pool(self, request: Request) -> bool:
        pool = self.deployment.pool_url
        return not pool or pool.partition("://")[2] == request.headers["host"]


def _only(request: Request, method: str) -> None:
    if request.method != method:
        raise RequestRefused("MethodNotAllowed")
