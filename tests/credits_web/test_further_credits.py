"""Further credits of a varied agreement: issued on the lot's page or by a program, once, by who had no part in it."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from credits.models import Lot, Movement
from registry.agreements.models import AgreementChange
from tests.builders_ledger import approve_change, varied_lot
from tests.credits_web.conftest import filled, hidden, text_of

pytestmark = pytest.mark.django_db
LABEL = "Issue further credits"


@pytest.fixture
def lot(request, market):
    """The root lot of 100 credits of an agreement with one approved variation."""
    return varied_lot(request.getfixturevalue)


@pytest.fixture
def change(lot):
    return AgreementChange.objects.get()


def page_of(lot):
    return reverse("lot-page", args=[lot.number])


def issuing(lot):
    return reverse("lot-issue-further", args=[lot.number])


def api(lot):
    return f"/api/v1/credits/lots/{lot.number}/issue-further/"


def step(client, lot):
    """The step on the lot's page: may it be taken, and why not; None where it is not there."""
    steps = client.get(page_of(lot)).context["steps"]
    return next(((one.allowed, one.reason) for one in steps if one.action == "issue-further"), None)


@pytest.mark.statement("N11")
def test_a_variation_issues_further_credits_once_however_often_the_form_is_sent(
    market, lot, change, approver
):
    assert step(approver, lot) == (True, "")
    page = approver.get(issuing(lot))
    assert f"Variation of {timezone.localdate():%d/%m/%Y}: More restoration." in text_of(page)
    sent = {**hidden(page), "change": str(change.public_id), "quantity": "1,006", "reason": "As agreed."}
    for _ in range(2):
        answer = approver.post(issuing(lot), sent)
        assert (answer.status_code, answer.url) == (303, page_of(lot))
    assert Lot.objects.get().available == 1_106
    movement = Movement.objects.latest("pk")
    assert (movement.kind, movement.quantity, movement.reason) == ("issue", 1_006, "As agreed.")
    again = approver.post(issuing(lot), {**sent, "key": "another"})
    assert again.status_code == 409
    assert again.context["form"].errors["change"] == ["Choose a change that has not issued into this lot."]
    assert Lot.objects.get().available == 1_106
    assert step(approver, lot) == (
        False,
        "Each approved change has issued into this lot already, or you had a part in it (N11).",
    )
    told = text_of(approver.get(reverse("lot-history", args=[lot.number])))
    assert f"issued 1,006 further credits into lot {lot.number}" in told


def test_what_is_missing_is_said_at_its_field(lot, approver):
    page = filled(approver, issuing(lot), {"quantity": "0"})
    assert page.status_code == 400
    assert {name: list(texts) for name, texts in page.context["form"].errors.items()} == {
        "change": ["Choose the change that brings these credits."],
        "quantity": ["Enter one credit or more."],
        "reason": ["Say why the credits are issued."],
    }


def test_the_step_is_the_approvers_and_only_where_a_change_was_approved(
    market, lot, change, approver, officer
):
    assert step(officer, lot) is None
    assert step(approver, market.lot(5)) is None
    for values in ({"state": "agreed"}, {"kind": "termination", "state": "approved"}):
        AgreementChange.objects.update(**values)
        assert step(approver, lot) is None


def test_a_suspended_agreement_and_a_part_in_the_change_close_the_step(market, lot, change, approver):
    AgreementChange.objects.update(proposed_by=market.approver)
    allowed, reason = step(approver, lot)
    assert (allowed, "you had a part in it" in reason) == (False, True)
    lot.agreement.suspended_on = timezone.localdate()
    lot.agreement.save(update_fields=["suspended_on"])
    assert step(approver, lot) == (
        False,
        "Credits are issued only while the agreement is in force and not suspended.",
    )


def test_a_lot_that_no_agreement_issued_has_no_such_page(market, approver):
    assert approver.get(issuing(market.lot(5))).status_code == 404


def test_a_program_issues_further_credits_once(market, lot, change, api_for):
    client = api_for(market.approver)
    body = {"change": str(change.public_id), "quantity": 6, "reason": "As agreed."}
    made = client.post(api(lot), body, headers={"Idempotency-Key": "further-1"})
    assert (made.status_code, made.json()) == (201, {"id": lot.number, "state": "issued", "quantity": 6})
    same = client.post(api(lot), body, headers={"Idempotency-Key": "further-1"})
    assert (same.status_code, same.json()) == (201, made.json())
    other = client.post(api(lot), body, headers={"Idempotency-Key": "further-2"})
    assert (other.status_code, other.json()["code"]) == (409, "change.issued_already")
    assert Lot.objects.get().available == 106


def test_a_refusal_to_a_program_names_the_field(request, market, lot, change, api_for):
    client = api_for(market.approver)
    body = {"change": str(change.public_id), "quantity": 6, "reason": "As agreed."}
    open_change = approve_change(lot.agreement, request.getfixturevalue, state="agreed", approved_by=None)
    for field, value, status in (
        ("change", str(uuid4()), 400),
        ("change", str(open_change.public_id), 409),
        ("quantity", 0, 400),
        ("reason", "", 400),
        ("lot", lot.number, 400),
    ):
        answer = client.post(api(lot), body | {field: value})
        assert (answer.status_code, answer.json()["findings"][0]["field"]) == (status, field)
    assert Lot.objects.get().available == 100
