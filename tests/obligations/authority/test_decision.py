"""The decision: four eyes, what leaves only refusal, what an approval imposes, what a modification changes."""

import json
from datetime import UTC, date, datetime

import pytest

from credits.obligations import quantities, states
from credits.obligations.models import Obligation, ObligationLine, ProposedLine
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed
from registry.notices.models import Notice
from tests.builders_people import Cast
from tests.obligations import builders as made
from tests.obligations.authority import steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("release")]

LONG_AGO = datetime(2024, 2, 1, 12, tzinfo=UTC)


@pytest.mark.statement("N25")
def test_an_approval_makes_the_obligation_a_condition_of_the_consent(cast: Cast) -> None:
    application = steps.recommended(cast)
    first = made.stage(application.development)
    application.lines.filter(number=1).update(stage=first)
    ProposedLine.objects.filter(application=application, number=2).update(
        final_quantity=0, reason="Not there.", set_by=cast.person("authority_officer"), set_at=steps.now()
    )
    with pytest.raises(DomainError) as refusal:
        steps.approve(cast, application)
    assert refusal.value.code == "review.incomplete"
    ProposedLine.objects.filter(application=application, number=2).update(final_quantity=6)
    done = steps.approve(cast, application)
    obligation = Obligation.objects.get(public_id=done["obligation_id"])
    assert (obligation.reference, obligation.imposed_on, obligation.source, obligation.state) == (
        "DA-77/2026",
        steps.today(),
        "consent",
        states.IN_FORCE,
    )
    assert (obligation.holder, obligation.authority) == (
        cast.organisation("proponent"),
        cast.organisation("authority"),
    )
    lines = [
        (line.number, str(line.credit_class), line.proposed_quantity, line.required, line.stage)
        for line in obligation.lines.all()
    ]
    assert lines == [
        (1, "Hunter-Macleay Dry Sclerophyll Forests <50%", 10, 10, first),
        (2, "Koala", 4, 6, None),
    ]
    assert obligation.lines.get(number=2).kingdom == "Animalia"
    assert [row.organisation for row in obligation.duty_holders.all()] == [cast.organisation("proponent")]
    event = AuditEvent.objects.order_by("-pk").first()
    assert (event.action, json.loads(event.body)["data"]["credits"]) == ("decision.approve", 16)


def test_who_recommended_or_lodged_cannot_decide(cast: Cast) -> None:
    application = steps.recommended(cast, recommended_by=cast.person("authority_delegate"))
    with pytest.raises(NotAllowed) as refusal:
        steps.approve(cast, application)
    assert refusal.value.code == "application.same_person"
    application = steps.recommended(cast, lodged_by=cast.person("authority_delegate"))
    for decide in (steps.approve, steps.refuse):
        with pytest.raises(NotAllowed) as refusal:
            decide(cast, application)
        assert refusal.value.message == "You lodged this yourself. Another person must decide it."
    assert Obligation.objects.count() == 0


@pytest.mark.statement("N24")
@pytest.mark.parametrize(
    ("pathway", "clause"),
    [
        ("local", "BC Act s 7.16(2)"),
        ("urban_clearing", "BC Act s 7.16, State policy on vegetation"),
        ("rural_clearing", "Local Land Services Act s 60ZF"),
        ("certification", "BC Act s 8.8"),
        ("strategic_certification", "BC Act s 8.8"),
    ],
)
def test_a_serious_and_irreversible_impact_allows_only_refusal(cast: Cast, pathway: str, clause: str) -> None:
    application = steps.begun(cast, development=made.development(cast, pathway=pathway))
    told = steps.find(cast, application, "Koala", serious=True, additional_measures="A corridor is fenced.")
    assert told["refusal_only"] is True
    steps.recommend(cast, application)
    with pytest.raises(DomainError) as refusal:
        steps.approve(cast, application)
    assert refusal.value.code == "decision.must_be_refused"
    assert refusal.value.findings[0].clause == clause
    assert "must be refused" in refusal.value.message
    steps.refuse(cast, application)
    assert steps.fresh(application).state == states.REFUSED
    assert steps.fresh(application).development.state == states.IN_SCOPE
    assert Obligation.objects.count() == 0


