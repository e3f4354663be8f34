"""When, where and in which language something was said: what relative words relate to."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from language.table import Table


@dataclass(slots=True)
class Context:
    """*now* is aware, in the speaker's *zone*; *today* its date there.

    *month_first*: whether 5/6 is in May; *order_known*: whether the locale says so for sure.
    """

    now: datetime
    today: date
    zone: ZoneInfo
    table: Table
    month_first: bool
    order_known: bool
