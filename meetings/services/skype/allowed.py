"""Asks what the organizer may choose before it is sent, and says so where it is something else.

UCWA: an application should query eligible values and policies before it sets a property; a value
that is not permitted makes the request fail.
"""

from collections.abc import Mapping, Sequence

from meetings.service import Exchange
from meetings.services.skype.application import Application
from meetings.services.skype.choices import SETTINGS, Setting
from meetings.services.skype.errors import NotEligible, refuse
from meetings.services.skype.refusals import clean
from meetings.services.skype.resource import Resource
from meetings.services.skype.session import Session

_ELIGIBLE = "onlineMeetingEligibleValues"
_POLICIES = "onlineMeetingPolicies"
_DEFAULTS = "onlineMeetingDefaultValues"


def check_allowed(
    session: Session, application: Application, asked: Mapping[str, object]
) -> Exchange[None]:
    """Return if the server takes every property of *asked* that can be chosen, else NotEligible."""
    chosen = [one for one in SETTINGS if one.name in asked]
    eligible = policies = Resource({})
    if any(one.eligible for one in chosen):
        eligible = yield from _document(session, application, _ELIGIBLE)
    if any(one.policy and asked[one.name] == "Enabled" for one in chosen):
        policies = yield from _document(session, application, _POLICIES)
    for one in chosen:
        allowed = _allowed(one, eligible, policies)
        if asked[one.name] not in allowed:
            defaults = yield from _document(session, application, _DEFAULTS)
            raise refuse(NotEligible, _why(one, allowed, defaults.text(one.name)))


def _allowed(setting: Setting, eligible: Resource, policies: Resource) -> Sequence[str]:
    """The words that may be sent, of those that we know; all, where the server does not tell."""
    known = setting.words.values()
    told = eligible.texts(setting.eligible) or known
    forbidden = "Enabled" if policies.text(setting.policy) == "Disabled" else ""
    return [word for word in known if word in told and word != forbidden]


def _why(setting: Setting, allowed: Sequence[str], default: str) -> str:
    can = " or ".join(f"“{setting.label(word)}”" for word in allowed) or "nothing"
    told = f", and is “{setting.label(clean(default))}” if left out" if default else ""
    return f"“{setting.choice.label}” can be {can}{told}"


def _document(session: Session, application: Application, rel: str) -> Exchange[Resource]:
    """The document *rel* about meetings; an empty one where the server has none."""
    href = application.link("onlineMeetings", rel)
    if not href:
        return Resource({})
    response = yield from session.call_again("GET", session.follow(href))
    return Resource({}) if session.missing(response) else session.resource(response)
