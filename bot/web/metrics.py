"""What `/metrics` shows: the state of the ledger, as Prometheus reads it."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Gauge, generate_latest


def text(counts: Mapping[str, float]) -> str:
    """*counts* in Prometheus's text format: jobs by state, and the age of the oldest due one."""
    registry = CollectorRegistry()
    jobs = Gauge("parley_jobs", "Jobs in the ledger, by state.", ["state"], registry=registry)
    waiting = Gauge(
        "parley_oldest_due_seconds", "How long the oldest due job has waited.", registry=registry
    )
    for name, value in counts.items():
        if name == "oldest_due_seconds":
            waiting.set(value)
        else:
            jobs.labels(name).set(value)
    return generate_latest(registry).decode()
