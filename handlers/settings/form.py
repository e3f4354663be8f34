"""The form `parley.settings`: the settings of a person, and those of a channel."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import time, timedelta
from typing import Literal, cast

from handlers.button_values import FormOfSettings, read, written
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
from handlers.form import Field, Form, Kind, SentForm
from handlers.services import Services
from handlers.settings.words import CHANNEL, ME
from handlers.slack_types import JSON, SlackRequest

NAME = "parley.settings"

_USUAL, _OFF, _SOME = "usual", "off", "some"
_OFFERED_LEADS = (0, 1, 5, 10, 15, 30, 60, 120, 24 * 60)
"""Minutes that are offered, beside the lead times that are set."""

_SHORTEST, _MOST_MINUTES = 5, 24 * 60


class SettingsForms:
    """The forms behind the buttons of `/meet settings`: ``handlers.form.Forms``."""

    def __init__(self, settings: EffectiveSettings, services: Services) -> None:
        self._settings = settings
        self._services = services

    async def asked(self, request: SlackRequest) -> Form | None:
        """The form for a person, or for the channel in which the button was pressed."""
        if request.action == ME:
            fields = self._user_fields(await self._settings.of_person(request.team, request.person))
            return _form("My settings", "me", fields)
        if request.action == CHANNEL:
            fields = self._channel_fields(
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
        """What has to be put right before the form is accepted, by the name of the field."""
        service = filled.get("service")
        wrong: dict[str, str] = {}
        if service not in (None, _USUAL) and self._services.get(str(service)) is None:
            wrong["service"] = "That service is no longer set up here."
        of_user = _is_of_user(carried)
        return wrong | (
            _wrong_user_settings(filled) if of_user else _wrong_channel_settings(filled)
        )

    def _user_fields(self, user: UserSettings) -> Iterator[Field]:
        yield self._service(user.service, "Workspace default")
        yield Field(
            name="minutes",
            label="Default meeting length (minutes)",
            kind=Kind.NUMBER,
            value=user.minutes,
            least=_SHORTEST,
            most=_MOST_MINUTES,
        )
        yield Field(
            name="remind",
            label="Remind me",
            kind=Kind.SEVERAL,
            value=_minutes_of(user.leads),
            options=_lead_options(user.leads),
            optional=True,
            hint="Leave empty for no reminders.",
        )
        yield Field(
            name="confirm",
            label="Ask me before scheduling or changing a meeting",
            kind=Kind.CHOICE,
            value=user.confirm,
            options=((ALWAYS, "Always"), (UNSURE, "Only when not sure")),
        )
        yield Field(
            name="agenda",
            label="Send me my meetings for the day at",
            kind=Kind.TIME,
            value=user.agenda or None,
            optional=True,
            hint="In your time zone. Leave empty for no daily agenda.",
        )

    def _channel_fields(self, channel: ChannelSettings) -> Iterator[Field]:
        yield self._service(channel.service, "Each person's own")
        named = () if isinstance(channel.starters, str) else channel.starters
        yield Field(
            name="starters",
            label="Who can start and schedule meetings",
            kind=Kind.CHOICE,
            value=_SOME if named else str(channel.starters),
            options=(
                (EVERYONE, "Everyone"),
                (ADMINS, "Workspace admins"),
                (_SOME, "Some people and admins"),
            ),
        )
        yield Field(
            name="people",
            label="Who?",
            kind=Kind.PEOPLE,
            value=list(named),
            optional=True,
            hint="Only if you chose “Some people and admins”.",
        )
        leads = channel.leads or ()
        yield Field(
            name="remind",
            label="Reminders in this channel",
            kind=Kind.SEVERAL,
            value=[_OFF] if channel.leads == () else _minutes_of(leads),
            options=((_OFF, "Never"), *_lead_options(leads)),
            optional=True,
            hint="Leave empty to use each organizer's own.",
        )

    def _service(self, chosen: str, usual: str) -> Field:
        services = [(service.info.name, service.info.title) for service in self._services]
        return Field(
            name="service",
            label="Meeting service",
            kind=Kind.CHOICE,
            value=chosen if self._services.get(chosen) else _USUAL,
            options=((_USUAL, usual), *services),
        )


def read_form(value: str) -> UserSettings | ChannelSettings:
    """The settings in a form that was sent; ``wrong`` has accepted it."""
    sent = read(value, SentForm)
    filled = sent.filled
    service = str(filled.get("service") or _USUAL)
    service = "" if service == _USUAL else service
    remind = _several(filled, "remind")
    lead_minutes = longest_first(int(minutes) for minutes in remind if minutes != _OFF)
    if _is_of_user(sent.carried):
        return UserSettings(
            service=service,
            minutes=cast("int", filled["minutes"]),
            remind=lead_minutes,
            confirm=str(filled["confirm"]),
            agenda=str(filled.get("agenda") or ""),
        )
    starters = str(filled["starters"])
    named = tuple(_several(filled, "people"))
    return ChannelSettings(
        service=service,
        remind=lead_minutes if remind else None,
        starters=named if starters == _SOME else starters,
    )


def _form(title: str, whose: Literal["me", "channel"], fields: Iterator[Field]) -> Form:
    carried = written(FormOfSettings(settings=whose))
    return Form(name=NAME, title=title, submit="Save", fields=tuple(fields), carried=carried)


def _is_of_user(carried: str) -> bool:
    return read(carried, FormOfSettings).settings == "me"


def _minutes_of(leads: Leads) -> list[JSON]:
    return [str(lead // timedelta(minutes=1)) for lead in leads]


def _lead_options(leads: Leads) -> tuple[tuple[str, str], ...]:
    offered = {timedelta(minutes=minutes) for minutes in _OFFERED_LEADS} | set(leads)
    options = ((str(lead // timedelta(minutes=1)), spoken(lead)) for lead in sorted(offered))
    return tuple((value, label[:1].upper() + label[1:]) for value, label in options)


def _several(filled: Mapping[str, JSON], name: str) -> Sequence[str]:
    return [str(value) for value in cast("Sequence[JSON]", filled.get(name) or ())]


def _wrong_user_settings(filled: Mapping[str, JSON]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    minutes = filled.get("minutes")
    if not isinstance(minutes, int) or not _SHORTEST <= minutes <= _MOST_MINUTES:
        wrong["minutes"] = f"Type a number from {_SHORTEST} to {_MOST_MINUTES} (24 hours)."
    if filled.get("confirm") not in (ALWAYS, UNSURE):
        wrong["confirm"] = "Choose one of the two."
    if not _is_time(str(filled.get("agenda") or "00:00")):
        wrong["agenda"] = "Choose a time, such as 08:30."
    return wrong | _wrong_leads(_several(filled, "remind"))


def _wrong_channel_settings(filled: Mapping[str, JSON]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    starters, remind = filled.get("starters"), _several(filled, "remind")
    if starters not in (EVERYONE, ADMINS, _SOME):
        wrong["starters"] = "Choose who can start and schedule meetings."
    if starters == _SOME and not _several(filled, "people"):
        wrong["people"] = "Choose at least one person, or “Workspace admins”."
    if _OFF in remind and len(remind) > 1:
        return wrong | {"remind": "Choose “Never” or times, not both."}
    return wrong | _wrong_leads([minutes for minutes in remind if minutes != _OFF])


def _wrong_leads(remind: Sequence[str]) -> dict[str, str]:
    if len(remind) > MOST:
        return {"remind": f"Choose up to {MOST}."}
    if not all(minutes.isdecimal() and int(minutes) <= LONGEST for minutes in remind):
        return {"remind": "Choose from the list."}
    return {}


def _is_time(text: str) -> bool:
    try:
        return f"{time.fromisoformat(text):%H:%M}" == text
    except ValueError:
        return False
