"""What the bot counts and times, and how ``/metrics`` shows it: Prometheus's text format.

Every label has few values, all of them written in the code: none comes from people or services.
"""

from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
    metrics,
)
from prometheus_client.registry import Collector

from bot import __version__
from storage.ledger import Ledger

metrics.disable_created_metrics()  # type: ignore[no-untyped-call] # nobody asks for that series
_REGISTRY = CollectorRegistry()
ProcessCollector(registry=_REGISTRY)  # start time, memory, CPU, open files

REQUESTS = Counter(
    "parley_requests",
    "What Slack delivered and signed, by kind, and what became of it at the door.",
    ["kind", "outcome"],
    registry=_REGISTRY,
)
NOTIFICATIONS = Counter(
    "parley_notifications",
    "What meeting services delivered to /hooks, by service, and what became of it at the door.",
    ["service", "outcome"],
    registry=_REGISTRY,
)
ACKNOWLEDGED = Histogram(
    "parley_acknowledgement_seconds",
    "From a request at /slack/events to its answer, by HTTP status; Slack waits for 3 s.",
    ["status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
    registry=_REGISTRY,
)
ANSWERED = Histogram(
    "parley_answer_seconds",
    "From a person's request to the end of the job that it made, by outcome.",
    ["outcome"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 90),
    registry=_REGISTRY,
)
JOBS_ENDED = Counter(
    "parley_jobs_ended", "Jobs that ended, by kind.", ["kind", "outcome"], registry=_REGISTRY
)
RETRIES = Counter(
    "parley_job_retries",
    "Times that a job was put off: it waits, or Slack, a service or the store failed.",
    ["kind", "why"],
    registry=_REGISTRY,
)
SERVICE_CALLS = Histogram(
    "parley_service_seconds",
    "Calls to meeting services, by service and class of HTTP status.",
    ["service", "outcome"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20),
    registry=_REGISTRY,
)
ADMINISTRATOR_FAULTS = Counter(
    "parley_administrator_faults",
    "Errors of meeting services that only an administrator can mend, by service and kind.",
    ["service", "fault"],
    registry=_REGISTRY,
)
SLACK_CALLS = Histogram(
    "parley_slack_seconds",
    "Calls to Slack's Web API and answer addresses, by method.",
    ["method", "outcome"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10),
    registry=_REGISTRY,
)
CARDS_REFRESHED = Counter(
    "parley_cards_refreshed",
    "Cards that were to be brought up to date in Slack.",
    ["outcome"],
    registry=_REGISTRY,
)
LOOPS_RESTARTED = Counter(
    "parley_loops_restarted",
    "Loops in the background that an unexpected error stopped and that began again.",
    ["loop"],
    registry=_REGISTRY,
)
DONE = Counter(
    "parley_done",
    "What was done, as the log says it: meetings made and moved ...",
    ["what"],
    registry=_REGISTRY,
)
REMINDERS_LATE = Histogram(
    "parley_reminder_late_seconds",
    "How long after its moment a reminder was posted.",
    buckets=(1, 2, 5, 10, 30, 60, 300, 900, 3600),
    registry=_REGISTRY,
)
Gauge("parley_info", "The version of the bot.", ["version"], registry=_REGISTRY).labels(
    __version__
).set(1)


def count_service_call(service: str, outcome: str, seconds: float) -> None:
    """One request to a meeting service."""
    SERVICE_CALLS.labels(service, outcome).observe(seconds)


async def exposition(ledger: Ledger, now: datetime, *collectors: Collector) -> str:
    """All of it as text, with what the *ledger* holds and what *collectors* know of this bot."""
    registry = CollectorRegistry()
    for collector in collectors:
        registry.register(collector)
    jobs = Gauge("parley_jobs", "Jobs in the ledger, by state.", ["state"], registry=registry)
    kinds = Gauge(
        "parley_open_jobs",
        "Jobs in the ledger that have not ended, by kind and state; ready: timers as well.",
        ["kind", "state"],
        registry=registry,
    )
    waiting = Gauge(
        "parley_oldest_due_seconds", "How long the oldest due job has waited.", registry=registry
    )
    for name, value in (await ledger.counts(now)).items():
        if name == "oldest_due_seconds":
            waiting.set(value)
        else:
            jobs.labels(name).set(value)
    for kind, state, number in await ledger.open_jobs():
        kinds.labels(kind, state).set(number)
    return (generate_latest(registry) + generate_latest(_REGISTRY)).decode()
