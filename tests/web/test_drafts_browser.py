"""Typing in a real browser and leaving the page: what was typed is there again."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import FormDraft
from tests import builders
from tests.web.desk import page as section_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    return section_page(revision, "proposal")


def test_what_is_typed_is_kept_while_typing_and_is_back_when_the_page_is(
    fenced_page, sign_in, axe, live_server, assessor, address
):
    sign_in(fenced_page, assessor)
    fenced_page.goto(live_server.url + address)
    fenced_page.get_by_label("Description").press_sequentially("Six hectares of sand")
    expect(fenced_page.get_by_role("status")).to_contain_text("Draft kept at", timeout=8_000)
    assert FormDraft.objects.count() == 1
    fenced_page.goto("about:blank")
    fenced_page.goto(live_server.url + address)
    expect(fenced_page.get_by_label("Description")).to_have_value("Six hectares of sand")
    expect(fenced_page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    assert axe(fenced_page) == []
    fenced_page.get_by_role("button", name="Discard the draft").click()
    expect(fenced_page.get_by_label("Description")).to_have_value("")


@pytest.mark.browser_on_both
def test_closing_the_page_at_once_keeps_the_last_key(fenced_page, sign_in, live_server, assessor, address):
    sign_in(fenced_page, assessor)
    fenced_page.goto(live_server.url + address)
    fenced_page.get_by_label("Description").press_sequentially("Six")
    fenced_page.goto(live_server.url + reverse("case-list"))
    fenced_page.goto(live_server.url + address)
    expect(fenced_page.get_by_label("Description")).to_have_value("Six")


def test_text_typed_while_signed_out_stays_in_the_tab_and_is_back_after_signing_in(
    page, sign_in, live_server, assessor, address
):
    sign_in(page, assessor)
    page.goto(live_server.url + address)
    session = next(one for one in page.context.cookies() if one["name"] == "sessionid")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Description").press_sequentially("Typed signed out")
    expect(page.get_by_role("status")).to_contain_text("stays in this tab", timeout=8_000)
    assert not FormDraft.objects.exists()
    page.context.add_cookies([session])
    page.goto(live_server.url + address)
    expect(page.get_by_label("Description")).to_have_value("Typed signed out")
