"""Ways other than credits: listed conservation actions, mine sites, strategic certification; and all ways together
(N30, N31, N33)."""

from datetime import date

import pytest
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credits.obligations import policies_fund
from credits.obligations.models import Discharge, Measure, Obligation, ObligationLine
from credits.obligations.services import ancillary_lists, measures
from registry.findings import DomainError, InvalidInput, NotAllowed
from tests.conftest import give_role
from tests.obligations import builders
from tests.stage import undone

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)
NOW = timezone.now()


class Ways:
    """Everybody who has a part in a measure, and the one line it is for."""

    def __init__(self, cast, act, **development):
        self.development = builders.development(cast, **development) if development else None
        self.owed = builders.obligation(
            cast, lines=[(builders.species_class(), 10)], development=self.development
        )
        self.line = self.owed.lines.get()
        self.developer = act(cast.person("developer"))
        self.officer = act(cast.person("authority_officer"))
        self.delegate = act(cast.person("authority_delegate"))
        self.registrar = act(cast.person("registrar"))

    def list_action(self, entity="Phascolarctos cinereus", listed_from=date(2020, 1, 1)):
        ancillary_lists.enter_action(
            actor=self.registrar,
            code="KOALA-1",
            title="Koala road crossings",
            entity=entity,
            listed_from=listed_from,
            source="Ancillary rules, made up for a test",
            now=NOW,
        )

    def propose(self, kind="conservation_action", quantity=4, **changed):
        given = {
            "description": "Crossings on two roads.",
            "evidence": "Receipt 12.",
            "listed_action_code": "KOALA-1" if kind == "conservation_action" else "",
            "cost_cents": 5_000_000 if kind == "conservation_action" else None,
            "creates": "Phascolarctos cinereus" if kind == "mine_rehabilitation" else "",
        }
        made = measures.propose(
            actor=self.developer,
            line_id=str(self.line.public_id),
            kind=kind,
            quantity=quantity,
            today=TODAY,
            now=NOW,
            **(given | changed),
        )
        return made["id"]

    def accept(self, measure_id, today=TODAY):
        measures.check(actor=self.officer, measure_id=measure_id, note="Receipt seen.")
        return measures.accept(actor=self.delegate, measure_id=measure_id, today=today, now=NOW)

    def standing(self):
        now = ObligationLine.objects.get(pk=self.line.pk)
        return now.outstanding, now.pending, now.discharged


@pytest.fixture
def ways(cast, act):
    return Ways(cast, act)


@pytest.fixture
def mine(cast, act):
    return Ways(cast, act, pathway="state_development", major_mining=True)


@pytest.mark.statement("N30")
def test_a_listed_action_for_the_affected_species_discharges_part_of_the_line(ways):
    ways.list_action()
    measure_id = ways.propose(quantity=4)
    assert ways.standing() == (6, 4, 0)
    assert ways.accept(measure_id)["state"] == "accepted"
    assert ways.standing() == (6, 0, 4)
    (discharge,) = Discharge.objects.all()
    assert (discharge.way, discharge.quantity, str(discharge.measure.public_id)) == (
        "conservation_action",
        4,
        measure_id,
    )


@pytest.mark.statement("N30")
def test_an_action_that_is_not_listed_is_refused_with_the_clause(ways):
    with pytest.raises(DomainError) as refused:
        ways.propose()
    assert refused.value.code == "measure.action_not_listed"
    assert "cl 6.2" in refused.value.message
    assert ways.standing() == (10, 0, 0)
    ways.list_action(listed_from=date(2026, 11, 3))
    with pytest.raises(DomainError):
        ways.propose()


def test_an_action_for_another_entity_is_refused(ways):
    ways.list_action(entity="Petauroides volans")
    with pytest.raises(DomainError) as refused:
        ways.propose()
    assert refused.value.code == "measure.other_entity"


def test_an_action_that_has_gone_off_the_list_is_not_accepted(ways):
    ways.list_action()
    measure_id = ways.propose()
    ancillary_lists.remove_action(
        actor=ways.registrar,
        code="KOALA-1",
        removed_from=TODAY,
        source="Ancillary rules, second edition",
        today=TODAY,
        now=NOW,
    )
    with pytest.raises(DomainError) as refused:
        ways.accept(measure_id)
    assert refused.value.code == "measure.action_not_listed"
    assert ways.standing() == (6, 4, 0)
    measures.refuse(actor=ways.delegate, measure_id=measure_id, reason="Off the list.", now=NOW)
    assert ways.standing() == (10, 0, 0)


@pytest.mark.statement("N31")
def test_a_large_mine_may_rehabilitate_its_site_and_nobody_else(mine, ways):
    assert mine.accept(mine.propose("mine_rehabilitation", 10))["state"] == "accepted"
    assert Obligation.objects.get(pk=mine.owed.pk).state == "discharged"
    with pytest.raises(DomainError) as refused:
        ways.propose("mine_rehabilitation")
    assert refused.value.code == "measure.not_mining"
    assert "cl 6.2" in refused.value.message
    assert ways.standing() == (10, 0, 0)


