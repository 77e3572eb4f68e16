"""Two people at once on PostgreSQL: one succeeds, the other is told, and nothing is doubled."""

from collections.abc import Callable
from typing import Any

import pytest

from registry.agreements import states
from registry.agreements.models import Agreement, AgreementBoundary, OwnerShare
from registry.agreements.services import applications, closing, registration
from registry.audit.events import verify_all
from registry.findings import DomainError, InvalidInput
from registry.parties.models import Signature
from tests import builders_agreements as made
from tests.builders_people import Cast
from tests.concurrency.test_assessment_races import all_at_once

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]


def codes(results: list[Any]) -> list[str]:
    """The codes of refusals: of the finding where the input was refused."""
    found = []
    for result in results:
        if isinstance(result, InvalidInput):
            found += [finding.code for finding in result.findings]
        elif isinstance(result, DomainError):
            found.append(result.code)
    return found


def application(cast: Cast, landholder: str, signatory: str) -> Callable[[], Any]:
    """An application for the same land, ready to be sent."""
    revision = made.bare_report(cast, landholder=landholder)
    agreement = made.lodged_agreement(cast, landholder=landholder, signatory=signatory)
    actor, shares = made.actor(cast, signatory), [made.share(cast.organisation(landholder))]
    return lambda: applications.apply(
        actor=actor,
        agreement_id=agreement.public_id,
        revision_id=str(revision.public_id),
        holding_area_m2=made.HOLDING_AREA_M2,
        shares=shares,
        today=made.today(),
    )


def test_of_two_applications_for_the_same_land_at_once_one_is_taken(cast: Cast, release: object) -> None:
    results = all_at_once(
        application(cast, "landholder", "landholder_signatory"),
        application(cast, "other_landholder", "other_landholder_signatory"),
    )
    assert sum(isinstance(result, dict) for result in results) == 1
    assert codes(results) == ["agreement.overlap"]
    assert AgreementBoundary.objects.count() == OwnerShare.objects.count() == 1
    assert sorted(Agreement.objects.values_list("state", flat=True)) == ["applied", "intention"]
    assert all(breaks == [] for _, breaks in verify_all())


def test_of_two_agreements_prepared_with_one_number_at_once_one_gets_it(cast: Cast, release: object) -> None:
    first, second = made.signed_agreement(cast), made.signed_agreement(cast, place=1)
    registrar = made.actor(cast, "registrar")

    def prepare(agreement: Agreement) -> Callable[[], Any]:
        return lambda: registration.prepare(
            actor=registrar,
            agreement_id=agreement.public_id,
            number="BS9001",
            title_reference="AB1",
        )

    results = all_at_once(prepare(first), prepare(second))
    assert codes(results) == ["agreement.number.taken"]
    assert Agreement.objects.filter(number="BS9001").count() == 1


def test_signing_at_once_keeps_one_signature(cast: Cast, release: object) -> None:
    agreement = made.agreed_agreement(cast)
    made.actor(cast, "landholder_signatory")
    results = all_at_once(*[lambda: made.sign_holder(cast, agreement)] * 4)
    assert sum(isinstance(result, dict) for result in results) == 1
    assert set(codes(results)) <= {"agreement.wrong_state", "agreement.signed_already"}
    assert Signature.objects.count() == 1


def test_withdrawing_while_the_trust_refuses_ends_it_once(cast: Cast, release: object) -> None:
    agreement = made.applied_agreement(cast)
    holder, approver = made.actor(cast, "landholder_signatory"), made.actor(cast, "trust_approver")
    results = all_at_once(
        lambda: closing.withdraw(actor=holder, agreement_id=agreement.public_id, reason="No."),
        lambda: closing.refuse(actor=approver, agreement_id=agreement.public_id, reason="No."),
    )
    assert sum(isinstance(result, dict) for result in results) == 1
    assert codes(results) == ["agreement.wrong_state"]
    assert made.fresh(agreement).state in (states.WITHDRAWN, states.REFUSED)
