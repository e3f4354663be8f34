"""The challenge to a client without a good token, in every spelling that servers use.

Source: "Authentication in UCWA" and the exchange captured in "Create an application".
"""

from starlette.responses import Response

from sandbox.services.skype.deployment import Deployment

_PAGE = (
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
    response = Response(_PAGE, 401, media_type="text/html")
    if stale and deployment.stale == 403:
        response = Response("", 403, media_type="text/html")
        response.headers["Warning"] = f'120 {deployment.server} "InvalidToken"'
        response.headers["X-Ms-diagnostics"] = (
            f'28055;source="{deployment.server}";reason="The OAuth token is invalid."'
        )
    for field in fields(deployment, token_url):
        response.headers.append("WWW-Authenticate", field)
    return response
