"""What is written down while the bot runs: a reference on every line, and no secret."""

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
    | https://hooks\.slack\.com/\S+            # addresses that anybody may answer to
    """
)
QUIET = ("httpx", "httpcore", "slack_bolt", "slack_sdk", "aiohttp", "asyncio", "uvicorn", "hpack")
"""Libraries that log addresses, bodies or texts below WARNING."""


def hide(text: str, secrets: Iterable[str] = ()) -> str:
    """*text* without anything that looks like a secret, and without *secrets* themselves."""
    for secret in secrets:
        if len(secret) >= 6:
            text = text.replace(secret, "***")
    return _SECRET.sub("***", text)


class _Hide:
    """A structlog processor: no value of a line may hold a secret."""

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
    """Send all logs, ours and the libraries', to standard error in one *form*: text or json."""
    before: list[Any] = [
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
        foreign_pre_chain=before,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _Hide(secrets),
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
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
