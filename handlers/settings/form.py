"""The form `parley.settings`: what can be settled for a person, and for a channel."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import cast

from handlers.coming.lead_times import LONGEST, MOST, spoken
from handlers.effective_settings import (
    ADMINS,
    ALWAYS,
    EVERYONE,
    UNSURE,
    ChannelSettings,
    EffectiveSettings,
    Leads,
    UserSettings,
    longest_first,
)
from handlers.form import Field, Form, Kind
from handlers.services import Services
from handlers.settings.words import CHANNEL, ME
from handlers.slack_types import JSON, SlackRequest

NAME = "parley.settings"

_USUAL, _OFF, _SOME = "usual", "off", "some"
_LEADS = (0, 1, 5, 10, 15, 30, 60, 120, 24 * 60)
"""Minutes that are offered; what was typed otherwise is offered as well."""

_SHORTEST, _MOST_MINUTES = 5, 24 * 60


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in: the settings of a person, or those of a channel."""

    mine: UserSettings | None = None
    here: ChannelSettings | None = None


class SettingsForms:
    """The forms behind the buttons of `/meet settings`: ``handlers.form.Forms``."""

    def __init__(self, settings: EffectiveSettings, services: Services) -> None:
        self._settings = settings
        self._services = services

    async def asked(self, request: SlackRequest) -> Form | None:
        """The form for a person, or for the channel in which the button was pressed."""
        if request.action == ME:
            fields = self._for_me(await self._settings.of_person(request.team, request.person))
            return _form("My settings", "me", fields)
        if request.action == CHANNEL:
            fields = self._for_channel(
                await self._settings.of_channel(request.team, request.channel)
            )
            return _form("This channel's settings", "channel", fields)
        return None

    async def redrawn(
        self, request: SlackRequest, name: str, carried: str, filled: Mapping[str, JSON]
    ) -> Form | None:
        """No field depends on another."""
        return None

    async def wrong(
        self, request: SlackRequest, name: str, carried: str, filled: Mapping[str, JSON]
    ) -> Mapping[str, str]:
        """What cannot be kept as it was filled in."""
        service = filled.get("service")
        found: dict[str, str] = {}
        if service not in (None, _USUAL) and self._services.named(str(service)) is None:
            found["service"] = "That service is not set up here any more."
        return found | (_wrong_for_me(filled) if _is_mine(carried) else _wrong_here(filled))

    def _for_me(self, mine: UserSettings) -> Iterator[Field]:
        yield self._service(mine.service, "As it is usual here")
        yield Field(
            name="minutes",
            label="Minutes that a meeting lasts, where I do not say",
            kind=Kind.NUMBER,
            value=mine.minutes,
            least=_SHORTEST,
            most=_MOST_MINUTES,
        )
        yield Field(
            name="remind",
            label="Remind me",
            kind=Kind.SEVERAL,
            value=_chosen(mine.leads),
            options=_offered(mine.leads),
            optional=True,
            hint="Leave it empty for no reminders.",
        )
        yield Field(
            name="confirm",
            label="Show me what was understood before anything is changed",
            kind=Kind.CHOICE,
            value=mine.confirm,
            options=((ALWAYS, "Always"), (UNSURE, "Only when unsure")),
        )
        yield Field(
            name="agenda",
            label="Tell me my meetings of the day at",
            kind=Kind.TIME,
            value=mine.agenda or None,
            optional=True,
            hint="On your own clock. Leave it empty for no daily agenda.",
        )

    def _for_channel(self, here: ChannelSettings) -> Iterator[Field]:
        yield self._service(here.service, "As each person likes")
        named = () if isinstance(here.starters, str) else here.starters
        yield Field(
            name="starters",
            label="Who may start and schedule meetings",
            kind=Kind.CHOICE,
            value=_SOME if named else str(here.starters),
            options=(
                (EVERYONE, "Everyone"),
                (ADMINS, "Admins of the workspace"),
                (_SOME, "These people, and admins"),
            ),
        )
        yield Field(
            name="people",
            label="These people",
            kind=Kind.PEOPLE,
            value=list(named),
            optional=True,
            hint="Only for “These people, and admins”.",
        )
        leads = here.leads or ()
        yield Field(
            name="remind",
            label="Remind this channel of its meetings",
            kind=Kind.SEVERAL,
            value=[_OFF] if here.leads == () else _chosen(leads),
            options=((_OFF, "Never"), *_offered(leads)),
            optional=True,
            hint="Leave it empty to have it as each organizer likes.",
        )

    def _service(self, now: str, usual: str) -> Field:
        here = [(one.info.name, one.info.title) for one in self._services]
        return Field(
            name="service",
            label="Meeting service",
            kind=Kind.CHOICE,
            value=now if self._services.named(now) else _USUAL,
            options=((_USUAL, usual), *here),
        )


