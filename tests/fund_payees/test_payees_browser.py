"""Bank details, rules and numbers in a browser: no barrier that axe can find, and no need of JavaScript."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from registry.fund.models import BankDetail
from registry.fund.services import facts, index_numbers
from tests.browser import DESKTOP, PHONE
from tests.fund_payees.accounts import MASKED, NUMBER, enter

pytestmark = pytest.mark.django_db(transaction=True)

SOURCE = "Made-up gazette, read 01/07/2026"


def test_payees_and_facts_have_no_barrier(
    fenced_page, live_server, axe, sign_in, act, cast, landholder, landholder_signatory, trust_approver
):
    holder, approver = act(landholder_signatory), act(trust_approver)
    detail = enter(holder, landholder)
    enter(act(cast.person("other_landholder_signatory")), cast.organisation("other_landholder"))
    index_numbers.begin_series(actor=approver, code="cpi-test", name="Made-up index", source=SOURCE)
    index_numbers.enter_numbers(
        actor=approver,
        series_code="cpi-test",
        numbers=[(date(2026, 3, 31), date(2026, 4, 29), Decimal("131.4"))],
        source=SOURCE,
        today=date(2026, 7, 1),
    )
    facts.enter_rule(
        actor=approver, code="timing", value="ARREARS", effective_from=date(2026, 7, 1), source=SOURCE
    )
    facts.enter_holiday(actor=approver, day=date(2026, 12, 25), name="Christmas Day", source=SOURCE)
    for person, addresses in (
        (
            trust_approver,
            (
                reverse("payee-list"),
                reverse("bank-details-check", args=[detail.public_id]),
                reverse("fund-facts"),
                reverse("fund-rule-new", args=["index_series"]),
                reverse("fund-rate-new"),
                reverse("price-index", args=["cpi-test"]),
                reverse("price-index-file", args=["cpi-test"]),
                reverse("bank-holidays"),
            ),
        ),
        (
            landholder_signatory,
            (
                reverse("payee-page", args=[landholder.public_id]),
                reverse("bank-details-new", args=[landholder.public_id]),
                reverse("tax-standing-new", args=[landholder.public_id]),
            ),
        ),
    ):
        sign_in(fenced_page, person)
        for address in addresses:
            fenced_page.goto(live_server.url + address)
            for size in (DESKTOP, PHONE):
                fenced_page.set_viewport_size(size)
                assert axe(fenced_page) == [], (address, size)
                wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
                assert fenced_page.evaluate(wide) is False, (address, size)


def test_an_account_is_entered_and_verified_without_javascript(
    scriptless_page, live_server, sign_in, landholder, landholder_signatory, trust_officer
):
    page = scriptless_page
    sign_in(page, landholder_signatory)
    page.goto(live_server.url + reverse("payee-page", args=[landholder.public_id]))
    page.get_by_role("link", name="Enter bank details").first.click()
    page.get_by_label("Name of the account").fill("Ironbark Family Trust")
    page.get_by_label("BSB").fill("999 123")
    page.get_by_label("Account number").fill(NUMBER)
    page.get_by_role("button", name="Enter the bank details").click()
    assert page.get_by_text("The trust verifies them before anything is paid to them.").is_visible()
    page.context.clear_cookies()
    sign_in(page, trust_officer)
    page.goto(live_server.url + reverse("payee-list"))
    page.get_by_role("link", name="Verify the details of Ironbark Family").click()
    assert page.get_by_text(NUMBER).count() == 0
    page.get_by_role("button", name="Show the whole number").click()
    assert page.get_by_text(NUMBER).is_visible()
    page.get_by_label("How you verified them").fill("Called on the number on file.")
    page.get_by_role("button", name="Verify").click()
    assert page.get_by_text("The bank details are verified.").is_visible()
    done = BankDetail.objects.get()
    assert (done.state, done.masked) == ("verified", MASKED)
