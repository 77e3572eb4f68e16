"""An agreement in force: variation, review, renewal, change of owner, termination. It never expires."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from registry.agreements import selectors, states
from registry.agreements.models import AgreedPlan, Agreement, AgreementChange, OwnerChange
from registry.agreements.services import changes, costs, ownership, review
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from tests import builders_agreements as made
from tests.builders_people import PEOPLE, Cast, give_role, make_officer
from tests.stage import Stage

pytestmark = pytest.mark.usefixtures("agreement")


@pytest.fixture(scope="module")
def _key(module_stage: Stage) -> int:
    return module_stage.make(lambda cast: made.passive_agreement(cast, revision=made.bare_report(cast)))


@pytest.fixture
def agreement(_key: int, db: None) -> Agreement:
    return made.fresh(Agreement.objects.get(pk=_key))


def propose(cast: Cast, agreement: Agreement, kind: str = "variation", **values: Any) -> str:
    """A change proposed by an officer of the trust; its id."""
    given: dict[str, Any] = {"reason": "The fence moves.", "now": made.now()}
    done = changes.propose(
        actor=made.actor(cast, "trust_officer"),
        agreement_id=agreement.public_id,
        kind=kind,
        **(given | values),
    )
    return str(done["change_id"])


def agree(
    cast: Cast, agreement: Agreement, change_id: str, by: str = "landholder_signatory"
) -> dict[str, Any]:
    return changes.agree(
        actor=made.actor(cast, by),
        agreement_id=agreement.public_id,
        change_id=change_id,
        typed_name=PEOPLE[by].name,
        capacity="Owner",
        now=made.now(),
    )


def approve(
    cast: Cast, agreement: Agreement, change_id: str, by: str = "trust_approver", **values: Any
) -> Any:
    return changes.approve(
        actor=made.actor(cast, by),
        agreement_id=agreement.public_id,
        change_id=change_id,
        **({"now": made.now()} | values),
    )


# --- variation ----------------------------------------------------------------------------------------------------
@pytest.mark.statement("N43")
def test_the_plan_changes_only_by_a_variation_in_a_new_version(cast: Cast, agreement: Agreement) -> None:
    rows = made.cost_rows(yearly_cents=7_00)
    change_id = propose(cast, agreement, plan_rows=rows)
    first, second = AgreedPlan.objects.order_by("version")
    assert (first.version, second.version, second.frozen_at) == (1, 2, None)
    assert second.actions.count() == first.actions.count() == 7
    assert selectors.plan_totals(first).by_year[1] == made.YEARLY_CENTS
    assert selectors.plan_totals(second).by_year[1] == 7_00
    assert selectors.plan_now(agreement) == first
    assert agree(cast, agreement, change_id)["change_state"] == "agreed"
    assert selectors.plan_now(agreement) == first
    assert approve(cast, agreement, change_id)["state"] == states.PASSIVE
    second.refresh_from_db()
    assert second.frozen_at is not None
    assert selectors.plan_now(agreement) == second
    change = AgreementChange.objects.get()
    assert (change.state, change.plan_version) == ("approved", 2)
    assert change.approved_by == cast.person("trust_approver")
    assert change.holder_signature is not None
    assert "management plan version 2" in change.holder_signature.statement_text


@pytest.mark.statement("N43")
def test_a_variation_is_approved_by_another_person_than_proposed_it(cast: Cast, agreement: Agreement) -> None:
    approver = made.actor(cast, "trust_approver")
    done = changes.propose(
        actor=approver, agreement_id=agreement.public_id, kind="variation", reason="Fence.", now=made.now()
    )
    agree(cast, agreement, done["change_id"])
    with pytest.raises(NotAllowed) as refusal:
        approve(cast, agreement, done["change_id"])
    assert refusal.value.code == "agreement.same_person"
    with pytest.raises(NotAllowed):
        approve(cast, agreement, done["change_id"], by="trust_officer")
    second = make_officer("Ann Approver", cast.organisation("trust"), "trust_approver", today=made.today())
    vars(cast)["_actors"]["second"] = made.builders.acting(second)
    assert approve(cast, agreement, done["change_id"], by="second")["change_state"] == "approved"


def test_a_variation_waits_for_the_signature_of_the_owners(cast: Cast, agreement: Agreement) -> None:
    change_id = propose(cast, agreement)
    with pytest.raises(DomainError) as refusal:
        approve(cast, agreement, change_id)
    assert refusal.value.code == "agreement.change_wrong_state"
    agree(cast, agreement, change_id)
    with pytest.raises(DomainError) as refusal:
        agree(cast, agreement, change_id)
    assert refusal.value.code == "agreement.change_wrong_state"


def test_the_new_plan_is_written_on_until_an_owner_signs(cast: Cast, agreement: Agreement) -> None:
    change_id = propose(cast, agreement)
    made.set_costs(cast, agreement)
    agree(cast, agreement, change_id)
    with pytest.raises(DomainError) as refusal:
        made.set_costs(cast, agreement)
    assert refusal.value.code == "agreement.plan_closed"


def test_the_new_plan_is_complete_before_an_owner_signs(cast: Cast, agreement: Agreement) -> None:
    change_id = propose(cast, agreement, plan_rows=made.cost_rows()[:5])
    with pytest.raises(DomainError) as refusal:
        agree(cast, agreement, change_id)
    assert refusal.value.code == "agreement.not_ready"


def test_wrong_cost_rows_propose_nothing(cast: Cast, agreement: Agreement) -> None:
    with pytest.raises(InvalidInput) as refusal:
        propose(
            cast, agreement, plan_rows=[{"action_id": None, "purpose": "x", "year": 1, "amount_cents": 1}]
        )
    assert [(f.row, f.column) for f in refusal.value.findings] == [(1, "purpose")]
    assert not AgreementChange.objects.exists()
    assert AgreedPlan.objects.count() == 1


def test_one_change_is_open_at_a_time_and_a_withdrawn_one_leaves_no_plan(
    cast: Cast, agreement: Agreement
) -> None:
    change_id = propose(cast, agreement)
    with pytest.raises(DomainError) as refusal:
        propose(cast, agreement)
    assert refusal.value.code == "agreement.change_open"
    changes.withdraw(
        actor=made.actor(cast, "trust_officer"), agreement_id=agreement.public_id, change_id=change_id
    )
    assert AgreedPlan.objects.get().version == 1
    again = propose(cast, agreement)
    assert AgreementChange.objects.get(public_id=again).plan_version == 2
    with pytest.raises(DomainError) as refusal:
        changes.withdraw(
            actor=made.actor(cast, "trust_officer"), agreement_id=agreement.public_id, change_id=change_id
        )
    assert refusal.value.code == "agreement.change_wrong_state"


def test_a_change_has_a_kind_and_a_reason(cast: Cast, agreement: Agreement) -> None:
    with pytest.raises(InvalidInput) as refusal:
        propose(cast, agreement, "holiday", reason="")
    assert {finding.field for finding in refusal.value.findings} == {"kind", "reason"}


def test_the_change_of_another_agreement_is_not_found(cast: Cast, agreement: Agreement) -> None:
    other = made.passive_agreement(cast, place=1, number="BS9002")
    change_id = propose(cast, other)
    with pytest.raises(NotVisible):
        approve(cast, agreement, change_id)


@pytest.mark.parametrize("state", sorted(states.BEFORE_REGISTRATION | states.CLOSED))
def test_only_an_agreement_in_force_is_changed(state: str, cast: Cast, agreement: Agreement) -> None:
    Agreement.objects.update(state=state)
    for kind in ("variation", "renewal", "termination"):
        with pytest.raises(DomainError) as refusal:
            propose(cast, agreement, kind, reference="M1")
        assert refusal.value.code == "agreement.wrong_state"
    with pytest.raises(DomainError):
        lodge(cast, agreement)


# --- the end ------------------------------------------------------------------------------------------------------
def test_a_termination_rests_on_the_ministers_consent_and_a_second_person(
    cast: Cast, agreement: Agreement
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        propose(cast, agreement, "termination")
    assert [finding.field for finding in refusal.value.findings] == ["reference"]
    change_id = propose(cast, agreement, "termination", reference="Consent 2026/1")
    with pytest.raises(DomainError) as unsigned:
        agree(cast, agreement, change_id)
    assert unsigned.value.code == "agreement.change_not_signed"
    assert approve(cast, agreement, change_id)["state"] == states.TERMINATED
    agreement = made.fresh(agreement)
    assert (agreement.terminated_on, agreement.closing_reason) == (made.today(), "The fence moves.")
    assert not agreement.in_force


# --- year 20 ------------------------------------------------------------------------------------------------------
def activated(agreement: Agreement, years_ago: int) -> Agreement:
    """Under full management since so many years before today, or a day before a leap day's."""
    began = selectors.years_after(made.today(), -years_ago)
    Agreement.objects.update(state=states.ACTIVE, activated_on=began, registered_on=began)
    return made.fresh(agreement)


