"""A loopback Live Meeting service with several conference centers, strict as its documents have it.

In the center ``contoso``, ``ada`` is an Organizer (``ADA_PASSWORD``), ``mallory`` a Member who may
not schedule (``MALLORY_PASSWORD``), ``dori`` a second Organizer (``DORI_PASSWORD``), ``apiuser`` an
Administrator (``API_PASSWORD``) and ``edgar`` an Organizer whose account has expired. In
``fabrikam``, ``ada`` is another Organizer (``OTHER_ADA_PASSWORD``), ``frida`` an Administrator.
"""

from sandbox.services.live_meeting.center import Center
from sandbox.services.live_meeting.people import (
    ADA_PASSWORD,
    API_PASSWORD,
    DORI_PASSWORD,
    EDGAR_PASSWORD,
    FRIDA_PASSWORD,
    MALLORY_PASSWORD,
    OTHER_ADA_PASSWORD,
)
from sandbox.services.live_meeting.server import LiveMeetingServer

__all__ = [
    "ADA_PASSWORD",
    "API_PASSWORD",
    "DORI_PASSWORD",
    "EDGAR_PASSWORD",
    "FRIDA_PASSWORD",
    "MALLORY_PASSWORD",
    "OTHER_ADA_PASSWORD",
    "Center",
    "LiveMeetingServer",
]
