"""Promises, announcements, the Trust's page and the calculator in a real browser: no barrier axe can find."""

from typing import Any

import pytest
from django.urls import reverse

from credits.market.announcements import services
from tests.announcements.scene import Scene as Announcing
from tests.browser import DESKTOP, PHONE
from tests.commitments.scene import Scene
from tests.pricing.test_build_up import TYPED

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_the_markets_pages_have_no_barrier_and_fit_a_phone(
    fenced_page: Any, live_server: Any, axe: Any, sign_in: Any, scene: Scene
) -> None:
    agreement = scene.agreement()
    commitment = scene.agreed(agreement, conditions="The site is fenced first.")
    announcing = Announcing(scene.cast)
    published = announcing.approved()
    services.publish_due(now=announcing.hour)
    draft = announcing.write()
    query = "&".join(f"{name}={value}" for name, value in (TYPED | {"margin": "40"}).items())
    addresses = {
        "landholder_signatory": [
            f"/market/calculator/?{query}",
            "/market/calculator/",
            f"/market/commitments/?agreement={agreement.public_id}",
            reverse("commitment-propose", args=[agreement.public_id]),
            reverse("commitment-page", args=[commitment.public_id]),
            reverse("announcement-page", args=[published.public_id]),
        ],
        "trust_approver": [
            "/market/announcements/",
            "/market/announcements/new/",
            reverse("announcement-approve", args=[draft.public_id]),
            "/market/trust/",
        ],
    }
    for person, pages in addresses.items():
        fenced_page.context.clear_cookies()
        sign_in(fenced_page, scene.cast.person(person))
        for address in pages:
            fenced_page.goto(live_server.url + address)
            for size in (DESKTOP, PHONE):
                fenced_page.set_viewport_size(size)
                assert axe(fenced_page) == [], (address, size)
                assert fenced_page.evaluate(WIDE) is False, (address, size)


def test_a_price_is_worked_out_and_taken_to_an_offer_without_javascript(
    scriptless_page: Any, live_server: Any, sign_in: Any, scene: Scene
) -> None:
    agreement = scene.agreement()
    scene.register(agreement)
    page = scriptless_page
    sign_in(page, scene.cast.person("landholder_signatory"))
    page.goto(live_server.url + "/market/calculator/")
    page.get_by_label("Cost of management").fill("440508.24")
    page.get_by_label("Number of credits").fill("613")
    page.get_by_role("button", name="Work out the price").click()
    page.get_by_role("link", name="Offer credits of lot").click()
    assert page.get_by_label("Price per credit in dollars").input_value() == "826.40"
