"""The script of `parley demo`: what is typed and pressed, and the outcome expected of each step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import click

from handlers.command_line import MeetingText, parse_command
from language import understand


class ScriptOutcome(Enum):
    """What a step has to lead to."""

    CARD = "a card whose link answers"
    CANCELLED = "a card that says so and has no way in any more"
    ANSWER = "an answer in private"


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
    """Who types, what is connected first, and the steps in the order given."""

    person: str = "ada"
    connect: tuple[str, ...] = ()
    steps: tuple[ScriptStep, ...] = ()


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
    "Make it": ScriptOutcome.CARD,
    "Start another": ScriptOutcome.CARD,
    "Cancel meeting": ScriptOutcome.CANCELLED,
}


def expected_outcome(step: ScriptStep, now: datetime) -> ScriptOutcome:
    """The outcome expected of *step*: a request with a time is shown before it is made."""
    if isinstance(step, PressButton):
        return _CLICKS.get(step.label, ScriptOutcome.ANSWER)
    text = step.text.removeprefix("/meet").strip() if step.text.startswith("/") else step.text
    request = parse_command(text, frozenset())
    if isinstance(request, MeetingText) and not understand(request.text, now, "UTC").has_time:
        return ScriptOutcome.CARD
    return ScriptOutcome.ANSWER
