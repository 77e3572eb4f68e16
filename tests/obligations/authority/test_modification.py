"""Modifications of consents: what was discharged goes with its class, and who owes the credits now has the say."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from assessments.models import CaseParty
from credits.obligations import policies_authority as policies
from credits.obligations import quantities, states
from credits.obligations.models import Application, Obligation, ObligationLine
from credits.obligations.selectors import review
from credits.obligations.services import applying
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.notices.models import Notice
from registry.parties.models import Organisation, User
from tests import builders
from tests.builders_people import Cast, give_role, make_organisation, make_user
from tests.obligations import builders as made
from tests.obligations.authority import steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("release")]


def discharged(line: ObligationLine, quantity: int) -> None:
    quantities.set_aside(line, quantity)
    quantities.discharge(
        line, quantity, way="carried_over", on=steps.today(), now=steps.now(), recorded_by_id=None
    )


def modified(cast: Cast, obligation: Obligation, *lines: tuple[Any, int, Any]) -> list[tuple[Any, ...]]:
    """Approve a modification with those lines (class, quantity, stage); stage, required and discharged in force."""
    application = steps.recommended(
        cast, kind="modification", development=obligation.development, lines=[one[:2] for one in lines]
    )
    for number, (_, _, stage) in enumerate(lines, start=1):
        application.lines.filter(number=number).update(stage=stage)
    steps.approve(cast, application, consent_number="MOD 1")
    rows = obligation.lines.filter(state="in_force").order_by("number")
    return [(row.stage and row.stage.number, row.required, row.discharged) for row in rows]


def test_what_was_discharged_counts_first_for_its_own_stage_whatever_the_order_of_the_lines(
    cast: Cast,
) -> None:
    forest = made.eco_class()
    obligation = made.staged_obligation(cast, lines=[(forest, 10)])
    first = obligation.lines.get().stage
    second = made.stage(obligation.development, 2)
    discharged(obligation.lines.get(), 10)
    assert modified(cast, obligation, (forest, 4, second), (forest, 9, first)) == [(2, 4, 1), (1, 9, 9)]


def test_what_was_discharged_of_a_line_counts_on_every_line_it_is_split_into(cast: Cast) -> None:
    forest = made.eco_class()
    obligation = made.staged_obligation(cast, lines=[(forest, 10)])
    first = obligation.lines.get().stage
    second = made.stage(obligation.development, 2)
    discharged(obligation.lines.get(), 10)
    assert modified(cast, obligation, (forest, 6, first), (forest, 4, second)) == [(1, 6, 6), (2, 4, 4)]
    obligation.refresh_from_db()
    assert obligation.state == states.DISCHARGED


def test_what_was_discharged_of_two_lines_counts_on_the_one_they_are_joined_in(cast: Cast) -> None:
    forest = made.eco_class()
    obligation = made.staged_obligation(cast, lines=[(forest, 10), (forest, 5)])
    first = obligation.lines.get(number=1).stage
    second = made.stage(obligation.development, 2)
    obligation.lines.filter(number=2).update(stage=second)
    for line in obligation.lines.all():
        discharged(line, 3)
    assert modified(cast, obligation, (forest, 15, first)) == [(1, 15, 6)]


def test_a_line_split_over_two_stages_is_no_reduction(cast: Cast) -> None:
    application = steps.begun(cast)
    stages = [made.stage(application.development, number) for number in (1, 2)]
    koala = application.lines.get(number=2)
    steps.set_line(cast, koala, 3, "One of the four is cleared later.", stage_id=str(stages[0].public_id))
    assert [one.code for one in review.missing(application, on=steps.today())] == ["review.no_concurrence"]
    made.proposed_line(
        application,
        koala.credit_class,
        1,
        number=3,
        stage=stages[1],
        proposed_quantity=0,
        reason="Cleared later.",
        set_by=cast.person("authority_officer"),
        set_at=timezone.now(),
    )
    assert review.missing(application, on=steps.today()) == []


def test_a_decision_is_not_of_a_day_before_the_application(cast: Cast) -> None:
    application = steps.recommended(cast, variation_permitted=True)
    with pytest.raises(InvalidInput) as refusal:
        steps.approve(cast, application, decided_on=date(2025, 3, 6))
    (finding,) = refusal.value.findings
    assert (finding.code, finding.field) == ("decision.before_application", "decided_on")
    assert "load" in finding.message
    assert Obligation.objects.count() == 0


def another_developer() -> User:
    person = make_user("Hal Harbour")
    give_role(person, make_organisation("Harbour Sheds", "proponent"), "developer", since=date(2026, 1, 1))
    return person


def lodge(by: User, obligation: Obligation, revision: Any) -> Any:
    return applying.lodge(
        actor=builders.acting(by),
        development_id=str(obligation.development.public_id),
        revision_id=str(revision.public_id),
        kind="modification",
        today=steps.today(),
        now=steps.now(),
    )


def test_who_owes_the_credits_now_applies_for_a_modification_and_who_owed_them_no_longer(cast: Cast) -> None:
    obligation, revision = made.staged_obligation(cast), made.bare_development_report(cast)
    hal = another_developer()
    sheds = Organisation.objects.get(name="Harbour Sheds")
    CaseParty.objects.create(case=revision.assessment.case, organisation=sheds, role="proponent")
    with pytest.raises(NotVisible):
        lodge(hal, obligation, revision)
    Obligation.objects.update(holder=sheds)
    with pytest.raises(NotAllowed) as refusal:
        lodge(cast.person("developer"), obligation, revision)
    assert refusal.value.code == "development.not_the_holder"
    done = lodge(hal, obligation, revision)
    told = Notice.objects.get(organisation=cast.organisation("authority"))
    assert told.body == "Harbour Sheds applies for modification of a consent of “Ridge quarry”."
    application = Application.objects.get(public_id=done["id"])
    assert policies.may(builders.acting(hal), application, "withdraw").allowed
    assert not policies.may(builders.acting(cast.person("developer")), application, "withdraw").allowed


def test_a_lapsed_consent_is_not_modified(cast: Cast) -> None:
    obligation, revision = made.staged_obligation(cast), made.bare_development_report(cast)
    Obligation.objects.update(state=states.LAPSED, lapsed_on=steps.today())
    with pytest.raises(DomainError) as refusal:
        lodge(cast.person("developer"), obligation, revision)
    assert refusal.value.code == "application.nothing_to_modify"


def test_who_belongs_to_who_owes_the_credits_now_decides_no_modification(cast: Cast) -> None:
    obligation = made.staged_obligation(cast)
    hal = another_developer()
    give_role(hal, cast.organisation("authority"), "authority_delegate", since=date(2026, 1, 1))
    Obligation.objects.update(holder=Organisation.objects.get(name="Harbour Sheds"))
    application = steps.recommended(cast, kind="modification", development=obligation.development)
    decision = policies.may_decide(builders.acting(hal), application, "approve")
    assert (decision.allowed, decision.code) == (False, "application.conflict_of_interest")


def test_what_the_authority_decides_is_told_to_who_owes_the_credits_now(cast: Cast) -> None:
    forest = made.eco_class()
    obligation = made.staged_obligation(cast, lines=[(forest, 10)])
    another_developer()
    Obligation.objects.update(holder=Organisation.objects.get(name="Harbour Sheds"))
    modified(cast, obligation, (forest, 6, None))
    told = Notice.objects.filter(title__endswith="approved").values_list("organisation__name", flat=True)
    assert sorted(told) == ["Harbour Sheds", "Quarry Holdings"]
