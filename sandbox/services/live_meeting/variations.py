"""Unusual behaviour on demand: faults, notes, pages, and replies that are odd.

Beside the rules of ``sandbox.fault_injection`` (slow, status, hang, cut, garbage ...) there are::

    {"on": "CreateMeeting", "do": "fault", "code": "Server.Tired", "text": "...", "effect": false}
    {"on": "DeleteMeeting", "do": "info", "code": "Info.Server.Success", "text": "done"}
    {"on": "ListMeetings", "do": "page", "status": 502, "location": "http://..."}
    {"do": "plant", "field": "title", "value": "<!channel>"}
    {"on": "CreateMeeting", "do": "omit", "field": "mid"}
    {"on": "*", "do": "shape", "as": "doctype", "bytes": 1000000}

``on`` is an operation (``GetPostingURL``, ``CreateMeeting`` ...), ``enter`` for entry URLs, ``*``
for all (the default). ``next``: how many calls (default 1; null, the default of ``plant``: until
cleared). ``effect``: whether what was asked is done first (default: for ``info`` alone).

``details`` of a fault are its options, such as ``{"fieldName": "name", "ids": ["x"]}``.
``plant`` puts a value in every place of a reply that has the field: an option, an attribute
(``url``, ``ticket``, ``question``, ``userID`` ...) or an element (``FaultString``, ``Message``,
``U``). It may hold control characters, which no XML may. ``omit`` leaves the field out.
``SHAPES`` are the ways in which a reply can be odd.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml.etree import _Element
from starlette.responses import HTMLResponse, Response

from sandbox.fault_injection import BadRule, CallRule
from sandbox.services.live_meeting import envelope, shapes
from sandbox.services.live_meeting.faults import ServedFault
from sandbox.services.live_meeting.shapes import SHAPES

_FIELDS = {
    "fault": {"code", "text", "details", "effect"},
    "info": {"code", "text", "effect"},
    "page": {"status", "location", "effect"},
    "plant": {"field", "value"},
    "omit": {"field"},
    "shape": {"as", "bytes"},
}
KINDS = tuple(_FIELDS)
_PAGE = "<!DOCTYPE html><html><head><title>Error</title></head><body>Error</body></html>"


@dataclass(slots=True, kw_only=True)
class _Rule(CallRule):
    do: str
    arguments: Mapping[str, Any]


@dataclass(slots=True)
class Variation:
    """What is odd about one call."""

    rules: list[_Rule] = field(default_factory=list)

    def _rule(self, *kinds: str) -> _Rule | None:
        return next((rule for rule in self.rules if rule.do in kinds), None)

    def does_nothing(self) -> bool:
        """Whether what was asked is not done."""
        rule = self._rule("fault", "info", "page")
        return rule is not None and not rule.arguments.get("effect", rule.do == "info")

    def fault(self) -> ServedFault | None:
        """The refusal that a rule asks for, or None."""
        rule = self._rule("fault")
        return None if rule is None else _fault(rule)

    def page(self) -> Response | None:
        """The page in place of a message, or None."""
        rule = self._rule("page")
        if rule is None:
            return None
        headers = {"Location": rule.arguments["location"]} if "location" in rule.arguments else {}
        return HTMLResponse(_PAGE, rule.arguments.get("status", 502), headers)

    def dressed(self, element: _Element, now: datetime) -> Response:
        """*element*, or what comes in its place, as it is sent."""
        if rule := self._rule("fault", "info"):
            element = _instead(rule, now)
        root = envelope.wrapped(element)
        plants = {r.arguments["field"]: r.arguments["value"] for r in self.rules if r.do == "plant"}
        shapes.plant(root, plants)
        shapes.omit(root, {r.arguments["field"] for r in self.rules if r.do == "omit"})
        content, kind = envelope.as_bytes(root), "application/xml"
        for rule in self.rules:
            if rule.do == "shape":
                content, kind = SHAPES[rule.arguments["as"]](
                    content, rule.arguments.get("bytes", 10**6)
                )
        return Response(shapes.with_controls(content), headers={"Content-Type": kind})


@dataclass(slots=True)
class Variations:
    """The rules that hold now."""

    _rules: list[_Rule] = field(default_factory=list)

    def clear(self) -> None:
        """Remove all rules."""
        self._rules.clear()

    def add(self, rule: Mapping[str, Any]) -> None:
        """Add a rule of one of ``KINDS``. Raises BadRule."""
        arguments = dict(rule)
        kind = arguments.pop("do")
        on, left = arguments.pop("on", "*"), arguments.pop("next", None if kind == "plant" else 1)
        if unknown := set(arguments) - _FIELDS[kind]:
            raise BadRule(f"unknown: {', '.join(sorted(unknown))}")
        if kind in ("plant", "omit") and not isinstance(arguments.get("field"), str):
            raise BadRule("field is missing")
        if kind == "plant" and not isinstance(arguments.get("value"), str):
            raise BadRule("value is missing")
        if kind == "plant":
            arguments["value"] = shapes.disguised(arguments["value"])
        if kind == "shape" and arguments.get("as") not in SHAPES:
            raise BadRule(f"as must be one of {', '.join(SHAPES)}")
        self._rules.append(_Rule(on=on, do=kind, left=left, arguments=arguments))

    def of(self, name: str) -> Variation:
        """The rules that concern this call; counts it."""
        return Variation([rule for rule in self._rules if rule.concerns(name)])


def _instead(rule: _Rule, now: datetime) -> _Element:
    if rule.do == "fault":
        return envelope.fault(_fault(rule), now)
    return envelope.note(
        rule.arguments.get("code", "Info"), rule.arguments.get("text", "Noted."), now
    )


def _fault(rule: _Rule) -> ServedFault:
    code, text = rule.arguments.get("code", "Server"), rule.arguments.get("text", "")
    return ServedFault(code, text, **rule.arguments.get("details", {}))
