"""Fees: dated amounts with their source, what is charged, and what is paid."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.audit.models import AuditEvent
from registry.fees import selectors
from registry.fees.models import FeeAmount, FeeCharge, FeeKind
from registry.fees.services.amounts import enter_fee_amount
from registry.fees.services.charging import charge
from registry.fees.services.payments import record_fee_paid
from registry.fees.standing import standing
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible

pytestmark = pytest.mark.django_db
TRANSFER = FeeKind.TRANSFER.value


@pytest.fixture
def enter(act: Any, registrar: Any, today: date) -> Any:
    """`enter(cents, from_day)` as the registrar; today unless told."""

    def run(cents: int, effective_from: date | None = None, **inputs: Any) -> dict[str, Any]:
        values = {"kind": TRANSFER, "source": "Made-up schedule, page 1", **inputs}
        return enter_fee_amount(
            actor=act(registrar), amount_cents=cents, effective_from=effective_from or today, **values
        )

    return run


def codes(refusal: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in refusal.value.findings]


def test_without_an_amount_nothing_is_charged_and_the_page_says_not_set(client_for, registrar, today):
    made = charge(kind=TRANSFER, subject="transfer:1", today=today)
    found = standing(made)
    assert (made.amount, found.state, found.amount_cents, found.movement_step) == (
        None,
        "not_set",
        None,
        "not_set",
    )
    assert found.text == f"Not set: no amount of this fee was entered for {today:%d/%m/%Y}."
    text = client_for(registrar).get(reverse("fee-list")).content.decode()
    assert text.count("In force today: <strong>not set</strong>.") == 3


def test_a_charge_leads_to_what_it_is_for(client_for, registrar, today):
    known = charge(kind=TRANSFER, subject=f"transfer:{uuid4()}", today=today)
    charge(kind=TRANSFER, subject="transfer:1", today=today)
    client = client_for(registrar)
    address = reverse("transfer-page", args=[known.subject.partition(":")[2]])
    for page in (reverse("fee-charges"), reverse("fee-charge", args=[known.public_id])):
        assert f'<a href="{address}">{known.subject}</a>' in client.get(page).content.decode()
    assert ">transfer:1</a>" not in client.get(reverse("fee-charges")).content.decode()


def test_a_charge_is_the_amount_in_force_on_its_day(enter, today):
    enter(10_000, today - timedelta(days=30))
    enter(12_550, today)
    enter(99_900, today + timedelta(days=1))
    assert charge(kind=TRANSFER, subject="transfer:1", today=today).amount.amount_cents == 12_550
    before = charge(kind=TRANSFER, subject="transfer:2", today=today - timedelta(days=1))
    assert before.amount.amount_cents == 10_000
    assert charge(kind=TRANSFER, subject="transfer:3", today=today - timedelta(days=31)).amount is None


def test_a_subject_is_charged_once_and_keeps_its_amount(enter, today):
    enter(10_000, today - timedelta(days=1))
    first = charge(kind=TRANSFER, subject="transfer:1", today=today - timedelta(days=1))
    enter(20_000, today)
    assert charge(kind=TRANSFER, subject="transfer:1", today=today) == first
    assert standing(first).amount_cents == 10_000


def test_an_unknown_kind_of_fee_is_a_bug_of_the_caller(today):
    with pytest.raises(ValueError, match="no fee called parking"):
        charge(kind="parking", subject="x", today=today)


def test_a_fee_of_nil_needs_no_payment(enter, today, act, registrar):
    enter(0)
    made = charge(kind=TRANSFER, subject="transfer:1", today=today)
    found = standing(made)
    assert (found.state, found.amount_cents, found.movement_step, found.settled) == (
        "nil",
        0,
        "not_required",
        True,
    )
    with pytest.raises(DomainError) as refusal:
        record_fee_paid(
            actor=act(registrar), charge_id=made.public_id, paid_on=today, receipt="R1", today=today
        )
    assert refusal.value.code == "fee.nil"


def test_an_amount_begins_after_the_newest_one(enter, today):
    enter(100, today)
    for day in (today, today - timedelta(days=1)):
        with pytest.raises(InvalidInput) as refusal:
            enter(200, day)
        assert codes(refusal) == [("fee.amount.before_the_newest", "effective_from")]
    assert FeeAmount.objects.count() == 1


def test_every_wrong_value_of_an_amount_is_named_at_once(enter):
    with pytest.raises(InvalidInput) as refusal:
        enter(-1, kind="parking", source=" ")
    assert codes(refusal) == [
        ("fee.kind.unknown", "kind"),
        ("fee.amount.range", "amount_cents"),
        ("fee.source.missing", "source"),
    ]
    with pytest.raises(InvalidInput) as refusal:
        enter(100_000_001, source="x" * 301)
    assert codes(refusal) == [("fee.amount.range", "amount_cents"), ("fee.source.too_long", "source")]


def test_an_amount_that_was_entered_cannot_be_changed_in_the_database(enter):
    enter(100)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FeeAmount.objects.update(amount_cents=1)


@pytest.mark.parametrize("who", ["registrar_approver", "auditor", "trust_officer", "developer"])
def test_only_the_registrar_enters_amounts_and_marks_payments(request, act, enter, today, who):
    enter(100)
    made = charge(kind=TRANSFER, subject="transfer:1", today=today)
    actor = act(request.getfixturevalue(who))
    with pytest.raises(NotAllowed) as refusal:
        enter_fee_amount(actor=actor, kind=TRANSFER, amount_cents=1, effective_from=today, source="x")
    assert refusal.value.code == "fee.not_registrar"
    expected = NotAllowed if who in ("registrar_approver", "auditor") else NotVisible
    with pytest.raises(expected):
        record_fee_paid(actor=actor, charge_id=made.public_id, paid_on=today, receipt="R1", today=today)
    made.refresh_from_db()
    assert made.paid_on is None


def test_a_charge_is_paid_once_with_a_receipt(enter, act, registrar, today):
    enter(12_550)
    made = charge(kind=TRANSFER, subject="transfer:1", today=today)
    assert standing(made).text == f"$125.50 due since {today:%d/%m/%Y}."
    paid = {"actor": act(registrar), "charge_id": made.public_id, "paid_on": today, "today": today}
    record_fee_paid(**paid, receipt=" R 17 ")
    made.refresh_from_db()
    found = standing(made)
    assert (found.state, found.movement_step) == ("paid", "done")
    assert found.text == f"$125.50 paid on {today:%d/%m/%Y}, receipt R 17."
    with pytest.raises(DomainError) as refusal:
        record_fee_paid(**paid, receipt="R 18")
    assert refusal.value.code == "fee.paid_already"
    made.refresh_from_db()
    assert made.receipt == "R 17"
    assert AuditEvent.objects.filter(action="fee.record_paid").count() == 1


def test_a_payment_in_the_future_or_without_a_receipt_is_refused(enter, act, registrar, today):
    enter(100)
    made = charge(kind=TRANSFER, subject="transfer:1", today=today)
    with pytest.raises(InvalidInput) as refusal:
        record_fee_paid(
            actor=act(registrar),
            charge_id=made.public_id,
            paid_on=today + timedelta(days=1),
            receipt=" ",
            today=today,
        )
    assert codes(refusal) == [("fee.paid.in_the_future", "paid_on"), ("fee.receipt", "receipt")]


def test_a_charge_whose_fee_is_not_set_cannot_be_marked_as_paid(act, registrar, today):
    made = charge(kind=TRANSFER, subject="transfer:1", today=today)
    with pytest.raises(DomainError) as refusal:
        record_fee_paid(
            actor=act(registrar), charge_id=made.public_id, paid_on=today, receipt="R1", today=today
        )
    assert refusal.value.code == "fee.not_set"


def test_charges_are_found_by_how_they_stand(enter, act, registrar, today):
    actor = act(registrar)
    charge(kind=TRANSFER, subject="not_set", today=today - timedelta(days=1))
    enter(100)
    enter(0, kind=FeeKind.RETIREMENT.value)
    charge(kind=TRANSFER, subject="due", today=today)
    charge(kind=FeeKind.RETIREMENT, subject="nil", today=today)
    paid = charge(kind=TRANSFER, subject="paid", today=today)
    record_fee_paid(actor=actor, charge_id=paid.public_id, paid_on=today, receipt="R1", today=today)
    for state in selectors.OF_STATE:
        found = list(selectors.charges(actor, state=state))
        assert [one.subject for one in found] == [state]
        assert standing(found[0]).state == state
    assert selectors.charges(actor).count() == 4


# --- pages ---------------------------------------------------------------------------------------------------------
def test_an_amount_is_entered_in_dollars_and_shown_with_its_source(client_for, registrar, today):
    client = client_for(registrar)
    sent = {
        "kind": TRANSFER,
        "amount_cents": "1412.50",
        "effective_from": today.isoformat(),
        "source": "Sch 1",
    }
    answer = client.post(reverse("fee-amount-new"), {**sent, "key": "k"})
    assert (answer.status_code, answer.url) == (303, reverse("fee-list"))
    client.post(reverse("fee-amount-new"), {**sent, "key": "k"})
    assert [row.amount_cents for row in FeeAmount.objects.all()] == [141_250]
    text = client.get(reverse("fee-list")).content.decode()
    assert "In force today: <strong>$1,412.50</strong>" in text
    assert "Sch 1" in text


@pytest.mark.parametrize("amount", ["-1", "1.005", "abc", ""])
def test_a_wrong_amount_comes_back_with_what_was_typed(client_for, registrar, today, amount):
    sent = {"kind": TRANSFER, "amount_cents": amount, "effective_from": today.isoformat(), "source": "Sch 1"}
    answer = client_for(registrar).post(reverse("fee-amount-new"), sent)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert '<a href="#id_amount_cents">' in text
    assert 'value="Sch 1"' in text
    assert not FeeAmount.objects.exists()


def test_a_charge_is_marked_as_paid_on_its_page(client_for, registrar, enter, today):
    enter(100)
    made = charge(kind=TRANSFER, subject="transfer:1", today=today)
    client, address = client_for(registrar), reverse("fee-charge", args=[made.public_id])
    refused = client.post(address, {"paid_on": today.isoformat(), "receipt": ""})
    assert refused.status_code == 400
    answer = client.post(address, {"paid_on": today.isoformat(), "receipt": "R1", "key": "k"}, follow=True)
    text = answer.content.decode()
    assert f"$1.00 paid on {today:%d/%m/%Y}, receipt R1." in text
    assert "<h2>Mark as paid</h2>" not in text


def test_the_list_of_charges_asks_as_often_for_many_as_for_one(client_for, registrar, enter, today):
    enter(100)
    client, counts = client_for(registrar), []
    for number in (1, 20):
        for _ in range(number):
            charge(kind=TRANSFER, subject=f"transfer:{uuid4()}", today=today)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("fee-charges")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- API -----------------------------------------------------------------------------------------------------------
def test_fees_are_entered_read_and_paid_over_the_api(api_for, registrar, developer, today):
    client = api_for(registrar)
    sent = {"kind": TRANSFER, "amount_cents": 5_000, "effective_from": today.isoformat(), "source": "Sch 1"}
    assert client.post("/api/v1/fees/", sent, format="json").status_code == 201
    shown = {row["kind"]: row["in_force"] for row in api_for(developer).get("/api/v1/fees/").json()}
    assert shown["credit_transfer"]["amount_cents"] == 5_000
    assert shown["credit_retirement"] is None
    made: FeeCharge = charge(kind=TRANSFER, subject="transfer:1", today=today)
    address = f"/api/v1/fee-charges/{made.public_id}/"
    assert client.get(address).json()["state"] == "due"
    paid = client.post(f"{address}paid/", {"paid_on": today.isoformat(), "receipt": "R1"}, format="json")
    assert (paid.json()["state"], paid.json()["receipt"]) == ("paid", "R1")
    assert client.get("/api/v1/fee-charges/?state=paid").json()["count"] == 1
    assert client.get("/api/v1/fee-charges/?state=due").json()["count"] == 0
