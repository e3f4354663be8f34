"""Which connection is closed, when, and what is said of it; on a clock that the test sets."""

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from bot.web import connections
from bot.web.connections import Closed, Connections, Phase


class Connection:
    """A connection that notes what is done to it."""

    def __init__(self):
        self.phase, self.held, self.done = Phase.HEAD, 0, []

    def refuse(self, status):
        self.done.append(status)

    def finish(self):
        self.done.append("finished")

    def abort(self):
        self.done.append("aborted")


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def these(clock):
    return Connections(10, clock)


def added(these, clock, *phases):
    """A connection in each of *phases*, a second apart."""
    made = []
    for phase in phases:
        connection = Connection()
        these.add(connection)
        these.move(connection, phase)
        clock.now += 1
        made.append(connection)
    return made


def test_the_longest_silent_goes_first_then_idle_then_slow_bodies(these, clock):
    phases = (Phase.BODY, Phase.IDLE, Phase.ANSWER, Phase.HEAD, Phase.HEAD, Phase.IDLE)
    body, idle, answer, silent, later, idler = added(these, clock, *phases)
    gone = []
    while these.make_room():
        gone += [one for one in (body, idle, silent, later, idler) if one.done and one not in gone]
    assert gone == [silent, later, idle, idler, body]
    assert answer.done == []
    assert len(these) == 1


def test_nobody_is_closed_before_it_could_say_anything(these, clock):
    added(these, clock, Phase.HEAD)
    clock.now += connections.GRACE / 2 - 1
    assert not these.make_room()


@pytest.mark.parametrize(
    ("phase", "within", "does"),
    [
        (Phase.HEAD, 10, 408),
        (Phase.BODY, 20, 408),
        (Phase.ANSWER, 120, 503),
        (Phase.IDLE, 75, "finished"),
        (Phase.CLOSING, 5, "aborted"),
    ],
)
def test_each_phase_ends(these, clock, phase, within, does):
    (connection,) = added(these, clock, phase)
    clock.now += within - 1.1
    these.close_late()
    assert connection.done == []
    clock.now += 0.2
    these.close_late()
    assert connection.done == [does]
    clock.now += 6
    these.close_late()
    assert connection.done[-1] == "aborted"
    assert len(these) == 0


def test_what_is_held_of_unfinished_requests_is_bounded_for_all_together(these, clock):
    first, second = added(these, clock, Phase.HEAD, Phase.BODY)
    assert these.hold(first, connections.HELD_AT_MOST - 10)
    assert not these.hold(second, 20)
    these.remove(first)
    assert these.hold(second, 20)
    these.remove(second)
    these.remove(second)
    assert these.held == 0


def test_ten_thousand_closed_connections_are_one_line_and_one_metric(these, clock):
    with capture_logs() as lines:
        for _ in range(10_000):
            these.count(Closed.MADE_ROOM)
            these.report()
            clock.now += 0.0001
    assert [(line["event"], line["made_room"]) for line in lines] == [("connections closed", 1)]
    clock.now += connections.REPORT_EVERY
    with capture_logs() as lines:
        these.report()
    assert lines[0]["made_room"] == 9_999
    registry = CollectorRegistry()
    registry.register(these)
    labels = {"reason": "made_room"}
    assert registry.get_sample_value("parley_connections_closed_total", labels) == 10_000
    assert registry.get_sample_value("parley_connections_limit") == 10
