"""The registers in a real browser: no barrier axe can find, nothing wider than a phone, and no script needed."""

import pytest

from tests.browser import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_registers_have_no_barrier_and_do_not_scroll_sideways(fenced_page, live_server, axe, past):
    pages = ["", "supply/", "supply/?kind=ecosystem&on=2021-03-11", "supply/?words=zebra", "demand/"]
    pages += ["transactions/", "agreements/", "codebook/"]
    for address in pages:
        fenced_page.goto(f"{live_server.url}/registers/{address}")
        for size in (DESKTOP, PHONE):
            fenced_page.set_viewport_size(size)
            assert axe(fenced_page) == [], (address, size)
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert fenced_page.evaluate(wide) is False, (address, size)


def test_a_list_is_filtered_without_a_script(scriptless_page, live_server, past):
    page = scriptless_page
    page.goto(f"{live_server.url}/registers/transactions/")
    page.get_by_text("More filters").click()
    page.get_by_label("Type").select_option("retire")
    page.get_by_role("button", name="Show").click()
    assert page.get_by_role("status").inner_text() == "1 transaction line, 5 credits moved."
    page.get_by_role("link", name="Clear filters").click()
    assert page.get_by_role("status").inner_text() == "2 transaction lines, 15 credits moved."
