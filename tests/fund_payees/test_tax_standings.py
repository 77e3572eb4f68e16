"""How a holder stands to the goods and services tax: check digits, dates, sources."""

from datetime import date
from typing import Any

import pytest

from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed
from registry.fund.models import TaxStanding
from registry.fund.services.tax_standings import record

pytestmark = pytest.mark.django_db

DAY = date(2026, 7, 1)
ABN = "51 824 753 556"


def recording(actor: Any, organisation: Any, **changes: Any) -> TaxStanding:
    asked = {
        "organisation_id": organisation.public_id,
        "valid_from": DAY,
        "gst_registered": True,
        "business_number": ABN,
        "invoice_agreement": "Agreement of 01/07/2026",
        "source": "ABN register, read 01/07/2026",
    }
    record(actor=actor, **asked | changes)
    return TaxStanding.objects.latest("pk")


def test_the_holder_records_registration_with_its_number(act, landholder, landholder_signatory):
    made = recording(act(landholder_signatory), landholder)
    assert (made.gst_registered, made.business_number, made.valid_from) == (True, "51824753556", DAY)
    assert made.invoice_agreement == "Agreement of 01/07/2026"
    assert AuditEvent.objects.filter(action="tax_standing.record").count() == 1


def test_the_trust_records_it_for_the_holder(act, landholder, trust_officer):
    assert recording(act(trust_officer), landholder).entered_by == trust_officer


def test_a_member_who_does_not_sign_records_nothing(act, landholder, landholder_member):
    with pytest.raises(NotAllowed):
        recording(act(landholder_member), landholder)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"business_number": "51 824 753 557"}, "business_number"),
        ({"business_number": "51824"}, "business_number"),
        ({"business_number": ""}, "business_number"),
        ({"business_number": "12345678901", "gst_registered": False}, "business_number"),
        ({"source": " "}, "source"),
        ({"source": "x" * 301}, "source"),
        ({"invoice_agreement": "x" * 201}, "invoice_agreement"),
    ],
)
def test_what_cannot_be_right_is_refused_by_its_field(act, landholder, landholder_signatory, changes, field):
    with pytest.raises(InvalidInput) as refused:
        recording(act(landholder_signatory), landholder, **changes)
    assert [finding.field for finding in refused.value.findings] == [field]
    assert TaxStanding.objects.count() == 0


def test_who_is_not_registered_needs_no_number(act, landholder, landholder_signatory):
    made = recording(act(landholder_signatory), landholder, gst_registered=False, business_number="")
    assert (made.gst_registered, made.business_number) == (False, "")


def test_a_day_is_recorded_once(act, landholder, landholder_signatory):
    recording(act(landholder_signatory), landholder)
    with pytest.raises(DomainError) as refused:
        recording(act(landholder_signatory), landholder, gst_registered=False)
    assert refused.value.code == "tax_standing.same_day"
    assert TaxStanding.objects.count() == 1
