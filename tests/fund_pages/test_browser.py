"""The fund's pages in a browser: no barrier, no wider than a phone, and the calculator without a script."""

import pytest

from registry.fund.selectors.papers import financial_year_of
from tests.browser import DESKTOP, PHONE
from tests.fund_pages import builders as made

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_the_pages_have_no_barrier_and_do_not_scroll_sideways(
    cast, fenced_page, live_server, axe, sign_in, landholder_signatory
):
    site, landholder = made.active_site(cast, on=made.a_year_ago()), cast.organisation("landholder")
    run = made.run(cast)
    line = made.line(run, made.year_of(site, 1), landholder, gst_cents=109_500, recovery_cents=10_000)
    made.invoice(line, 1, on=made.today())
    made.held(run, made.year_of(site, 2), landholder, "The report of year 1 is missing.")
    made.second_version(cast, site, from_year=8, more_cents=10_000)
    year = financial_year_of(made.today()).name
    one = f"/agreements/{site.agreement.public_id}/"
    pages = ["/payments/", f"{one}schedule/", f"{one}account/", f"{one}account/{year}/"]
    pages += [f"/payments/holders/{landholder.public_id}/{year}/", "/payments/figures/"]
    pages += ["/payments/deposit-calculator/?example=yes"]
    sign_in(fenced_page, landholder_signatory)
    for address in pages:
        fenced_page.goto(f"{live_server.url}{address}")
        for size in (DESKTOP, PHONE):
            fenced_page.set_viewport_size(size)
            assert axe(fenced_page) == [], (address, size)
            assert fenced_page.evaluate(WIDE) is False, (address, size)


def test_a_visitor_works_out_a_deposit_without_a_script(db, scriptless_page, live_server):
    page = scriptless_page
    page.goto(f"{live_server.url}/payments/deposit-calculator/")
    page.get_by_role("link", name="Fill in a made-up example").click()
    page.get_by_label("Cost of each year after year 20, in dollars").fill("9850")
    page.get_by_role("button", name="Work out the deposit").click()
    assert page.get_by_text("$440,508.24").first.is_visible()
    page.get_by_role("button", name="Add lines").click()
    assert page.get_by_label("Line 12: Item").input_value() == ""
    assert page.get_by_label("Line 1: Item").input_value() == "Fence"
