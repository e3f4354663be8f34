"""The statements of the ledger, one for each thing that is written down or looked up.

Each that is run often finds what it needs by an index: most of the jobs in the table are done.
"""
# ruff: noqa: S608 - the parts are constants of this module

FREE_EXPIRED = """
    update job set state = 'ready', owner = null, lease_until = null
    where state = 'running' and lease_until <= ?"""
# Two classes, each with room of its own: requests of people, and background jobs. Of each come
# first those whose turn has come, then those that are due longest: so many by one index, so many by
# the other. No claim looks at a job that stays. PostgreSQL takes the same, with ``for update skip
# locked`` behind each of the inner limits.
_CANDIDATES = """
    select id, min(late) as late, min(run_at) as run_at from (
      select * from (select id, 0 as late, run_at from job
                     where state = 'ready' and {kind} and turn <= ? order by turn, id limit ?)
      union all
      select * from (select id, 1 as late, run_at from job
                     where state = 'ready' and {kind} and run_at <= ? order by run_at, id limit ?)
    ) as due group by id order by late, run_at, id limit ?"""
CLAIM = f"""
    update job set state = 'running', owner = ?, lease_until = ?, touched_at = ?,
      attempts = attempts + 1, waiting_for = null
    where id in (select id from (
      select * from ({_CANDIDATES.format(kind="kind = 'ask'")})
      union all select * from ({_CANDIDATES.format(kind="kind <> 'ask'")})
    ) as chosen order by late, run_at, id limit ?)
    returning *"""
RENEW = """
    update job set lease_until = ?, touched_at = ?
    where id = ? and owner = ? and state = 'running'"""
RECOVER = """
    update job set state = 'ready', owner = null, lease_until = null, touched_at = ?
    where state = 'running' and owner <> ? returning 1"""
# What a process that is gone was to wake.
WAKE_ALL = """
    update job set turn = ? + turn - run_at, run_at = ?, waiting_for = null
    where state = 'ready' and waiting_for is not null returning 1"""
WAKE = """
    update job set run_at = ?, turn = ?, waiting_for = null
    where id in (select id from job where state = 'ready' and waiting_for = ?
                 order by turn, id limit ?)
    returning 1"""
FREE_OTHERS = """
    update job set state = 'ready', owner = null, lease_until = null
    where state = 'running' and owner = ? and id not in (select value from json_each(?))
    returning 1"""
_FIRST_READY = """
      select min(run_at) as at from job where state = 'ready' and kind = 'ask'
      union all select min(run_at) from job where state = 'ready' and kind <> 'ask'"""
NEXT_DUE = f"""
    select min(at) as at from ({_FIRST_READY}
      union all select min(lease_until) from job where state = 'running') as due"""

INSERT_JOB = """
    insert into job(key, kind, payload, run_at, turn, created_at, touched_at)
    values (?, ?, ?, ?, ?, ?, ?)
    on conflict do nothing returning 1"""

HELD = """
    select touched_at, turn - run_at as lag from job
    where id = ? and owner = ? and state = 'running'"""
BEGIN = """
    insert into step(job, name, state, marker, begun_at)
    select id, ?, 'begun', ?, ? from job where id = ? and owner = ? and state = 'running'
    on conflict do nothing returning 1"""
STEP = "select name, state, marker, begun_at, result from step where job = ? and name = ?"
STEPS = "select name, state, marker, begun_at, result from step where job = ?"
BEGIN_AGAIN = """
    update step set begun_at = ? where job = ? and name = ? and state = 'begun' returning 1"""
END = """
    update step set state = 'done', result = ?
    where job = ? and name = ? and state = 'begun' returning 1"""
# A version before this one began its decisions as it did its effects.
DECIDE = """
    insert into step(job, name, state, marker, begun_at, result) values (?, ?, 'done', '', ?, ?)
    on conflict (job, name) do update set state = 'done', result = excluded.result
    where step.state = 'begun' returning 1"""
WITHDRAW = "delete from step where job = ? and name = ? and state = 'begun' returning 1"
UNSETTLED = "select 1 from step where job = ? and state = 'begun' limit 1"

ANY_UNSETTLED = """
    select 1 from step join job on job.id = step.job
    where step.state = 'begun' and job.state in ('ready', 'running', 'parked') limit 1"""

_LET_GO = """owner = null, lease_until = null
    where id = ? and owner = ? and state = 'running'
    returning touched_at, turn - run_at as lag"""
POSTPONE = f"update job set state = 'ready', run_at = ?, turn = max(turn, ?), error = ?, {_LET_GO}"
# Among those who wait, as far behind the others as before.
POSTPONE_WAITING = f"""
    update job set state = 'ready', run_at = ?, turn = ? + turn - run_at, error = ?,
      waiting_for = ?, {_LET_GO}"""
FINISH = f"update job set state = ?, error = ?, {_LET_GO}"
PARK = f"update job set state = 'parked', waiting_for = ?, {_LET_GO}"
WAITED_FOR = "select distinct waiting_for from job where state = 'parked'"
UNPARK = """
    update job set state = 'ready', run_at = ?, turn = max(turn, ?), waiting_for = null
    where state = 'parked' and waiting_for = ? returning 1"""

SWEEP = (
    """delete from inbox where key in
         (select key from inbox where received_at < ? limit ?) returning 1""",
    """delete from job where id in
         (select id from job where state = 'done' and touched_at < ? limit ?) returning 1""",
    """delete from job where id in
         (select id from job where state = 'failed' and touched_at < ? limit ?) returning 1""",
    # Its person was asked, and did not come back to it.
    """delete from job where id in
         (select id from job where state = 'parked' and touched_at < ? limit ?) returning 1""",
)
COUNTS = """
    select 'ready' as state, count(*) as jobs from job where state = 'ready'
    union all select 'running', count(*) from job where state = 'running'
    union all select 'done', count(*) from job where state = 'done'
    union all select 'failed', count(*) from job where state = 'failed'
    union all select 'parked', count(*) from job where state = 'parked'"""
OPEN_BY_KIND = """
    select kind, state, count(*) as jobs from job where state = 'ready' group by kind
    union all select kind, state, count(*) from job where state = 'running' group by kind
    union all select kind, state, count(*) from job where state = 'parked' group by kind"""
OLDEST_READY = f"select min(at) as at from ({_FIRST_READY}) as ready"
