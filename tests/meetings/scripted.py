"""Plays a service by hand, one exchange at a time, with replies that a test has scripted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import httpx

from meetings.model import Credentials
from meetings.service import Exchange, SaveCredentials, Sleep

Reply = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


@dataclass
class ScriptedServer:
    """Replies by the name of the request, each list in order, and its last reply for ever."""

    replies: dict[str, list[Reply]] = field(default_factory=dict)
    requests: list[httpx.Request] = field(default_factory=list)
    saved: list[Credentials] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def on(self, name: str, *replies: Reply) -> Self:
        self.replies[name] = list(replies)
        return self

    def play(self, exchange: Exchange[Any]) -> Any:
        """Run *exchange* to its end and return what it returns."""
        reply: httpx.Response | Exception | None = None
        try:
            while True:
                failed = isinstance(reply, Exception)
                step = exchange.throw(reply) if failed else exchange.send(reply)
                reply = self.answer(step)
        except StopIteration as end:
            return end.value

    def answer(
        self, step: httpx.Request | SaveCredentials | Sleep
    ) -> httpx.Response | Exception | None:
        if isinstance(step, SaveCredentials):
            self.saved.append(step.credentials)
            return None
        if isinstance(step, Sleep):
            self.pauses.append(step.seconds)
            return None
        assert len(self.requests) < 300, "this exchange goes on for ever"
        self.requests.append(step)
        name = self.name_of(step)
        replies = self.replies.get(name)
        assert replies, f"there is no reply to {name}"
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        return reply(step) if callable(reply) else reply

    def name_of(self, request: httpx.Request) -> str:
        """The name by which the reply to *request* is scripted."""
        raise NotImplementedError

    @property
    def names(self) -> list[str]:
        """What was asked, in order."""
        return [self.name_of(request) for request in self.requests]
