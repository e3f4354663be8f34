"""Rate limits: by the second and by the day for an account, and 100 a day for a host.

Source: reference, sections 2.5 and 2.9. ASSUMED: the code of the daily answer, the text of the one
about 100 a day; which of them have ``Retry-After``: the daily ones, as an ISO time.
"""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sandbox.clock import SandboxClock
from sandbox.services.zoom.people import ZoomAccount, ZoomUser
from sandbox.services.zoom.refusals import ApiRefused
from sandbox.services.zoom.values import write_moment

LIGHT, MEDIUM, HEAVY = "Light", "Medium", "Heavy"
BY_SECOND, BY_DAY, CREATES, CONCURRENT = "second", "day", "creates", "concurrent"
KINDS = (BY_SECOND, BY_DAY, CREATES, CONCURRENT)
_A_SECOND: Mapping[str, Mapping[str, int]] = {
    "free": {LIGHT: 4, MEDIUM: 2, HEAVY: 1},
    "pro": {LIGHT: 30, MEDIUM: 20, HEAVY: 10},
    "business": {LIGHT: 80, MEDIUM: 60, HEAVY: 40},
}
_A_DAY: Mapping[str, int] = {LIGHT: 6000, MEDIUM: 2000, HEAVY: 1000}
"""On the free plan; paid plans have no such limit for light and medium calls."""

_TEXTS = {
    BY_SECOND: (
        "You have reached the maximum per-second rate limit for this API. Try again later."
    ),
    BY_DAY: (
        "You have reached the maximum daily rate limit for this API. Refer to the response header"
        " for details on when you can make another request."
    ),
    CREATES: (
        "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests"
        " permitted for this particular user."
    ),
    CONCURRENT: "Too many concurrent requests..",
}


def too_many(kind: str, now: datetime, *, retry_after: bool | None = None) -> ApiRefused:
    """The answer 429 of *kind*; *retry_after* None: as usual."""
    midnight = write_moment(
        datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    )
    daily = kind in (BY_DAY, CREATES)
    headers: dict[str, str] = {}
    if retry_after if retry_after is not None else kind == BY_DAY:
        headers["Retry-After"] = midnight if daily else "1"
    if kind == BY_DAY:
        headers |= {"X-RateLimit-Type": "Daily-limit", "X-RateLimit-Remaining": "0"}
    elif kind == BY_SECOND:
        headers |= {"X-RateLimit-Type": "QPS", "X-RateLimit-Remaining": "0"}
    return ApiRefused(429, 4001 if kind == BY_SECOND else 429, _TEXTS[kind], headers=headers)


@dataclass(slots=True)
class RateLimits:
    """Counts calls; all methods raise ApiRefused."""

    clock: SandboxClock
    _latest: dict[tuple[str, str], deque[float]] = field(default_factory=dict)
    _calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    _creates: Counter[str] = field(default_factory=Counter)
    _day: str = ""

    def call(self, account: ZoomAccount, category: str) -> None:
        """Count a call of *category*, which all apps of the account share."""
        self._new_day()
        now, key = self.clock.now(), (account.id, category)
        latest = self._latest.setdefault(key, deque())
        while latest and latest[0] <= now - 1:
            latest.popleft()
        if account.per_second and len(latest) >= _A_SECOND[account.plan][category]:
            raise too_many(BY_SECOND, self.clock.moment())
        if account.plan == "free" and self._calls[key] >= _A_DAY[category]:
            raise too_many(BY_DAY, self.clock.moment())
        latest.append(now)
        self._calls[key] += 1

    def create_or_change(self, host: ZoomUser) -> None:
        """Count a meeting that is made or changed for *host*, by any app."""
        self._new_day()
        most = host.account.creates_a_day
        if most is not None and self._creates[host.id] >= most:
            raise too_many(CREATES, self.clock.moment())
        self._creates[host.id] += 1

    def _new_day(self) -> None:
        day = self.clock.moment().date().isoformat()
        if day != self._day:
            self._day = day
            self._calls.clear()
            self._creates.clear()
