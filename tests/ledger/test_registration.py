"""Registration puts an agreement in force and issues its credits in one transaction; before it there are none."""

import json
from dataclasses import replace
from unittest import mock
from uuid import uuid4

import pytest

from assessments.models import CreditLineRecord
from credits import ledger
from credits.lots import entitlements
from credits.lots.services import issuing, registration
from credits.models import HolderAccount, Lot, Movement
from registry.agreements import states
from registry.agreements.models import Agreement, AgreementChange
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.notices.models import Notice
from tests import builders
from tests import builders_agreements as agreements
from tests.builders_ledger import open_lot

pytestmark = pytest.mark.usefixtures("release", "prepared")


@pytest.fixture(scope="module")
def _prepared_key(module_stage):
    return module_stage.make(agreements.prepared_agreement)


@pytest.fixture
def prepared(_prepared_key, db):
    """Signed, numbered, and ready for the registrar's approver; made once for the module."""
    return agreements.fresh(Agreement.objects.get(pk=_prepared_key))


def register(cast, agreement, by="registrar_approver", **inputs):
    return registration.register(
        actor=agreements.actor(cast, by),
        agreement_id=agreement.public_id,
        today=agreements.today(),
        now=agreements.now(),
        **inputs,
    )


@pytest.mark.statement("N11", "N51")
def test_credits_come_into_being_at_registration_and_not_before(cast, prepared):
    agreement = prepared
    assert (Lot.objects.count(), Movement.objects.count()) == (0, 0)
    result = register(cast, agreement)
    agreement.refresh_from_db()
    lot = Lot.objects.get()
    line = CreditLineRecord.objects.get(calculation__revision=agreement.revision)
    assert (agreement.state, agreement.registered_on) == (states.PASSIVE, agreements.today())
    assert (lot.agreement, lot.agreement_number, lot.status, lot.received) == (
        agreement,
        "BS9001",
        "issued",
        line.credits,
    )
    assert (lot.available, lot.parent_id, lot.deposit_settled, lot.issued_on) == (
        line.credits,
        None,
        False,
        agreements.today(),
    )
    assert lot.holder == HolderAccount.objects.get(organisation=cast.organisation("landholder"))
    assert result["lots"] == [{"number": lot.number, "quantity": line.credits}]
    movement = Movement.objects.get()
    assert (movement.source, movement.cause, movement.kind, movement.quantity) == (
        "agreement",
        str(agreement.public_id),
        "issue",
        line.credits,
    )
    assert movement.recorded_by == cast.person("registrar_approver")


def test_a_lot_is_of_the_class_that_the_accepted_report_says(cast, prepared):
    register(cast, prepared)
    found = Lot.objects.get().credit_class
    assert (found.kind, found.pct_id, found.hollow_bearing_trees) == ("ecosystem", 1592, "yes")
    assert found.vegetation_class
    assert found.offset_trading_group == f"{found.vegetation_class} <50%"
    assert (found.subregion, found.community_name, found.scientific_name) == ("Hunter", "", "")
    assert found.region == "Sydney Basin"


@pytest.mark.statement("N11")
def test_an_agreement_that_is_not_registered_gives_no_further_credits(cast):
    agreement = agreements.signed_agreement(cast, place=1)
    with pytest.raises(DomainError, match="first enters the agreement number"):
        register(cast, agreement)
    assert Lot.objects.count() == 0


@pytest.mark.statement("N51")
def test_a_failure_while_issuing_leaves_neither_agreement_nor_credits(cast, prepared):
    agreement = prepared
    failing = mock.patch.object(ledger, "issue", side_effect=DomainError("x", "The disk is full."))
    with failing, pytest.raises(DomainError, match="disk is full"):
        register(cast, agreement)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.registered_on, Lot.objects.count()) == (states.SIGNED, None, 0)
    assert not AuditEvent.objects.filter(action="agreement.register").exists()
    assert register(cast, agreement)["state"] == states.PASSIVE


def test_the_one_who_prepared_it_does_not_register_it_and_nobody_else_may(cast, prepared):
    agreement = prepared
    for name in ("registrar", "trust_approver", "landholder_signatory", "auditor"):
        with pytest.raises(NotAllowed):
            register(cast, agreement, by=name)
    for name in ("developer", "other_landholder_signatory", "stranger"):
        with pytest.raises(NotVisible):
            register(cast, agreement, by=name)
    agreement.registration_prepared_by = cast.person("registrar_approver")
    agreement.save(update_fields=["registration_prepared_by"])
    with pytest.raises(DomainError, match="Another person must register it"):
        register(cast, agreement)


def test_a_number_that_a_lot_of_the_register_bears_is_refused(cast, prepared):
    agreement = prepared
    borne = open_lot(cast.organisation("proponent"), 5, agreement_number="BS9001")
    with pytest.raises(DomainError, match=f"Lot {borne.number} was issued under the number BS9001 already"):
        register(cast, agreement)
    agreement.refresh_from_db()
    assert (agreement.state, Lot.objects.count()) == (states.SIGNED, 1)


