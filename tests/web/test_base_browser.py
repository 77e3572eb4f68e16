"""The frame and the people pages in a real browser: no barrier axe can find, no outside request, no script needed."""

import pytest
from django.urls import reverse
from playwright.sync_api import Error

from registry.jobs.models import Job
from tests.browser import DESKTOP, PHONE, fence

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def addresses(registrar, assessor, today):
    """Pages of each kind: reading, searching, a form, a table, a running job."""
    job = Job.objects.create(
        kind="test", requested_by=registrar, state="running", progress_done=1, progress_total=2
    )
    return [
        "/",
        "/limits/",
        "/people/",
        reverse("person", args=[assessor.public_id]),
        reverse("role-assign", args=[assessor.public_id]),
        "/people/register/",
        "/people/account/",
        reverse("job", args=[job.public_id]),
    ]


def test_pages_have_no_barrier_and_do_not_scroll_sideways(
    fenced_page, live_server, axe, sign_in, registrar, addresses
):
    sign_in(fenced_page, registrar)
    for address in addresses:
        fenced_page.goto(live_server.url + address)
        for size in (DESKTOP, PHONE):
            fenced_page.set_viewport_size(size)
            assert axe(fenced_page) == [], (address, size)
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert fenced_page.evaluate(wide) is False, (address, size)


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
def test_sign_in_pages_have_no_barrier(fenced_page, live_server, axe, address):
    fenced_page.goto(live_server.url + address)
    assert axe(fenced_page) == []


@pytest.mark.parametrize("address", ["http://example.org/", "http://192.0.2.1/"])
def test_a_request_to_the_outside_leads_nowhere_and_is_told(page, live_server, address):
    trouble = fence(page, live_server.url)
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto(address)
    assert f"outside request: {address}" in trouble


def test_our_own_fonts_are_used(fenced_page, live_server):
    fenced_page.goto(live_server.url)
    fenced_page.evaluate("document.fonts.ready")
    loaded = fenced_page.evaluate(
        "[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)"
    )
    assert {"Public Sans", "Material Icons"} <= {name.strip('"') for name in loaded}


def test_the_keyboard_skips_to_the_content(fenced_page, live_server):
    fenced_page.goto(live_server.url + "/about/")
    fenced_page.keyboard.press("Tab")
    assert fenced_page.evaluate("document.activeElement.textContent") == "Skip to content"
    fenced_page.keyboard.press("Enter")
    assert fenced_page.evaluate("document.activeElement.id") == "content"


def test_an_error_summary_takes_the_focus_and_leads_to_the_field(page, live_server, sign_in, registrar):
    sign_in(page, registrar)
    page.goto(live_server.url + reverse("organisation-create"))
    page.get_by_role("button", name="Enter the organisation").click()
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.get_by_role("link", name="Enter the organisation's name.").click()
    assert page.evaluate("document.activeElement.id") == "id_name"


def test_a_role_is_given_without_javascript(
    scriptless_page, live_server, sign_in, registrar, stranger, trust, act
):
    page = scriptless_page
    sign_in(page, registrar)
    page.goto(live_server.url + "/people/")
    page.get_by_role("link", name="Sam Stranger").click()
    page.get_by_role("link", name="Give a role").click()
    page.get_by_label("Reviewer").check()
    page.get_by_label("For the organisation").select_option(label=trust.name)
    page.get_by_role("button", name="Give the role").click()
    assert page.get_by_text("Sam Stranger was given the role.").is_visible()
    assert act(stranger).reviewing_organisation_ids == {trust.pk}


def test_a_running_job_moves_on_by_itself(fenced_page, live_server, sign_in, assessor):
    job = Job.objects.create(
        kind="test", requested_by=assessor, state="running", progress_done=1, progress_total=2
    )
    sign_in(fenced_page, assessor)
    fenced_page.goto(live_server.url + reverse("job", args=[job.public_id]))
    assert fenced_page.get_by_role("progressbar").is_visible()
    Job.objects.update(state="succeeded", message="All rows were read.")
    fenced_page.get_by_text("All rows were read.").wait_for(timeout=10_000)


def test_the_description_of_the_api_is_drawn_within_the_content_policy(fenced_page, live_server):
    fenced_page.goto(live_server.url + "/api/v1/docs/")
    fenced_page.get_by_text("/api/v1/accreditations/").first.wait_for(timeout=20_000)
    assert fenced_page.get_by_role("heading", level=1, name="The API").is_visible()


@pytest.mark.parametrize("person", ["registrar", "registrar_approver", "auditor", "trust_approver"])
def test_the_header_is_one_line_with_room_to_spare_and_its_menus_open_by_keyboard(
    fenced_page, live_server, sign_in, axe, request, person
):
    sign_in(fenced_page, request.getfixturevalue(person))
    fenced_page.set_viewport_size(DESKTOP)
    fenced_page.goto(live_server.url + "/limits/")
    items = fenced_page.locator(".reg-nav > .nsw-container > ul > li")
    boxes = [item.bounding_box() for item in items.all()]
    assert len({box["y"] for box in boxes}) == 1
    inside = fenced_page.locator(".reg-nav > .nsw-container > ul").bounding_box()
    assert boxes[-1]["x"] + boxes[-1]["width"] + 60 < inside["x"] + inside["width"]
    more = fenced_page.locator("summary", has_text="More")
    hidden = fenced_page.get_by_role("link", name="Accredited assessors")
    assert not hidden.is_visible()
    more.focus()
    fenced_page.keyboard.press("Enter")
    assert hidden.is_visible()
    fenced_page.keyboard.press("Tab")
    fenced_page.keyboard.press("Enter")
    fenced_page.wait_for_url("**/people/register/")
    assert fenced_page.locator("details.reg-nav__menu--here > summary").inner_text() == "More"
    fenced_page.locator("summary", has_text="More").click()
    assert axe(fenced_page) == []
