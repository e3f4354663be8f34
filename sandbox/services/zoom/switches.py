"""How this Zoom behaves where documents leave it open, or where it can be asked to be kinder."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class ZoomSwitches:
    """The switches of one loopback; they may be changed at any time.

    *strict*: unknown fields and parameters are refused; Zoom ignores them (ASSUMED).
    *old_refresh_life*: seconds for which a refresh token still works after it was replaced; 0 is
    stricter than what was measured at Zoom.
    *supersedes*: a newer sign-in of a user ends the earlier ones. Their refresh tokens are answered
    invalid_grant, their access tokens 4741 with *superseded_status* (ASSUMED 401).
    *series_listed*: ``once``, or ``each`` for a row for each date (unknown which).
    *list_lag*: seconds until a new meeting is listed.
    *agenda_listed*: characters of an agenda that lists show (ASSUMED 250).
    *largest_page*: rows of a list on one page, whatever is asked for.
    *deletes_count*: deleting counts towards the 100 a day, as users report.
    *scramble*: notifications are sent twice and out of order.
    *wrong_signatures*: they are signed with another secret.
    *timestamps_in_ms*: the unit of their time is not documented.
    *stamped_by*: their time is the ``machine``'s, as the bot's is, or the loopback's ``clock``'s.
    *notification_retries*: seconds before each further attempt at a notification.
    """

    strict: bool = True
    old_refresh_life: float = 0
    supersedes: bool = True
    superseded_status: int = 401
    series_listed: str = "once"
    list_lag: float = 0
    agenda_listed: int = 250
    largest_page: int = 300
    deletes_count: bool = False
    scramble: bool = False
    wrong_signatures: bool = False
    timestamps_in_ms: bool = False
    stamped_by: str = "machine"
    notification_retries: tuple[float, ...] = (300, 1200, 3600)