def begin(cast: Cast, agreement: Agreement, **values: Any) -> dict[str, Any]:
    return review.begin(
        actor=made.actor(cast, "trust_officer"),
        agreement_id=agreement.public_id,
        **({"today": made.today()} | values),
    )


def test_the_review_begins_after_twenty_years_and_not_a_day_before(cast: Cast, agreement: Agreement) -> None:
    agreement = activated(agreement, 20)
    with pytest.raises(DomainError) as refusal:
        begin(cast, agreement, today=made.today() - timedelta(days=1))
    assert refusal.value.code == "agreement.review_too_early"
    assert f"{made.today():%d/%m/%Y}" in refusal.value.message
    assert begin(cast, agreement)["state"] == states.REVIEW


@pytest.mark.statement("N6")
def test_protection_has_no_end_date_and_year_21_finds_it_in_force(cast: Cast, agreement: Agreement) -> None:
    dates = {field.name for field in Agreement._meta.get_fields() if "Date" in type(field).__name__}
    assert dates == {
        "applied_on",
        "signed_on",
        "registered_on",
        "activated_on",
        "maintenance_from",
        "suspended_on",
        "terminated_on",
        "created_at",
    }
    agreement = activated(agreement, 21)
    assert (agreement.in_force, agreement.state, agreement.terminated_on) == (True, states.ACTIVE, None)
    begin(cast, agreement)
    assert made.fresh(agreement).in_force
    review.maintain(
        actor=made.actor(cast, "landholder_signatory"), agreement_id=agreement.public_id, today=made.today()
    )
    agreement = made.fresh(agreement)
    assert (agreement.state, agreement.maintenance_from) == (states.MAINTENANCE, made.today())
    assert agreement.in_force
    assert selectors.duty_bearers(agreement, made.today().replace(year=2999, day=1)) == [
        cast.organisation("landholder")
    ]


