"""The tables, as small ordered steps: a step that has been released is never edited again.

A step's function name is stored in the file. Moments are whole milliseconds since 1970 in UTC,
JSON is text; the statements are such that PostgreSQL needs few changes to take them.
"""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("parley")


def newest_unknown(db: Database) -> str:
    """Return the last step in the file that this version does not know, or ""."""
    applied = [step.name for step in migrations.applied(db)]
    return next((name for name in reversed(applied) if name not in _KNOWN), "")


@migrations()
def inbox_and_jobs(db: Database) -> None:
    """What came in, what has to be done about it, and the journal of what was done."""
    for statement in (
        """create table inbox(
             key text primary key not null, kind text not null, team text not null,
             body text not null, received_at integer not null) strict, without rowid""",
        """create table job(
             id integer primary key autoincrement, key text not null unique, kind text not null,
             payload text not null,
             state text not null default 'ready'
               check (state in ('ready', 'running', 'done', 'failed', 'parked')),
             run_at integer not null, attempts integer not null default 0,
             owner text, lease_until integer, waiting_for text,
             created_at integer not null, touched_at integer not null,
             error text not null default '') strict""",
        "create index job_due on job(run_at) where state = 'ready'",
        "create index job_leased on job(lease_until) where state = 'running'",
        "create index job_parked on job(waiting_for) where state = 'parked'",
        "create index job_done on job(touched_at) where state = 'done'",
        "create index job_failed on job(touched_at) where state = 'failed'",
        """create table step(
             job integer not null references job(id) on delete cascade, name text not null,
             state text not null check (state in ('begun', 'done')),
             marker text not null, begun_at integer not null, result text,
             primary key (job, name)) strict""",
    ):
        db.execute(statement)


@migrations()
def starts(db: Database) -> None:
    """Who started a meeting where, so that two people who mean one meeting do not make two."""
    db.execute(
        """create table start(
             job integer primary key references job(id) on delete cascade,
             team text not null, channel text not null, person text not null, words text not null,
             at integer not null,
             state text not null check (state in ('open', 'waiting', 'made', 'failed')),
             join_url text not null default '', title text not null default '') strict"""
    )
    db.execute("create index start_place on start(team, channel, at)")


@migrations()
def meetings_and_people(db: Database) -> None:
    """What was made, and what Slack said about the people."""
    for statement in (
        """create table meeting(
             id text primary key not null, job integer not null, team text not null,
             channel text not null, thread text not null,
             card_channel text not null, card_ts text not null, organizer text not null,
             service text not null, service_id text not null, title text not null,
             join_url text not null, passcode text not null, dial_in text not null,
             wall text, fold integer not null, zone text not null, minutes integer,
             repeats text not null, starts_at integer, ends_at integer,
             people text not null, agenda text not null, choices text not null,
             note text not null, said_to_all text not null, answers text not null,
             state text not null check (state in ('made', 'cancelled')),
             version integer not null, tick integer not null, ticked_at integer,
             held_by integer, data text not null, created_at integer not null) strict""",
        "create index meeting_place on meeting(team, channel, created_at)",
        "create index meeting_organizer on meeting(team, organizer, created_at, id)",
        "create index meeting_held on meeting(held_by) where held_by is not null",
        """create table calendar(
             meeting text not null references meeting(id) on delete cascade,
             team text not null, whose text not null,
             starts_at integer not null, ends_at integer not null, lasts integer not null,
             primary key (meeting, whose)) strict, without rowid""",
        # The order of a listing, with all that it asks before it reads a meeting.
        "create index calendar_listed on calendar(team, whose, starts_at, meeting, ends_at)",
        "create index calendar_longest on calendar(team, whose, lasts)",
        """create table copy(
             meeting text not null references meeting(id) on delete cascade,
             channel text not null, ts text not null, reader text not null, "of" integer,
             primary key (meeting, channel, ts)) strict, without rowid""",
        """create table person(
             team text not null, id text not null, name text not null, zone text not null,
             locale text not null, fetched_at integer not null, primary key (team, id)) strict""",
    ):
        db.execute(statement)


@migrations()
def pulse(db: Database) -> None:
    """One row to try the disk with."""
    db.execute("create table pulse(id integer primary key, beats integer not null) strict")
    db.execute("insert into pulse(id, beats) values (1, 0)")


@migrations()
def accounts(db: Database) -> None:
    """People's accounts, sealed; the tickets that connect them; proofs of the keys."""
    for statement in (
        """create table account(
             id text primary key not null, team text not null, person text not null,
             service text not null,
             state text not null check (state in ('pending', 'active', 'refused')),
             kid text not null, sealed text not null, facts text not null, expires_at integer,
             version integer not null, connected_at integer not null) strict""",
        """create unique index account_kept on account(team, person, service)
             where state <> 'pending'""",
        """create unique index account_waiting on account(team, person, service)
             where state = 'pending'""",
        "create index account_kid on account(kid)",
        """create table ticket(
             digest text primary key not null, team text not null, person text not null,
             name text not null, service text not null, asked text not null,
             expires_at integer not null, refusals integer not null default 0,
             attempts integer not null default 0) strict""",
        "create index ticket_expires on ticket(expires_at)",
        "create table key_proof(kid text primary key not null, proof text not null) strict",
    ):
        db.execute(statement)


