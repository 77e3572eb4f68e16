"""Quotes, measures, lists and the Trust's duties in a browser: no barrier, no wider than a phone, no script needed."""

import pytest
from django.urls import reverse

from credits.obligations import states
from credits.obligations.models import FundQuote
from tests.browser import DESKTOP, PHONE
from tests.obligations import builders
from tests.obligations.fund import scene

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def at(name, thing):
    return reverse(name, args=[thing.public_id])


@pytest.fixture
def pages(cast):
    """Addresses by who looks at them."""
    owed = builders.obligation(cast, lines=[(builders.eco_class(), 120), (builders.species_class(), 45)])
    asked, priced = scene.quote_in(states.REQUESTED, cast, owed), scene.quote_in(states.PREPARED, cast, owed)
    offered, paid = scene.quote_in(states.OFFERED, cast, owed), scene.quote_in(states.RECEIVED, cast, owed)
    settled = scene.quote_in(states.SETTLED, cast, owed)
    scene.listed_action(cast)
    scene.excluded_entity(cast)
    mine = scene.mine(cast)
    proposed, checked = scene.measure_in(states.PROPOSED, cast, mine), scene.measure_in("checked", cast, mine)
    return {
        "developer": [
            at("obligation-quote", owed),
            at("quote-page", offered),
            at("quote-page", settled),
            at("line-measure", owed.lines.get(number=1)),
            at("line-measure", mine.lines.get()) + "?kind=mine_rehabilitation",
            at("line-measure", owed.lines.get(number=2)) + "?kind=conservation_action",
            at("measure-page", checked),
        ],
        "trust_officer": [
            reverse("quote-list"),
            at("quote-page", asked),
            at("quote-prepare", asked),
            at("quote-receive", offered) + "?index=141.2",
            at("quote-receive", offered) + "?index=abc",
            reverse("trust-duties"),
        ],
        "trust_approver": [at("quote-offer", priced), at("quote-settle", paid)],
        "authority_officer": [
            reverse("measure-list"),
            at("measure-page", proposed),
            at("measure-check", proposed),
        ],
        "registrar": [reverse("ancillary-lists"), reverse("listed-action-new")],
    }


def test_the_pages_have_no_barrier_and_do_not_scroll_sideways(
    pages, cast, fenced_page, live_server, axe, sign_in
):
    for person, addresses in pages.items():
        sign_in(fenced_page, cast.person(person))
        for address in addresses:
            fenced_page.goto(f"{live_server.url}{address}")
            for size in (DESKTOP, PHONE):
                fenced_page.set_viewport_size(size)
                assert axe(fenced_page) == [], (address, size)
                assert fenced_page.evaluate(WIDE) is False, (address, size)


def test_a_developer_asks_for_a_quote_without_a_script(
    cast, trust, scriptless_page, live_server, sign_in, developer
):
    owed = builders.obligation(cast, lines=[(builders.eco_class(), 120)])
    page = scriptless_page
    sign_in(page, developer)
    page.goto(f"{live_server.url}{at('obligation-page', owed)}")
    page.get_by_role("link", name="Ask for a quote to pay into the fund").click()
    page.get_by_label("Line 1:").fill("100")
    page.get_by_role("button", name="Ask for it").click()
    quote = FundQuote.objects.get()
    assert page.get_by_role("heading", level=1).inner_text() == f"Quote {quote.number}"
    assert quote.lines.get().quantity == 100