def test_a_renewed_plan_makes_it_active_again_for_another_twenty_years(
    cast: Cast, agreement: Agreement
) -> None:
    agreement = activated(agreement, 21)
    with pytest.raises(DomainError) as refusal:
        propose(cast, agreement, "renewal")
    assert refusal.value.code == "agreement.wrong_state"
    begin(cast, agreement)
    change_id = propose(cast, agreement, "renewal")
    agree(cast, agreement, change_id)
    approve(cast, agreement, change_id)
    agreement = made.fresh(agreement)
    assert agreement.state == states.ACTIVE
    assert agreement.activated_on == selectors.years_after(made.today(), -21)
    assert selectors.review_from(agreement) == selectors.years_after(timezone.localdate(), 20)
    with pytest.raises(DomainError) as refusal:
        begin(cast, agreement)
    assert refusal.value.code == "agreement.review_too_early"


# --- change of owner ----------------------------------------------------------------------------------------------
def lodge(cast: Cast, agreement: Agreement, by: str = "landholder_signatory", **values: Any) -> str:
    given: dict[str, Any] = {
        "shares": [made.share(cast.organisation("other_landholder"))],
        "effective_on": made.today(),
        "evidence": "Dealing AC1",
        "today": made.today(),
    }
    return str(
        ownership.lodge_change(
            actor=made.actor(cast, by), agreement_id=agreement.public_id, **(given | values)
        )["change_id"]
    )


