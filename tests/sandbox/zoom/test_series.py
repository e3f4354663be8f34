"""Series: on which dates, within which limits, and one date changed or deleted alone."""

from typing import Any

import pytest

from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.zoom.visitor import SERIES, ZoomVisitor, fields, refusal


async def starts(visitor: ZoomVisitor, start: str, **rule: Any) -> list[str]:
    """The starts of a series, without the seconds."""
    body = SERIES | {"start_time": start, "timezone": "UTC", "recurrence": rule}
    reply = await visitor.ask("POST", "users/me/meetings", json=body)
    assert reply.status_code == 201, reply.text
    return [each["start_time"][:16] for each in reply.json()["occurrences"]]


class TestDates:
    async def test_the_wall_clock_counts(self, ada: ZoomVisitor) -> None:
        series = await ada.create(
            type=8,
            start_time="2027-10-27T10:00:00",
            recurrence={"type": 2, "weekly_days": "4", "end_times": 2},
        )
        dates = series["occurrences"]
        assert [each["start_time"] for each in dates] == [
            "2027-10-27T08:00:00Z",
            "2027-11-03T09:00:00Z",
        ]
        assert [each["status"] for each in dates] == ["available"] * 2
        assert all(isinstance(each["occurrence_id"], str) for each in dates)
        assert series["recurrence"] == {"type": 2, "weekly_days": "4", "end_times": 2}

    async def test_daily(self, ada: ZoomVisitor) -> None:
        rule = {"type": 1, "repeat_interval": 3, "end_date_time": "2027-12-08T00:00:00Z"}
        assert await starts(ada, "2027-12-01T09:00:00", **rule) == [
            "2027-12-01T09:00",
            "2027-12-04T09:00",
            "2027-12-07T09:00",
        ]

    async def test_weekly_days_begin_with_sunday(self, ada: ZoomVisitor) -> None:
        rule = {"type": 2, "repeat_interval": 2, "weekly_days": "1,3", "end_times": 3}
        assert await starts(ada, "2027-12-01T09:00:00", **rule) == [
            "2027-12-12T09:00",
            "2027-12-14T09:00",
            "2027-12-26T09:00",
        ]
        as_number = {"type": 2, "weekly_days": 4, "end_times": 1}
        assert await starts(ada, "2027-12-01T09:00:00", **as_number) == ["2027-12-01T09:00"]

    async def test_monthly(self, ada: ZoomVisitor) -> None:
        on_the_31st = {"type": 3, "monthly_day": 31, "end_times": 2}
        assert await starts(ada, "2027-10-31T09:00:00", **on_the_31st) == [
            "2027-10-31T09:00",
            "2027-12-31T09:00",
        ]
        last_friday = {"type": 3, "monthly_week": -1, "monthly_week_day": 6, "end_times": 2}
        assert await starts(ada, "2027-10-01T09:00:00", **last_friday) == [
            "2027-10-29T09:00",
            "2027-11-26T09:00",
        ]

    async def test_without_an_end_there_are_seven(self, ada: ZoomVisitor) -> None:
        assert len(await starts(ada, "2027-12-01T09:00:00", type=1)) == 7

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"end_times": 61}, "recurrence.end_times"),
            ({"type": 4}, "recurrence.type"),
            ({"repeat_interval": 13}, "recurrence.repeat_interval"),
            ({"weekly_days": "0"}, "recurrence.weekly_days"),
            ({"weekly_days": "1, 3"}, "recurrence.weekly_days"),
            ({"monthly_day": 3}, "recurrence.monthly_day"),
            ({"end_date_time": "2027-12-24T10:00:00Z"}, "recurrence.end_times"),
            ({"type": 3, "monthly_week": 1}, "recurrence.weekly_days"),
            ({"until": "2027-12-24T10:00:00Z"}, "recurrence.until"),
        ],
    )
    async def test_limits(self, ada: ZoomVisitor, change: dict[str, Any], field: str) -> None:
        rule = SERIES["recurrence"] | change
        reply = await ada.ask("POST", "users/me/meetings", json=SERIES | {"recurrence": rule})
        assert fields(reply) == [field]

    @pytest.mark.parametrize(
        ("rule", "field"),
        [
            ({"monthly_week": 1}, "recurrence.monthly_week"),
            ({"monthly_week_day": 1}, "recurrence.monthly_week_day"),
            (
                {"monthly_day": 1, "monthly_week": 1, "monthly_week_day": 1},
                "recurrence.monthly_week",
            ),
        ],
    )
    async def test_a_day_of_the_month_is_told_in_one_way(
        self, ada: ZoomVisitor, rule: dict[str, int], field: str
    ) -> None:
        body = SERIES | {"recurrence": {"type": 3, "end_times": 2, **rule}}
        assert fields(await ada.ask("POST", "users/me/meetings", json=body)) == [field]

    async def test_more_than_sixty_dates_are_refused(self, ada: ZoomVisitor) -> None:
        for end, status in (("2028-01-29T09:00:00Z", 201), ("2028-01-30T09:00:00Z", 400)):
            rule = {"type": 1, "end_date_time": end}
            body = SERIES | {"timezone": "UTC", "start_time": "2027-12-01T09:00:00"}
            body |= {"recurrence": rule}
            reply = await ada.ask("POST", "users/me/meetings", json=body)
            assert reply.status_code == status

    async def test_fifty_are_shown(self, ada: ZoomVisitor) -> None:
        assert len(await starts(ada, "2027-12-01T09:00:00", type=1, end_times=60)) == 50

    @pytest.mark.parametrize("missing", ["recurrence", "start_time"])
    async def test_what_a_series_needs(self, ada: ZoomVisitor, missing: str) -> None:
        body = {name: value for name, value in SERIES.items() if name != missing}
        assert fields(await ada.ask("POST", "users/me/meetings", json=body)) == [missing]


