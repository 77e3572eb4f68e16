"""Signatures, registration and what two people must do: never one alone."""

from typing import Any

import pytest
from django.db import transaction

from registry.agreements import selectors, states
from registry.agreements.models import Agreement
from registry.agreements.services import (
    activation,
    biobanking,
    costs,
    registration,
    signing,
    suspension,
    terms,
)
from registry.agreements.services import statements as texts
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed
from registry.parties.models import Signature
from tests import builders
from tests import builders_agreements as made
from tests.builders_people import Cast, give_role

pytestmark = pytest.mark.usefixtures("release")


def two_owners(cast: Cast) -> Agreement:
    """Agreed terms of an agreement with two owners, three parts to one."""
    shares = [
        made.share(cast.organisation("landholder"), 3),
        made.share(cast.organisation("other_landholder"), 1),
    ]
    return made.agreed_agreement(cast, shares=shares)


def also(cast: Cast, person: str, organisation: str, role: str) -> None:
    """Give a person of the cast another role."""
    give_role(cast.person(person), cast.organisation(organisation), role, since=made.today())
    vars(cast).get("_actors", {}).pop(person, None)


# --- signing ------------------------------------------------------------------------------------------------------
@pytest.mark.statement("N43", "N51")
def test_the_holders_signature_is_kept_and_freezes_the_plan(cast: Cast) -> None:
    agreement = made.holder_signed_agreement(cast)
    assert agreement.state == states.HOLDER_SIGNED
    signature = Signature.objects.get()
    assert agreement.holder_signature == signature
    assert agreement.holder_signer == cast.person("landholder_signatory")
    assert (signature.statement_code, signature.signer_name, signature.capacity) == (
        "agreement.holder/2",
        "Sol Signatory",
        "Owner",
    )
    assert "terms version 1 and management plan version 1" in signature.statement_text
    assert "protected for ever" in signature.statement_text
    plan = selectors.plan_now(agreement)
    assert plan is not None
    assert plan.frozen_at is not None
    with pytest.raises(DomainError) as refusal:
        made.set_costs(cast, agreement)
    assert refusal.value.code == "agreement.plan_closed"


@pytest.mark.statement("N10", "N51")
def test_only_an_approver_of_the_trust_signs_for_the_minister(cast: Cast) -> None:
    agreement = made.holder_signed_agreement(cast)
    for person in ("trust_officer", "registrar", "registrar_approver", "auditor", "landholder_signatory"):
        with pytest.raises(NotAllowed):
            made.sign_trust(cast, agreement, by=person)
    made.sign_trust(cast, agreement)
    agreement = made.fresh(agreement)
    assert (agreement.state, agreement.signed_on) == (states.SIGNED, made.today())
    assert agreement.trust_signer == cast.person("trust_approver")
    assert agreement.trust_signature is not None
    assert agreement.trust_signature.statement_code == "agreement.trust/2"
    assert agreement.trust_signature.organisation == cast.organisation("trust")


@pytest.mark.statement("N51")
def test_one_person_never_signs_for_both_sides(cast: Cast) -> None:
    agreement = made.agreed_agreement(cast)
    also(cast, "trust_approver", "landholder", "landholder")
    made.sign_holder(cast, agreement, by="trust_approver")
    with pytest.raises(NotAllowed) as refusal:
        made.sign_trust(cast, agreement)
    assert refusal.value.code == "agreement.conflict_of_interest"
    # The tie to the family ends; the signature does not.
    cast.person("trust_approver").memberships.filter(organisation__kind="landholder").delete()
    cast.person("trust_approver").role_assignments.filter(role="landholder").delete()
    vars(cast)["_actors"].pop("trust_approver")
    with pytest.raises(NotAllowed) as refusal:
        made.sign_trust(cast, agreement)
    assert refusal.value.code == "agreement.same_person"