def accept(cast: Cast, agreement: Agreement, change_id: str, by: str = "other_landholder_signatory") -> Any:
    return ownership.accept(
        actor=made.actor(cast, by),
        agreement_id=agreement.public_id,
        change_id=change_id,
        typed_name=PEOPLE[by].name,
        capacity="Owner",
        now=made.now(),
    )


def record(cast: Cast, agreement: Agreement, change_id: str, by: str = "registrar", **values: Any) -> Any:
    return ownership.record(
        actor=made.actor(cast, by),
        agreement_id=agreement.public_id,
        change_id=change_id,
        **({"today": made.today()} | values),
    )


@pytest.mark.statement("N16")
def test_the_duties_pass_to_the_new_owner_with_the_land(cast: Cast, agreement: Agreement) -> None:
    seller, buyer = cast.organisation("landholder"), cast.organisation("other_landholder")
    yesterday, today = made.today() - timedelta(days=1), made.today()
    agreement.owner_shares.update(valid_from=yesterday)
    change_id = lodge(cast, agreement)
    assert selectors.duty_bearers(agreement, today) == [seller]
    assert accept(cast, agreement, change_id)["change_state"] == "accepted"
    assert selectors.duty_bearers(agreement, today) == [seller]
    assert record(cast, agreement, change_id)["state"] == states.PASSIVE
    assert selectors.duty_bearers(agreement, yesterday) == [seller]
    assert selectors.duty_bearers(agreement, today) == [buyer]
    assert selectors.duty_bearers(agreement, today + timedelta(days=9_999)) == [buyer]
    change = OwnerChange.objects.get()
    assert (change.state, change.recorded_by) == ("recorded", cast.person("registrar"))
    assert [signature.organisation for signature in change.acceptances.all()] == [buyer]
    with pytest.raises(NotAllowed):
        propose_as_holder(cast, made.fresh(agreement))


def propose_as_holder(cast: Cast, agreement: Agreement) -> None:
    """The seller still reads the agreement and signs for it no longer."""
    Agreement.objects.update(state=states.REVIEW, activated_on=made.today())
    review.maintain(
        actor=made.actor(cast, "landholder_signatory"), agreement_id=agreement.public_id, today=made.today()
    )


def test_part_of_the_land_is_sold_and_both_accept_their_shares(cast: Cast, agreement: Agreement) -> None:
    shares = [
        made.share(cast.organisation("landholder"), 2),
        made.share(cast.organisation("other_landholder"), 1),
    ]
    change_id = lodge(cast, agreement, shares=shares)
    assert accept(cast, agreement, change_id)["waiting_for"] == ["Ironbark Family"]
    with pytest.raises(DomainError) as refusal:
        record(cast, agreement, change_id)
    assert refusal.value.code == "agreement.owner_change_wrong_state"
    with pytest.raises(DomainError) as refusal:
        accept(cast, agreement, change_id)
    assert refusal.value.code == "agreement.signed_already"
    accept(cast, agreement, change_id, by="landholder_signatory")
    record(cast, agreement, change_id)
    owners = selectors.owners_on(agreement, made.today())
    assert [(share.organisation.name, share.parts) for share in owners] == [
        ("Ironbark Family", 2),
        ("Mallee Family", 1),
    ]


def test_a_new_owner_sees_what_it_takes_on_and_a_stranger_does_not(cast: Cast, agreement: Agreement) -> None:
    buyer = made.actor(cast, "other_landholder_signatory")
    assert not selectors.visible_to(buyer).exists()
    change_id = lodge(cast, agreement)
    assert selectors.visible_to(buyer).get() == agreement
    with pytest.raises(NotVisible):
        accept(cast, agreement, change_id, by="developer")
    ownership.withdraw_change(
        actor=made.actor(cast, "landholder_signatory"), agreement_id=agreement.public_id, change_id=change_id
    )
    assert not selectors.visible_to(buyer).exists()


