"""Logging: structured lines on standard error, and no secret in any of them.

In the form json each line is one JSON object, whoever wrote it: the bot, a library, a warning of
Python, or an error that ends a thread or the process.
"""

import json
import logging
import math
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any

import structlog

_SECRET = re.compile(
    r"""(?ix)
    xox[a-z]-[\w-]+ | xapp-[\w-]+              # Slack's tokens
    | bearer\s+[\w.~+/=-]+                     # tokens in headers
    | (?<=[?&])[^=&\s]*(?:token|code|jwt|pwd|password|zak|secret)[^=&\s]*=[^&\s]+
    | (?:auth)?(?:password|ticket|token|secret)(?:["']?\s?[:=]\s?["']?|>)[^\s"'<&]+
    | https://hooks\.slack\.com/\S+            # response URLs: whoever has one may answer
    """
)
QUIET = ("httpx", "httpcore", "slack_bolt", "slack_sdk", "aiohttp", "asyncio", "uvicorn", "hpack")
"""Libraries that log URLs, bodies or texts below WARNING."""

SAME_LINE_EVERY = 10.0
"""Seconds until a line that is the same word for word is written again."""

LINES_REMEMBERED = 500

log = structlog.get_logger("bot")


def hide(text: str, secrets: Iterable[str] = ()) -> str:
    """*text* without anything that looks like a secret, and without *secrets* themselves."""
    for secret in secrets:
        if len(secret) >= 6:
            text = text.replace(secret, "***")
    return _SECRET.sub("***", text)


class _HideSecrets:
    """A structlog processor that hides secrets in a line's values."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(secrets)

    def __call__(
        self, _logger: Any, _method: str, line: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        for name, value in line.items():
            line[name] = self._hidden(value)
        return line

    def _hidden(self, value: Any) -> Any:
        """*value* as JSON has it, without secrets at whatever depth."""
        if isinstance(value, str):
            return hide(value, self._secrets)
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {self._hidden(str(name)): self._hidden(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._hidden(inner) for inner in value]
        return hide(repr(value), self._secrets)


class _NoRepeats:
    """A structlog processor that leaves out a line which was just written, word for word.

    Whoever sends a thousand forged requests, or a disk that is full for a day, makes few lines. The
    next such line says how many were left out. An error with its traceback is always written.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._written: dict[str, tuple[float, int]] = {}

    def __call__(
        self, _logger: Any, _method: str, line: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        if line.get("exc_info"):
            return line
        words, now = repr(line), self._now()
        at, left_out = self._written.pop(words, (-math.inf, 0))
        if now < at + SAME_LINE_EVERY:
            self._written[words] = (at, left_out + 1)
            raise structlog.DropEvent
        self._written[words] = (now, 0)
        if len(self._written) > LINES_REMEMBERED:
            del self._written[next(iter(self._written))]
        if left_out:
            line["left_out"] = left_out
        return line


class _StandardError(logging.StreamHandler[Any]):
    """Writes to standard error; a line that cannot be written as it is says so in its form."""

    def __init__(self, form: str) -> None:
        super().__init__(sys.stderr)
        self.form = form

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Name the logger and the place, without a traceback between the lines."""
        lost = {
            "event": "a line of the log could not be written",
            "level": record.levelname.lower(),
            "logger": record.name,
            "place": f"{record.module}:{record.lineno}",
        }
        text = json.dumps(lost) if self.form == "json" else " ".join(map(str, lost.values()))
        with suppress(OSError, ValueError):
            self.stream.write(f"{text}\n")


def configure(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """Send all logs, ours and the libraries', to standard error; *form* is text or json."""
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # The time comes behind _NoRepeats: it is never the same.
    own = [structlog.stdlib.filter_by_level, *processors[:-1], _NoRepeats(), processors[-1]]
    renderer = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=processors,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _HideSecrets(secrets),
            renderer,
        ],
    )
    handler = _StandardError(form)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*own, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    _log_what_python_prints()


def writes_json() -> bool:
    """Whether ``configure`` was called with the form json."""
    handlers = logging.getLogger().handlers
    return any(isinstance(each, _StandardError) and each.form == "json" for each in handlers)


def _log_what_python_prints() -> None:
    """Log what Python would print by itself: warnings, and errors that nobody caught."""
    logging.captureWarnings(capture=True)

    def uncaught(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("an error that nobody caught", exc_info=(kind, error, trace))

    def in_thread(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None:
            uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)

    def unraisable(failed: "sys.UnraisableHookArgs") -> None:
        error = failed.exc_value
        log.error("an error that could not be raised", reason=failed.err_msg, exc_info=error)

    sys.excepthook, threading.excepthook, sys.unraisablehook = uncaught, in_thread, unraisable
