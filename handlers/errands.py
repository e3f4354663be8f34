"""Errands: what the bot does by itself, later, with nobody waiting for an answer."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from handlers.replay import Run
from handlers.talk import JSON

Errand: TypeAlias = Callable[[Run, Mapping[str, JSON]], Awaitable[None]]
"""Does one job of its kind, from its top after a crash; the mapping is the job's payload."""
