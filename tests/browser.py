"""A real browser that can reach nothing but the test server (pytest plugin)."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium; nothing is downloaded. The one without windows does the same in half the processor
    time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        pytest.exit("Chromium is missing: see the README", returncode=3)
    arguments = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        # Widths of text as a window has them; without a window Chromium would round those of letters.
        "--font-render-hinting=none",
        # No name but the test server's leads anywhere, and no address.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": executable, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "en-AU",
        "timezone_id": "Australia/Sydney",
        "reduced_motion": "reduce",
        "viewport": DESKTOP,
    }


def fence(page: Page, allowed: str) -> list[str]:
    """List every request that would leave the test server, which leads nowhere, and what the browser complains about.

    Nothing is stopped on its way: the browser would then keep no style sheet from one page to the next."""
    trouble: list[str] = []

    def look(request: Request) -> None:
        if not request.url.startswith((allowed, "data:", "blob:", "about:")):
            trouble.append(f"outside request: {request.url}")

    page.on("request", look)
    page.on("console", lambda message: message.type == "error" and trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    return trouble


@pytest.fixture
def fenced_page(page: Page, live_server: Any) -> Iterator[Page]:
    """A page that fails its test when it asked for an outside address, broke the content policy or had a script
    error. Answers of 4xx that a test wants to see are complaints too: read those with the test client instead."""
    trouble = fence(page, live_server.url)
    yield page
    assert trouble == []


@pytest.fixture
def scriptless_page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """The same without JavaScript: every journey must be possible here."""
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP, locale="en-AU")
    page = context.new_page()
    trouble = fence(page, live_server.url)
    yield page
    context.close()
    assert trouble == []


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)`: what breaks WCAG 2.2 A and AA on this page, one line each. Evaluated, not injected as a script
    element, so the page keeps its content policy."""
    source = AXE.read_text()

    def check(page: Page) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        # The page's own scripts answer a change of its size in the next frames.
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        # Only what fails is written out element by element, which is most of the work.
        options = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})"
        result = page.evaluate(options, WCAG)
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]

    return check


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """`sign_in(page, user)`: give the page's browser a session of that user."""
    from django.conf import settings
    from django.test import Client

    def give(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
        )

    return give
