"""What the feed tells of obligations, and what it never tells."""

import pytest
from django.utils import timezone

from credits.obligations.chains import obligation_chain
from credits.obligations.models import FundQuote
from credits.public.feed import words
from credits.public.models import PublicChange
from registry.actor import system
from registry.audit import events
from tests.obligations import builders
from tests.obligations.life.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(publish):
    """`told("obligation.lapse", obligation, subject, data)`: the sentence of the change, its data and its address."""

    def record(action, obligation, subject, data):
        events.record(
            chain=obligation_chain(obligation),
            action=action,
            actor=system("tests"),
            at=timezone.now(),
            subject=str(subject.public_id),
            data=data,
        )
        seen = PublicChange.objects.count()
        return [(words.sentence(change), change.data, words.address(change)) for change in publish()[seen:]]

    return record


def facts(obligation, **more):
    return {"obligation": obligation.number, "reference": obligation.reference, **more}


def test_an_approval_imposes_or_changes_an_obligation(cast, release, told):
    owed = builders.staged_obligation(cast)
    address = f"/registers/obligations/{owed.number}/"
    data = {"approved": owed.reference, "application": "AP-000001", "reason": "Sound."}
    assert told("decision.approve", owed, owed.application, data) == [
        (
            f"Obligation {owed.number} was imposed by {owed.reference}.",
            facts(owed, change="was imposed"),
            address,
        )
    ]
    assert told("decision.approve", owed, owed, {"modified": ["Line 1 superseded"]}) == [
        (
            f"Obligation {owed.number} was changed by {owed.reference}.",
            facts(owed, change="was changed"),
            address,
        )
    ]


def test_an_approval_without_credits_is_no_change(cast, release, told):
    owed = builders.obligation(cast)
    made = builders.application(cast, **builders.approved(cast))
    assert told("decision.approve", owed, made, {"approved": made.consent_number, "obligation": None}) == []


def test_who_owes_it_now_is_not_told(cast, told):
    owed = builders.obligation(cast)
    data = {"from": "Quarry Holdings", "to": "Ironbark Family", "evidence": "Deed."}
    assert told("obligation.change_holder", owed, owed, data) == [
        (
            f"Obligation {owed.number} passed to another holder.",
            facts(owed),
            f"/registers/obligations/{owed.number}/",
        )
    ]


def test_a_payment_into_the_fund_tells_no_money(cast, told, trust, developer):
    owed = builders.obligation(cast)
    quote = FundQuote.objects.create(obligation=owed, trust=trust, requested_by=developer, requested_at=AT)
    [(sentence, data, _)] = told("quote.settle", owed, quote, {"received_cents": 100_000})
    assert data == facts(owed)
    assert sentence == (
        f"Part of obligation {owed.number} was discharged by payment into the fund; the Trust owes it now."
    )


def test_a_lapse_tells_the_day_and_no_reason(cast, told):
    owed = builders.obligation(cast)
    [(_, data, _)] = told("obligation.lapse", owed, owed, {"lapsed_on": "2026-04-01", "reason": "Not begun."})
    assert data == facts(owed, on="2026-04-01")
