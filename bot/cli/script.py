"""The script of `parley demo`: what is typed and pressed, and the outcome expected of each step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import click

from language import understand
from language.routing import Does, TextSource, cut, decide
from meetings.catalog import TITLES


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
    "Schedule it": ScriptOutcome.CARD,
    "Start another": ScriptOutcome.CARD,
    "Cancel meeting": ScriptOutcome.CANCELLED,
}


def expected_outcome(step: ScriptStep, now: datetime) -> ScriptOutcome:
    """The outcome expected of *step*: only what surely asks for a meeting starts one."""
    if isinstance(step, PressButton):
        starts = step.label.startswith('Start "')
        return ScriptOutcome.CARD if starts else _CLICKS.get(step.label, ScriptOutcome.ANSWER)
    via = TextSource.COMMAND if step.text.startswith("/") else TextSource.MENTION
    text = cut(step.text.removeprefix("/meet").strip(), via)
    decision = decide(text, understand(text, now, "UTC"), via=via, services=TITLES)
    return ScriptOutcome.CARD if decision.does is Does.START else ScriptOutcome.ANSWER