def test_registering_twice_with_one_key_issues_once_and_with_another_key_is_refused(cast, prepared):
    agreement = prepared
    key = str(uuid4())
    assert register(cast, agreement, key=key) == register(cast, agreement, key=key)
    with pytest.raises(DomainError, match="must be signed"):
        register(cast, agreement)
    assert Lot.objects.count() == 1


def test_registration_is_told_in_the_chain_of_the_agreement_with_lots_and_what_is_left_out(cast, prepared):
    agreement = prepared
    register(cast, agreement)
    event = AuditEvent.objects.get(action="agreement.register")
    told = json.loads(event.body)
    assert (event.chain.kind, event.chain.key, told["subject"]) == (
        "agreement",
        *[str(agreement.public_id)] * 2,
    )
    lot = Lot.objects.get()
    assert told["data"]["lots"] == [{"number": lot.number, "quantity": lot.received}]
    assert told["data"]["left_out"] == []


@pytest.fixture
def rewritten(monkeypatch):
    """`rewritten(lines)`: registration reads these lines of the accepted report instead of its own."""
    read = entitlements.read_source

    def rewrite(lines):
        def read_differently(**texts):
            source = read(**texts)
            own = source.outcome.credit_lines[0]
            return replace(source, outcome=replace(source.outcome, credit_lines=tuple(lines(own))))

        monkeypatch.setattr(entitlements, "read_source", read_differently)

    return rewrite


def test_lines_of_one_class_become_one_lot_and_others_lots_of_their_own(cast, prepared, rewritten):
    agreement = prepared
    koala = {"credit_class": "species", "subject": "Phascolarctos cinereus", "subject_name": "Koala"}
    rewritten(
        lambda own: [replace(own, credits=7), replace(own, **koala, credits=4), replace(own, credits=5)]
    )
    assert [lot["quantity"] for lot in register(cast, agreement)["lots"]] == [12, 4]
    species = Lot.objects.get(received=4).credit_class
    assert (species.kind, species.scientific_name, species.common_name, species.offset_trading_group) == (
        "species",
        "Phascolarctos cinereus",
        "Koala",
        "",
    )
    assert Movement.objects.values_list("line", flat=True).order_by("line")[1] == 2


def test_lines_that_are_not_computed_or_not_tradeable_are_left_out_and_named(cast, prepared, rewritten):
    agreement = prepared
    rewritten(
        lambda own: [
            replace(own, credits=7),
            replace(own, credits=None),
            replace(own, credits=9, tradeable=False),
            replace(own, credits=0),
        ]
    )
    result = register(cast, agreement)
    assert [lot["quantity"] for lot in result["lots"]] == [7]
    assert [text.partition(": ")[2] for text in result["left_out"]] == [
        "not computed.",
        "9 credits that cannot be traded under the State scheme.",
        "no credits.",
    ]


def test_a_report_that_gives_nothing_to_issue_is_not_registered(cast, prepared, rewritten):
    agreement = prepared
    rewritten(lambda own: [replace(own, credits=None)])
    with pytest.raises(DomainError, match=r"gives no credits that can be issued: .* not computed"):
        register(cast, agreement)
    agreement.refresh_from_db()
    assert agreement.state == states.SIGNED


def test_a_class_that_is_not_determined_is_refused_with_what_is_missing(cast, prepared, rewritten):
    agreement = prepared
    rewritten(lambda own: [own, replace(own, subject="9999", credits=3)])
    with pytest.raises(DomainError, match="class of some credits is not determined") as refusal:
        register(cast, agreement)
    assert {finding.code for finding in refusal.value.findings} == {"registration.class_undetermined"}
    assert any("PCT 9999" in finding.message for finding in refusal.value.findings)
    assert Lot.objects.count() == 0


def in_force(cast, agreement):
    """Taken effect without any credits."""
    agreements.register(cast, agreement)
    return agreements.fresh(agreement)


def activate(cast, agreement, by="trust_officer"):
    return registration.activate(
        actor=agreements.actor(cast, by), agreement_id=agreement.public_id, today=agreements.today()
    )


def test_full_management_waits_for_the_deposit_step(cast, prepared, settings):
    agreement = in_force(cast, prepared)
    with pytest.raises(DomainError, match="no fund account"):
        activate(cast, agreement)
    settings.DEPOSIT_STEP = "tests.deposit_double.PaidInTests"
    assert activate(cast, agreement) == {
        "id": str(agreement.public_id),
        "state": states.ACTIVE,
        "version": agreements.fresh(agreement).version,
        "deposit_step": "demonstrated",
    }
    with pytest.raises(DomainError, match="must be passive"):
        activate(cast, agreement)