def test_every_owner_signs_before_the_trust_does(cast: Cast) -> None:
    agreement = two_owners(cast)
    assert made.sign_holder(cast, agreement)["waiting_for"] == ["Mallee Family"]
    assert made.fresh(agreement).state == states.AGREED
    with pytest.raises(DomainError) as refusal:
        made.sign_holder(cast, agreement)
    assert refusal.value.code == "agreement.signed_already"
    with pytest.raises(DomainError) as refusal:
        terms.reopen(actor=made.actor(cast, "trust_officer"), agreement_id=agreement.public_id)
    assert refusal.value.code == "agreement.signed_already"
    assert made.sign_holder(cast, agreement, by="other_landholder_signatory")["waiting_for"] == []
    assert made.fresh(agreement).state == states.HOLDER_SIGNED
    assert Signature.objects.filter(statement_code=texts.HOLDER).count() == 2


def test_no_owner_signs_for_the_minister_either(cast: Cast) -> None:
    agreement = two_owners(cast)
    made.sign_holder(cast, agreement)
    made.sign_holder(cast, agreement, by="other_landholder_signatory")
    also(cast, "trust_approver", "other_landholder", "landholder")
    with pytest.raises(NotAllowed) as refusal:
        made.sign_trust(cast, agreement)
    assert refusal.value.code == "agreement.conflict_of_interest"


def test_a_signature_has_the_signers_own_name_and_a_capacity(cast: Cast) -> None:
    agreement = made.agreed_agreement(cast)
    for typed, capacity, field in (
        ("Somebody Else", "Owner", "typed_name"),
        ("", "Owner", "typed_name"),
        ("Sol Signatory", " ", "capacity"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            signing.sign_holder(
                actor=made.actor(cast, "landholder_signatory"),
                agreement_id=agreement.public_id,
                typed_name=typed,
                capacity=capacity,
                now=made.now(),
            )
        assert [finding.field for finding in refusal.value.findings] == [field]
    plan = selectors.plan_now(agreement)
    assert plan is not None
    assert plan.frozen_at is None
    assert not Signature.objects.exists()


def test_signing_twice_with_one_key_is_one_signature(cast: Cast) -> None:
    agreement = made.agreed_agreement(cast)
    given: dict[str, Any] = {
        "actor": made.actor(cast, "landholder_signatory"),
        "agreement_id": agreement.public_id,
        "typed_name": "sol  signatory",
        "capacity": "Owner",
        "key": "one",
    }
    assert signing.sign_holder(**given, now=made.now()) == signing.sign_holder(**given, now=made.now())
    assert Signature.objects.count() == 1


# --- registration -------------------------------------------------------------------------------------------------
def prepare(cast: Cast, agreement: Agreement, number: object, title: str = "AB123456") -> dict[str, Any]:
    return registration.prepare(
        actor=made.actor(cast, "registrar"),
        agreement_id=agreement.public_id,
        number=number,
        title_reference=title,
    )


@pytest.mark.statement("N51")
def test_a_signed_agreement_is_prepared_and_registered_by_two_people(cast: Cast) -> None:
    agreement = made.signed_agreement(cast)
    with pytest.raises(DomainError) as refusal:
        made.register(cast, agreement)
    assert refusal.value.code == "agreement.not_prepared"
    assert prepare(cast, agreement, " bs 9001 ")["number"] == "BS9001"
    with pytest.raises(DomainError) as refusal:
        made.register(cast, made.fresh(agreement), by="registrar")
    assert refusal.value.code == "agreement.same_person"
    made.register(cast, made.fresh(agreement))
    agreement = made.fresh(agreement)
    assert (agreement.state, agreement.number, agreement.title_reference) == (
        states.PASSIVE,
        "BS9001",
        "AB123456",
    )
    assert agreement.registered_on == made.today()
    assert agreement.registered_by == cast.person("registrar_approver")
    with pytest.raises(DomainError) as refusal:
        made.register(cast, agreement)
    assert refusal.value.code == "agreement.wrong_state"


def test_an_agreement_is_not_registered_before_it_was_signed(cast: Cast) -> None:
    agreement = made.prepared_agreement(cast)
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        registration.take_effect(
            agreement,
            registered_by=made.actor(cast, "registrar_approver").person_id,
            on=made.today().replace(year=made.today().year - 1),
        )
    assert refusal.value.code == "agreement.registered_before_signed"


def test_somebody_who_read_it_earlier_registers_nothing_twice(cast: Cast) -> None:
    agreement = made.prepared_agreement(cast)
    read_before = made.fresh(agreement)
    made.register(cast, agreement)
    with pytest.raises(DomainError) as refusal:
        made.register(cast, read_before)
    assert refusal.value.code in ("agreement.moved_meanwhile", "agreement.wrong_state")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "agreement.number.missing"),
        (None, "agreement.number.missing"),
        ("9001", "agreement.number.form"),
        ("BS", "agreement.number.form"),
        ("BS9001'; --", "agreement.number.form"),
        ("BS" + "9" * 30, "agreement.number.too_long"),
        ("BA0001", "agreement.number.other_scheme"),
    ],
)
def test_a_number_has_the_form_of_the_register(number: object, code: str, cast: Cast) -> None:
    agreement = made.signed_agreement(cast)
    with pytest.raises(InvalidInput) as refusal:
        prepare(cast, agreement, number)
    found = {finding.code: finding.field for finding in refusal.value.findings}
    assert found[code] == "number"
    assert made.fresh(agreement).number is None


