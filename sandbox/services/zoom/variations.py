"""Unusual behaviour on demand: refusals by number, expiry, scopes, settings.

Beside the rules of ``sandbox.fault_injection`` (slow, status, hang, cut, garbage ...) there are::

    {"on": "create", "do": "refuse", "status": 503, "code": 1010, "message": "...", "next": 1,
     "effect": false}                      Zoom's own JSON; *effect*: what was asked is done before
    {"on": "*", "do": "ratelimit", "which": "second", "retry_after": false}     429; also ``day``,
                                           ``creates`` (100 a day) and ``concurrent``
    {"do": "expire", "what": "access"}     all at once; also ``refresh``, ``codes``
    {"do": "revoke", "who": "ada@contoso.example"}      what she allowed is over; without who: all
    {"do": "scopes", "scopes": [...], "app": "personal"}     of tokens given out from now on
    {"do": "lacks", "scopes": [...]}       these are missing from every token, those given out too
    {"do": "app", "app": "personal", "client_secret": "..."}   also client_id, redirect_uris
    {"do": "account", "who": "contoso", "forces_passcode": true}       any setting of ZoomAccount
    {"do": "user", "who": "bo@contoso.example", "type": 2}     also may_host, scheduled_by, timezone
    {"do": "switch", "old_refresh_life": 60}           any of ZoomSwitches

``on`` is the name of a call: those of ``operations``, ``token``, ``revoke``, ``authorize``,
``join``, ``start``; ``*`` is every one. ``refuse`` and ``ratelimit`` are for the calls of the API.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.fault_injection import BadRule, CallRule
from sandbox.services.zoom import limits
from sandbox.services.zoom.people import ZoomAccount, ZoomApp, ZoomPeople
from sandbox.services.zoom.refusals import ApiRefused
from sandbox.services.zoom.switches import ZoomSwitches
from sandbox.services.zoom.tokens import REVOKED, IssuedTokens

KINDS = (
    *("refuse", "ratelimit", "expire", "revoke", "scopes", "lacks", "app", "account", "user"),
    "switch",
)
_REFUSE = {"on", "status", "code", "message", "next", "every", "effect"}
_RATELIMIT = {"on", "which", "retry_after", "next", "every"}
_APP = {"client_id", "client_secret", "redirect_uris", "webhook_secret"}
_USER = {"type", "may_host", "scheduled_by", "timezone", "email"}


@dataclass(slots=True, kw_only=True)
class ZoomOddity(CallRule):
    """One rule: the refusal, and whether what was asked is done before it."""

    refusal: ApiRefused
    effect: bool = False


@dataclass(slots=True)
class ZoomVariations:
    """The rules that hold now."""

    people: ZoomPeople
    tokens: IssuedTokens
    switches: ZoomSwitches
    clock: SandboxClock
    lacking: frozenset[str] = frozenset()
    _rules: list[ZoomOddity] = field(default_factory=list)

    def clear(self) -> None:
        """Remove all rules; settings stay as they are."""
        self._rules.clear()
        self.lacking = frozenset()

    def rule_for(self, name: str) -> ZoomOddity | None:
        """The rule for this call, if there is one."""
        return next((rule for rule in self._rules if rule.concerns(name)), None)

    def ask(self, rule: Mapping[str, Any]) -> None:
        """Add *rule*, whose ``do`` is one of KINDS. Raises BadRule and LookupError."""
        arguments = {name: value for name, value in rule.items() if name != "do"}
        does: Mapping[str, Callable[[dict[str, Any]], None]] = {
            "refuse": self._refuse,
            "ratelimit": self._ratelimit,
            "expire": lambda given: self.tokens.expire(given["what"]),
            "revoke": self._revoke,
            "scopes": self._scopes,
            "lacks": self._lacks,
            "app": self._app,
            "account": self._account,
            "user": self._user,
            "switch": lambda given: _set(self.switches, given, _names(ZoomSwitches)),
        }
        does[rule["do"]](arguments)

    def _refuse(self, given: dict[str, Any]) -> None:
        _only(given, _REFUSE)
        status = given.get("status", 500)
        refusal = ApiRefused(
            status, given.get("code", status), given.get("message", "Internal server error.")
        )
        self._add(given, refusal, effect=given.get("effect", False))

    def _ratelimit(self, given: dict[str, Any]) -> None:
        _only(given, _RATELIMIT)
        which = given.get("which", limits.BY_SECOND)
        if which not in limits.KINDS:
            raise BadRule(f"which must be one of {', '.join(limits.KINDS)}")
        refusal = limits.too_many(which, self.clock.moment(), retry_after=given.get("retry_after"))
        self._add(given, refusal, effect=False)

    def _add(self, given: Mapping[str, Any], refusal: ApiRefused, *, effect: bool) -> None:
        every = max(1, given.get("every", 1))
        on, left = given.get("on", "*"), given.get("next", 1)
        oddity = ZoomOddity(on=on, left=left, every=every, refusal=refusal, effect=effect)
        self._rules.append(oddity)

    def _revoke(self, given: dict[str, Any]) -> None:
        _only(given, {"who"})
        user = self.people.user(given["who"]) if "who" in given else None
        if user is None and "who" in given:
            raise BadRule(f"there is no {given['who']}")
        self.tokens.end_grants(user, REVOKED)

    def _scopes(self, given: dict[str, Any]) -> None:
        _only(given, {"scopes", "app"})
        self._known_app(given).scopes = frozenset(given["scopes"])

    def _lacks(self, given: dict[str, Any]) -> None:
        _only(given, {"scopes"})
        self.lacking = frozenset(given["scopes"])

    def _app(self, given: dict[str, Any]) -> None:
        app = self._known_app(given)
        _set(app, {name: value for name, value in given.items() if name != "app"}, _APP)

    def _known_app(self, given: Mapping[str, Any]) -> ZoomApp:
        name = given.get("app", "personal")
        if name not in ("personal", "organization"):
            raise BadRule("app must be personal or organization")
        return self.people.organization_app if name == "organization" else self.people.personal_app

    def _account(self, given: dict[str, Any]) -> None:
        account = self.people.account(given.pop("who", ""))
        if account is None:
            raise BadRule("who must be an account")
        _set(account, given, _names(ZoomAccount) - {"id", "name"})

    def _user(self, given: dict[str, Any]) -> None:
        user = self.people.user(given.pop("who", ""))
        if user is None:
            raise BadRule("who must be a user")
        _set(user, given, _USER)


def _names(kind: type[ZoomAccount | ZoomSwitches]) -> set[str]:
    return {each.name for each in fields(kind)}


def _only(given: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(given) - known):
        raise BadRule(f"unknown: {', '.join(unknown)}")


def _set(target: object, values: Mapping[str, Any], known: set[str]) -> None:
    """Set attributes that are *known*; a list becomes a tuple. Raises BadRule."""
    _only(values, known)
    for name, value in values.items():
        setattr(target, name, tuple(value) if isinstance(value, list) else value)
