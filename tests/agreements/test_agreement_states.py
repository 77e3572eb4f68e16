"""Every state x action x person of an agreement, against the one table that also drives the buttons."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from registry.actor import Actor
from registry.agreements import policies, selectors, states
from registry.agreements.models import (
    AgreedPlan,
    Agreement,
    AgreementChange,
    AgreementSuspension,
    OwnerChange,
    PlanCost,
)
from registry.agreements.services import (
    activation,
    applications,
    changes,
    closing,
    eligibility,
    holding,
    ownership,
    registration,
    review,
    signing,
    suspension,
    terms,
)
from registry.commands import Run, rehearse
from registry.findings import DomainError, NotAllowed, NotVisible
from registry.states import STAYS
from tests import builders_agreements as made
from tests.builders_people import PEOPLE, Cast

LONG_AGO = made.today().replace(year=made.today().year - 21)
BEFORE_SIGNATURE = (states.APPLIED, states.NEGOTIATION, states.AGREED, states.REFUSED, states.WITHDRAWN)
ROLE_OF = {
    "landholder_signatory": "landholder",
    "trust_officer": "trust_officer",
    "trust_approver": "trust_approver",
    "registrar": "registrar",
    "registrar_approver": "registrar_approver",
}
SEES = {*ROLE_OF, "landholder_member", "auditor"}


BASES: dict[str, tuple[str, ...]] = {
    "lodged": (states.INTENTION,),
    "agreed": BEFORE_SIGNATURE,
    "prepared": (states.HOLDER_SIGNED, states.SIGNED),
    "in force": tuple(
        state
        for state in states.AGREEMENT.states
        if state not in (states.INTENTION, *BEFORE_SIGNATURE, states.HOLDER_SIGNED, states.SIGNED)
    ),
}


def base_of(base: str, cast: Cast) -> Agreement:
    """An agreement that could be in each of the states of that base."""
    if base == "lodged":
        made.bare_report(cast)
        return made.lodged_agreement(cast)
    if base == "agreed":
        return made.agreed_agreement(cast)
    if base == "prepared":
        return made.prepared_agreement(cast)
    agreement = made.passive_agreement(cast)
    Agreement.objects.update(registered_on=LONG_AGO)
    return agreement


def bring_to(state: str, agreement: Agreement) -> Agreement:
    """The agreement in that state, in force for long where full management has begun."""
    begun = {"activated_on": LONG_AGO} if state in BASES["in force"] and state != states.PASSIVE else {}
    Agreement.objects.update(state=state, **begun)
    return made.fresh(agreement)


def with_change(kind: str) -> Callable[[Agreement, Cast], dict[str, Any]]:
    """Lay a change of that kind ready for approval."""

    def lay(agreement: Agreement, cast: Cast) -> dict[str, Any]:
        officer, ending = cast.person("trust_officer"), kind == "termination"
        plan = selectors.plan_open(agreement)
        if plan is None and not ending:
            plan = AgreedPlan.objects.create(
                agreement=agreement, version=2, created_by=officer, created_at=timezone.now()
            )
            PlanCost.objects.create(plan=plan, purpose="other", year=None, amount_cents=100_00)
            PlanCost.objects.bulk_create(
                PlanCost(plan=plan, purpose="other", year=year, amount_cents=200_00) for year in range(1, 21)
            )
        change = AgreementChange.objects.create(
            agreement=agreement,
            kind=kind,
            state="proposed" if ending else "agreed",
            reason="The fence moves.",
            plan_version=None if ending or plan is None else plan.version,
            proposed_by=officer,
            proposed_at=timezone.now(),
        )
        if not ending:
            made.lay_signatures(cast, change)
        return {"change_id": change.public_id}

    return lay


def with_owner_change(agreement: Agreement, cast: Cast) -> dict[str, Any]:
    """Lay an accepted change of owner ready to be recorded."""
    change = OwnerChange.objects.create(
        agreement=agreement,
        state="accepted",
        shares=[made.share(cast.organisation("other_landholder"))],
        effective_on=made.today(),
        evidence="Dealing AC1",
        lodged_by=cast.person("landholder_signatory"),
        lodged_at=timezone.now(),
    )
    return {"change_id": change.public_id}


def suspended(agreement: Agreement, cast: Cast) -> dict[str, Any]:
    """Lay a suspension over it."""
    AgreementSuspension.objects.create(
        agreement=agreement,
        suspended_from=made.today(),
        reason="Audit",
        suspended_by=cast.person("trust_approver"),
    )
    Agreement.objects.filter(pk=agreement.pk).update(suspended_on=made.today())
    return {}


def with_report(agreement: Agreement, cast: Cast) -> dict[str, Any]:
    """The report and owners of an application."""
    from assessments.models import Revision

    return {
        "revision_id": Revision.objects.get().public_id,
        "shares": [made.share(cast.organisation("landholder"))],
    }


def with_version(agreement: Agreement, cast: Cast) -> dict[str, Any]:
    """The version a form was opened with."""
    return {"expected_version": agreement.version}


def nothing(agreement: Agreement, cast: Cast) -> dict[str, Any]:
    """No more inputs."""
    return {}


def register(run: Run, *, agreement_id: Any) -> dict[str, Any]:
    """What the command that issues credits does of this."""
    agreement = selectors.agreement_for(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "register"))
    holding.told(run, agreement, {})
    registration.take_effect(agreement, registered_by=run.actor.person_id, on=made.today())
    return {}


def activate(run: Run, *, agreement_id: Any) -> dict[str, Any]:
    """What the command that asks the deposit step does of this."""
    agreement = selectors.agreement_for(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "activate"))
    holding.told(run, agreement, {})
    activation.start(agreement, on=made.today())
    return {}


register.__wrapped__ = register  # type: ignore[attr-defined]
activate.__wrapped__ = activate  # type: ignore[attr-defined]

TODAY = {"today": made.today()}
NOW = {"now": made.now()}
SIGNING = {"capacity": "Owner", **NOW}
Setting = Callable[[Agreement, Cast], dict[str, Any]]
ACTIONS: dict[str, tuple[Callable[..., Any], dict[str, Any], Setting]] = {
    "apply": (applications.apply, {"holding_area_m2": 400_000, **TODAY}, with_report),
    "assess": (
        eligibility.record,
        {"subject": "land", "criterion": "boundary_defined", "met": True, "reason": "Surveyed."},
        nothing,
    ),
    "propose_terms": (terms.propose, {"text": "Terms.", **TODAY}, nothing),
    "agree_terms": (terms.agree, TODAY, with_version),
    "reopen_terms": (terms.reopen, {"reason": "The fee."}, nothing),
    "sign_holder": (signing.sign_holder, SIGNING, nothing),
    "sign_trust": (signing.sign_trust, SIGNING, nothing),
    "prepare_registration": (
        registration.prepare,
        {"number": "BS9002", "title_reference": "AB2"},
        nothing,
    ),
    "register": (register, {}, nothing),
    "activate": (activate, {}, nothing),
    "begin_review": (review.begin, TODAY, nothing),
    "maintain": (review.maintain, TODAY, nothing),
    "renew": (changes.approve, NOW, with_change("renewal")),
    "vary": (changes.approve, NOW, with_change("variation")),
    "change_owner": (ownership.record, TODAY, with_owner_change),
    "suspend": (suspension.suspend, {"reason": "Audit.", **TODAY}, nothing),
    "lift_suspension": (suspension.lift, TODAY, suspended),
    "refuse": (closing.refuse, {"reason": "Too small."}, nothing),
    "withdraw": (closing.withdraw, {"reason": "Changed my mind."}, nothing),
    "terminate": (changes.approve, NOW, with_change("termination")),
}
SIGNS = (signing.sign_holder, signing.sign_trust)


def attempt(agreement: Agreement, action: str, person: str, actor: Actor, given: dict[str, Any]) -> Any:
    """What comes of the action, and the state afterwards; all of it is undone."""
    execute = ACTIONS[action][0]
    named = {"typed_name": PEOPLE[person].name} if execute in SIGNS else {}
    try:
        state = rehearse(
            execute,
            actor=actor,
            look=lambda: Agreement.objects.get(pk=agreement.pk).state,
            agreement_id=agreement.public_id,
            **given,
            **named,
        )
    except (NotVisible, NotAllowed) as refusal:
        return type(refusal).__name__, agreement.state
    except DomainError as refusal:
        return refusal.code, agreement.state
    return "done", state


def expected(state: str, action: str, person: str) -> tuple[str, str]:
    """What the table says comes of it."""
    transition = states.AGREEMENT.find(action)
    # An organisation that is to become owner sees what it is to take on.
    if person not in SEES and (action, person) != ("change_owner", "other_landholder_signatory"):
        return "NotVisible", state
    if ROLE_OF.get(person) not in transition.roles:
        return "NotAllowed", state
    if state not in transition.sources:
        return "agreement.wrong_state", state
    return "done", state if transition.target == STAYS else transition.target


@pytest.mark.parametrize("base", BASES)
def test_each_person_can_do_exactly_what_the_table_says(base: str, cast: Cast, release: object) -> None:
    cast.everybody()
    found = base_of(base, cast)
    actors = {person: made.actor(cast, person) for person in PEOPLE}
    for state in BASES[base]:
        with transaction.atomic():
            agreement = bring_to(state, found)
            assert differences(agreement, cast, actors) == []
            for person in SEES:
                table = {action for action in ACTIONS if expected(state, action, person)[0] == "done"}
                buttons = {
                    transition.action for transition in selectors.actions_for(actors[person], agreement)
                }
                assert buttons == table - {"lift_suspension"}, (state, person)
            transaction.set_rollback(True)


def differences(agreement: Agreement, cast: Cast, actors: dict[str, Actor]) -> list[Any]:
    """Where a person gets something else than the table says of the state of the agreement."""
    wrong = []
    for action, (_, inputs, lay) in ACTIONS.items():
        with transaction.atomic():
            given = inputs | lay(agreement, cast)
            for person, actor in actors.items():
                found = attempt(agreement, action, person, actor, given)
                if found != expected(agreement.state, action, person):
                    wrong.append((person, action, found, expected(agreement.state, action, person)))
            transaction.set_rollback(True)
    return wrong


def test_every_state_is_tried() -> None:
    assert sorted(state for tried in BASES.values() for state in tried) == sorted(states.AGREEMENT.states)


def test_every_action_of_the_table_is_tried() -> None:
    assert set(ACTIONS) == {transition.action for transition in states.AGREEMENT.transitions}


def test_every_state_is_reached_and_every_action_leads_to_a_known_state() -> None:
    reached = {states.AGREEMENT.initial} | {t.target for t in states.AGREEMENT.transitions if t.target}
    assert reached == set(states.AGREEMENT.states)
    for transition in states.AGREEMENT.transitions:
        assert transition.sources <= set(states.AGREEMENT.states)


def test_the_statuses_page_of_the_documentation_agrees_with_the_table() -> None:
    text = (Path(__file__).parents[2] / "docs" / "statuses.md").read_text()
    for transition in states.AGREEMENT.transitions:
        target = transition.target or "stays"
        row = f"| {transition.action} | {', '.join(sorted(transition.sources))} | {target} |"
        assert row in text, f"docs/statuses.md lacks: {row}"


def test_a_suspended_agreement_offers_only_to_lift_the_suspension(cast: Cast, release: object) -> None:
    agreement = made.passive_agreement(cast)
    approver = made.actor(cast, "trust_approver")
    suspension.suspend(actor=approver, agreement_id=agreement.public_id, reason="Audit.", **TODAY)
    agreement = made.fresh(agreement)
    assert agreement.state == states.PASSIVE
    offered = {transition.action for transition in selectors.actions_for(approver, agreement)}
    assert "suspend" not in offered
    assert "lift_suspension" in offered
    with pytest.raises(DomainError) as refusal:
        suspension.suspend(actor=approver, agreement_id=agreement.public_id, reason="Again.", **TODAY)
    assert refusal.value.code == "agreement.suspended_already"
    later = made.today() + timedelta(days=3)
    suspension.lift(actor=approver, agreement_id=agreement.public_id, today=later)
    stretch = AgreementSuspension.objects.get()
    assert (stretch.suspended_from, stretch.lifted_on) == (made.today(), later)
    assert made.fresh(agreement).suspended_on is None
    with pytest.raises(DomainError) as refusal:
        suspension.lift(actor=approver, agreement_id=agreement.public_id, today=later)
    assert refusal.value.code == "agreement.not_suspended"
