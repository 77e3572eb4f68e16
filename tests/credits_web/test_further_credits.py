"""Further credits of a varied agreement: issued on the lot's page or by a program, once, by who had no part in it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from credits.models import Lot, Movement
from registry.agreements.models import Agreement, AgreementChange
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


def listed(client):
    page = client.get("/credits/desk/?kind=change")
    return [(row["change"].pk, [one.number for one in row["lots"]]) for row in page.context["changes"]]


def test_the_desk_lists_an_approved_change_until_credits_are_issued_because_of_it(
    market, lot, change, approver, officer, client_for, auditor
):
    for client in (approver, officer, client_for(auditor)):
        assert listed(client) == [(change.pk, [lot.number])]
    assert "Changes with nothing issued (1)" in text_of(officer.get("/credits/desk/"))
    page = text_of(officer.get("/credits/desk/?kind=change"))
    assert "Variation More restoration." in page and "nothing has to be done about it" in page
    values = {"change": str(change.public_id), "quantity": "6", "reason": "As agreed."}
    assert filled(approver, issuing(lot), values).status_code == 303
    assert listed(officer) == []


@pytest.mark.parametrize(
    "values", [{"suspended_on": "2026-03-02"}, {"state": "terminated"}], ids=["suspended", "terminated"]
)
def test_the_desk_lists_no_change_that_cannot_issue_now(market, lot, change, officer, values):
    Agreement.objects.update(**values)
    assert listed(officer) == []


@pytest.mark.parametrize("values", [{"state": "agreed", "approved_by": None}, {"kind": "termination"}])
def test_the_desk_lists_approved_variations_and_renewals_alone(market, lot, change, officer, values):
    AgreementChange.objects.update(**values)
    assert listed(officer) == []


def test_the_desk_needs_as_many_queries_for_many_changes_as_for_one(request, market, lot, change, officer):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert officer.get("/credits/desk/?kind=change").status_code == 200
        return len(captured)

    officer.get("/credits/desk/?kind=change")
    one = queries()
    for number in range(3):
        approve_change(lot.agreement, request.getfixturevalue, reason=f"Change {number}.")
    assert len(listed(officer)) == 4
    assert queries() == one


def test_an_agreement_leads_to_its_lots_and_a_lot_to_its_agreement(market, lot, officer, seller, client_for):
    agreement = lot.agreement
    page = reverse("agreement-page", args=[agreement.public_id])
    for client in (officer, seller):
        seen = client.get(page).content.decode()
        assert f'href="{page_of(lot)}"' in seen
        assert 'href="/credits/holdings/?state=all&amp;search=BS9002"' in seen
        assert f'href="{page}"' in client.get(page_of(lot)).content.decode()
    found = officer.get("/credits/holdings/?state=all&search=BS9002")
    assert [row["lot"].number for row in found.context["rows"]] == [lot.number]


def test_an_agreement_shows_no_lots_to_an_owner_who_holds_none(market, lot, client_for, request):
    other = request.getfixturevalue("other_landholder")
    lot.agreement.owner_shares.create(organisation=other, parts=1, valid_from="2026-03-02")
    owner = client_for(request.getfixturevalue("other_landholder_signatory"))
    seen = text_of(owner.get(reverse("agreement-page", args=[lot.agreement.public_id])))
    assert "Parts of the agreement" in seen
    assert "Credits issued under it" not in seen
    assert owner.get(page_of(lot)).status_code == 404