class TestOneDate:
    async def test_it_is_changed_alone(self, ada: ZoomVisitor) -> None:
        series = await ada.create(**SERIES)
        first, second, *_ = (each["occurrence_id"] for each in series["occurrences"])
        path = f"meetings/{series['id']}"
        body = {"start_time": "2027-12-09T11:00:00", "duration": 45, "agenda": "Other"}
        reply = await ada.ask("PATCH", path, params={"occurrence_id": second}, json=body)
        assert (reply.status_code, reply.content) == (204, b"")
        dates = (await ada.read(series))["occurrences"]
        assert [(each["start_time"], each["duration"]) for each in dates[:2]] == [
            ("2027-12-01T09:00:00Z", 30),
            ("2027-12-09T10:00:00Z", 45),
        ]
        assert [each["occurrence_id"] for each in dates[:2]] == [first, second]
        alone = await ada.read(series, occurrence_id=second)
        assert (alone["agenda"], alone["start_time"]) == ("Other", "2027-12-09T10:00:00Z")
        assert (await ada.read(series))["agenda"] == series["agenda"]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"topic": "Other"}, "topic"),
            ({"timezone": "UTC"}, "timezone"),
            ({"start_time": "2027-05-20T12:00:00Z"}, "start_time"),
            ({"settings": {"alternative_hosts": ""}}, "settings.alternative_hosts"),
        ],
    )
    async def test_little_can_be_changed(
        self, ada: ZoomVisitor, body: dict[str, Any], field: str
    ) -> None:
        series = await ada.create(**SERIES)
        query = {"occurrence_id": series["occurrences"][0]["occurrence_id"]}
        reply = await ada.ask("PATCH", f"meetings/{series['id']}", params=query, json=body)
        assert fields(reply) == [field]

    async def test_it_is_deleted_alone(self, ada: ZoomVisitor) -> None:
        series = await ada.create(**SERIES)
        query = {"occurrence_id": series["occurrences"][1]["occurrence_id"]}
        path = f"meetings/{series['id']}"
        assert (await ada.ask("DELETE", path, params=query)).status_code == 204
        dates = (await ada.read(series))["occurrences"]
        assert [each["status"] for each in dates] == [
            *("available", "deleted", "available", "available"),
        ]
        again = await ada.ask("DELETE", path, params=query)
        assert refusal(again) == (400, 300)
        assert again.json()["message"] == "Invalid parameter: occurrence_id."

    async def test_without_its_id_the_series_goes(self, ada: ZoomVisitor) -> None:
        series = await ada.create(**SERIES)
        path = f"meetings/{series['id']}"
        assert (await ada.ask("DELETE", path)).status_code == 204
        assert refusal(await ada.ask("GET", path)) == (404, 3001)

    async def test_a_new_rule_makes_all_dates_anew(self, ada: ZoomVisitor) -> None:
        series = await ada.create(**SERIES)
        path, query = f"meetings/{series['id']}", {"occurrence_id": "?"}
        query["occurrence_id"] = series["occurrences"][0]["occurrence_id"]
        await ada.ask("DELETE", path, params=query)
        await ada.ask("PATCH", path, json={"recurrence": SERIES["recurrence"]})
        dates = (await ada.read(series))["occurrences"]
        assert [each["status"] for each in dates] == ["available"] * 4
        old = {each["occurrence_id"] for each in series["occurrences"]}
        assert not old & {each["occurrence_id"] for each in dates}

    async def test_a_new_topic_leaves_the_dates_alone(self, ada: ZoomVisitor) -> None:
        series = await ada.create(**SERIES)
        body = {"topic": "Other", "type": 8}
        await ada.ask("PATCH", f"meetings/{series['id']}", json=body)
        assert (await ada.read(series))["occurrences"] == series["occurrences"]


async def test_earlier_dates_are_shown_on_request(ada: ZoomVisitor, clock: StoppedClock) -> None:
    series = await ada.create(**SERIES)
    await ada.control("clock", advance=200 * 86_400)  # 6 December
    await ada.sign_in()
    assert len((await ada.read(series))["occurrences"]) == 3
    assert len((await ada.read(series, show_previous_occurrences="true"))["occurrences"]) == 4
