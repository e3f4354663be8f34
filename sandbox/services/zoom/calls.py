"""A call of the API that was let in, and whose user or meeting it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.services.zoom.meetings import HostedMeeting, HostedMeetings
from sandbox.services.zoom.people import ZoomPeople, ZoomUser
from sandbox.services.zoom.refusals import lacks_scope, no_meeting, no_user
from sandbox.services.zoom.tokens import AppGrant


@dataclass(frozen=True, slots=True)
class ZoomCall:
    """Who asks, with which parts of the path, query and body; *scope* is what it needed."""

    grant: AppGrant
    path: tuple[str, ...]
    query: Mapping[str, str]
    body: Mapping[str, Any]
    scope: str

    def user(self, people: ZoomPeople) -> ZoomUser:
        """The user of the path. Raises ApiRefused.

        A person's own sign-in says ``me`` and nothing else (ASSUMED 4700 with the ``:admin`` scope
        that is missing then); for a whole account ``me`` is nobody (ASSUMED 1001).
        """
        who = self.path[0]
        if self.grant.user is not None:
            if who != "me":
                raise lacks_scope(f"{self.scope}:admin")
            return self.grant.user
        user = None if who == "me" else people.user(who, self.grant.account)
        if user is None:
            raise no_user(who)
        return user

    def may_see(self, meeting: HostedMeeting) -> bool:
        """Whether it is the caller's own, or one of the whole account that asks."""
        if self.grant.user is not None:
            return meeting.host is self.grant.user
        return meeting.host.account is self.grant.account

    def meeting(self, meetings: HostedMeetings, now: datetime) -> HostedMeeting:
        """The meeting of the path. Raises ApiRefused."""
        meeting = meetings.get(self.path[0])
        if meeting is None or meeting.deleted or meeting.lapsed(now) or not self.may_see(meeting):
            raise no_meeting(self.path[0])
        return meeting
