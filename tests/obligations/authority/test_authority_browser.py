"""The authority's pages in a real browser: no barrier axe can find, at a desk and on a phone."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from credits.obligations.models import ProposedLine
from tests.browser import DESKTOP, PHONE
from tests.builders_people import Cast
from tests.obligations.authority import steps

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("release")]

PICTURES = os.environ.get("PICTURES")


def look(page: Any, axe: Any, address: str, name: str) -> None:
    """At both sizes: no barrier, nothing wider than the page."""
    page.goto(address)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{size['width']}.png", full_page=True)
        assert axe(page) == [], (name, size)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert page.evaluate(wide) is False, (name, size)


def test_the_pages_of_a_review_have_no_barrier(
    fenced_page: Any, live_server: Any, axe: Any, sign_in: Any, cast: Cast
) -> None:
    application = steps.begun(cast)
    ProposedLine.objects.filter(application=application, number=2).update(potential_saii=True)
    line = application.lines.get(number=1)
    steps.set_line(cast, line, 8, "A fifth of it is in the reserve.")
    steps.find(cast, application, "Phascolarctos cinereus", serious=False)
    application.conditions.create(number=1, kind="avoid", text="Fence the gully before clearing.")
    sign_in(fenced_page, cast.person("authority_officer"))
    key = application.public_id
    for name, args in (
        ("application-list", []),
        ("application-page", [key]),
        ("application-line", [key, line.public_id]),
        ("application-finding-new", [key]),
    ):
        look(fenced_page, axe, live_server.url + reverse(name, args=args), name)
    steps.concur(cast, application, "agency_head")
    steps.recommend(cast, application)
    sign_in(fenced_page, cast.person("authority_delegate"))
    for name, args in (("application-approve", [key]), ("order-new", [])):
        look(fenced_page, axe, live_server.url + reverse(name, args=args), name)
    steps.approve(cast, application)
    look(fenced_page, axe, live_server.url + reverse("application-page", args=[key]), "application-approved")
