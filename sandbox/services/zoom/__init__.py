"""A loopback Zoom: sign-in by redirect and server to server, the meetings API, notifications.

Written from the reference of modern services, sections 2, 8, 9 and 11, and from nothing else; each
module says in its docstring what it had to assume (ASSUMED). ``people.py`` has who lives there,
``variations.py`` how it can be made to misbehave, ``control.py`` what can happen in meetings.

``/oauth/authorize`` is a page to press through; ``consent.py`` says how to do without a browser.
Where it is stricter than Zoom, on purpose: unknown fields and parameters are refused by name; a
refresh token that was replaced is dead at once; a code is used up by a failed exchange; a path with
an unknown id of a user is refused for a person's own sign-in, even their own.
"""

from sandbox.services.zoom.people import CONTOSO_ID, FABRIKAM_ID, SCOPES
from sandbox.services.zoom.server import ZoomServer

__all__ = ["CONTOSO_ID", "FABRIKAM_ID", "SCOPES", "ZoomServer"]
