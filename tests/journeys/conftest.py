"""Journeys: a real Chromium against the product on the embedded stack."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Condition

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from amc.staff.models import User

SHOTS = Path(settings.BASE_DIR) / ".local" / "shots"
# Pictures are for whoever runs a journey to look at its pages; of the whole suite nobody looks at them.
SHOOTING = os.environ.get("AMC_SHOTS", "0" if "PYTEST_XDIST_WORKER" in os.environ else "1") == "1"
# Only what is wrong comes back: all that is right is far more, and costs more to bring here than to find.
VIOLATIONS = """
async () => ({violations: (await axe.run(document, {resultTypes: ["violations"]})).violations})
"""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """One Chromium for the session."""
    # Playwright's synchronous API runs an event loop in this thread, which Django takes for an async caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def answered(live_server) -> Iterator[None]:
    """The database is emptied only when the server has answered what a page still asked for as it was closed.

    A draft is sent as the page goes away; a request that holds its rows meanwhile would be in the way of the emptying.
    """
    changed, underway = Condition(), 0

    def count(by: int) -> None:
        nonlocal underway
        with changed:
            underway += by
            changed.notify_all()

    def begin(**kwargs: object) -> None:
        count(1)

    def end(**kwargs: object) -> None:
        count(-1)

    request_started.connect(begin)
    request_finished.connect(end)
    yield
    with changed:
        quiet = changed.wait_for(lambda: underway <= 0, timeout=30)
    request_started.disconnect(begin)
    request_finished.disconnect(end)
    assert quiet, f"{underway} requests were not answered within 30 seconds"


@pytest.fixture
def context(browser: Browser, live_server, answered: None) -> Iterator[BrowserContext]:
    """A fresh browser profile in Swedish, at desktop width."""
    opened = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 1280, "height": 900},
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
    )
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which every error in the console fails the test."""
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    expected = ("the server responded with a status of",)
    unexpected = [error for error in errors if not any(part in error for part in expected)]
    assert not unexpected, unexpected


@pytest.fixture
def sign_in(context: BrowserContext, live_server) -> Callable[[User], None]:
    """Sign the browser in as somebody, past the sign-in page."""

    def signed(user: User) -> None:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return signed


def checked(page: Page) -> AxeResults:
    """What axe finds wrong with the page as it stands; its script is read once by each document."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return AxeResults(page.evaluate(VIOLATIONS))


@pytest.fixture
def look() -> Callable[[Page, str], None]:
    """Check a page with axe (0 violations) on a small phone and a desktop, and keep a screenshot of it at 1280 and
    390 px under .local/shots: in a run without xdist, or with AMC_SHOTS=1."""

    def looked(page: Page, name: str) -> None:
        for width, shot in ((360, 390), (1280, 1280)):
            if SHOOTING:
                page.set_viewport_size({"width": shot, "height": 900})
                page.screenshot(path=SHOTS / f"{name}-{shot}.png", full_page=True)
            page.set_viewport_size({"width": width, "height": 900})
            result = checked(page)
            assert result.violations_count == 0, f"{name} {width}: {result.generate_report()}"
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, f"{name}: the page is {overflow} px wider than the window at {width} px"

    return looked