def test_a_number_that_exists_is_refused(cast: Cast) -> None:
    made.passive_agreement(cast, number="BS9001")
    second = made.signed_agreement(cast, place=1)
    with pytest.raises(InvalidInput) as refusal:
        prepare(cast, second, "bs9001")
    assert [(f.code, f.field) for f in refusal.value.findings] == [("agreement.number.taken", "number")]


def test_a_wrong_number_is_entered_anew_until_the_registration(cast: Cast) -> None:
    agreement = made.prepared_agreement(cast, number="BS9001")
    prepare(cast, agreement, "BS9002")
    prepare(cast, agreement, "BS9002", title="AB7")
    agreement = made.fresh(agreement)
    assert (agreement.number, agreement.title_reference) == ("BS9002", "AB7")
    with pytest.raises(InvalidInput) as refusal:
        prepare(cast, agreement, "BS9003", title="")
    assert [finding.field for finding in refusal.value.findings] == ["title_reference"]


# --- full management ----------------------------------------------------------------------------------------------
def test_full_management_begins_once_and_not_before_registration(cast: Cast) -> None:
    agreement = made.passive_agreement(cast)
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        activation.start(agreement, on=made.today().replace(year=made.today().year - 1))
    assert refusal.value.code == "agreement.active_before_registered"
    with transaction.atomic():
        activation.start(made.fresh(agreement), on=made.today())
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        activation.start(made.fresh(agreement), on=made.today())
    assert refusal.value.code == "agreement.wrong_state"


def test_full_management_waits_until_a_suspension_is_lifted(cast: Cast) -> None:
    agreement = made.passive_agreement(cast)
    approver, today = made.actor(cast, "trust_approver"), made.today()
    suspension.suspend(actor=approver, agreement_id=agreement.public_id, reason="Audit.", today=today)
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        activation.start(made.fresh(agreement), on=today)
    assert refusal.value.code == "agreement.suspended"
    suspension.lift(actor=approver, agreement_id=agreement.public_id, today=today)
    with transaction.atomic():
        activation.start(made.fresh(agreement), on=today)
    assert made.fresh(agreement).activated_on == today


# --- an earlier origin --------------------------------------------------------------------------------------------
def record_biobanking(cast: Cast, **values: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "number": "BA 9001",
        "site_name": "Old Ridge",
        "applicant_id": str(cast.organisation("landholder").public_id),
        "trust_id": str(cast.organisation("trust").public_id),
        "registered_on": made.today().replace(year=2012, day=1),
        "title_reference": "AG1",
        "source": "Made-up register of the test",
        "today": made.today(),
    }
    return biobanking.record(actor=made.actor(cast, "registrar"), **(given | values))


