"""The workbench and the table of costs in a real browser: no barrier, nothing wider than a phone, cells pasted in."""

import pytest
from django.urls import reverse

from registry.agreements import selectors
from tests import builders_agreements as built
from tests.browser import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """text => {
  const data = new DataTransfer(); data.setData('text', text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_the_workbench_has_no_barrier_and_costs_are_pasted_from_a_spreadsheet(
    fenced_page, sign_in, axe, live_server, cast, release
):
    page, agreement = fenced_page, built.applied_agreement(cast)
    sign_in(page, cast.person("landholder_signatory"))
    for name in ("agreement-page", "agreement-costs"):
        for size in (page.viewport_size, PHONE):
            page.set_viewport_size(size)
            page.goto(live_server.url + reverse(name, args=[agreement.public_id]))
            assert axe(page) == [], name
            assert page.evaluate(WIDER) == 0, name
    page.get_by_label("Line 1: Year 1", exact=True).focus()
    page.evaluate(PASTE, "1,000\t2000\n30\t40\n")
    page.get_by_role("button", name="Save the costs").click()
    page.wait_for_selector("text=The costs are saved.")
    totals = selectors.plan_totals(selectors.plan_open(agreement))
    assert (totals.by_year[1], totals.by_year[2], totals.by_year[3]) == (103_000, 204_000, None)
