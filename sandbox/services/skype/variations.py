"""Unusual behaviour on demand: refusals by row, and meetings that start oddly.

Beside the rules of ``sandbox.fault_injection`` (slow, status, hang, cut, garbage ...) there are::

    {"on": "POST startOnlineMeeting", "do": "refuse", "row": "TooManyGroups", "next": 1}
    {"on": "POST token", "do": "page", "status": 502}          an HTML page from in front
    {"do": "start", "early": true, "ends": "failure", "next": 1}
    {"do": "expire", "what": "token"}      or "application", "channel", "meetings"
    {"do": "change", "said": {"description": "Bring cake"}}    somebody else changes all meetings
    {"do": "replace"}                      the pending poll was replaced by somebody else's
    {"do": "reset"}                        conversations are lost; the channel says "resume"

The last four happen at once; with ``on`` (and ``next``) they happen just before such a call.
``on`` is a method and a rel: ``GET root``, ``GET user``, ``POST token``, ``POST applications``,
``GET application``, ``GET events``, ``POST startOnlineMeeting``, ``GET conversation``,
``DELETE conversation``, ``GET onlineMeeting``, ``POST myOnlineMeetings``, ``PUT myOnlineMeeting``
...; ``*`` is every one.
``refuse`` takes ``retry_after`` (s) too, ``page`` a ``location``. The fields of ``start`` are those
of ``Manner``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sandbox.fault_injection import BadRule
from sandbox.services.skype.refusals import ROWS, RequestRefused, Unreached

ENDS = ("success", "failure", "lobby", "never", "silence", "gone")
EMBEDS = ("usual", "nothing", "everything")
LINKS = ("at once", "late", "blank", "never")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How one meeting starts.

    *early*: the events come before the 201. *merged*: all in one answer. *embed*: whether events
    carry their resources. *only_completed*: nothing but the end is told; *conversation_events*:
    whether the conversation's are. *ends*: ``failure`` (with *code*, *subcode*), ``lobby`` (waits
    there), ``never`` (nothing more after ``started``), ``silence`` (it works, and nothing is
    told), ``gone`` (the application dies on the way). *link*: when the meeting's link can be seen
    after the end: ``late`` is *late_ms* later, ``blank`` is a meeting without joinUrl.
    *stranger*: somebody else's operation is told first.
    """

    early: bool = False
    merged: bool = False
    embed: str = "usual"
    only_completed: bool = False
    conversation_events: bool = True
    ends: str = "success"
    code: str = "ServiceFailure"
    subcode: str = "Unavailable"
    link: str = "at once"
    late_ms: float = 100
    stranger: bool = False


@dataclass(slots=True)
class _Rule:
    on: str
    left: int | None
    manner: Manner | None = None
    error: Callable[[], Exception] | None = None
    act: Callable[[], None] | None = None


@dataclass(slots=True)
class Variations:
    """The rules that hold now."""

    _rules: list[_Rule] = field(default_factory=list)

    def clear(self) -> None:
        """Remove all rules."""
        self._rules.clear()

    def refuse(self, rule: Mapping[str, Any]) -> None:
        """Refuse calls by a row, as *rule* says. Raises BadRule."""
        if unknown := set(rule) - {"on", "row", "next", "retry_after"}:
            raise BadRule(f"unknown: {', '.join(sorted(unknown))}")
        row = rule.get("row", "ServiceFailure")
        if row not in ROWS:
            raise BadRule(f"row must be one of {', '.join(ROWS)}")
        wait = rule.get("retry_after")
        headers = {} if wait is None else {"Retry-After": str(wait)}
        self._fail(rule, lambda: RequestRefused(row, headers=headers))

    def page(self, rule: Mapping[str, Any]) -> None:
        """Answer calls with a page that is not the service's, as *rule* says. Raises BadRule."""
        if unknown := set(rule) - {"on", "status", "location", "next"}:
            raise BadRule(f"unknown: {', '.join(sorted(unknown))}")
        headers = {"Location": rule["location"]} if "location" in rule else {}
        self._fail(rule, lambda: Unreached(rule.get("status", 502), headers))

    def _fail(self, rule: Mapping[str, Any], error: Callable[[], Exception]) -> None:
        self._rules.append(_Rule(rule.get("on", "*"), rule.get("next", 1), error=error))

    def act(self, on: str, act: Callable[[], None], left: int | None) -> None:
        """Do *act* just before the next calls of *on*."""
        self._rules.append(_Rule(on, left, act=act))

    def start(self, rule: Mapping[str, Any]) -> None:
        """Start the next meetings in the manner of *rule*. Raises BadRule."""
        wanted = dict(rule)
        left = wanted.pop("next", 1)
        if unknown := set(wanted) - {each.name for each in fields(Manner)}:
            raise BadRule(f"unknown: {', '.join(sorted(unknown))}")
        manner = Manner(**wanted)
        if manner.ends not in ENDS or manner.embed not in EMBEDS or manner.link not in LINKS:
            raise BadRule(f"ends: {ENDS}, embed: {EMBEDS}, link: {LINKS}")
        self._rules.append(_Rule("start", left, manner=manner))

    def check(self, name: str) -> None:
        """Do what was to be done before the call *name*. Raises RequestRefused and Unreached."""
        for rule in self._rules:
            if rule.manner or rule.on not in ("*", name) or not _counts(rule):
                continue
            if rule.act:
                rule.act()
            if rule.error:
                raise rule.error()

    def manner(self) -> Manner:
        """How the next meeting starts."""
        for rule in self._rules:
            if rule.manner and _counts(rule):
                return rule.manner
        return Manner()


def _counts(rule: _Rule) -> bool:
    if rule.left == 0:
        return False
    if rule.left is not None:
        rule.left -= 1
    return True
