"""The codes and tokens that were given out, and whether they still serve.

Source: reference, sections 2.2, 2.9 and 9. An access token lives 3599 s, a refresh token 90 days, a
code 300 s. A refresh token is replaced at each refresh. ASSUMED: an earlier sign-in ends when the
code of a newer one is exchanged; a revoked token is answered like an unknown one.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from sandbox.clock import SandboxClock
from sandbox.services.zoom.people import ZoomAccount, ZoomApp, ZoomUser
from sandbox.services.zoom.refusals import (
    ApiRefused,
    invalid_grant,
    invalid_request,
    no_token,
)
from sandbox.services.zoom.switches import ZoomSwitches

_KEPT_FOR = 86_400.0  # seconds after which what has run out is forgotten
CODE_LIFE, ACCESS_LIFE, REFRESH_LIFE = 300.0, 3599, 90 * 86_400.0
LIVE, SUPERSEDED, REVOKED = "live", "superseded", "revoked"


@dataclass(slots=True, eq=False)
class AppGrant:
    """What somebody allowed an app: *user* None where it is for the whole *account*."""

    app: ZoomApp
    user: ZoomUser | None
    account: ZoomAccount
    scopes: frozenset[str]
    state: str = LIVE


@dataclass(slots=True, eq=False)
class SignInCode:
    """What a code of the consent page stands for."""

    app: ZoomApp
    user: ZoomUser
    redirect_uri: str
    challenge: str
    method: str
    until: float
    used: bool = False

    def fits(self, verifier: str | None) -> bool:
        """Whether *verifier* belongs to the challenge; without one there must be none."""
        if not self.challenge:
            return verifier is None
        if verifier is None:
            return False
        hashed = hashlib.sha256(verifier.encode()).digest()
        derived = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        made = derived if self.method == "S256" else verifier
        return hmac.compare_digest(made.encode(), self.challenge.encode())


@dataclass(slots=True, eq=False)
class Issued:
    """A token: what it is for, until when, and when it was replaced."""

    grant: AppGrant
    until: float
    replaced_at: float | None = None


@dataclass(slots=True)
class IssuedTokens:
    """Everything that was given out."""

    clock: SandboxClock
    switches: ZoomSwitches
    _codes: dict[str, SignInCode] = field(default_factory=dict, repr=False)
    _access: dict[str, Issued] = field(default_factory=dict, repr=False)
    _refresh: dict[str, Issued] = field(default_factory=dict, repr=False)

    def code(
        self, app: ZoomApp, user: ZoomUser, redirect_uri: str, challenge: str, method: str
    ) -> str:
        """A new code."""
        code = secrets.token_urlsafe(24)
        until = self.clock.now() + CODE_LIFE
        self._codes[code] = SignInCode(app, user, redirect_uri, challenge, method, until)
        return code

    def exchange(
        self, app: ZoomApp, code: str, redirect_uri: str, verifier: str | None
    ) -> AppGrant:
        """What the code grants; it is used up whatever happens (ASSUMED). Raises SignInFault."""
        known = self._codes.get(code)
        if known is None or known.app is not app or known.used:
            raise invalid_grant("Invalid authorization code")
        known.used = True
        if self.clock.now() >= known.until:
            raise invalid_grant("Invalid authorization code: it has expired")
        if redirect_uri != known.redirect_uri:
            raise invalid_request("Redirect URI mismatch")
        if not known.fits(verifier):
            raise invalid_grant("Invalid code verifier")
        if self.switches.supersedes:
            self.end_grants(known.user, SUPERSEDED)
        return AppGrant(app, known.user, known.user.account, app.scopes)

    def refresh(self, app: ZoomApp, token: str) -> AppGrant:
        """What a refresh token is for, which is replaced now. Raises SignInFault."""
        known = self._refresh.get(token)
        now = self.clock.now()
        if known is None or known.grant.app is not app or known.grant.state != LIVE:
            raise invalid_grant()
        late = known.replaced_at is not None and (
            now >= known.replaced_at + self.switches.old_refresh_life
        )
        if late or now >= known.until:
            raise invalid_grant()
        if known.replaced_at is None:
            known.replaced_at = now
        return known.grant

    def access(self, grant: AppGrant) -> str:
        """A new access token."""
        token = _opaque()
        self._forget()
        self._access[token] = Issued(grant, self.clock.now() + ACCESS_LIFE)
        return token

    def renewal(self, grant: AppGrant) -> str:
        """A new refresh token."""
        token = _opaque()
        self._refresh[token] = Issued(grant, self.clock.now() + REFRESH_LIFE)
        return token

    def bearer(self, token: str) -> AppGrant:
        """What an access token is for. Raises ApiRefused."""
        known = self._access.get(token)
        if known is None or known.grant.state == REVOKED:
            raise no_token()
        if known.grant.state == SUPERSEDED:
            status = self.switches.superseded_status
            raise ApiRefused(status, 4741, "The token has been revoked.")
        if self.clock.now() >= known.until:
            raise no_token("Access token is expired.")
        return known.grant

    def revoke(self, app: ZoomApp, token: str) -> None:
        """End what *token*, of either kind, belongs to. Raises SignInFault."""
        known = self._access.get(token) or self._refresh.get(token)
        if known is None or known.grant.app is not app:
            raise invalid_grant()
        known.grant.state = REVOKED

    def end_grants(self, user: ZoomUser | None, state: str) -> None:
        """End everything that *user* (None: anybody) allowed until now."""
        for issued in [*self._access.values(), *self._refresh.values()]:
            same = user is None or issued.grant.user is user
            if same and issued.grant.user is not None and issued.grant.state == LIVE:
                issued.grant.state = state

    def granted(self, user: ZoomUser, app: ZoomApp) -> frozenset[str]:
        """What *user* allowed *app*, by a sign-in that still serves; nothing without one."""
        for issued in self._refresh.values():
            grant, live = issued.grant, self.clock.now() < issued.until
            if grant.user is user and grant.app is app and grant.state == LIVE and live:
                return grant.scopes
        return frozenset()

    def expire(self, what: str) -> None:
        """Let all ``access`` tokens, ``refresh`` tokens or ``codes`` run out now."""
        kinds = {"access": self._access, "refresh": self._refresh, "codes": self._codes}
        given: dict[str, Issued] | dict[str, SignInCode] = kinds[what]  # type: ignore[assignment]
        for each in given.values():
            each.until = min(each.until, self.clock.now())

    def _forget(self) -> None:
        """Drop what ran out long ago."""
        old = self.clock.now() - _KEPT_FOR
        self._codes = {key: each for key, each in self._codes.items() if each.until > old}
        self._access = {key: each for key, each in self._access.items() if each.until > old}
        self._refresh = {key: each for key, each in self._refresh.items() if each.until > old}

    def knows(self, text: str) -> bool:
        """Whether *text* is a token that was given out."""
        return text in self._access or text in self._refresh


def _opaque() -> str:
    return f"eyJzdiI6IjAwMDAwMSIs{secrets.token_urlsafe(48)}"
