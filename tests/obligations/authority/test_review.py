"""The review of an application: what becomes of the report's lines, who sets them, what a recommendation needs."""

from datetime import timedelta

import pytest

from credits.obligations import states
from credits.obligations.models import LineSetting, ProposedLine
from credits.obligations.services import reviewing
from registry.findings import DomainError, InvalidInput, NotVisible, StaleEdit
from tests.builders import acting
from tests.builders_agreements import actor
from tests.builders_people import Cast, give_role, make_organisation, make_user
from tests.obligations import builders as made
from tests.obligations.authority import steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("release")]


def codes(refusal: pytest.ExceptionInfo[DomainError]) -> list[str]:
    return [finding.code for finding in refusal.value.findings]


@pytest.mark.statement("N23")
def test_the_lines_of_the_report_are_put_before_the_authority(cast: Cast) -> None:
    application = steps.lodged_with_report(cast)
    done = reviewing.begin(
        actor=actor(cast, "authority_officer"), application_id=str(application.public_id), now=steps.now()
    )
    line = ProposedLine.objects.get()
    calculation = application.revision.calculations.get()
    assert (done["state"], done["lines"], done["credits"]) == (
        states.UNDER_REVIEW,
        1,
        calculation.ecosystem_credits,
    )
    assert (line.proposed_quantity, line.final_quantity) == (calculation.ecosystem_credits,) * 2
    assert (line.credit_class.kind, line.credit_class.subregion, line.credit_class.region) == (
        "ecosystem",
        "Hunter",
        "Sydney Basin",
    )
    assert line.credit_class.hollow_bearing_trees == "yes"
    assert line.credit_class.offset_trading_group.startswith(line.credit_class.vegetation_class)
    assert (line.bc_status, line.place_basis, line.within_100_km) == ("none", "table", None)
    assert line.tier in (1, 2, 3, 4)
    assert "Kerrabee" in line.adjoining or line.adjoining


def test_a_report_whose_lines_leave_something_open_is_not_reviewed(cast: Cast) -> None:
    application = made.application(cast)
    with pytest.raises(DomainError) as refusal:
        reviewing.begin(
            actor=actor(cast, "authority_officer"),
            application_id=str(application.public_id),
            now=steps.now(),
        )
    assert refusal.value.code == "review.no_calculation"
    assert steps.fresh(application).state == states.LODGED


@pytest.mark.statement("N26")
def test_the_authority_sets_another_quantity_with_reason_and_author_and_both_are_kept(cast: Cast) -> None:
    application = steps.begun(cast)
    line = application.lines.get(number=1)
    steps.set_line(cast, line, 12, "A second gully is shaded.")
    steps.set_line(cast, line, 11, "Half of it is in the reserve.")
    line.refresh_from_db()
    assert (line.proposed_quantity, line.final_quantity) == (10, 11)
    assert (line.reason, str(line.set_by)) == (
        "Half of it is in the reserve.",
        str(cast.person("authority_officer")),
    )
    kept = LineSetting.objects.values_list("before_quantity", "after_quantity", "reason")
    assert list(kept) == [
        (10, 12, "A second gully is shaded."),
        (12, 11, "Half of it is in the reserve."),
    ]


@pytest.mark.parametrize(
    ("quantity", "reason", "code"),
    [
        (-1, "x", "obligation.quantity"),
        (2.5, "x", "obligation.quantity"),
        (True, "x", "obligation.quantity"),
        (10**13, "x", "obligation.quantity"),
        (9, " ", "review.no_reason"),
        (0, "", "review.no_reason"),
    ],
)
def test_a_line_takes_only_whole_credits_and_a_change_only_with_a_reason(
    cast: Cast, quantity: object, reason: str, code: str
) -> None:
    line = steps.begun(cast).lines.get(number=1)
    with pytest.raises(InvalidInput) as refusal:
        steps.set_line(cast, line, quantity, reason)
    assert codes(refusal) == [code]
    line.refresh_from_db()
    assert line.final_quantity == 10


def test_a_line_is_due_before_a_planned_stage_of_its_own_development_alone(cast: Cast) -> None:
    application = steps.begun(cast)
    own = made.stage(application.development)
    line = application.lines.get(number=1)
    steps.set_line(cast, line, 10, stage_id=str(own.public_id))
    line.refresh_from_db()
    assert line.stage == own
    other = made.stage(made.development(cast, title="Another"))
    with pytest.raises(InvalidInput) as refusal:
        steps.set_line(cast, line, 10, stage_id=str(other.public_id))
    assert codes(refusal) == ["review.stage_unknown"]
    begun = made.stage(application.development, 2, state="commenced", commenced_on=steps.today())
    with pytest.raises(InvalidInput) as refusal:
        steps.set_line(cast, line, 10, stage_id=str(begun.public_id))
    assert codes(refusal) == ["review.stage_commenced"]


def add(cast: Cast, application: object, **attributes: str) -> dict[str, object]:
    return reviewing.add_line(
        actor=actor(cast, "authority_officer"),
        application_id=str(application.public_id),  # type: ignore[attr-defined]
        attributes=attributes,
        quantity=5,
        reason="Found in the gully after the report.",
        today=steps.today(),
        now=steps.now(),
    )


