"""The map of an application's resources: address, name of the rel, and what each method does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.services.skype.calls import Answer, Calls
from sandbox.services.skype.policies import DOCUMENTS

_INVITATIONS = "communication/onlineMeetingInvitations"
_TALK = "communication/conversations/{conversation}"
_MINE = "onlineMeetings/myOnlineMeetings"
_EXTENSIONS = f"{_MINE}/{{meeting}}/extensions"


@dataclass(frozen=True, slots=True)
class Route:
    """*natural* is the address below the application, with the query that belongs to the link."""

    natural: str
    rel: str
    methods: Mapping[str, Answer]

    def match(self, path: str, query: str) -> dict[str, str] | None:
        """The parts of *path*, if it is this resource's."""
        pattern, _, own = self.natural.partition("?")
        if own and own.lower() not in query.lower().split("&"):
            return None
        match = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern), path)
        return None if match is None else match.groupdict()

    def sealed(self, path: str) -> str:
        """What the seal of a link to *path* was put over."""
        own = self.natural.partition("?")[2]
        return f"{path}?{own}" if own else path


def routes(calls: Calls) -> tuple[Route, ...]:
    """Every resource; of two that share a path the one with a query comes first."""
    return (
        Route("", "application", {"GET": calls.application, "DELETE": calls.end}),
        Route("events", "events", {"GET": calls.events}),
        Route("me", "me", {"GET": calls.me}),
        Route("me/makeMeAvailable", "makeMeAvailable", {"POST": calls.make_available}),
        Route("me/reportMyActivity", "reportMyActivity", {"POST": calls.report_activity}),
        Route("communication", "communication", {"GET": calls.communication}),
        Route(
            f"{_INVITATIONS}?onlineMeetingUri=adhoc", "startOnlineMeeting", {"POST": calls.start}
        ),
        Route(_INVITATIONS, "joinOnlineMeeting", {"POST": calls.join}),
        Route(
            f"{_INVITATIONS}/{{invitation}}", "onlineMeetingInvitation", {"GET": calls.invitation}
        ),
        Route(f"{_INVITATIONS}/{{invitation}}/cancel", "cancel", {"POST": calls.cancel}),
        Route(
            "communication/conversations?filter=active",
            "conversations",
            {"GET": calls.conversations},
        ),
        Route(_TALK, "conversation", {"GET": calls.conversation, "DELETE": calls.leave}),
        Route(f"{_TALK}/onlineMeeting", "onlineMeeting", {"GET": calls.meeting}),
        Route(f"{_TALK}/participants/{{address}}", "localParticipant", {"GET": calls.participant}),
        Route(_MINE, "myOnlineMeetings", {"GET": calls.scheduled, "POST": calls.schedule}),
        Route(
            f"{_MINE}/{{meeting}}",
            "myOnlineMeeting",
            {"GET": calls.scheduled_meeting, "PUT": calls.change, "DELETE": calls.delete},
        ),
        Route(_EXTENSIONS, "onlineMeetingExtensions", {"GET": calls.extensions}),
        Route(f"{_EXTENSIONS}/{{extension}}", "onlineMeetingExtension", {"GET": calls.extension}),
        *(
            Route(f"onlineMeetings/{name}".rstrip("/"), rel, {"GET": calls.document(name)})
            for name, (rel, _) in DOCUMENTS.items()
        ),
    )