def test_only_a_new_owner_accepts(cast: Cast, agreement: Agreement) -> None:
    change_id = lodge(cast, agreement)
    with pytest.raises(NotAllowed) as refusal:
        accept(cast, agreement, change_id, by="landholder_signatory")
    assert refusal.value.code == "agreement.not_a_new_owner"


def test_who_lodges_a_change_of_owner_does_not_record_it(cast: Cast, agreement: Agreement) -> None:
    change_id = lodge(cast, agreement, by="registrar")
    accept(cast, agreement, change_id)
    with pytest.raises(NotAllowed) as refusal:
        record(cast, agreement, change_id)
    assert refusal.value.code == "agreement.same_person"


def test_a_registrar_who_belongs_to_the_buyer_records_nothing(cast: Cast, agreement: Agreement) -> None:
    change_id = lodge(cast, agreement)
    accept(cast, agreement, change_id)
    buyer = cast.organisation("other_landholder")
    give_role(cast.person("registrar"), buyer, "landholder", since=made.today())
    vars(cast)["_actors"].pop("registrar", None)
    with pytest.raises(NotAllowed) as refusal:
        record(cast, agreement, change_id)
    assert refusal.value.code == "agreement.conflict_of_interest"


def test_a_change_of_owner_is_recorded_on_its_day_or_later(cast: Cast, agreement: Agreement) -> None:
    tomorrow = made.today() + timedelta(days=1)
    change_id = lodge(cast, agreement, effective_on=tomorrow)
    accept(cast, agreement, change_id)
    with pytest.raises(DomainError) as refusal:
        record(cast, agreement, change_id)
    assert refusal.value.code == "agreement.owner_change_too_early"
    record(cast, agreement, change_id, today=tomorrow)
    assert selectors.duty_bearers(agreement, made.today()) == [cast.organisation("landholder")]
    assert selectors.duty_bearers(agreement, tomorrow) == [cast.organisation("other_landholder")]


def test_what_is_wrong_with_a_change_of_owner_is_named(cast: Cast, agreement: Agreement) -> None:
    with pytest.raises(InvalidInput) as refusal:
        lodge(cast, agreement, shares=[], evidence="", effective_on=made.today() - timedelta(days=1))
    assert {finding.field for finding in refusal.value.findings} == {"shares", "evidence", "effective_on"}
    lodge(cast, agreement)
    with pytest.raises(DomainError) as open_already:
        lodge(cast, agreement)
    assert open_already.value.code == "agreement.owner_change_open"


def test_new_owners_sign_the_next_variation(cast: Cast, agreement: Agreement) -> None:
    change_id = lodge(cast, agreement)
    accept(cast, agreement, change_id)
    record(cast, agreement, change_id)
    variation = propose(cast, agreement)
    with pytest.raises(NotAllowed):
        agree(cast, agreement, variation)
    assert agree(cast, agreement, variation, by="other_landholder_signatory")["change_state"] == "agreed"


@pytest.mark.statement("N43")
def test_nobody_is_bound_to_a_variation_that_the_owner_before_signed(
    cast: Cast, agreement: Agreement
) -> None:
    variation = propose(cast, agreement)
    agree(cast, agreement, variation)
    change_id = lodge(cast, agreement)
    accept(cast, agreement, change_id)
    record(cast, agreement, change_id)
    with pytest.raises(DomainError) as refusal:
        approve(cast, agreement, variation)
    assert refusal.value.code == "agreement.owners_changed"
    assert "Mallee Family" in refusal.value.message
    assert AgreementChange.objects.get(public_id=variation).state == AgreementChange.AGREED


def test_a_biobanking_agreement_gets_its_first_plan_by_a_variation(cast: Cast) -> None:
    from tests.agreements.test_agreement_signing import record_biobanking

    earlier = made.fresh(record_biobanking(cast)["id"])
    change_id = propose(cast, earlier, plan_rows=made.cost_rows())
    agree(cast, earlier, change_id)
    approve(cast, earlier, change_id)
    plan = selectors.plan_now(earlier)
    assert plan is not None
    assert (plan.version, plan.frozen_at is None, costs.incomplete(plan)) == (1, False, [])