@migrations()
def drafts_and_preferences(db: Database) -> None:
    """What was understood and waits for a click; what people and channels have settled."""
    for statement in (
        """create table draft(
             id text primary key not null, team text not null, person text not null,
             body text not null,
             state text not null check (state in ('open', 'taken', 'made')),
             job integer, put_at integer not null) strict""",
        "create index draft_taken on draft(job) where state = 'taken'",
        "create index draft_put on draft(put_at)",
        """create table preference(
             team text not null, whose text not null, body text not null,
             primary key (team, whose)) strict, without rowid""",
    ):
        db.execute(statement)


@migrations()
def turns(db: Database) -> None:
    """When a job has its turn among those that are due; what a postponed job waits for."""
    for statement in (
        "alter table job add column turn integer not null default 0",
        "update job set turn = run_at where state not in ('done', 'failed')",
        "drop index job_due",
        "create index job_asked_turn on job(turn) where state = 'ready' and kind = 'ask'",
        "create index job_asked_due on job(run_at) where state = 'ready' and kind = 'ask'",
        "create index job_other_turn on job(turn) where state = 'ready' and kind <> 'ask'",
        "create index job_other_due on job(run_at) where state = 'ready' and kind <> 'ask'",
        """create index job_waiting on job(waiting_for, turn)
             where state = 'ready' and waiting_for is not null""",
    ):
        db.execute(statement)


@migrations()
def audit_and_retention(db: Database) -> None:
    """Who did what; and what has to be known to delete what is over."""
    for statement in (
        """create table audit(
             id integer primary key autoincrement, at integer not null, team text not null,
             person text not null, action text not null, about text not null,
             details text not null) strict""",
        "create index audit_at on audit(at)",
        "create index meeting_over on meeting(coalesce(ends_at, created_at))",
        """create index copy_of on copy("of") where "of" is not null""",
        "alter table preference add column changed_at integer not null default 0",
        "update preference set changed_at = cast(strftime('%s', 'now') as integer) * 1000",
    ):
        db.execute(statement)


@migrations()
def timers_ahead(db: Database) -> None:
    """The meetings whose timers are done up to a time that is still to come, found at once."""
    db.execute("create index meeting_ticked on meeting(ticked_at) where state = 'made'")


@migrations()
def single_dates(db: Database) -> None:
    """The dates of a series that were changed alone, by when its rule has them."""
    db.execute("alter table meeting add column dates text not null default '[]'")


@migrations()
def sessions(db: Database) -> None:
    """How meetings were really held, as their services tell, and how many were in them."""
    for statement in (
        "alter table meeting add column progress text",
        "create index meeting_at_service on meeting(service, service_id)",
        """create table session(
             meeting text not null references meeting(id) on delete cascade, name text not null,
             began_at integer, active_at integer, ended_at integer,
             heard_at integer not null default 0,
             primary key (meeting, name)) strict, without rowid""",
        "create index session_over on session(coalesce(ended_at, active_at, heard_at))",
        """create table stay(
             meeting text not null, session text not null, person text not null,
             joined_at integer, left_at integer,
             primary key (meeting, session, person),
             foreign key (meeting, session) references session(meeting, name) on delete cascade
           ) strict, without rowid""",
    ):
        db.execute(statement)


@migrations()
def consents(db: Database) -> None:
    """Who was sent to a vendor's page to sign in, and may come back from it once."""
    for statement in (
        """create table consent(
             state text primary key not null, ticket text not null, service text not null,
             browser text not null, redirect_uri text not null,
             expires_at integer not null, used integer not null) strict""",
        "create index consent_expires on consent(expires_at)",
    ):
        db.execute(statement)


@migrations()
def users_of_services(db: Database) -> None:
    """Which accounts are one user at their service, and who is renewing them."""
    for statement in (
        "alter table account add column service_user text not null default ''",
        "alter table account add column renewed_by text not null default ''",
        "alter table account add column renewed_until integer",
        """create index account_service_user on account(service, service_user)
             where service_user <> ''""",
    ):
        db.execute(statement)


_KNOWN = frozenset(
    step.__name__
    for step in (
        inbox_and_jobs,
        starts,
        meetings_and_people,
        pulse,
        accounts,
        drafts_and_preferences,
        turns,
        audit_and_retention,
        timers_ahead,
        single_dates,
        sessions,
        consents,
        users_of_services,
    )
)
