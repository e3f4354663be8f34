"""Who has a turn when: the rush of one person or channel goes behind what others ask meanwhile.

A job has its turn when it is due, or later: each person has one every tenth of a second, and each
channel one every fortieth. Jobs whose turn has come are done first, and where there are none of
these, the others. So nobody waits for somebody else's rush, and no worker has nothing to do.
"""

from storage.entries import NewJob

PERSON_EVERY = 100  # milliseconds
CHANNEL_EVERY = 25

SET_BACK_BY = 1000
"""Milliseconds: a clock that is behind what it was by more has been set back."""

_PRUNED_AT = 1000


class Turns:
    """The next free turn of everybody who asked lately. One for each process is fair enough."""

    def __init__(self) -> None:
        self._free_at: dict[str, int] = {}
        self._prune_at = _PRUNED_AT
        self._latest = 0

    def take(self, job: NewJob, now: int) -> int:
        """Return how many milliseconds after it is due *job* has its turn.

        A person who is in a rush takes no turn from the channel, whose others ask for little.
        """
        if now < self._latest - SET_BACK_BY:
            self._free_at.clear()  # turns of a clock that was ahead, which may be a day away
        self._latest = now
        if len(self._free_at) >= self._prune_at:
            self._prune(now)
        lag = 0
        for lane, every in ((f"p{job.person}", PERSON_EVERY), (f"c{job.channel}", CHANNEL_EVERY)):
            if len(lane) > 1 and not lag:
                free_at = max(self._free_at.get(lane, now), now)
                self._free_at[lane] = free_at + every
                lag = free_at - now
        return lag

    def _prune(self, now: int) -> None:
        """Forget those who may ask at once; what is left is at most what waits for its turn."""
        self._free_at = {lane: at for lane, at in self._free_at.items() if at > now}
        self._prune_at = max(_PRUNED_AT, 2 * len(self._free_at))
