"""The statements of the ledger, one for each thing that is written down or looked up.

Each that is run often finds what it needs by an index: most of the jobs in the table are done.
"""

FREE_EXPIRED = """
    update job set state = 'ready', owner = null, lease_until = null
    where state = 'running' and lease_until <= ?"""
CLAIM = """
    update job set state = 'running', owner = ?, lease_until = ?, touched_at = ?,
      attempts = attempts + 1
    where id in (select id from job where state = 'ready' and run_at <= ?
                 order by run_at, id limit ?)
    returning *"""
RENEW = """
    update job set lease_until = ?, touched_at = ?
    where id = ? and owner = ? and state = 'running'"""
RECOVER = """
    update job set state = 'ready', owner = null, lease_until = null, touched_at = ?
    where state = 'running' and owner <> ? returning 1"""
NEXT_DUE = """
    select min(at) as at from (
      select min(run_at) as at from job where state = 'ready'
      union all select min(lease_until) as at from job where state = 'running') as due"""

INSERT_JOB = """
    insert into job(key, kind, payload, run_at, created_at, touched_at) values (?, ?, ?, ?, ?, ?)
    on conflict do nothing returning 1"""

HELD = "select touched_at from job where id = ? and owner = ? and state = 'running'"
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

POSTPONE = """
    update job set state = 'ready', run_at = ?, error = ?, owner = null, lease_until = null
    where id = ? and owner = ? and state = 'running' returning touched_at"""
FINISH = """
    update job set state = ?, error = ?, owner = null, lease_until = null
    where id = ? and owner = ? and state = 'running' returning touched_at"""
PARK = """
    update job set state = 'parked', waiting_for = ?, owner = null, lease_until = null
    where id = ? and owner = ? and state = 'running' returning touched_at"""
WAITED_FOR = "select distinct waiting_for from job where state = 'parked'"
UNPARK = """
    update job set state = 'ready', run_at = ?, waiting_for = null
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
OLDEST_READY = "select min(run_at) as at from job where state = 'ready'"
