"""The pages of the search for credits in a real browser: no barrier axe can find, and they fit a phone."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.browser import DESKTOP, PHONE
from tests.obligations.builders import eco_class, species_class
from tests.obligations.matching.scene import COMMUNITY, COMMUNITY_TEST, Scene

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_the_pages_have_no_barrier_and_fit_a_phone(
    fenced_page: Any, live_server: Any, axe: Any, sign_in: Any, scene: Scene
) -> None:
    line = scene.variation_line(eco_class())
    open_class = eco_class(community_name=COMMUNITY)
    scene.offer(scene.lot(eco_class(subregion="Kerrabee"), 40), 4, "900.50")
    scene.lot(eco_class(), 3, holder="proponent")
    scene.lot(open_class, 5)
    scene.lot(species_class(), 5)
    scene.lot(
        eco_class(vegetation_class="Sydney Coastal Dry Sclerophyll Forests", offset_trading_group="x <50%"), 6
    )
    scene.steps_taken(line)
    request = scene.ask_variation(line)
    question = scene.ask_question(line, open_class)
    found = {
        "developer": {
            "line": reverse("line-matching", args=[line.public_id]),
            "class": reverse("line-class", args=[line.public_id, open_class.pk]),
            "ask": reverse("question-ask", args=[line.public_id, open_class.pk, COMMUNITY_TEST]),
            "allocation": reverse("obligation-allocation", args=[line.obligation.public_id]),
            "diary": reverse("obligation-diary", args=[line.obligation.public_id]),
            "note": reverse("diary-note", args=[line.obligation.public_id]),
            "variation-ask": reverse("variation-ask", args=[line.public_id]),
        },
        "authority_delegate": {
            "questions": reverse("question-list"),
            "question": reverse("question-page", args=[question.public_id]),
            "answer": reverse("question-answer", args=[question.public_id]),
            "variation": reverse("variation-page", args=[request.public_id]),
        },
    }
    pictures = os.environ.get("PICTURES")
    for person, pages in found.items():
        fenced_page.context.clear_cookies()
        sign_in(fenced_page, scene.cast.person(person))
        for name, address in pages.items():
            fenced_page.goto(live_server.url + address)
            for size in (DESKTOP, PHONE):
                fenced_page.set_viewport_size(size)
                if pictures:
                    fenced_page.screenshot(
                        path=Path(pictures) / f"{name}-{size['width']}.png", full_page=True
                    )
                assert not fenced_page.evaluate(WIDE), (name, size)
                assert axe(fenced_page) == [], (name, size)