@pytest.mark.statement("N1")
def test_a_biobanking_agreement_is_recorded_with_its_own_legal_basis(cast: Cast) -> None:
    earlier = made.fresh(record_biobanking(cast)["id"])
    assert (earlier.state, earlier.number, earlier.origin) == (states.PASSIVE, "BA9001", "biobanking")
    assert earlier.in_force
    ours = made.lodged_agreement(cast)
    assert "Biodiversity Conservation Act 2016" in selectors.legal_basis(ours)
    assert "25 August 2017" in selectors.legal_basis(ours)
    assert "Threatened Species" not in selectors.legal_basis(ours)
    assert selectors.legal_basis(earlier).startswith("Threatened Species Conservation Act 1995, Part 7A")
    assert selectors.duty_bearers(earlier, made.today()) == [cast.organisation("landholder")]


def test_a_biobanking_site_keeps_others_off_its_land(cast: Cast) -> None:
    recorded = record_biobanking(cast, boundary=builders.square_geojson())
    assert made.fresh(recorded["id"]).site_area_m2 == 93_694
    with pytest.raises(InvalidInput) as refusal:
        made.applied_agreement(cast)
    assert "agreement BA9001" in refusal.value.findings[0].message
    with pytest.raises(InvalidInput) as refusal:
        record_biobanking(cast, number="BA9002", boundary=builders.square_geojson(west=151.101))
    assert [finding.code for finding in refusal.value.findings] == ["agreement.overlap"]


def test_full_management_of_an_earlier_agreement_has_its_day(cast: Cast) -> None:
    began = made.today().replace(year=2014, day=1)
    agreement = made.fresh(record_biobanking(cast, activated_on=began)["id"])
    assert (agreement.state, agreement.activated_on) == (states.ACTIVE, began)


def test_what_is_wrong_with_an_earlier_agreement_is_named_field_by_field(cast: Cast) -> None:
    record_biobanking(cast)
    wrong: dict[str, Any] = {
        "number": "BA9001",
        "site_name": "",
        "applicant_id": str(cast.organisation("proponent").public_id),
        "trust_id": "",
        "registered_on": made.today().replace(year=made.today().year + 1),
        "title_reference": "",
        "source": "",
        "boundary": b"{}",
        "activated_on": made.today().replace(year=1999),
    }
    with pytest.raises(InvalidInput) as refusal:
        record_biobanking(cast, **wrong)
    assert {finding.field for finding in refusal.value.findings} == set(wrong)
    assert Agreement.objects.count() == 1
    with pytest.raises(InvalidInput) as refusal:
        record_biobanking(cast, number="BS9001")
    assert [finding.code for finding in refusal.value.findings] == ["agreement.number.other_scheme"]


def test_only_the_registrar_records_earlier_agreements(cast: Cast) -> None:
    for person in ("trust_officer", "landholder_signatory", "registrar_approver", "auditor"):
        with pytest.raises(NotAllowed):
            biobanking.record(
                actor=made.actor(cast, person),
                number="BA1",
                site_name="",
                applicant_id="",
                trust_id="",
                registered_on=made.today(),
                title_reference="",
                source="",
                today=made.today(),
            )


def test_each_step_is_told_in_the_agreements_own_chain(cast: Cast) -> None:
    agreement = made.prepared_agreement(cast)
    chain = AuditEvent.objects.filter(chain__kind="agreement").order_by("sequence")
    assert {event.chain.key for event in chain} == {str(agreement.public_id)}
    actions = [event.action for event in chain if event.action != "agreement.record_eligibility"]
    assert actions == [
        "agreement.lodge_intention",
        "agreement.apply",
        "agreement.set_costs",
        "agreement.propose_terms",
        "agreement.agree_terms",
        "agreement.sign_holder",
        "agreement.sign_trust",
        "agreement.prepare_registration",
    ]
    assert agreement.version == chain.count()


def test_a_plan_of_too_many_lines_is_refused_at_once(cast: Cast) -> None:
    agreement = made.applied_agreement(cast)
    with pytest.raises(InvalidInput) as refusal:
        costs.set_costs(
            actor=made.actor(cast, "trust_officer"),
            agreement_id=agreement.public_id,
            rows=[{}] * (costs.MOST_COST_ROWS + 1),
            expected_version=agreement.version,
        )
    assert [finding.code for finding in refusal.value.findings] == ["plan.costs.too_many"]
