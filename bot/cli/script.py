"""The script of `parley demo`: what is typed and pressed, and the outcome expected of each step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import click

from language import understand
from language.routing import Does, TextSource, route, shortened
from meetings.catalog import TITLES

WITH_ACCOUNTS = ("skype", "webex-xml", "live-meeting", "zoom")
"""The services of the sandbox that can be connected."""

FOR_AN_ORGANIZATION = ("zoom",)
"""Those that can be used with one account of the organization instead."""


class ScriptOutcome(Enum):
    """What a step has to lead to."""

    CARD = "a card whose link answers"
    CANCELLED = (
        "a card that says so and has no way in any more, or dates of a series that are cancelled"
    )
    ANSWER = "an answer in private"
    ANSWER_OR_SILENCE = "an answer in private, or silence"


@dataclass(frozen=True, slots=True)
class TypeText:
    """Type *text*."""

    text: str


@dataclass(frozen=True, slots=True)
class PressButton:
    """Press the newest button called *label*."""

    label: str


ScriptStep = TypeText | PressButton


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Who types, what is connected first, and the steps in the order given.

    *organization* names the services that are used with the organization's account.
    """

    person: str = "ada"
    connect: tuple[str, ...] = ()
    organization: tuple[str, ...] = ()
    steps: tuple[ScriptStep, ...] = ()
    log: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptReader:
    """Who reads what the bot says: how they write times, and the titles that are coming up."""

    zone: str = "UTC"
    locale: str = "en-US"
    known: tuple[str, ...] = ()


class InOrder(click.Command):
    """A command that keeps the order of its ``--say`` and ``--click`` options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the script's steps into ``ctx.obj``, then read the options as usual."""
        ctx.obj = _steps(args)
        return super().parse_args(ctx, args)


def _steps(args: Sequence[str]) -> tuple[ScriptStep, ...]:
    kinds: dict[str, type[TypeText | PressButton]] = {"--say": TypeText, "--click": PressButton}
    steps: list[ScriptStep] = []
    rest = iter(args)
    for arg in rest:
        name, equals, value = arg.partition("=")
        if name in kinds:
            steps.append(kinds[name](value if equals else next(rest, "")))
    return tuple(steps)


_CLICKS = {
    "Schedule it": ScriptOutcome.CARD,
    "Start another": ScriptOutcome.CARD,
    "Cancel meeting": ScriptOutcome.CANCELLED,
}


_NOT_ALWAYS_SHOWN = frozenset({"Going", "Maybe", "Can't go"})
"""Labels of buttons that change nothing where they have been pressed before."""

_TALK = frozenset({"talk", "greeting", "thanks", "lone"})
"""Reasons for which the bot says something only once in ten minutes, unless it is commanded."""


def expected_outcome(
    step: ScriptStep, now: datetime, reader: ScriptReader = ScriptReader(), *, menu: bool = False
) -> ScriptOutcome:
    """The outcome expected of *step*: only what surely asks for a meeting starts one.

    *menu*: what was pressed is an option of a menu, after which the bot asks.
    """
    if isinstance(step, PressButton):
        return _expected_of_click(step.label, menu=menu)
    if not step.text.startswith("/") and "@parley" not in step.text.casefold():
        return ScriptOutcome.ANSWER_OR_SILENCE  # said to the others
    via = TextSource.COMMAND if step.text.startswith("/") else TextSource.MENTION
    text = shortened(step.text.removeprefix("/meet").strip(), via)
    request = understand(text, now, reader.zone, reader.locale)
    decision = route(
        text, request, via=via, known=reader.known, services=TITLES, locale=reader.locale
    )
    if decision.does is Does.START:
        return ScriptOutcome.CARD
    quiet = via is TextSource.MENTION and decision.reason in _TALK
    return ScriptOutcome.ANSWER_OR_SILENCE if quiet else ScriptOutcome.ANSWER


def _expected_of_click(label: str, *, menu: bool) -> ScriptOutcome:
    if label in _NOT_ALWAYS_SHOWN:
        return ScriptOutcome.ANSWER_OR_SILENCE
    if menu:
        return ScriptOutcome.ANSWER
    starts = label.startswith('Start "')
    return ScriptOutcome.CARD if starts else _CLICKS.get(label, ScriptOutcome.ANSWER)