@pytest.mark.parametrize("pathway", ["state_development", "state_infrastructure", "activity"])
def test_a_major_project_with_such_an_impact_is_approved_only_with_additional_measures(
    cast: Cast, pathway: str
) -> None:
    application = steps.begun(cast, development=made.development(cast, pathway=pathway))
    steps.find(cast, application, "Koala", serious=True)
    steps.recommend(cast, application)
    with pytest.raises(DomainError) as refusal:
        steps.approve(cast, application)
    assert refusal.value.code == "decision.measures_missing"
    application = steps.recommended(cast, development=made.development(cast, pathway=pathway, title="Second"))
    application.impact_findings.create(
        entity="Koala",
        serious=True,
        principles=["decline"],
        evidence="Counted.",
        additional_measures="A corridor is fenced.",
        found_by=cast.person("authority_officer"),
        found_at=steps.now(),
    )
    steps.approve(cast, application)
    assert steps.fresh(application).state == states.APPROVED


def test_the_last_finding_on_an_entity_counts(cast: Cast) -> None:
    application = steps.begun(cast)
    steps.find(cast, application, "Phascolarctos cinereus", serious=True)
    steps.find(cast, application, "phascolarctos cinereus", serious=False)
    steps.recommend(cast, application)
    steps.approve(cast, application)
    assert steps.fresh(application).state == states.APPROVED


@pytest.mark.parametrize(
    ("pathway", "decided_on", "giver"),
    [
        ("local", date(2024, 5, 2), "agency_head"),
        ("state_development", date(2026, 5, 2), "minister"),
        ("state_development", date(2025, 3, 7), "minister"),
        ("state_development", date(2025, 3, 6), None),
        ("certification", date(2026, 5, 2), None),
    ],
)
def test_fewer_credits_need_the_concurrence_of_the_day_and_pathway(
    cast: Cast, pathway: str, decided_on: date, giver: str | None
) -> None:
    application = steps.recommended(
        cast, development=made.development(cast, pathway=pathway), lodged_at=LONG_AGO
    )
    ProposedLine.objects.filter(application=application, number=1).update(
        final_quantity=3, reason="Reserve.", set_by=cast.person("authority_officer"), set_at=steps.now()
    )
    if giver:
        with pytest.raises(DomainError) as refusal:
            steps.approve(cast, application, decided_on=decided_on)
        assert [one.code for one in refusal.value.findings] == ["review.no_concurrence"]
        application.concurrences.create(
            giver=giver,
            given_on=decided_on,
            reference="DOC26/1",
            recorded_by=cast.person("authority_officer"),
            recorded_at=steps.now(),
        )
    steps.approve(cast, application, decided_on=decided_on)
    assert Obligation.objects.get().lines.get(number=1).required == 3


def test_variation_is_permitted_only_by_a_decision_before_7_march_2025(cast: Cast) -> None:
    application = steps.recommended(cast, variation_permitted=True, lodged_at=LONG_AGO)
    with pytest.raises(InvalidInput) as refusal:
        steps.approve(cast, application, decided_on=date(2025, 3, 7))
    found = refusal.value.findings[0]
    assert (found.code, found.clause) == (
        "decision.variation_too_late",
        "BC Reg cl 6.4, as amended from 7 March 2025",
    )
    steps.approve(cast, application, decided_on=date(2025, 3, 6))
    assert Obligation.objects.get().variation_permitted_on == date(2025, 3, 6)


def test_a_decision_lies_in_the_past_and_has_a_number_of_its_own(cast: Cast) -> None:
    application = steps.recommended(cast)
    made.obligation(cast, source="consent", reference="DA-77/2026")
    with pytest.raises(InvalidInput) as refusal:
        steps.approve(
            cast,
            application,
            decided_on=date(2099, 1, 1),
            lapses_on=date(2098, 1, 1),
        )
    assert [one.code for one in refusal.value.findings] == [
        "decision.in_future",
        "decision.lapses_too_early",
        "decision.number_taken",
    ]


