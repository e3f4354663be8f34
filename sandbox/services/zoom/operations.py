"""The calls of the API: their method and path, the scope they need, what they may be told.

Source: reference, sections 2.2, 2.4 and 2.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from sandbox.services.zoom.fields import CHANGE, CREATE, INVITE_LINKS, STATUS, Fields
from sandbox.services.zoom.limits import LIGHT, MEDIUM


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiOperation:
    """One call; ``{}`` in *path* is a part that varies. *body* None: it has none."""

    name: str
    method: str
    path: str
    scope: str
    category: str = LIGHT
    query: frozenset[str] = frozenset()
    body: Fields | None = None


_PAGES = frozenset({"page_size", "next_page_token"})
_LISTED = _PAGES | {"type", "from", "to", "timezone"}
_ONE = frozenset({"occurrence_id"})
_READ = _ONE | {"show_previous_occurrences"}
_DELETE = _ONE | {"schedule_for_reminder", "cancel_meeting_reminder"}

OPERATIONS = tuple(
    ApiOperation(name=name, method=method, path=path, scope=scope, **more)
    for name, method, path, scope, more in (
        ("user", "GET", "users/{}", "user:read:user", {}),
        (
            *("create", "POST", "users/{}/meetings", "meeting:write:meeting"),
            {"category": MEDIUM, "body": CREATE},
        ),
        (
            *("list", "GET", "users/{}/meetings", "meeting:read:list_meetings"),
            {"category": MEDIUM, "query": _LISTED},
        ),
        (
            *("upcoming", "GET", "users/{}/upcoming_meetings"),
            *("meeting:read:list_upcoming_meetings", {"category": MEDIUM}),
        ),
        ("read", "GET", "meetings/{}", "meeting:read:meeting", {"query": _READ}),
        (
            *("change", "PATCH", "meetings/{}", "meeting:update:meeting"),
            {"query": _ONE, "body": CHANGE},
        ),
        ("delete", "DELETE", "meetings/{}", "meeting:delete:meeting", {"query": _DELETE}),
        ("status", "PUT", "meetings/{}/status", "meeting:update:status", {"body": STATUS}),
        ("invitation", "GET", "meetings/{}/invitation", "meeting:read:invitation", {}),
        (
            *("invite_links", "POST", "meetings/{}/invite_links", "meeting:write:invite_links"),
            {"body": INVITE_LINKS},
        ),
        ("past", "GET", "past_meetings/{}", "meeting:read:past_meeting", {}),
        (
            *("instances", "GET", "past_meetings/{}/instances"),
            *("meeting:read:list_past_instances", {"category": MEDIUM}),
        ),
        (
            *("participants", "GET", "past_meetings/{}/participants"),
            *("meeting:read:list_past_participants", {"category": MEDIUM, "query": _PAGES}),
        ),
    )
)


def match(raw_path: str) -> tuple[Mapping[str, ApiOperation], tuple[str, ...]]:
    """The calls at this path, by method, and what stands where it varies.

    An uuid that begins with a slash, or has two in it, is percent-encoded twice: encoded once it
    is no path of ours.
    """
    parts = raw_path.split("/")
    found: dict[str, ApiOperation] = {}
    for operation in OPERATIONS:
        pattern = operation.path.split("/")
        fits = len(pattern) == len(parts) and all(
            known in ("{}", part) and part for known, part in zip(pattern, parts, strict=False)
        )
        if fits:
            found[operation.method] = operation
    varying = _decoded(parts[1]) if len(parts) > 1 else ""
    if varying.startswith("/") and "%25" not in parts[1].upper():
        return {}, ()
    if "//" in varying and "%25" not in parts[1].upper():
        return {}, ()
    return found, (varying,)


def _decoded(part: str) -> str:
    once = unquote(part)
    return unquote(once) if "%25" in part else once
