"""Unusual behaviour on demand: refusals by number, and other oddities.

Beside the rules of ``sandbox.fault_injection`` (slow, status, hang, cut, garbage ...) there are::

    {"on": "CreateMeeting", "do": "refuse", "number": "000035", "reason": "...", "next": 1,
     "effect": true, "details": [["019011", "too short"]]}
    {"on": "*", "do": "page", "status": 503}        an HTML page from a server in front
    {"on": "CreateMeeting", "do": "printed"}        addresses with raw ``&``, wrapped
    {"on": "*", "do": "ratelimit"}                  the service's own way: number 000045
    {"do": "expire", "what": "tickets"}             all at once
    {"do": "account", "who": "ada@contoso.example", "state": "inactive", "zone": 25}
    {"do": "site", "record_all": true}              any setting of the site
    {"do": "pages", "of": 2}                        no page of a list holds more

``on`` is the name of an operation, ``unreadable`` for what is none, or ``*``. ``effect`` (default
false here) says whether what was asked is done before it is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sandbox.fault_injection import BadRule, CallRule
from sandbox.services.webex_xml.refusals import RequestRefused
from sandbox.services.webex_xml.signing_in import SigningIn
from sandbox.services.webex_xml.site import WebexSite
from sandbox.services.webex_xml.zones import zone

STATES = ("active", "inactive", "expired")
KINDS = ("refuse", "page", "printed", "ratelimit", "expire", "account", "site", "pages")
_FIELDS: Mapping[str, set[str]] = {
    "refuse": {"on", "number", "reason", "next", "every", "effect", "details"},
    "page": {"on", "status", "next", "every", "effect"},
    "printed": {"on", "next", "every"},
    "ratelimit": {"on", "next", "every"},
}


class InFront(Exception):
    """A server in front of the service answers, with a page of its own and *status*."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status} from in front")
        self.status = status


@dataclass(slots=True, kw_only=True)
class Oddity(CallRule):
    """One rule: what is odd about the calls that it concerns."""

    effect: bool = False
    error: RequestRefused | InFront | None = None
    printed: bool = False


@dataclass(slots=True)
class Variations:
    """The rules that hold now."""

    site: WebexSite
    signing_in: SigningIn
    _rules: list[Oddity] = field(default_factory=list)

    def clear(self) -> None:
        """Remove all rules; settings and accounts stay as they are."""
        self._rules.clear()

    def ask(self, rule: Mapping[str, Any]) -> None:
        """Add *rule*, whose ``do`` is one of KINDS. Raises BadRule."""
        kind = rule["do"]
        arguments = {name: value for name, value in rule.items() if name != "do"}
        if kind == "expire":
            self._expire(arguments)
        elif kind == "account":
            self._account(arguments)
        elif kind == "site":
            self._site(arguments)
        elif kind == "pages":
            self._site({"largest_page": arguments["of"]})
        else:
            self._add(kind, arguments)

    def rule_for(self, name: str) -> Oddity | None:
        """The rule for this call, if there is one."""
        return next((rule for rule in self._rules if rule.concerns(name)), None)

    def _add(self, kind: str, arguments: Mapping[str, Any]) -> None:
        if unknown := set(arguments) - _FIELDS[kind]:
            raise BadRule(f"unknown: {', '.join(sorted(unknown))}")
        oddity = Oddity(
            on=arguments.get("on", "*"),
            left=arguments.get("next", 1),
            every=max(1, arguments.get("every", 1)),
            effect=arguments.get("effect", False),
            printed=kind == "printed",
        )
        if kind == "refuse":
            details = tuple((number, reason) for number, reason in arguments.get("details", ()))
            oddity.error = RequestRefused(
                arguments["number"], arguments.get("reason", ""), details=details
            )
        elif kind == "ratelimit":
            oddity.error = RequestRefused("000045")
        elif kind == "page":
            oddity.error = InFront(arguments.get("status", 503))
        self._rules.append(oddity)

    def _expire(self, arguments: Mapping[str, Any]) -> None:
        if dict(arguments) != {"what": "tickets"}:
            raise BadRule("what must be tickets")
        self.signing_in.forget_tickets()

    def _account(self, arguments: Mapping[str, Any]) -> None:
        account = self.site.account(arguments.get("who", ""))
        if account is None or set(arguments) - {"who", "state", "zone"}:
            raise BadRule("who must be known; state and zone may be told")
        state, where = (
            arguments.get("state", account.state),
            zone(arguments.get("zone", account.zone.id)),
        )
        if state not in STATES or where is None:
            raise BadRule(f"state must be one of {', '.join(STATES)}, zone a number up to 61")
        account.state, account.zone, account.wrong_passwords = state, where, 0

    def _site(self, arguments: Mapping[str, Any]) -> None:
        known = {each.name for each in fields(WebexSite)} - {"accounts", "name"}
        if unknown := set(arguments) - known:
            raise BadRule(f"unknown: {', '.join(sorted(unknown))}")
        for name, value in arguments.items():
            kind = type(getattr(self.site, name))
            setting = tuple(value) if kind is tuple else value
            if type(setting) is not kind:
                raise BadRule(f"{name} must be of the type {kind.__name__}")
            setattr(self.site, name, setting)