def modification(cast: Cast, obligation: Obligation, *lines: tuple[object, int]) -> object:
    return steps.recommended(cast, kind="modification", development=obligation.development, lines=list(lines))


def discharged(cast: Cast, line: ObligationLine, quantity: int) -> None:
    quantities.set_aside(line, quantity)
    quantities.discharge(
        line, quantity, way="carried_over", on=steps.today(), now=steps.now(), recorded_by_id=None
    )


def test_a_modification_supersedes_lines_and_what_was_discharged_stays_discharged(cast: Cast) -> None:
    forest, koala = made.eco_class(), made.species_class()
    obligation = made.staged_obligation(cast, lines=[(forest, 10), (koala, 4)])
    ObligationLine.objects.update(stage=None)
    discharged(cast, obligation.lines.get(number=1), 7)
    glider = made.species_class(scientific_name="Petauroides volans", common_name="Greater Glider")
    application = modification(cast, obligation, (forest, 6), (koala, 4), (glider, 2))
    done = steps.approve(cast, application, consent_number="DA-1/2026 MOD 1")
    assert done["obligation_id"] == str(obligation.public_id)
    lines = [
        (line.number, line.state, line.required, line.discharged, line.supersedes_id)
        for line in obligation.lines.all()
    ]
    old = obligation.lines.get(number=1).pk
    assert lines == [
        (1, "superseded", 10, 7, None),
        (2, "in_force", 4, 0, None),
        (3, "in_force", 6, 6, old),
        (4, "in_force", 2, 0, None),
    ]
    carried = obligation.lines.get(number=3).discharges.get()
    assert (carried.way, carried.quantity, carried.note) == (
        "carried_over",
        6,
        "Discharged on line 1 before the modification.",
    )
    obligation.refresh_from_db()
    assert obligation.state == states.IN_FORCE


def test_a_modification_opens_a_discharged_obligation_again_and_may_close_it_at_once(cast: Cast) -> None:
    forest = made.eco_class()
    obligation = made.staged_obligation(cast, lines=[(forest, 10)])
    ObligationLine.objects.update(stage=None)
    discharged(cast, obligation.lines.get(), 10)
    obligation.refresh_from_db()
    assert obligation.state == states.DISCHARGED
    steps.approve(cast, modification(cast, obligation, (forest, 15)), consent_number="MOD 1")
    obligation.refresh_from_db()
    assert (obligation.state, obligation.discharged_on) == (states.IN_FORCE, None)
    assert obligation.lines.get(number=2).outstanding == 5
    steps.approve(cast, modification(cast, obligation, (forest, 8)), consent_number="MOD 2")
    obligation.refresh_from_db()
    assert obligation.state == states.DISCHARGED
    assert [line.state for line in obligation.lines.all()] == ["superseded", "superseded", "in_force"]


def test_a_line_with_something_on_its_way_is_not_superseded(cast: Cast) -> None:
    forest = made.eco_class()
    obligation = made.staged_obligation(cast, lines=[(forest, 10)])
    ObligationLine.objects.update(stage=None)
    quantities.set_aside(obligation.lines.get(), 3)
    application = modification(cast, obligation, (forest, 6))
    with pytest.raises(DomainError) as refusal:
        steps.approve(cast, application, consent_number="MOD 1")
    assert refusal.value.code == "obligation.something_on_its_way"
    assert refusal.value.message.startswith("3 credits of line 1 are on their way")
    assert steps.fresh(application).state == states.RECOMMENDED


def test_an_approval_that_requires_no_credits_imposes_nothing(cast: Cast) -> None:
    application = steps.recommended(cast, lines=[])
    assert steps.approve(cast, application)["obligation_id"] is None
    assert Obligation.objects.count() == 0


def test_the_notices_go_to_the_developer(cast: Cast) -> None:
    application = steps.recommended(cast)
    steps.approve(cast, application)
    notice = Notice.objects.order_by("-pk").first()
    assert notice is not None
    assert (notice.organisation, notice.title) == (
        cast.organisation("proponent"),
        f"{application.number} approved",
    )
