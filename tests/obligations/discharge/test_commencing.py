"""A stage may begin only when what it and earlier stages owe is discharged (N28)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from credits.obligations import states
from credits.obligations.models import Condition, Development, Obligation, Stage
from credits.obligations.selectors import commencing as standing_selector
from credits.obligations.services import changing, commencing
from registry.actor import DEVELOPER, Actor
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.notices.models import Notice
from registry.parties.models import OrganisationKind
from tests import builders as people
from tests.builders_people import PEOPLE, make_officer, make_organisation
from tests.obligations import builders
from tests.obligations.builders import eco_class, species_class
from tests.obligations.discharge.scene import Retiring, standing

pytestmark = pytest.mark.django_db


def commence(scene: Retiring, stage: Stage, *, by: str = "developer", **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"commenced_on": scene.today, **scene.clock} | more
    made: dict[str, Any] = commencing.commence(actor=scene.actor(by), stage_id=str(stage.public_id), **given)
    return made


def refusal(scene: Retiring, stage: Stage) -> DomainError:
    with pytest.raises(DomainError) as refused:
        commence(scene, stage)
    return refused.value


@pytest.fixture
def staged(scene: Retiring) -> Obligation:
    """Ten credits before stage 1, four koala credits before stage 2."""
    place = builders.development(scene.cast)
    stages = [builders.stage(place, 1), builders.stage(place, 2)]
    made = builders.application(scene.cast, development=place, **builders.approved(scene.cast))
    return scene.obligation(
        {"credit_class": eco_class(), "required": 10, "stage": stages[0]},
        {"credit_class": species_class(), "required": 4, "stage": stages[1]},
        development=place,
        application=made,
        source="consent",
        reference=made.consent_number,
    )


def stage_of(obligation: Obligation, number: int) -> Stage:
    return Stage.objects.get(development=obligation.development, number=number)


@pytest.mark.statement("N28")
def test_a_stage_begins_only_after_what_it_owes_is_discharged(scene: Retiring, staged: Obligation) -> None:
    one, two = scene.lines_of(staged)
    first, second = stage_of(staged, 1), stage_of(staged, 2)
    refused = refusal(scene, first)
    assert refused.code == "stage.something_in_the_way"
    assert [finding.message.split(":")[0] for finding in refused.findings] == [f"Line 1 of {staged.number}"]
    assert "10 of 10 credits" in refused.message
    assert "s 7.14(4)" in refused.message
    # On its way is not discharged.
    retirement = scene.apply(scene.held(), {one: 10})
    assert "10 of them on their way" in refusal(scene, first).message
    scene.record(retirement)
    made = commence(scene, first)
    assert (made["state"], made["warnings"]) == ("commenced", [])
    first.refresh_from_db()
    assert (first.state, first.commenced_on) == ("commenced", scene.today)
    assert first.commenced_by == scene.cast.person("developer")
    assert [finding.message.split(":")[0] for finding in refusal(scene, second).findings] == [
        f"Line 2 of {staged.number}"
    ]
    scene.retire(scene.held(credit_class=species_class()), {two: 4})
    commence(scene, second)
    assert AuditEvent.objects.filter(action="stage.commence").count() == 2
    assert Notice.objects.filter(organisation=staged.authority, title__endswith="commenced").count() == 2


def test_a_later_stage_waits_for_what_earlier_stages_owe(scene: Retiring, staged: Obligation) -> None:
    _, two = scene.lines_of(staged)
    scene.retire(scene.held(credit_class=species_class()), {two: 4})
    assert [one.message.split(":")[0] for one in refusal(scene, stage_of(staged, 2)).findings] == [
        f"Line 1 of {staged.number}"
    ]


def test_every_stage_waits_for_a_line_of_no_stage_and_for_another_obligation(
    scene: Retiring, staged: Obligation
) -> None:
    one, two = scene.lines_of(staged)
    type(two).objects.filter(pk=two.pk).update(stage=None)
    other = scene.obligation((eco_class(), 3), development=staged.development)
    scene.retire(scene.held(), {one: 10})
    assert [found.message.split(":")[0] for found in refusal(scene, stage_of(staged, 1)).findings] == [
        f"Line 2 of {staged.number}",
        f"Line 1 of {other.number}",
    ]


def test_a_condition_of_the_stage_stands_in_the_way_and_another_is_told(
    scene: Retiring, staged: Obligation
) -> None:
    one, _ = scene.lines_of(staged)
    scene.retire(scene.held(), {one: 10})
    first = stage_of(staged, 1)
    own = Condition.objects.create(
        application=staged.application, number=1, text="Fence the creek.", stage=first
    )
    Condition.objects.create(application=staged.application, number=2, text="Report each year.")
    refused = refusal(scene, first)
    assert [found.code for found in refused.findings] == ["stage.condition_not_met"]
    assert "Fence the creek." in refused.message
    Condition.objects.filter(pk=own.pk).update(
        met_on=scene.today, met_by=scene.cast.person("authority_officer")
    )
    assert commence(scene, first)["warnings"] == ["Condition 2 is not ticked off: Report each year."]


@pytest.mark.parametrize(("days", "code"), [(1, "stage.in_future"), (-1, "stage.began_early")])
def test_a_stage_begins_neither_in_the_future_nor_before_the_last_discharge(
    scene: Retiring, staged: Obligation, days: int, code: str
) -> None:
    one, _ = scene.lines_of(staged)
    scene.retire(scene.held(), {one: 10})
    with pytest.raises(InvalidInput) as refused:
        commence(scene, stage_of(staged, 1), commenced_on=scene.today + timedelta(days=days))
    assert [(found.code, found.field) for found in refused.value.findings] == [(code, "commenced_on")]


def test_an_approval_that_requires_no_credits_lets_work_begin_and_no_approval_does_not(
    scene: Retiring,
) -> None:
    place = builders.development(scene.cast)
    first = builders.stage(place)
    assert refusal(scene, first).findings[0].code == "stage.not_approved"
    builders.application(scene.cast, development=place, **builders.approved(scene.cast))
    with pytest.raises(InvalidInput):
        commence(scene, first, commenced_on=builders.CONSENT_DAY - timedelta(days=1))
    assert commence(scene, first, commenced_on=builders.CONSENT_DAY)["commenced_on"] == "2026-03-02"


def test_nothing_begins_under_a_consent_that_lapsed(scene: Retiring, staged: Obligation) -> None:
    changing.lapse(
        actor=scene.actor("authority_delegate"),
        obligation_id=str(staged.public_id),
        lapsed_on=scene.today,
        reason="Five years have passed.",
        **scene.clock,
    )
    assert [one.code for one in refusal(scene, stage_of(staged, 1)).findings] == ["stage.consent_lapsed"]


def test_what_stands_in_the_way_is_reckoned_in_few_queries(
    scene: Retiring, staged: Obligation, django_assert_max_num_queries: Any
) -> None:
    first = standing_selector.stage(scene.actor("developer"), stage_of(staged, 1).public_id)
    with django_assert_max_num_queries(5):
        found = standing_selector.standing_of(first)
    assert (len(found.in_the_way), found.earliest) == (1, None)


def test_a_developer_the_duty_passed_to_may_commence(scene: Retiring, staged: Obligation) -> None:
    one, _ = scene.lines_of(staged)
    scene.retire(scene.held(), {one: 10})
    heirs = make_organisation("Ridge Heirs", OrganisationKind.PROPONENT)
    heir = make_officer("Hilda Heir", heirs, DEVELOPER, today=scene.today)
    first = str(stage_of(staged, 1).public_id)
    with pytest.raises(NotVisible):
        commencing.commence(
            actor=people.acting(heir), stage_id=first, commenced_on=scene.today, **scene.clock
        )
    Obligation.objects.filter(pk=staged.pk).update(holder=heirs)
    made = commencing.commence(
        actor=people.acting(heir), stage_id=first, commenced_on=scene.today, **scene.clock
    )
    assert made["state"] == "commenced"


READERS = {"proponent_member", "developer", "authority_officer", "authority_delegate", "reviewer"}
READERS |= {"registrar", "registrar_approver", "auditor"}


@pytest.mark.parametrize("state", states.STAGE.states)
def test_every_state_of_a_stage_and_every_person(scene: Retiring, staged: Obligation, state: str) -> None:
    """The whole matrix of the table of stages: one action."""
    one, _ = scene.lines_of(staged)
    scene.retire(scene.held(), {one: 10})
    first = stage_of(staged, 1)
    everybody: dict[str, Actor] = {name: scene.actor(name) for name in PEOPLE}
    if state == states.COMMENCED:
        commence(scene, first)
    assert [one.action for one in states.STAGE.actions(state, {"developer"})] == (
        ["commence"] if state == states.PLANNED else []
    )
    for name in [*(name for name in PEOPLE if name != "developer"), "developer"]:
        given = {"stage_id": str(first.public_id), "commenced_on": scene.today, **scene.clock}
        if name == "developer" and state == states.PLANNED:
            commencing.commence(actor=everybody[name], **given)
            continue
        with pytest.raises(DomainError) as refused:
            commencing.commence(actor=everybody[name], **given)
        if name == "developer":
            assert refused.value.code == "stage.wrong_state"
        else:
            assert refused.type is (NotAllowed if name in READERS else NotVisible), name
    first.refresh_from_db()
    assert first.state == states.COMMENCED
    assert Development.objects.get(pk=first.development_id).state == "applied_for"
    assert standing(one) == (0, 0, 10)
    assert first.commenced_on == timezone.localdate(scene.now) >= date(2026, 3, 2)
