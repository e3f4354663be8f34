"""Deletes what is over: meetings that ended long ago, and what nobody has used since.

What belongs to a meeting, such as its copies, goes with it. Starts go with their jobs, in
``Ledger.sweep``.
"""

from datetime import datetime

from storage.columns import from_moment
from storage.store import Store, delete_all


async def sweep(store: Store, before: datetime) -> int:
    """Delete what was over, or was last used, before *before*; returns how many rows.

    A meeting is over when its last occurrence has ended, also where it was cancelled; one without
    an end counts from when it was made. A session of a series goes before the series, with what is
    stored of who was in it. A series stays whose next occurrence has not been looked
    for since, because the bot was away. Settings stay for as long as their person was seen or has
    a meeting, and those of a channel for as long as a meeting of it is there, or always where they
    say who may start meetings: that would be everyone without them.
    """
    at = from_moment(before)
    return sum([await delete_all(store, sql, (at,)) for sql in _SWEEP])


_SWEEP = (
    """delete from meeting where id in (
         select id from meeting where coalesce(ends_at, created_at) < ? and held_by is null
           and not (state = 'made' and repeats <> '' and coalesce(ticked_at, 0) < ends_at)
         limit ?) returning 1""",
    """delete from session where (meeting, name) in (
         select meeting, name from session where coalesce(ended_at, active_at, heard_at) < ?
         limit ?) returning 1""",
    """delete from copy where (meeting, channel, ts) in (
         select meeting, channel, ts from copy where "of" < ? limit ?) returning 1""",
    """delete from person where (team, id) in (
         select team, id from person where fetched_at < ? limit ?) returning 1""",
    """delete from preference where (team, whose) in (
         select team, whose from preference where changed_at < ?
           and not exists (
             select 1 from person
             where person.team = preference.team and person.id = preference.whose)
           and not exists (
             select 1 from calendar
             where calendar.team = preference.team and calendar.whose = preference.whose)
           and not exists (
             select 1 from meeting
             where meeting.team = preference.team and meeting.channel = preference.whose)
           and case when json_valid(body)
             then coalesce(json_extract(body, '$.starters'), 'everyone') = 'everyone'
             else 1 end
         limit ?) returning 1""",
    """delete from audit where id in (
         select id from audit where at < ? limit ?) returning 1""",
)
