"""The choices and the passcode of a meeting, and what the account's policy makes of them.

Source: reference, sections 2.3 and 2.8. Zoom makes a passcode where it is asked to, or has to.
ASSUMED: the numbers of the refusals; without a passcode the waiting room goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.services.zoom.meetings import NO_FIXED_TIME, HostedMeeting
from sandbox.services.zoom.people import LICENSED, ZoomPeople
from sandbox.services.zoom.refusals import bad_field
from sandbox.services.zoom.values import Numbers

Body = Mapping[str, Any]


@dataclass(slots=True)
class MeetingRules:
    """Sets what is chosen and what is forced."""

    people: ZoomPeople
    numbers: Numbers

    def apply(self, meeting: HostedMeeting, body: Body) -> None:
        """Set the choices of *body*. Raises ApiRefused."""
        account = meeting.host.account
        chosen = dict(body.get("settings", {}))
        if meeting.type == NO_FIXED_TIME:
            chosen.pop("approval_type", None)
        self._check_hosts(meeting, chosen.get("alternative_hosts", ""))
        for each in body.get("tracking_fields", []):
            if each["field"] not in account.tracking_fields:
                raise bad_field("tracking_fields.field")
        meeting.tracking_fields = list(body.get("tracking_fields", meeting.tracking_fields))
        meeting.settings.update(chosen)
        self._set_password(meeting, body)
        no_door = not meeting.password and account.requires_one
        if account.forces_waiting_room or no_door:
            meeting.settings["waiting_room"] = True
        if account.forces_authentication:
            meeting.settings["meeting_authentication"] = True

    def _check_hosts(self, meeting: HostedMeeting, hosts: str) -> None:
        """Alternative hosts are licensed users of the same account. Raises ApiRefused."""
        for address in filter(None, (part.strip() for part in hosts.split(";"))):
            user = self.people.user(address, meeting.host.account)
            if user is None or user.type != LICENSED:
                raise bad_field("settings.alternative_hosts")

    def _set_password(self, meeting: HostedMeeting, body: Body) -> None:
        account = meeting.host.account
        password = body.get("password", meeting.password)
        if not password and (body.get("default_password") or account.forces_passcode):
            password = meeting.password or self.numbers.passcode()
        if password and len(password) < account.shortest_passcode:
            raise bad_field("password", "The passcode does not meet the account's requirements.")
        if password and not meeting.phone_password:
            meeting.phone_password = self.numbers.digits()
        meeting.password = password
