"""The connect page in a real browser, without JavaScript, as a person uses it."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from sandbox.serving import served
from tests.bot.in_process import ADDRESS, MALLORY, PASSWORD
from tests.chromium import HOW_TO_GET_IT, MISSING, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(MISSING, reason=HOW_TO_GET_IT),
]


@pytest.fixture
async def browser():
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def page(browser):
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    page.set_default_timeout(5_000)
    return page


async def fill(page, username, password):
    await page.get_by_label("Sign-in address").fill(username)
    await page.get_by_label("Password").fill(password)
    async with page.expect_navigation() as arrived:
        await page.get_by_role("button", name="Sign in to Skype for Business").click()
    return (await arrived.value).status


async def test_a_person_signs_in_and_the_account_counts_after_their_yes(bot, page):
    await page.goto(await bot.connect_link())
    await expect(page.get_by_role("heading")).to_have_text("Connect Skype for Business")
    assert await fill(page, ADDRESS, PASSWORD) == 200
    await expect(page.get_by_role("heading")).to_have_text("Almost done")
    await bot.ephemeral_with("Was that you?")
    await bot.press("Yes, that was me")
    await bot.ephemeral_with("is connected as")


async def test_an_account_is_connected_from_the_chat_page_with_what_it_says(bot, browser):
    page = await browser.new_page()
    await page.goto(f"{bot.sandbox.slack.back.url}/?as=ada&channel=general")
    services = page.get_by_role("region", name="Meeting services")
    skype = services.get_by_role("listitem").filter(has_text="Skype for Business")
    username, password = await skype.locator("code").all_inner_texts()
    await expect(services.get_by_role("listitem").filter(has_text="Jitsi")).to_contain_text(
        "Needs no account."
    )
    await services.get_by_role("button", name="Connect Skype for Business").click()
    log = page.get_by_role("log", name="Conversation")
    async with page.context.expect_page() as opened:
        await log.get_by_role("link", name="Connect", exact=True).click()
    assert await fill(await opened.value, username, password) == 200
    await log.get_by_role("button", name="Yes, that was me").click()
    await expect(log.get_by_text("Skype for Business is connected")).to_be_visible()


async def test_keys_alone_are_enough(bot, page):
    await page.goto(await bot.connect_link())
    await expect(page.get_by_label("Sign-in address")).to_be_focused()
    await page.keyboard.type(ADDRESS)
    await expect(page.get_by_label("Sign-in address")).to_have_value(ADDRESS)
    await page.keyboard.press("Tab")
    await expect(page.get_by_label("Password")).to_be_focused()
    await page.keyboard.type(PASSWORD)
    async with page.expect_navigation() as arrived:
        await page.keyboard.press("Enter")
    assert (await arrived.value).status == 200


async def test_refused_three_times_and_then_gone(bot, page):
    link = await bot.connect_link()
    await page.goto(link)
    for left in ("2 more tries", "one more try"):
        assert await fill(page, ADDRESS, "wrong") == 422
        await expect(page.get_by_role("alert")).to_contain_text("did not accept that sign-in")
        await expect(page.get_by_role("alert")).to_contain_text(left)
        await expect(page.get_by_label("Sign-in address")).to_have_value(ADDRESS)
        await expect(page.get_by_label("Password")).to_have_value("")
        await expect(page.get_by_label("Password")).to_be_focused()
    assert await fill(page, ADDRESS, "wrong") == 422
    await expect(page.get_by_text("That was the last try")).to_be_visible()
    assert (await page.goto(link)).status == 410


async def test_a_used_link_and_an_old_one_are_gone(bot, page):
    link = await bot.connect_link()
    await page.goto(link)
    await fill(page, ADDRESS, PASSWORD)
    reply = await page.go_back()
    assert reply is None or reply.status == 410
    assert (await page.goto(link)).status == 410
    await bot.ephemeral_with("Was that you?")
    await bot.press("Never mind")
    await bot.ephemeral_with("discarded that sign-in")
    old = await bot.connect_link()
    bot.clock.ahead = timedelta(minutes=11)
    assert (await page.goto(old)).status == 410
    await expect(page.get_by_role("heading")).to_have_text("This link does not work any more")


async def test_a_link_passed_to_another_person_asks_its_own(bot, page):
    await page.goto(await bot.connect_link("ada"))
    await expect(page.get_by_text("Sign in only if you are ada")).to_be_visible()
    assert await fill(page, "mallory@contoso.example", "Let-me-in-2") == 200
    asked = await bot.ephemeral_with("Was that you?")
    assert "mallory@contoso.example" in asked.text
    assert bot.messages(MALLORY) == []
    await bot.press("Never mind")
    await bot.ephemeral_with("discarded that sign-in")


async def test_another_site_can_neither_frame_the_page_nor_send_its_form(bot, browser):
    link = await bot.connect_link()
    evil = (
        f"<iframe src='{link}'></iframe><form method='post' action='{link}'>"
        "<input name='csrf' value='x'><input name='username' value='x'><button>go</button></form>"
    )

    async def app(scope, receive, send):
        headers = [(b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": evil.encode()})

    async with served(app) as address:
        page = await browser.new_page()
        await page.goto(link)  # the cookie is there
        errors = []
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        await page.goto(address.replace("127.0.0.1", "localhost"))
        frame = page.frames[1]
        assert await frame.locator("form").count() == 0
        assert any("frame-ancestors" in text for text in errors)
        async with page.expect_navigation() as arrived:
            await page.get_by_role("button", name="go").click()
        assert (await arrived.value).status == 403
    assert bot.sandbox.services["skype"].book.read("sign_in") == []


async def test_the_page_is_clean_readable_and_fits_a_telephone(bot, browser):
    page = await browser.new_page(viewport={"width": 320, "height": 640})
    console = []
    page.on("console", lambda line: console.append(line.text))
    page.on("request", lambda request: asked.append(request.url))
    asked = []
    link = await bot.connect_link()
    await page.goto(link)
    assert console == []
    assert asked == [link]
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        for selector in ("h1", ".for", "label", ".hint", "button", ".small"):
            assert await contrast(page, selector) >= 4.5, (scheme, selector)
    names = await page.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden])')].map(i => i.labels.length)"
    )
    assert names == [1, 1, 1]


async def contrast(page, selector):
    """The contrast of text on what is behind it, by WCAG 2."""
    colours = await page.eval_on_selector(
        selector,
        """element => {
             let behind = element;
             const clear = 'rgba(0, 0, 0, 0)';
             const ground = of => getComputedStyle(of).backgroundColor;
             while (ground(behind) === clear) behind = behind.parentElement;
             return [getComputedStyle(element).color, ground(behind)];
           }""",
    )
    light, dark = sorted((_luminance(colour) for colour in colours), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour):
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").rstrip(")").split(",")]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
