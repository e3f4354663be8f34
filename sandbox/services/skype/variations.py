"""How a server strays from the usual on demand: refusals by row, and meetings that start oddly.

Beside the rules of ``sandbox.misbehaviour`` (slow, status, hang, cut, garbage ...) there are::

    {"on": "POST startOnlineMeeting", "do": "refuse", "row": "TooManyGroups", "next": 1}
    {"do": "start", "early": true, "ends": "failure", "next": 1}
    {"do": "expire", "what": "token"}      or "application", "channel"; at once
    {"do": "replace"}                      the pending poll was replaced by somebody else's
    {"do": "reset"}                        conversations are lost; the channel says "resume"

``on`` is a method and a rel: ``GET root``, ``GET user``, ``POST token``, ``POST applications``,
``GET application``, ``GET events``, ``POST startOnlineMeeting``, ``GET conversation``,
``DELETE conversation``, ``GET onlineMeeting``, ``POST myOnlineMeetings`` ...; ``*`` is every one.
``refuse`` takes ``retry_after`` (s) too. The fields of ``start`` are those of ``Manner``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sandbox.misbehaviour import BadRule
from sandbox.services.skype.refusals import ROWS, Refused

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
    row: str = ""
    retry_after: float | None = None


@dataclass(slots=True)
class Variations:
    """The rules that hold now."""

    _rules: list[_Rule] = field(default_factory=list)

    def clear(self) -> None:
        """Be usual again."""
        self._rules.clear()

    def refuse(
        self,
        on: str = "*",
        row: str = "ServiceFailure",
        next: int | None = 1,  # noqa: A002 - the word that rules use
        retry_after: float | None = None,
    ) -> None:
        """Refuse calls of *on* by the row of that name. Raises BadRule."""
        if row not in ROWS:
            raise BadRule(f"row must be one of {', '.join(ROWS)}")
        self._rules.append(_Rule(on, next, row=row, retry_after=retry_after))

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
        """Raise Refused if the call *name* is to be refused."""
        for rule in self._rules:
            if rule.row and rule.on in ("*", name) and _counts(rule):
                wait = rule.retry_after
                headers = {} if wait is None else {"Retry-After": f"{wait:g}"}
                raise Refused(rule.row, headers=headers)

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
