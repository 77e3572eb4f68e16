"""Retiring credits for obligation lines: what is set aside, asked again, discharged, and refused with the clause."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from credits.lots.services import retirements
from credits.matching import deciding
from credits.models import Lot, Retirement
from credits.obligations.models import Claim, Discharge, Obligation, RetirementUse, VariationRequest
from credits.obligations.services import linking
from credits.schemes.nsw_bos.outcome import Answer
from credits.schemes.nsw_bos.serial import from_json
from registry.agreements import selectors as agreements
from registry.agreements.models import Agreement
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.notices.models import Notice
from tests.obligations.builders import eco_class, species_class
from tests.obligations.discharge.scene import Retiring, standing, standings

pytestmark = pytest.mark.django_db

SIBLING = {
    "vegetation_class": "Sydney Coastal Dry Sclerophyll Forests",
    "offset_trading_group": "Sydney Coastal Dry Sclerophyll Forests <50%",
}
"""Another class of the same formation: like for like fails, variation fits."""


def approve(scene: Retiring, request: VariationRequest) -> None:
    VariationRequest.objects.filter(pk=request.pk).update(
        state="approved", decided_by=scene.cast.person("authority_delegate"), decided_at=scene.now
    )


@pytest.mark.statement("N4", "N29")
def test_a_duty_stays_open_until_the_last_like_for_like_credit_is_retired(scene: Retiring) -> None:
    line = scene.line(required=10)
    lot = scene.held(10)
    scene.retire(lot, {line: 9})
    obligation = Obligation.objects.get(pk=line.obligation_id)
    assert standing(line) == (1, 0, 9)
    assert (obligation.state, obligation.discharged_on) == ("in_force", None)
    scene.retire(Lot.objects.get(pk=lot.pk), {line: 1})
    obligation.refresh_from_db()
    assert standing(line) == (0, 0, 10)
    assert (obligation.state, obligation.discharged_on) == ("discharged", scene.today)
    assert [(one.way, one.quantity, one.on) for one in Discharge.objects.all()] == [
        ("retirement", 9, scene.today),
        ("retirement", 1, scene.today),
    ]


def test_what_is_claimed_is_on_its_way_with_the_whole_ruling_until_it_is_recorded(scene: Retiring) -> None:
    line = scene.line(required=10)
    retirement = scene.apply(scene.held(10), {line: 6})
    assert standing(line) == (4, 6, 0)
    claim = Claim.objects.get()
    ruling = from_json(claim.ruling)
    assert (claim.state, claim.rule, claim.quantity) == ("pending", "like_for_like", 6)
    assert ruling.serves is Answer.YES
    assert ruling.rule_set_version == claim.rule_set_version
    assert {"credit.in_force", "like_for_like.vegetation_class", "like_for_like.hollows"} <= {
        test.code for test in ruling.reasons
    }
    assert list(RetirementUse.objects.values_list("quantity", "used")) == [(6, 6)]
    event = AuditEvent.objects.get(action="retirement.apply")
    assert json.loads(event.body)["data"]["claims"] == [
        {
            "obligation": line.obligation.number,
            "line": 1,
            "quantity": 6,
            "rule": "like_for_like",
            "rules": claim.rule_set_version,
        }
    ]
    retirement.refresh_from_db()
    assert retirement.obligation_local_government_area == "Singleton"
    assert retirement.consent_on == line.obligation.imposed_on
    scene.record(retirement)
    assert standing(line) == (4, 0, 6)
    assert Claim.objects.get().state == "discharged"
    assert Notice.objects.filter(
        organisation=line.obligation.authority, title__startswith="6 credits retired for"
    ).exists()


@pytest.mark.parametrize("action", ["refuse", "withdraw"])
def test_what_comes_to_nothing_is_outstanding_again_and_may_be_claimed_anew(
    scene: Retiring, action: str
) -> None:
    line = scene.line(required=10)
    lot = scene.held(10)
    retirement = scene.apply(lot, {line: 10})
    by = {"refuse": "registrar", "withdraw": "developer"}[action]
    getattr(retirements, action)(
        actor=scene.actor(by),
        retirement_id=str(retirement.public_id),
        reason="Not wanted any more.",
        now=scene.now,
    )
    assert standing(line) == (10, 0, 0)
    assert Claim.objects.get().state == "released"
    assert RetirementUse.objects.get().used == 0
    scene.apply(Lot.objects.get(pk=lot.pk), {line: 10})
    assert standing(line) == (0, 10, 0)


@pytest.mark.statement("N33")
def test_one_lot_serves_several_lines_and_several_lots_one_line(scene: Retiring) -> None:
    obligation = scene.obligation((eco_class(), 10), (eco_class(), 5))
    first, second = scene.lines_of(obligation)
    scene.retire(scene.held(12), {first: 7, second: 5})
    scene.retire(scene.held(3), {first: 3})
    assert standings([first, second]) == [(0, 0, 10), (0, 0, 5)]
    assert sum(one.quantity for one in Discharge.objects.filter(line=first)) == first.required
    obligation.refresh_from_db()
    assert obligation.state == "discharged"


def test_a_discharge_larger_than_the_line_is_refused_and_nothing_moves(scene: Retiring) -> None:
    line = scene.line(required=10)
    lot = scene.held(20)
    with pytest.raises(DomainError) as refused:
        scene.apply(lot, {line: 11})
    assert refused.value.code == "obligation.more_than_outstanding"
    assert "11 credits are more than the 10 still outstanding" in refused.value.message
    assert "cl 6.2" in refused.value.message
    assert standing(line) == (10, 0, 0)
    lot.refresh_from_db()
    assert (lot.available, lot.reserved) == (20, 0)
    assert not Retirement.objects.exists()


@pytest.mark.parametrize(
    ("quantity", "code"),
    [(0, "obligation.quantity"), (-1, "obligation.quantity"), (True, "obligation.quantity")],
)
def test_a_line_is_claimed_in_whole_credits_above_zero(scene: Retiring, quantity: Any, code: str) -> None:
    line = scene.line()
    with pytest.raises(InvalidInput) as refused:
        scene.apply(scene.held(), {line: quantity}, quantity=5)
    assert [one.code for one in refused.value.findings] == [code]


def test_lines_and_retirement_have_to_add_up(scene: Retiring) -> None:
    line = scene.line()
    with pytest.raises(InvalidInput) as refused:
        scene.apply(scene.held(), {line: 4}, quantity=5)
    assert refused.value.findings[0].code == "obligation.claims_do_not_add_up"
    assert refused.value.findings[0].message.startswith("4 credits are claimed for lines, but 5 are to be")


def test_credits_that_fail_a_test_are_refused_with_each_failed_test_and_clause(scene: Retiring) -> None:
    line = scene.line(species_class())
    other = species_class(scientific_name="Petaurus norfolcensis", common_name="Squirrel Glider")
    with pytest.raises(DomainError) as refused:
        scene.apply(scene.held(credit_class=other), {line: 1})
    assert refused.value.code == "obligation.does_not_serve"
    assert "cl 6.3" in refused.value.message
    assert "cl 6.4" in refused.value.message


def test_an_open_test_sends_the_holder_to_a_person_and_the_answer_then_counts(scene: Retiring) -> None:
    line = scene.line()
    open_class = eco_class(community_name="Hunter Lowland Redgum Forest")
    lot = scene.held(credit_class=open_class)
    with pytest.raises(DomainError) as refused:
        scene.apply(lot, {line: 3})
    assert refused.value.code == "obligation.ask_a_person"
    assert "cl 6.3" in refused.value.message
    question = scene.ask_question(line, open_class)
    type(question).objects.filter(pk=question.pk).update(
        state="answered",
        answer=True,
        reasons="The community grows in that class.",
        answered_by=scene.cast.person("authority_delegate"),
        answered_at=scene.now,
    )
    scene.retire(lot, {line: 3})
    decided = from_json(Claim.objects.get().ruling)
    assert [test.decision.reasons for test in decided.reasons if test.decision] == [
        "The community grows in that class."
    ]


def test_only_who_owes_it_retires_for_it(scene: Retiring) -> None:
    line = scene.line()
    foreign = scene.lot(holder="landholder")
    with pytest.raises(NotVisible):
        scene.apply(foreign, {line: 1}, by="landholder_signatory")
    line.obligation.development = None
    type(line.obligation).objects.filter(pk=line.obligation_id).update(
        holder=scene.cast.organisation("other_landholder")
    )
    with pytest.raises(DomainError) as refused:
        scene.apply(scene.held(), {line: 1})
    assert refused.value.code == "obligation.not_owed_by_holder"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"purpose": "voluntary"}, "purpose"),
        ({"obligation_reference": "DA-1/1999"}, "obligation_reference"),
    ],
)
def test_the_application_names_the_obligation_it_is_for(
    scene: Retiring, more: dict[str, str], field: str
) -> None:
    line = scene.line()
    with pytest.raises(InvalidInput) as refused:
        scene.apply(scene.held(), {line: 1}, **more)
    assert [one.field for one in refused.value.findings] == [field]


def test_lines_of_two_obligations_need_two_applications(scene: Retiring) -> None:
    one, other = scene.line(), scene.line()
    with pytest.raises(InvalidInput) as refused:
        scene.apply(scene.held(), {one: 1, other: 1})
    assert refused.value.findings[0].code == "obligation.several"


def test_rules_that_change_between_application_and_retirement_are_told_and_refuse(
    scene: Retiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = scene.line()
    retirement = scene.check(scene.apply(scene.held(), {line: 5}))
    Claim.objects.update(rule_set_version="nsw_bos/2017-08-25")
    species = species_class()
    monkeypatch.setattr(
        "credits.obligations.services.claiming.rule_on",
        lambda asked, _, **more: deciding.rule_on(asked, species, **more),
    )
    with pytest.raises(DomainError) as refused:
        scene.complete(retirement)
    assert refused.value.code == "obligation.does_not_serve"
    assert "when it was applied for they were nsw_bos/2017-08-25" in refused.value.message
    assert standing(line) == (5, 5, 0)
    assert Retirement.objects.get().state == "checked"
    assert not Lot.objects.filter(status="retired").exists()


def test_rules_that_change_and_still_accept_are_those_the_claim_keeps(scene: Retiring) -> None:
    line = scene.line()
    retirement = scene.check(scene.apply(scene.held(), {line: 5}))
    now = Claim.objects.get().rule_set_version
    Claim.objects.update(rule_set_version="nsw_bos/2017-08-25")
    scene.complete(retirement)
    assert Claim.objects.get().rule_set_version == now


def test_a_lot_suspended_since_discharges_nothing(scene: Retiring) -> None:
    line = scene.line()
    lot = scene.held()
    retirement = scene.check(scene.apply(lot, {line: 5}))
    Lot.objects.filter(pk=lot.pk).update(suspended_until=scene.today + timedelta(days=30))
    with pytest.raises(DomainError):
        scene.complete(retirement)
    assert standing(line) == (5, 5, 0)


def test_variation_needs_an_approved_request_for_the_line(scene: Retiring) -> None:
    line = scene.variation_line()
    lot = scene.held(credit_class=eco_class(**SIBLING))
    with pytest.raises(DomainError) as refused:
        scene.apply(lot, {line: 2})
    assert refused.value.code == "obligation.ask_a_person"
    assert "cl 6.4" in refused.value.message
    scene.steps_taken(line)
    request = scene.ask_variation(line)
    with pytest.raises(DomainError):
        scene.apply(lot, {line: 2})
    approve(scene, request)
    scene.retire(lot, {line: 2})
    assert Claim.objects.get().rule == "variation"
    assert standing(line) == (8, 0, 2)


def test_the_trust_says_why_it_steps_down_its_hierarchy(scene: Retiring) -> None:
    trust = scene.cast.organisation("trust")
    line = scene.line(of={"source": "fund", "holder": trust}, tier=4)
    other_class = eco_class(**SIBLING)
    decision = deciding.rule_on(line, other_class, status="issued", on=scene.today)
    lot = scene.held(credit_class=other_class, holder="trust")
    assert decision.like_for_like.answer is Answer.NO
    assert (decision.serves, decision.rule) == (Answer.YES, "variation")
    with pytest.raises(InvalidInput) as refused:
        scene.apply(lot, {line: 3}, by="trust_officer")
    (finding,) = refused.value.findings
    assert (finding.code, finding.clause) == ("obligation.step_not_justified", "BC Reg cl 6.5")
    scene.retire(lot, {line: 3}, by="trust_officer", justification="None came to two tenders.")
    claim = Claim.objects.get()
    assert (claim.rule, claim.step_justification) == ("variation", "None came to two tenders.")
    assert standing(line) == (7, 0, 3)


@pytest.mark.statement("N12")
def test_after_discharge_the_developer_has_no_further_duty_and_the_site_keeps_its_own(
    scene: Retiring,
) -> None:
    landholder = scene.cast.organisation("landholder")
    agreement = Agreement.objects.create(
        state="passive",
        site_name="Ironbark Ridge",
        applicant=landholder,
        trust=scene.cast.organisation("trust"),
        created_by=scene.cast.person("landholder_signatory"),
        number="BS9002",
        title_reference="AB123456",
        registered_on=date(2025, 3, 3),
    )
    line = scene.line(required=5)
    retirement = scene.retire(scene.held(5, agreement=agreement), {line: 5})
    obligation = Obligation.objects.get(pk=line.obligation_id)
    assert (obligation.state, obligation.holder_id) == ("discharged", line.obligation.holder_id)
    new_lot = retirement.new_lot
    assert new_lot is not None
    assert (new_lot.status, new_lot.ended, new_lot.agreement_id) == ("retired", 5, agreement.pk)
    # The site stays with its agreement and the landholder's; the developer has no part in it.
    agreement.refresh_from_db()
    assert (agreement.state, agreement.applicant) == ("passive", landholder)
    assert agreements.visible_to(scene.actor("developer")).count() == 0
    assert agreements.visible_to(scene.actor("landholder_signatory")).get() == agreement
    assert Lot.objects.filter(holder=new_lot.holder, status__in=Lot.OPEN, available__gt=0).count() == 0


class TestLinking:
    """An earlier retirement that named the obligation in words only."""

    @staticmethod
    def link(scene: Retiring, retirement: Retirement, claims: Any, **more: Any) -> dict[str, Any]:
        line = next(iter(claims))
        given: dict[str, Any] = {
            "obligation_id": str(line.obligation.public_id),
            "retirement_number": retirement.transaction_number,
            "claims": scene.told(claims),
            "reason": "It names our consent.",
            "now": scene.now,
        }
        actor = scene.actor(more.pop("by", "authority_officer"))
        made: dict[str, Any] = linking.link(actor=actor, **(given | more))
        return made

    def recorded(self, scene: Retiring, quantity: int = 8, **more: Any) -> Retirement:
        told = {"obligation_reference": "Our quarry's consent", "claims": (), "quantity": quantity}
        return scene.record(scene.apply(scene.held(), {scene.line(): quantity}, **(told | more)))

    def test_the_officer_counts_it_once(self, scene: Retiring) -> None:
        retirement = self.recorded(scene)
        line = scene.line(required=10)
        assert self.link(scene, retirement, {line: 6})["state"] == "in_force"
        assert standing(line) == (4, 0, 6)
        (discharge,) = Discharge.objects.all()
        assert (discharge.note, discharge.quantity, discharge.on) == (
            "It names our consent.",
            6,
            scene.today,
        )
        other = scene.line(required=10)
        with pytest.raises(DomainError) as refused:
            self.link(scene, retirement, {other: 3})
        assert refused.value.code == "obligation.retirement_used"
        assert "is of 8 credits, and 6 of them are used" in refused.value.message
        assert standing(other) == (10, 0, 0)
        self.link(scene, retirement, {other: 2})
        assert standing(other) == (8, 0, 2)
        assert AuditEvent.objects.filter(action="obligation.link_retirement").count() == 2

    def test_a_retirement_made_for_lines_is_not_used_again(self, scene: Retiring) -> None:
        line, other = scene.lines_of(scene.obligation((eco_class(), 10), (eco_class(), 10)))
        retirement = scene.retire(scene.held(), {line: 4})
        with pytest.raises(DomainError) as refused:
            self.link(scene, retirement, {other: 1})
        assert refused.value.code == "obligation.retirement_used"

    def test_one_for_another_purpose_does_not_count(self, scene: Retiring) -> None:
        retirement = self.recorded(scene, purpose="voluntary")
        line = scene.line()
        with pytest.raises(InvalidInput) as refused:
            self.link(scene, retirement, {line: 1})
        (finding,) = refused.value.findings
        assert (finding.code, finding.clause) == ("obligation.other_purpose", "BC Act s 6.27")
        assert standing(line) == (10, 0, 0)

    def test_one_that_names_another_obligation_does_not_count(self, scene: Retiring) -> None:
        another, line = scene.line(), scene.line()
        retirement = self.recorded(scene, obligation_reference=another.obligation.reference)
        with pytest.raises(DomainError) as refused:
            self.link(scene, retirement, {line: 1})
        assert refused.value.code == "obligation.retired_for_another"
        assert another.obligation.number in refused.value.message
        self.link(scene, retirement, {another: 1})
        assert (standing(line), standing(another)) == ((10, 0, 0), (9, 0, 1))

    def test_it_has_to_serve_by_the_rules(self, scene: Retiring) -> None:
        retirement = self.recorded(scene)
        line = scene.line(species_class())
        with pytest.raises(DomainError) as refused:
            self.link(scene, retirement, {line: 1})
        assert refused.value.code == "obligation.does_not_serve"

    @pytest.mark.parametrize("number", ["R0999999", "T0000001", "", "R" + "9" * 30])
    def test_a_number_of_nothing_recorded_is_refused(self, scene: Retiring, number: str) -> None:
        retirement = self.recorded(scene)
        with pytest.raises(InvalidInput) as refused:
            self.link(scene, retirement, {scene.line(): 1}, retirement_number=number)
        assert refused.value.findings[0].field == "retirement_number"

    def test_another_holders_retirement_does_not_count(self, scene: Retiring) -> None:
        line = scene.line(of={"holder": scene.cast.organisation("other_landholder")})
        with pytest.raises(DomainError) as refused:
            self.link(scene, self.recorded(scene), {line: 1})
        assert refused.value.code == "obligation.retired_by_another"

    @pytest.mark.parametrize(
        ("by", "error"),
        [
            ("developer", NotAllowed),
            ("authority_delegate", NotAllowed),
            ("registrar", NotAllowed),
            ("landholder_signatory", NotVisible),
        ],
    )
    def test_nobody_but_an_officer_of_the_authority_links(
        self, scene: Retiring, by: str, error: type[DomainError]
    ) -> None:
        retirement, line = self.recorded(scene), scene.line()
        with pytest.raises(error):
            self.link(scene, retirement, {line: 1}, by=by)


def test_retirements_of_a_day_before_the_scheme_are_told_apart(scene: Retiring) -> None:
    with pytest.raises(InvalidInput):
        deciding.rule_on(scene.line(), eco_class(), status="issued", on=date(2010, 1, 1))
