"""Pages and API of payment runs: from opening to the bank file by three people, and how many questions a list asks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registry.fund import states
from registry.fund.models import PaymentRun, RunLine
from registry.parties.models import RoleAssignment
from tests.fund_runs import builders
from tests.fund_runs.builders import People

Signed = Callable[[Any], Client]


def due_sites(people: People, count: int, *, first: int = 1) -> None:
    """Sites whose first year is due today, the owners of which can be paid."""
    today = timezone.localdate()
    for number in range(first, first + count):
        owner = builders.holder(people, f"Two Gums {number}")
        builders.bank(people, owner, account=f"{10_000_000 + number}", usable_from=today)
        builders.tax(people, owner)
        account = builders.site(people, f"BS{9_000 + number}", owners=[(owner, 1)], began=today)
        builders.year(account, 1, began=today)


@pytest.fixture
def second_approver(people: People) -> Any:
    """The reviewer of the trust, made an approver."""
    person = people.cast.person("trust_reviewer")
    RoleAssignment.objects.create(
        user=person,
        organisation=people.cast.organisation("trust"),
        role="trust_approver",
        valid_from=timezone.localdate() - timedelta(days=1),
    )
    return person


def test_three_people_take_a_run_from_opening_to_the_bank_on_pages(
    people: People,
    client_for: Signed,
    second_approver: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    builders.set_index(people)
    due_sites(people, 2)
    today = timezone.localdate().isoformat()
    officer, approver, releaser = (
        client_for(person)
        for person in (
            people.cast.person("trust_officer"),
            people.cast.person("trust_approver"),
            second_approver,
        )
    )
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(reverse("run-new"), {"due_to": today, "kind": "annual", "key": "a"})
    run = PaymentRun.objects.get()
    assert run.state == states.PREPARED
    shown = approver.get(reverse("run-approve", args=[run.public_id])).content.decode()
    assert run.fingerprint in shown and "$21,900.00 in 2 payments" in shown
    approver.post(reverse("run-approve", args=[run.public_id]), {"fingerprint": run.fingerprint})
    with django_capture_on_commit_callbacks(execute=True):
        releaser.post(reverse("run-release", args=[run.public_id]), {})
    run.refresh_from_db()
    assert run.completed_at is not None
    file = run.files.get()
    taken = approver.post(reverse("bank-file", args=[file.public_id]), {"key": "b"})
    assert taken.content == builders.content(run)
    assert taken["Content-Disposition"].endswith('-1.aba"')
    officer.post(reverse("run-settle", args=[run.public_id]), {"paid_on": f"{run.processing_on:%d/%m/%Y}"})
    line = RunLine.objects.filter(run=run).first()
    assert line is not None
    if run.processing_on <= timezone.localdate():
        assert line.state == states.PAID


def test_a_page_of_a_run_never_shows_an_account_number(people: People, client_for: Signed) -> None:
    builders.set_index(people)
    due_sites(people, 1)
    run = builders.prepared(people, due_to=timezone.localdate())
    client = client_for(people.cast.person("trust_officer"))
    line = RunLine.objects.get(run=run)
    pages = [
        client.get(reverse("run", args=[run.public_id])),
        client.get(reverse("run-line", args=[line.public_id])),
    ]
    csv = b"".join(client.get(reverse("run-lines-file", args=[run.public_id])).streaming_content)
    assert "•••001" in pages[1].content.decode()
    for content in (*(page.content for page in pages), csv):
        assert b"10000001" not in content


def test_a_held_payment_tells_why_and_where_to_mend_it(people: People, client_for: Signed) -> None:
    due_sites(people, 1)
    run = builders.prepared(people, due_to=timezone.localdate())
    page = client_for(people.cast.person("auditor")).get(reverse("run", args=[run.public_id]))
    text = page.content.decode()
    assert "Price index not set" in text and reverse("fund-facts") in text
    assert reverse("run-cancel", args=[run.public_id]) not in text


def test_a_return_file_that_is_no_csv_is_refused_on_its_page(people: People, client_for: Signed) -> None:
    client = client_for(people.cast.person("trust_officer"))
    file = SimpleUploadedFile("returns.csv", b"not,the,columns\n1,2,3\n")
    answer = client.post(reverse("bank-returns-new"), {"file": file})
    assert answer.status_code == 400
    assert "the column lodgement_reference is missing" in answer.content.decode()


@pytest.mark.parametrize("name", ["run", "api-run-lines"])
def test_a_list_asks_the_same_questions_for_one_line_and_for_many(
    people: People, client_for: Signed, django_assert_num_queries: Any, name: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    builders.set_index(people)
    due_sites(people, 1)
    today = timezone.localdate()
    client = client_for(people.cast.person("auditor"))
    run = builders.prepared(people, due_to=today)
    address = reverse(name, args=[run.public_id])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        assert client.get(address).status_code == 200
    due_sites(people, 5, first=2)
    PaymentRun.objects.filter(pk=run.pk).update(state=states.OPENED)
    builders.prepared(people, run=run)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(one)
