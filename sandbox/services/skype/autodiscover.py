"""Discovery: the root that anybody may read, and the user resource that asks who they are.

Source: "Root URL" and "Create an application". Addresses are absolute here; paths compare without
regard to case, as on the web server that Skype for Business runs on.
"""

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from sandbox.services.skype import formats
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.links import Seal, link
from sandbox.services.skype.refusals import RequestRefused

SERVICE = "/Autodiscover/AutodiscoverService.svc/root"
XFRAME = "/Autodiscover/XFrame/XFrame.html"


def base(deployment: Deployment, request: Request) -> str:
    """The address that the client reaches this host by."""
    return deployment.base_url or f"{request.url.scheme}://{request.headers['host']}"


def pool(deployment: Deployment, request: Request) -> str:
    """The address of the host that the applications live on."""
    return deployment.pool_url or base(deployment, request)


def _elsewhere(redirects: dict[str, str], request: Request) -> str:
    return redirects.get(request.headers["host"], redirects.get("*", ""))


@dataclass(slots=True)
class Autodiscover:
    """The two documents, and the two addresses that only they tell."""

    deployment: Deployment
    _seal: Seal = field(default_factory=Seal)

    @property
    def token_path(self) -> str:
        """Where tokens are issued."""
        return f"/WebTicket/{self._seal.over('token')}/oauthtoken"

    @property
    def applications_path(self) -> str:
        """Where applications are created."""
        return f"/ucwa/oauth/v1/{self._seal.over('applications')}/applications"

    def root(self, request: Request) -> Response:
        """The first document: where to ask for the user, or where to go instead."""
        here = base(self.deployment, request)
        query = f"?originalDomain={self.deployment.domain}"
        links = {"self": link(f"{here}{SERVICE}{query}"), "xframe": link(here + XFRAME)}
        if there := _elsewhere(self.deployment.root_redirects, request):
            links["redirect"] = link(f"{there}{SERVICE}{query}")
        else:
            key = self._seal.over("user")
            links["user"] = link(f"{here}{SERVICE}/oauth/user{query}&key={key}")
        return formats.written(request, {"_links": links}, plain=True, rel="root")

    def user(self, request: Request) -> Response:
        """The second document, for somebody who is signed in."""
        here = base(self.deployment, request)
        links = {"self": link(f"{here}{SERVICE}/user"), "xframe": link(here + XFRAME)}
        if there := _elsewhere(self.deployment.user_redirects, request):
            links["redirect"] = link(f"{there}{SERVICE}?originalDomain={self.deployment.domain}")
        else:
            href = pool(self.deployment, request) + self.applications_path
            links["applications"] = link(href, revision="2")
        return formats.written(request, {"_links": links}, plain=True, rel="user")

    def check_user_link(self, request: Request) -> None:
        """Raise RequestRefused unless *request* came by the link that the root gave."""
        if not self._seal.fits(request.query_params.get("key", ""), "user"):
            raise RequestRefused("NotFound")
