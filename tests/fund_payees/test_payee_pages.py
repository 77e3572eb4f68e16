"""The pages of bank details and tax: masked for everybody, the whole number for the verifier alone."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.audit.models import AuditEvent
from registry.fund.models import BankDetail, TaxStanding
from tests.conftest import BACKEND, make_organisation
from tests.fund_payees.accounts import MASKED, NUMBER, SECRETS, enter, verify

pytestmark = pytest.mark.django_db

FORM = {"bsb": "999 123", "account_number": NUMBER, "title": "Ironbark Family Trust"}


def page_of(organisation: Any) -> str:
    return reverse("payee-page", args=[organisation.public_id])


def new_of(organisation: Any) -> str:
    return reverse("bank-details-new", args=[organisation.public_id])


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def leaks(answer: Any) -> list[str]:
    return [secret for secret in SECRETS if secret in text(answer)]


@pytest.fixture
def entered(act, landholder, landholder_signatory):
    return enter(act(landholder_signatory), landholder)


def test_the_holder_enters_an_account_and_sees_it_masked(client_for, landholder, landholder_signatory):
    client = client_for(landholder_signatory)
    answer = client.post(new_of(landholder), FORM, follow=True)
    assert answer.redirect_chain == [(page_of(landholder), 303)]
    assert f"the account ending in <strong>{MASKED}</strong>" in text(answer)
    assert "The bank details entered are not verified yet." in text(answer)
    assert leaks(answer) == []


def test_a_faulty_account_is_shown_beside_its_field_and_nothing_is_kept(
    client_for, landholder, landholder_signatory
):
    client = client_for(landholder_signatory)
    answer = client.post(new_of(landholder), FORM | {"bsb": "12"})
    assert answer.status_code == 400
    assert '<a href="#id_bsb">' in text(answer)
    assert BankDetail.objects.count() == 0
    assert leaks(client.get(new_of(landholder))) == []


def test_a_form_that_comes_after_the_sign_in_ran_out_is_not_kept(client_for, landholder):
    client = client_for(None)
    answer = client.post(new_of(landholder), FORM)
    assert answer.status_code == 302
    assert not any(NUMBER in str(value) for value in client.session.values())
    assert NUMBER not in answer.url and NUMBER not in str(answer.cookies)


def test_the_browser_is_told_to_remember_nothing(client_for, landholder, landholder_signatory):
    answer = client_for(landholder_signatory).get(new_of(landholder))
    assert text(answer).count('autocomplete="off"') == 3
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_form_of_another_site_is_refused(landholder, landholder_signatory):
    client = Client(enforce_csrf_checks=True)
    client.force_login(landholder_signatory, backend=BACKEND)
    assert client.post(new_of(landholder), FORM).status_code == 403
    assert BankDetail.objects.count() == 0


def test_entering_too_often_is_stopped(client_for, landholder, landholder_signatory):
    client = client_for(landholder_signatory)
    statuses = [client.post(new_of(landholder), FORM | {"bsb": "1"}).status_code for _ in range(11)]
    assert statuses == [400] * 10 + [429]


def test_the_verifier_asks_for_the_whole_number_and_verifies(client_for, entered, trust_officer):
    client = client_for(trust_officer)
    address = reverse("bank-details-check", args=[entered.public_id])
    before = client.get(address)
    assert leaks(before) == []
    shown = client.post(address, {"show": "yes"})
    assert shown.status_code == 200
    assert f"<dd>{NUMBER}</dd>" in text(shown)
    assert "no-store" in shown.headers["Cache-Control"]
    assert AuditEvent.objects.filter(action="bank_details.read").count() == 1
    done = client.post(address, {"verification": "Called on the number on file."}, follow=True)
    assert done.redirect_chain == [(page_of(entered.organisation), 303)]
    assert f"Paid to the account ending in <strong>{MASKED}</strong>" in text(done)
    assert leaks(done) == []


def test_the_verifier_is_warned_of_the_same_account(
    client_for, act, entered, other_landholder, other_landholder_signatory, trust_officer
):
    enter(act(other_landholder_signatory), other_landholder)
    answer = client_for(trust_officer).get(reverse("bank-details-check", args=[entered.public_id]))
    assert "The same account was entered for others" in text(answer)
    assert other_landholder.name in text(answer)


def test_reading_numbers_too_often_is_stopped(client_for, entered, trust_officer):
    client = client_for(trust_officer)
    address = reverse("bank-details-check", args=[entered.public_id])
    statuses = [client.post(address, {"show": "yes"}).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]


def test_the_verifier_refuses_with_a_reason(client_for, entered, trust_officer):
    address = reverse("bank-details-refuse", args=[entered.public_id])
    answer = client_for(trust_officer).post(address, {"reason": "Another name."}, follow=True)
    assert "Another name." in text(answer)
    assert BankDetail.objects.get().state == "refused"


def test_no_page_of_anybody_shows_a_number(
    client_for, entered, landholder, landholder_signatory, landholder_member, trust_officer, auditor
):
    addresses = [reverse("payee-list"), page_of(landholder), reverse("notice-list")]
    for person in (landholder_signatory, landholder_member, trust_officer, auditor):
        client = client_for(person)
        for address in addresses:
            assert leaks(client.get(address)) == []


def test_the_queue_of_the_trust_has_what_waits(client_for, act, entered, trust_officer, landholder_signatory):
    address = reverse("bank-details-check", args=[entered.public_id])
    assert address in text(client_for(trust_officer).get(reverse("payee-list")))
    assert address not in text(client_for(landholder_signatory).get(reverse("payee-list")))
    verify(act(trust_officer), entered)
    assert address not in text(client_for(trust_officer).get(reverse("payee-list")))


def queries(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_list_needs_as_many_queries_for_many_as_for_one(
    client_for, entered, landholder_signatory, trust_officer
):
    client = client_for(trust_officer)
    address = reverse("payee-list")
    client.get(address)
    one = queries(client, address)
    for number in range(5):
        organisation = make_organisation(f"Family {number}", "landholder")
        BankDetail.objects.create(
            organisation=organisation,
            sealed=entered.sealed,
            masked=entered.masked,
            fingerprint=f"{number}",
            entered_by=landholder_signatory,
            entered_at=timezone.now(),
        )
    assert queries(client, address) == one


def test_the_tax_standing_is_recorded_on_its_page(client_for, landholder, landholder_signatory):
    address = reverse("tax-standing-new", args=[landholder.public_id])
    data = {
        "gst_registered": "yes",
        "valid_from": "2026-07-01",
        "business_number": "51 824 753 556",
        "source": "ABN register, read 01/07/2026",
    }
    client = client_for(landholder_signatory)
    wrong = client.post(address, data | {"business_number": "51 824 753 557"})
    assert wrong.status_code == 400
    assert "check digits have to fit" in text(wrong)
    assert client.post(address, data).status_code == 303
    assert TaxStanding.objects.get().business_number == "51824753556"


# --- API ---------------------------------------------------------------------------------------------------------
def test_over_the_api_an_account_goes_in_and_comes_out_masked(api_for, landholder, landholder_signatory):
    api = api_for(landholder_signatory)
    address = reverse("api-bank-details", args=[landholder.public_id])
    made = api.post(address, FORM, format="json")
    assert (made.status_code, made.json()["masked"], made.json()["state"]) == (201, MASKED, "entered")
    listed = api.get(address)
    assert [row["masked"] for row in listed.json()] == [MASKED]
    assert leaks(made) == leaks(listed) == []


def test_over_the_api_a_fault_names_its_field_and_repeats_no_number(
    api_for, landholder, landholder_signatory
):
    address = reverse("api-bank-details", args=[landholder.public_id])
    answer = api_for(landholder_signatory).post(
        address, FORM | {"account_number": f"{NUMBER}99"}, format="json"
    )
    assert answer.status_code == 400
    assert [finding["field"] for finding in answer.json()["findings"]] == ["account_number"]
    assert leaks(answer) == []


def test_over_the_api_the_tax_standing_is_recorded(api_for, landholder, trust_officer):
    address = reverse("api-tax-standings", args=[landholder.public_id])
    api = api_for(trust_officer)
    data = {"valid_from": "2026-07-01", "gst_registered": False, "source": "Statement of the holder"}
    assert api.post(address, data, format="json").status_code == 201
    assert [row["gst_registered"] for row in api.get(address).json()] == [False]


def test_over_the_api_a_person_sees_the_own_organisations(api_for, entered, landholder, landholder_member):
    listed = api_for(landholder_member).get(reverse("api-payees")).json()
    assert [row["id"] for row in listed["results"]] == [str(landholder.public_id)]
