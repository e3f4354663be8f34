"""Logging: structured lines on standard error, and no secret in any of them."""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

_SECRET = re.compile(
    r"""(?ix)
    xox[a-z]-[\w-]+ | xapp-[\w-]+              # Slack's tokens
    | bearer\s+[\w.~+/=-]+                     # tokens in headers
    | (?<=[?&])[^=&\s]*(?:token|code|jwt|pwd|password|zak|secret)[^=&\s]*=[^&\s]+
    | (?:auth)?(?:password|ticket|token|secret)\W{1,3}[^\s"'<&]+
    | https://hooks\.slack\.com/\S+            # response URLs: whoever has one may answer
    """
)
QUIET = ("httpx", "httpcore", "slack_bolt", "slack_sdk", "aiohttp", "asyncio", "uvicorn", "hpack")
"""Libraries that log URLs, bodies or texts below WARNING."""

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
            if isinstance(value, str):
                line[name] = hide(value, self._secrets)
        return line


def configure(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """Send all logs, ours and the libraries', to standard error; *form* is text or json."""
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
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
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
