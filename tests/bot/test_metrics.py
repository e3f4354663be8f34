"""`/metrics` says what happened to the bot, in Prometheus's format, with labels of few values."""

import re
from collections import Counter
from datetime import timedelta

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.architecture.code_map import ROOT
from tests.bot.in_process import ADDRESS, PASSWORD
from tests.bot.test_reminders import at_three, go_to, reminders, schedule


async def scraped(bot):
    """Every sample, by its name and the values of its labels."""
    async with httpx.AsyncClient() as client:
        reply = await client.get(f"{bot.url}/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = list(text_string_to_metric_families(reply.text))
    assert all(family.documentation for family in families)
    samples = [sample for family in families for sample in family.samples]
    assert max(Counter((s.name, tuple(s.labels.items())) for s in samples).values()) == 1
    return {(s.name, *sorted(s.labels.values())): s.value for s in samples}


class Growth:
    """What has grown since it was made: the metrics of a process count for all of its bots."""

    def __init__(self, bot, before):
        self._bot, self._before = bot, before

    @classmethod
    async def of(cls, bot):
        return cls(bot, await scraped(bot))

    async def __call__(self, *sample):
        return (await scraped(self._bot)).get(sample, 0) - self._before.get(sample, 0)

    async def becomes(self, number, *sample):
        """Wait until *sample* has grown by *number*."""
        for _ in range(200):
            if (grown := await self(*sample)) >= number:
                break
            await self._bot.answer_to("help")
        assert grown == number, sample


async def test_a_request_is_counted_from_the_door_to_its_answer(live_meeting_bot):
    bot = live_meeting_bot
    grown = await Growth.of(bot)
    await bot.start("retro")
    await grown.becomes(1, "parley_done_total", "meeting made")
    assert await grown("parley_requests_total", "accepted", "command") >= 1
    assert await grown("parley_acknowledgement_seconds_count", "200") >= 1
    assert await grown("parley_answer_seconds_count", "done") >= 1
    assert await grown("parley_jobs_ended_total", "ask", "done") >= 1
    assert await grown("parley_service_seconds_count", "2xx", "live-meeting") >= 1
    assert await grown("parley_slack_seconds_count", "chat.postMessage", "ok") >= 1


async def test_a_refused_signature_is_counted_by_its_status(bot):
    grown = await Growth.of(bot)
    async with httpx.AsyncClient() as client:
        forged = {"x-slack-signature": "v0=" + "0" * 64, "x-slack-request-timestamp": "1"}
        form = {"command": "/meet", "team_id": "T1"}
        await client.post(f"{bot.url}/slack/events", data=form, headers=forged)
    assert await grown("parley_acknowledgement_seconds_count", "401") == 1


async def test_what_is_put_off_is_counted_by_what_failed(bot):
    grown = await Growth.of(bot)
    bot.sandbox.slack.misbehave(on="chat.postMessage", do="ratelimit", retry_after=1)
    await bot.sandbox.slack.type("ada", "general", "/meet retro")
    await bot.post_with("retro: meeting started")
    await grown.becomes(1, "parley_job_retries_total", "ask", "slack")
    assert await grown("parley_slack_seconds_count", "busy", "chat.postMessage") == 1


async def test_the_time_that_a_person_takes_to_sign_in_is_not_the_bots(bot):
    grown = await Growth.of(bot)
    await bot.sandbox.slack.type("ada", "general", "/meet on skype retro")
    link = (await bot.ephemeral_with("/connect/")).text.splitlines()[-1]
    go_to(bot, bot.clock() + timedelta(minutes=5))
    await bot.connect("skype", link, username=ADDRESS, password=PASSWORD)
    await bot.post_with("retro: meeting started")
    await grown.becomes(1, "parley_done_total", "meeting made")
    assert await grown("parley_answer_seconds_sum", "done") < 120


async def test_reminders_say_how_late_they_were_and_cards_that_they_were_refreshed(bot):
    grown = await Growth.of(bot)
    await schedule(bot)
    assert (await scraped(bot))[("parley_open_jobs", "ready", "tick")] >= 1
    go_to(bot, at_three() - timedelta(minutes=10) + timedelta(seconds=20))
    await bot.until(lambda: reminders(bot))
    await grown.becomes(1, "parley_reminder_late_seconds_count")
    late = await grown("parley_reminder_late_seconds_sum")
    assert 20 <= late < 30
    assert await grown("parley_reminder_late_seconds_bucket", "10.0") == 0
    before = await grown("parley_cards_refreshed_total", "done")
    await bot.press("Going")
    await grown.becomes(before + 1, "parley_cards_refreshed_total", "done")
    assert await grown("parley_done_total", "invitation answered") == 1


async def test_the_process_and_its_version_are_told(bot):
    samples = await scraped(bot)
    assert samples[("process_start_time_seconds",)] > 0
    assert samples[("parley_oldest_due_seconds",)] >= 0
    assert [name for name in samples if name[0] == "parley_info"]


async def test_labels_have_few_values_whatever_others_send(bot):
    before = {value for name in await scraped(bot) for value in name[1:]}
    form = {"command": "/canary", "team_id": "TCANARY", "user_id": "UCANARY", "type": "canary"}
    async with httpx.AsyncClient() as client:
        for path in ("/slack/events", "/slack/events?canary=1", "/canary", "/hooks/canary"):
            for method in ("POST", "GET", "CANARY"):
                await client.request(method, f"{bot.url}{path}", data=form)
    new = {value for name in await scraped(bot) for value in name[1:]} - before
    assert new <= {"401", "404", "405"}


async def test_every_metric_is_explained(bot):
    page = (ROOT / "docs/monitoring.md").read_text("utf-8")
    async with httpx.AsyncClient() as client:
        text = (await client.get(f"{bot.url}/metrics")).text
    ours = set(re.findall(r"^# HELP (parley_\w+)", text, re.MULTILINE))
    assert len(ours) > 12
    assert [name for name in ours if f"`{name.removesuffix('_total')}" not in page] == []