@pytest.mark.statement("N31")
def test_rehabilitation_creates_the_same_habitat(mine):
    with pytest.raises(InvalidInput) as refused:
        mine.propose("mine_rehabilitation", creates="Grassland")
    assert refused.value.findings[0].field == "creates"


def test_another_measure_is_for_strategic_certification_alone(cast, act, mine):
    strategic = Ways(cast, act, pathway="strategic_certification")
    assert strategic.accept(strategic.propose("approved_measure"))["state"] == "accepted"
    with pytest.raises(DomainError) as refused:
        mine.propose("approved_measure")
    assert refused.value.code == "measure.not_strategic"


@pytest.mark.parametrize("quantity", [0, -3, 11])
def test_a_quantity_outside_the_line_is_refused(mine, quantity):
    with pytest.raises(DomainError):
        mine.propose("mine_rehabilitation", quantity)
    assert mine.standing() == (10, 0, 0)
    assert not Measure.objects.exists()


@pytest.mark.parametrize("cost", [None, 0, -5, True])
def test_a_conservation_action_names_what_was_paid(ways, cost):
    ways.list_action()
    with pytest.raises(InvalidInput):
        ways.propose(cost_cents=cost)
    assert ways.standing() == (10, 0, 0)


def test_a_measure_is_withdrawn_before_the_check_alone(mine):
    first = mine.propose("mine_rehabilitation")
    measures.withdraw(actor=mine.developer, measure_id=first, reason="Changed plan.", now=NOW)
    assert mine.standing() == (10, 0, 0)
    second = mine.propose("mine_rehabilitation")
    measures.check(actor=mine.officer, measure_id=second, note="Seen.")
    with pytest.raises(DomainError):
        measures.withdraw(actor=mine.developer, measure_id=second, reason="Too late.", now=NOW)
    assert mine.standing() == (6, 4, 0)


def test_proposing_checking_and_accepting_are_three_peoples(mine, act, cast, authority):
    both = cast.person("authority_officer")
    give_role(both, authority, "authority_delegate", since=date(2020, 1, 1))
    measure_id = mine.propose("mine_rehabilitation")
    measures.check(actor=act(both), measure_id=measure_id, note="Seen.")
    with pytest.raises(NotAllowed) as refused:
        measures.accept(actor=act(both), measure_id=measure_id, today=TODAY, now=NOW)
    assert refused.value.code == "measure.four_eyes"
    with pytest.raises(NotAllowed):
        measures.accept(actor=mine.developer, measure_id=measure_id, today=TODAY, now=NOW)


def test_only_a_registrar_keeps_the_lists_and_a_day_is_entered_once(ways):
    ways.list_action()
    with pytest.raises(InvalidInput):
        ways.list_action()
    with pytest.raises(NotAllowed):
        ancillary_lists.exclude(actor=ways.delegate, entity="Koala", excluded_from=TODAY, source="x", now=NOW)


STEPS = st.lists(
    st.tuples(st.sampled_from(["propose", "accept", "refuse", "withdraw"]), st.integers(1, 6)),
    max_size=12,
)


@pytest.mark.statement("N33")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_in_any_order_what_is_required_is_outstanding_pending_or_discharged(mine, steps):
    with undone():
        proposed: list[str] = []
        for step, number in steps:
            try:
                if step == "propose":
                    proposed.append(mine.propose("mine_rehabilitation", number))
                elif proposed:
                    measure_id = proposed[number % len(proposed)]
                    if step == "accept":
                        mine.accept(measure_id)
                    elif step == "refuse":
                        measures.refuse(actor=mine.delegate, measure_id=measure_id, reason="No.", now=NOW)
                    else:
                        measures.withdraw(actor=mine.developer, measure_id=measure_id, reason="No.", now=NOW)
            except DomainError:
                pass
            line = ObligationLine.objects.get(pk=mine.line.pk)
            open_quantity = Measure.objects.filter(line=line, state__in=["proposed", "checked"]).aggregate(
                total=Sum("quantity")
            )["total"]
            discharged = Discharge.objects.filter(line=line).aggregate(total=Sum("quantity"))["total"]
            assert line.pending == (open_quantity or 0)
            assert line.discharged == (discharged or 0)
            assert line.outstanding + line.pending + line.discharged == line.required
            owed = Obligation.objects.get(pk=mine.owed.pk)
            assert (owed.state == "discharged") == (line.discharged == line.required)


def test_who_belongs_to_who_owes_the_credits_neither_checks_nor_accepts(ways, act, cast):
    ways.list_action()
    measure = Measure.objects.get(public_id=ways.propose())
    for role, rule in (
        ("authority_officer", policies_fund.may_check_measure),
        ("authority_delegate", policies_fund.may_accept_measure),
    ):
        person = cast.person(role)
        assert rule(act(person), measure).allowed
        give_role(person, ways.owed.holder, "member", since=date(2026, 1, 1))
        decision = rule(act(person), measure)
        assert (decision.allowed, decision.code) == (False, "measure.conflict_of_interest")