def read(value: str) -> Filled:
    """What a form that was sent says; it was looked at by ``wrong`` before."""
    sent = json.loads(value)
    filled: Mapping[str, JSON] = sent["filled"]
    service = str(filled.get("service") or _USUAL)
    service = "" if service == _USUAL else service
    remind = _several(filled, "remind")
    if _is_mine(str(sent["carried"])):
        mine = UserSettings(
            service=service,
            minutes=cast("int", filled["minutes"]),
            remind=longest_first(int(one) for one in remind),
            confirm=str(filled["confirm"]),
            agenda=str(filled.get("agenda") or ""),
        )
        return Filled(mine=mine)
    before = longest_first(int(one) for one in remind if one != _OFF) if remind else None
    starters = str(filled["starters"])
    named = tuple(_several(filled, "people"))
    here = ChannelSettings(
        service=service, remind=before, starters=named if starters == _SOME else starters
    )
    return Filled(here=here)


def _form(title: str, whose: str, fields: Iterator[Field]) -> Form:
    carried = json.dumps({"settings": whose})
    return Form(name=NAME, title=title, submit="Save", fields=tuple(fields), carried=carried)


def _is_mine(carried: str) -> bool:
    return bool(json.loads(carried)["settings"] == "me")


def _chosen(leads: Leads) -> list[JSON]:
    return [str(one // timedelta(minutes=1)) for one in leads]


def _offered(leads: Leads) -> tuple[tuple[str, str], ...]:
    every = {timedelta(minutes=one) for one in _LEADS} | set(leads)
    offered = ((str(one // timedelta(minutes=1)), spoken(one)) for one in sorted(every))
    return tuple((value, label[:1].upper() + label[1:]) for value, label in offered)


def _several(filled: Mapping[str, JSON], name: str) -> Sequence[str]:
    return [str(one) for one in cast("Sequence[JSON]", filled.get(name) or ())]


def _wrong_for_me(filled: Mapping[str, JSON]) -> dict[str, str]:
    found: dict[str, str] = {}
    minutes = filled.get("minutes")
    if not isinstance(minutes, int) or not _SHORTEST <= minutes <= _MOST_MINUTES:
        found["minutes"] = f"Type a number from {_SHORTEST} to {_MOST_MINUTES} (24 hours)."
    if filled.get("confirm") not in (ALWAYS, UNSURE):
        found["confirm"] = "Choose one of the two."
    if not _is_time(str(filled.get("agenda") or "00:00")):
        found["agenda"] = "Choose a time, such as 08:30."
    return found | _wrong_leads(_several(filled, "remind"))


def _wrong_here(filled: Mapping[str, JSON]) -> dict[str, str]:
    found: dict[str, str] = {}
    starters, remind = filled.get("starters"), _several(filled, "remind")
    if starters not in (EVERYONE, ADMINS, _SOME):
        found["starters"] = "Choose who may start and schedule meetings."
    if starters == _SOME and not _several(filled, "people"):
        found["people"] = "Choose at least one person, or let only admins."
    if _OFF in remind and len(remind) > 1:
        return found | {"remind": "Choose either “Never”, or when."}
    return found | _wrong_leads([one for one in remind if one != _OFF])


def _wrong_leads(remind: Sequence[str]) -> dict[str, str]:
    if len(remind) > MOST:
        return {"remind": f"Choose {MOST} at most."}
    if not all(one.isdecimal() and int(one) <= LONGEST for one in remind):
        return {"remind": "Choose from the list."}
    return {}


def _is_time(text: str) -> bool:
    try:
        return f"{time.fromisoformat(text):%H:%M}" == text
    except ValueError:
        return False
