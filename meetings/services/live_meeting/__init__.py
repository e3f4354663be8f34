"""Microsoft Office Live Meeting: meetings by its service API 4.0, at servers that speak it."""

from meetings.services.live_meeting.endpoints import check_options, warn_of_options
from meetings.services.live_meeting.service import LiveMeeting

__all__ = ["LiveMeeting", "check_options", "warn_of_options"]
