"""The pages of payment runs in a browser: no barrier, and no wider than a phone."""

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.fund import states
from registry.fund.models import RunLine
from tests.browser import DESKTOP, PHONE
from tests.fund_runs import builders
from tests.fund_runs.builders import People

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_the_pages_of_a_run_have_no_barrier_and_do_not_scroll_sideways(
    people: People, fenced_page, live_server, axe, sign_in
):
    today = timezone.localdate()
    builders.set_index(people)
    paid = builders.holder(people, "Two Gums Grazing and Conservation Partnership")
    builders.bank(people, paid, title="Two Gums", usable_from=today)
    builders.tax(people, paid)
    held = builders.holder(people, "Three Gums")
    for number, owner in enumerate((paid, held), start=1):
        account = builders.site(people, f"BS900{number}", owners=[(owner, 1)], began=today)
        builders.year(account, 1, began=today)
    prepared = builders.prepared(people, due_to=today)
    lines = RunLine.objects.order_by("state").values_list("public_id", flat=True)
    pages = [reverse(name) for name in ("run-list", "run-new", "bank-returns-new")]
    pages += [reverse(name, args=[prepared.public_id]) for name in ("run", "run-approve", "run-cancel")]
    pages += [reverse("run-line", args=[line]) for line in lines]
    sign_in(fenced_page, people.cast.person("trust_approver"))
    look_at(fenced_page, live_server, axe, pages)
    released = builders.complete(people, builders.release(people, approve(people, prepared)))
    assert released.state == states.RELEASED
    look_at(fenced_page, live_server, axe, [reverse("run", args=[released.public_id])])


def approve(people: People, run):
    """By the approver, for the lines as they are."""
    builders.runs.approve(
        actor=people.approver, run_id=str(run.public_id), fingerprint=run.fingerprint, now=builders.NOW
    )
    run.refresh_from_db()
    return run


def look_at(page, live_server, axe, addresses: list[str]) -> None:
    """Each of them, on a desk and on a phone."""
    for address in addresses:
        answer = page.goto(f"{live_server.url}{address}")
        assert answer.status == 200, address
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            assert axe(page) == [], (address, size)
            assert page.evaluate(WIDE) is False, (address, size)
