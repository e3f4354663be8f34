"""What came of something that must happen once: what is said of it, and what is written with it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from handlers.replay import Run
from handlers.slack_types import JSON, Button, Message
from storage.ledger import NewJob, Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """*said* is for the person who asked; *writes* and *jobs* go into one transaction with it."""

    said: Message
    writes: Sequence[Write] = ()
    jobs: Sequence[NewJob] = ()


async def once(run: Run, name: str, work: Callable[[], Awaitable[Outcome]]) -> Message:
    """Do *work*, and say in every replay what was said of it the first time.

    *work* is begun again after a crash: what it does outside has its own steps.
    """
    came: list[Outcome] = []

    async def decide() -> JSON:
        came.append(await work())
        return _packed(came[-1].said)

    said = await run.decide(
        name, decide, also=lambda _: came[-1].writes, jobs=lambda _: came[-1].jobs
    )
    return _unpacked(said)


def _packed(said: Message) -> JSON:
    buttons: list[JSON] = [
        {
            "action": one.action,
            "label": one.label,
            "value": one.value,
            "primary": one.primary,
            "danger": one.danger,
        }
        for one in said.buttons
    ]
    return {"text": said.text, "buttons": buttons}


def _unpacked(kept: JSON) -> Message:
    row = cast("Mapping[str, Any]", kept)
    return Message(text=row["text"], buttons=tuple(Button(**one) for one in row["buttons"]))
