"""From the first intention to the signatures, page by page, as the people of both sides do it."""

import pytest
from django.urls import reverse

from registry.agreements import criteria, selectors, states
from registry.agreements.models import Agreement
from tests import builders_agreements
from tests.agreements_web.conftest import hidden, sent

pytestmark = pytest.mark.django_db

PARTS = (
    "page",
    "land",
    "report",
    "eligibility",
    "interests",
    "activities",
    "plan",
    "terms",
    "signatures",
    "registration",
    "owners",
    "changes",
    "suspension",
    "history",
)


def at(name, agreement, *more):
    return reverse(f"agreement-{name}", args=[agreement.public_id, *more])


def read_every_part(clients, agreement):
    for client in clients:
        for part in PARTS:
            answer = client.get(at(part, agreement))
            assert answer.status_code == 200, (part, answer.content.decode()[-2000:])


def test_an_agreement_goes_from_intention_to_both_signatures_by_its_pages(cast, as_person, release):
    holder, officer = as_person("landholder_signatory"), as_person("trust_officer")
    approver, registrar, auditor = as_person("trust_approver"), as_person("registrar"), as_person("auditor")
    everybody = (holder, officer, approver, registrar, auditor)

    answer = sent(
        holder,
        reverse("agreement-new"),
        applicant=cast.organisation("landholder").public_id,
        trust=cast.organisation("trust").public_id,
        site_name="Ironbark Hills",
        holding_ha="40",
        intention="Protect the ridge.",
    )
    agreement = Agreement.objects.get()
    assert answer.status_code == 303 and answer.url == at("page", agreement)
    read_every_part(everybody, agreement)
    sent(
        holder,
        at("intention", agreement),
        site_name="Ironbark Ridge",
        holding_ha="41",
        intention="Protect the ridge.",
    )

    report = builders_agreements.accepted_report(cast)
    answer = sent(
        holder,
        at("apply", agreement),
        revision=report.public_id,
        holding_ha="41",
        owner_1=cast.organisation("landholder").name,
        parts_1="1",
    )
    assert answer.status_code == 303, answer.content.decode()
    read_every_part(everybody, agreement)

    for one in criteria.CRITERIA:
        address = at("eligibility-record", agreement, one.subject, one.code)
        assert sent(officer, address, met="yes", reason="Searched.").status_code == 303
    assert (
        sent(officer, at("interest-new", agreement), name="Hill Bank", interest="mortgage").status_code == 303
    )
    bank = agreement.interest_holders.get()
    answer = sent(
        officer,
        at("interest-answer", agreement, bank.public_id),
        answer="given",
        answered_on="01/11/2026",
        evidence="Letter of consent.",
    )
    assert answer.status_code == 303
    answer = sent(
        officer,
        at("activity-new", agreement),
        activity="Guided walks",
        harmless="yes",
        finding="On the track.",
    )
    assert answer.status_code == 303

    grid = at("costs", agreement)
    lines = {"r0-action": "plan", "r0-purpose": "monitoring", "r0-each": "10,000"}
    assert holder.post(grid, hidden(holder.get(grid)) | lines).status_code == 303
    totals = selectors.plan_totals(selectors.plan_open(agreement))
    assert (totals.undiscounted_cents, totals.ongoing_cents) == (20_000_000, 1_000_000)

    assert sent(officer, at("terms-propose", agreement), text="The plan is carried out.").status_code == 303
    read_every_part(everybody, agreement)
    assert sent(holder, at("terms-agree", agreement)).status_code == 303
    signing = {"typed_name": "Sol Signatory", "capacity": "Owner"}
    assert sent(holder, at("sign-holder", agreement), **signing).status_code == 303
    read_every_part(everybody, agreement)
    signing = {"typed_name": "Tom Approver", "capacity": "Delegate"}
    assert sent(approver, at("sign-trust", agreement), **signing).status_code == 303
    answer = sent(registrar, at("prepare", agreement), number="BS9001", title_reference="AB123456")
    assert answer.status_code == 303
    agreement.refresh_from_db()
    assert (agreement.state, agreement.number) == (states.SIGNED, "BS9001")
    read_every_part(everybody, agreement)