def test_only_the_trust_starts_full_management(cast, prepared):
    agreement = in_force(cast, prepared)
    for name in ("registrar", "registrar_approver", "landholder_signatory", "auditor"):
        with pytest.raises(NotAllowed):
            activate(cast, agreement, by=name)
    with pytest.raises(NotVisible):
        activate(cast, agreement, by="developer")


def further(cast, lot, change_id, by="registrar_approver", **values):
    return issuing.issue_further(
        actor=agreements.actor(cast, by),
        lot_number=lot.number,
        change_id=change_id,
        now=agreements.now(),
        **({"quantity": 6, "reason": "More restoration was agreed."} | values),
    )


@pytest.fixture
def varied(cast, prepared):
    """The lot of a registered agreement and an approved variation of it."""
    agreement = prepared
    register(cast, agreement)
    change = AgreementChange.objects.create(
        agreement=agreement,
        kind="variation",
        state="approved",
        reason="More restoration.",
        proposed_by=cast.person("trust_officer"),
        proposed_at=agreements.now(),
        approved_by=cast.person("trust_approver"),
        decided_at=agreements.now(),
    )
    return Lot.objects.get(), change


@pytest.mark.statement("N11")
def test_an_approved_variation_issues_further_credits_into_the_same_lot_once(cast, varied):
    lot, change = varied
    assert further(cast, lot, change.public_id) == {"id": lot.number, "state": "issued", "quantity": 6}
    assert Lot.objects.get().received == lot.received + 6
    with pytest.raises(DomainError, match="into this lot already"):
        further(cast, lot, change.public_id)
    assert Lot.objects.get().received == lot.received + 6
    told = json.loads(AuditEvent.objects.get(action="lot.issue_further").body)
    assert told["subject"] == f"{change.public_id}:{lot.number}"


def test_the_holder_alone_is_told_of_further_credits(cast, varied):
    cast.everybody()
    lot, change = varied
    Notice.objects.all().delete()
    further(cast, lot, change.public_id)
    told = Notice.objects.get()
    assert (told.organisation, told.title, told.path) == (
        cast.organisation("landholder"),
        f"Further credits issued into lot {lot.number}",
        f"/credits/lots/{lot.number}/",
    )
    assert told.body == "6 credits because of the variation of BS9001: More restoration was agreed."


@pytest.mark.parametrize("quantity", [0, 10**12 + 1, 2**63])
def test_further_credits_are_a_number_that_a_lot_can_hold(cast, varied, quantity):
    lot, change = varied
    with pytest.raises(InvalidInput) as refusal:
        further(cast, lot, change.public_id, quantity=quantity)
    assert [one.field for one in refusal.value.findings] == ["quantity"]
    assert Lot.objects.get().received == lot.received


def test_further_credits_need_a_change_that_was_approved(cast, varied):
    lot, change = varied
    change.state = "agreed"
    change.save(update_fields=["state"])
    with pytest.raises(DomainError, match="that the trust has approved"):
        further(cast, lot, change.public_id)
    with pytest.raises(InvalidInput) as refusal:
        further(cast, lot, uuid4())
    assert [one.field for one in refusal.value.findings] == ["change"]
    assert Lot.objects.get().received == lot.received


def test_further_credits_need_a_reason_and_an_agreement_that_is_not_suspended(cast, varied):
    lot, change = varied
    with pytest.raises(InvalidInput):
        further(cast, lot, change.public_id, reason="  ")
    change.agreement.suspended_on = agreements.today()
    change.agreement.save(update_fields=["suspended_on"])
    with pytest.raises(DomainError, match="in force and not suspended"):
        further(cast, lot, change.public_id)


def test_further_credits_are_the_approvers_to_issue(cast, varied):
    lot, change = varied
    for name in ("registrar", "trust_approver", "landholder_signatory", "auditor"):
        with pytest.raises(NotAllowed):
            further(cast, lot, change.public_id, by=name)
    with pytest.raises(NotVisible):
        further(cast, lot, change.public_id, by="developer")
    change.proposed_by = cast.person("registrar_approver")
    change.save(update_fields=["proposed_by"])
    with pytest.raises(NotAllowed, match="had a part in this change"):
        further(cast, lot, change.public_id)


def test_who_belongs_to_the_holder_issues_it_no_further_credits(cast, varied):
    lot, change = varied
    HolderAccount.objects.filter(pk=lot.holder_id).update(organisation=cast.organisation("proponent"))
    approver = cast.person("registrar_approver")
    approver.memberships.create(organisation=cast.organisation("proponent"))
    with pytest.raises(NotAllowed, match="belong to the holder of this lot"):
        issuing.issue_further(
            actor=builders.acting(approver),
            lot_number=lot.number,
            change_id=change.public_id,
            quantity=6,
            reason="More restoration was agreed.",
            now=agreements.now(),
        )