def test_a_line_the_authority_adds_is_of_a_class_the_release_knows(cast: Cast) -> None:
    application = steps.begun(cast)
    add(cast, application, kind="species", species="phascolarctos CINEREUS", subregion="hunter")
    line = application.lines.get(number=3)
    assert (line.proposed_quantity, line.final_quantity) == (0, 5)
    assert (line.credit_class.scientific_name, line.credit_class.subregion) == (
        "Phascolarctos cinereus",
        "Hunter",
    )
    assert (line.kingdom, line.bc_status) == ("Animalia", "e")
    assert (line.place_basis, line.within_100_km) == ("table", None)


KOALA = {"kind": "species", "species": "Phascolarctos cinereus", "subregion": "Hunter"}
UNKNOWN = "class.unknown_to_the_release"


@pytest.mark.parametrize(
    ("attributes", "code", "field"),
    [
        (KOALA | {"species": "Draco australis"}, UNKNOWN, "species"),
        (KOALA | {"subregion": "Atlantis"}, UNKNOWN, "subregion"),
        (KOALA | {"region": "Mulga Lands"}, "class.region_differs", "region"),
        (KOALA | {"kind": "ecosystem", "trading_group": "Moon Forests <50%"}, UNKNOWN, "trading_group"),
        (KOALA | {"kind": "ecosystem", "community": "Moon woodland"}, UNKNOWN, "community"),
        (KOALA | {"kind": "ecosystem"}, "class.no_trading_group", "trading_group"),
        (KOALA | {"kind": "water"}, "class.kind_unknown", "kind"),
    ],
)
def test_a_class_the_release_does_not_know_is_refused(
    cast: Cast, attributes: dict[str, str], code: str, field: str
) -> None:
    application = steps.begun(cast)
    with pytest.raises(InvalidInput) as refusal:
        add(cast, application, **attributes)
    assert [(one.code, one.field) for one in refusal.value.findings] == [(code, field)]
    assert application.lines.count() == 2


def test_a_recommendation_names_everything_that_is_missing(cast: Cast) -> None:
    application = steps.begun(cast, avoid_text="", minimise_text="")
    koala = application.lines.get(number=2)
    ProposedLine.objects.filter(pk=koala.pk).update(potential_saii=True)
    steps.set_line(cast, application.lines.get(number=1), 9, "Half of it is in the reserve.")
    with pytest.raises(DomainError) as refusal:
        steps.recommend(cast, application)
    assert codes(refusal) == [
        "review.no_avoid_text",
        "review.no_minimise_text",
        "review.no_impact_finding",
        "review.no_concurrence",
    ]
    assert refusal.value.findings[2].message == (
        "Record a finding on serious and irreversible impacts on Phascolarctos cinereus."
    )
    assert refusal.value.findings[3].clause == "BC Act s 7.12"
    reviewing.set_texts(
        actor=actor(cast, "authority_officer"),
        application_id=str(application.public_id),
        avoid_text=steps.AVOIDED,
        minimise_text=steps.MINIMISED,
    )
    steps.find(cast, application, "Phascolarctos cinereus", serious=False)
    steps.concur(cast, application, "agency_head")
    steps.recommend(cast, application)
    application = steps.fresh(application)
    assert (application.state, application.recommended_by) == (
        states.RECOMMENDED,
        cast.person("authority_officer"),
    )


def test_a_concurrence_covers_the_lines_as_they_stood_when_it_was_recorded(cast: Cast) -> None:
    application = steps.begun(cast)
    line = application.lines.get(number=1)
    steps.set_line(cast, line, 9, "Half of it is in the reserve.")
    steps.concur(cast, application, "agency_head")
    steps.set_line(cast, line, 2, "Nearly all of it is.")
    with pytest.raises(DomainError) as refusal:
        steps.recommend(cast, application)
    assert codes(refusal) == ["review.no_concurrence"]
    steps.concur(cast, application, "agency_head")
    steps.recommend(cast, application)


def test_without_any_line_the_recommendation_says_why(cast: Cast) -> None:
    application = steps.begun(cast, lines=[])
    with pytest.raises(InvalidInput) as refusal:
        steps.recommend(cast, application)
    assert codes(refusal) == ["review.no_lines"]
    steps.recommend(cast, application, no_lines_reason="The integrity is below the threshold.")
    assert steps.fresh(application).recommendation == (
        "Approve with the lines as set.\n\nNo credits are required: The integrity is below the threshold."
    )


def test_another_authority_sees_nothing_of_it(cast: Cast) -> None:
    application = steps.begun(cast)
    other = make_organisation("Harbour Council", "authority")
    somebody = make_user("Hana Harbour")
    give_role(somebody, other, "authority_officer", since=steps.today() - timedelta(days=9))
    with pytest.raises(NotVisible):
        reviewing.set_texts(
            actor=acting(somebody), application_id=str(application.public_id), avoid_text="", minimise_text=""
        )


def test_a_form_older_than_the_application_is_refused(cast: Cast) -> None:
    application = steps.begun(cast)
    line = application.lines.get(number=1)
    steps.set_line(cast, line, 12, "A second gully.", expected_version=1)
    with pytest.raises(StaleEdit):
        steps.set_line(cast, line, 13, "A third.", expected_version=1)
    line.refresh_from_db()
    assert line.final_quantity == 12
