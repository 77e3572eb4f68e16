"""The credits page, number by number, and two revisions side by side."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.bam.outcome import CreditLine
from assessments.models import Calculation, Revision, VegetationZone
from assessments.services import calculating, lifecycle
from assessments.web.results.compare_tables import Difference
from assessments.web.results.credit_tables import credit_tables, formula_of, rounding_of
from assessments.web.results.stored import inputs_from, outcome_from, result_of
from registry.parties.models import Organisation, User
from registry.units import display
from tests import builders
from tests.stage import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("development")]


@pytest.fixture(scope="module")
def _key(module_stage: Stage) -> int:
    return module_stage.make(
        lambda cast: builders.complete_development(
            assessor=cast.person("assessor"), reviewing=cast.organisation("authority"), zones=2
        )
    )


@pytest.fixture
def development(_key: int, db: None) -> Revision:
    return builders.fresh(_key)


@pytest.fixture
def stewardship(assessor: User, trust: Organisation, landholder: Organisation, release: object) -> Revision:
    return builders.complete_stewardship(assessor=assessor, trust=trust, landholder=landholder)


@pytest.fixture
def client(client_for: Any, assessor: User) -> Client:
    return client_for(assessor)


def credits(revision: Revision) -> str:
    return reverse("credits-page", args=[revision.public_id])


def text_of(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").split())


def line(**changed: Any) -> CreditLine:
    """A credit line of a development, over which a test writes what it is about."""
    values: dict[str, Any] = {
        "credit_class": "ecosystem",
        "subject": "1592",
        "subject_name": "Forest",
        "zone_key": "1592_good",
        "equation": "Eq 1",
        "vi_change": -36.4368,
        "area_m2": 19_000,
        "individuals": None,
        "sensitivity_to_loss": "High",
        "sensitivity_to_loss_reason": "EEC",
        "sensitivity_to_gain": "High",
        "sensitivity_to_gain_reason": "",
        "risk_weighting": 2.0,
        "potential_saii": False,
        "unrounded": 34.61496,
        "credits": 35,
    }
    return CreditLine(**(values | changed))


GAIN = {"vi_change": 15.2, "risk_weighting": None, "unrounded": 7.22, "credits": 7}


# --- formulas ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changed", "formula"),
    [
        ({}, "36.4368 × 1.9 ha × 2 × 0.25 = 34.615"),
        ({"equation": "Eq 2", "credit_class": "species"}, "36.4368 × 1.9 ha × 2 × 0.25 = 34.615"),
        (
            {"equation": "Eq 3", "individuals": 7.0, "area_m2": None, "vi_change": None, "unrounded": 14.0},
            "7 × 2 = 14",
        ),
        (
            {"equation": "Eq 4", "vi_change": 15.2, "risk_weighting": None, "unrounded": 7.22},
            "15.2 × 1.9 ha × 0.25 = 7.22",
        ),
        (
            {"equation": "Eq 5", "vi_change": 15.2, "risk_weighting": None, "unrounded": 7.22},
            "15.2 × 1.9 ha × 0.25 = 7.22",
        ),
        ({"equation": "Eq 6", "unrounded": 12.0}, "12"),
        ({"equation": "Eq 7", "individuals": 5.0, "unrounded": 3.75, "area_m2": None}, "5 × 0.75 = 3.75"),
        ({"offset_required": False, "unrounded": 0.0, "credits": 0}, "Below the offset threshold: 0"),
        ({"credits": None, "unrounded": None}, ""),
    ],
)
def test_each_equation_is_written_with_its_numbers(changed: dict[str, Any], formula: str) -> None:
    assert formula_of(line(**changed), 0.25) == formula


@pytest.mark.parametrize(
    ("unrounded", "credits", "said"),
    [
        (34.6, 35, "Rounded to the nearest whole credit."),
        (0.32, 1, "More than nothing makes at least 1."),
        (0.0, 0, "Nothing is lost or gained here, so there are no credits."),
    ],
)
def test_rounding_is_explained(unrounded: float, credits: int, said: str) -> None:
    assert rounding_of(line(unrounded=unrounded, credits=credits)) == said


def test_stored_outcome_reads_back_as_it_was_computed(development: Revision, stewardship: Revision) -> None:
    for revision in (development, stewardship):
        builders.add_candidate(revision, VegetationZone.objects.filter(revision=revision)[0])
        calculating.calculate(actor=builders.acting(revision.assessment.assessor), revision_id=revision.pk)
        inputs, outcome = calculating.compute(revision)
        stored = Calculation.objects.get(revision=revision)
        assert outcome_from(stored) == outcome
        assert inputs_from(stored) == inputs


# --- credits page ------------------------------------------------------------------------------------------------
@pytest.mark.statement("N66")
def test_credits_page_gives_every_factor_of_a_line(client: Client, development: Revision) -> None:
    _, outcome = calculating.compute(development)
    shown = text_of(client.get(credits(development)))
    for one in outcome.credit_lines:
        assert one.vi_change is not None and one.area_m2 is not None and one.unrounded is not None
        loss, area = display(-one.vi_change, 4), display(one.area_m2 / 10_000, 4)
        formula = f"{loss} × {area} ha × 1.5 × 0.25 = {display(one.unrounded, 4)}"
        assert f"{formula} → {one.credits} credits . Rounded to the nearest whole credit." in shown
        assert f"{one.zone_key} {display(-one.vi_change)} 1.90" in shown
    assert f"Subtotal 3.80 {outcome.ecosystem_credits}" in shown
    assert "Risk weighting 1.5: sensitivity to loss" in shown
    assert "Risk weighting of zone 1: 1.5 (entered by the assessor: Practice note" in shown


def test_nothing_stored_is_said_and_calculating_stores(client: Client, development: Revision) -> None:
    opened = client.get(credits(development))
    assert "Nothing is stored yet." in text_of(opened)
    answer = client.post(credits(development), {"key": opened.context["key"]})
    assert (answer.status_code, answer["Location"]) == (303, credits(development))
    client.post(credits(development), {"key": opened.context["key"]})
    stored = Calculation.objects.get(revision=development)
    shown = text_of(client.get(credits(development)))
    assert "These numbers are those of calculation 1" in shown
    assert stored.sha256[:12] in shown


def test_changed_content_is_told_beside_what_was_stored(client: Client, development: Revision) -> None:
    client.post(credits(development))
    before = Calculation.objects.get(revision=development).ecosystem_credits
    zone = VegetationZone.objects.filter(revision=development)[0]
    builders.add_plot(development, zone, "P3", composition_shrub=0, structure_shrub="0")
    _, outcome = calculating.compute(development)
    assert outcome.ecosystem_credits != before
    answer = client.get(credits(development))
    assert not answer.context["result"].agrees
    assert (
        f"gave {before} ecosystem and 0 species credits. The content now gives {outcome.ecosystem_credits} and 0"
        in text_of(answer)
    )


def test_line_that_is_not_computed_says_what_to_enter_and_where(
    client: Client, development: Revision
) -> None:
    zone = VegetationZone.objects.filter(revision=development)[0]
    builders.add_candidate(development, zone)
    answer = client.get(credits(development))
    shown = text_of(answer)
    assert "Enter the risk weighting of Phascolarctos cinereus, with its source." in shown
    assert "incomplete The totals hold the computed lines only." in shown
    facts = reverse("section-page", args=[development.public_id, "facts"])
    assert f'href="{facts}"' in answer.content.decode()
    builders.enter_fact(development, "species", "Phascolarctos cinereus", "risk_weighting", 2)
    shown = text_of(client.get(credits(development)))
    _, outcome = calculating.compute(development)
    koala = outcome.credit_lines[-1]
    assert koala.credits is not None and koala.credits > 0
    assert "Species credits of Phascolarctos cinereus" in shown and f"Subtotal 1.00 {koala.credits}" in shown


@pytest.mark.statement("N72")
def test_stewardship_page_has_gains_and_no_risk_weighting(client: Client, stewardship: Revision) -> None:
    _, outcome = calculating.compute(stewardship)
    gain = outcome.credit_lines[0]
    assert gain.vi_change is not None and gain.unrounded is not None
    answer = client.get(credits(stewardship))
    shown = text_of(answer)
    assert "VI gain" in shown and "VI loss" not in shown and "BRW" not in shown
    assert (
        f"{display(gain.vi_change, 4)} × 5 ha × 0.25 = {display(gain.unrounded, 4)} → {gain.credits} credits"
        in shown
    )
    assert "growth strategy logistic-2026" in shown


def test_scattered_trees_are_a_table_of_their_own(
    client: Client, assessor: User, authority: Organisation, release: object
) -> None:
    revision = builders.open_revision(assessor=assessor, reviewing=authority, module="scattered_trees")
    builders.enter_fact(revision, "pct", builders.PCT_WITH_BENCHMARK, "large_tree_threshold_cm", 50)
    builders.add(
        revision,
        "trees",
        pct_id=builders.PCT_WITH_BENCHMARK,
        tree_species="Corymbia maculata",
        trees=5,
        dbh_cm=62,
        hollows=True,
    )
    answer = client.get(credits(revision))
    assert not answer.context["tables"].ecosystem
    assert "Corymbia maculata, class 3, with hollows, 1 credits per tree" in text_of(answer)
    assert "5 × 1 = 5 → 5 credits" in text_of(answer)


def test_refused_calculation_keeps_the_page_and_says_what_to_put_right(
    client: Client, assessor: User, authority: Organisation, release: object
) -> None:
    revision = builders.open_revision(assessor=assessor, reviewing=authority, module="small_area")
    builders.change_single(revision, "proposal", minimum_lot_size_ha="0.5")
    builders.add_zone(revision, area_m2=20_000)
    answer = client.post(credits(revision))
    assert answer.status_code == 409
    assert "more than the 1 ha the small area module allows" in text_of(answer)
    assert not Calculation.objects.exists()


def test_reviewer_sees_the_stored_numbers_and_cannot_calculate(
    client_for: Any, development: Revision, reviewer: User
) -> None:
    builders.submit(builders.finalise(development))
    stored = Calculation.objects.filter(revision=development).latest("version")
    reading = client_for(reviewer)
    shown = reading.get(credits(development))
    assert f"Calculation {stored.version}, stored" in text_of(shown)
    assert "Calculate and store" not in shown.content.decode()
    assert reading.post(credits(development)).status_code == 403
    assert Calculation.objects.filter(revision=development).count() == stored.version


def test_empty_revision_has_no_credit_lines(
    client: Client, assessor: User, authority: Organisation, release: object
) -> None:
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    assert "There are no credit lines yet." in text_of(client.get(credits(revision)))


def test_credits_page_asks_the_database_as_often_for_many_zones_as_for_two(
    client: Client, development: Revision
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for first, last in ((3, 3), (3, 9)):
        for number in range(first, last):
            builders.add_plot(
                development, builders.add_zone(development, number=number, condition=f"c{number}")
            )
        with CaptureQueriesContext(connection) as asked:
            client.get(credits(development))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_groups_add_up_to_the_totals(development: Revision) -> None:
    result = result_of(development)
    from assessments.services.method import parameters_for

    tables = credit_tables(result.outcome, parameters_for(development.release))
    assert sum(group.credits for group in tables.ecosystem) == result.outcome.ecosystem_credits > 0
    assert all(group.complete for group in tables.ecosystem) and tables.not_computed == ()


# --- compare -----------------------------------------------------------------------------------------------------
def reopened(revision: Revision) -> Revision:
    """The next, open revision with the same reference data."""
    builders.finalise(revision)
    made = lifecycle.reopen(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        today=timezone.localdate(),
    )
    return Revision.objects.select_related("assessment__case", "release").get(public_id=made["revision_id"])


def test_compare_shows_content_scores_and_credits_old_and_new(client: Client, development: Revision) -> None:
    new = reopened(development)
    zone = VegetationZone.objects.get(revision=new, number=1)
    builders.add_plot(new, zone, "P3", composition_shrub=0, structure_shrub="0")
    old_result, new_result = result_of(development), result_of(new)
    for first, second in ((new, development), (development, new)):
        answer = client.get(reverse("revision-compare", args=[first.public_id, second.public_id]))
        shown = text_of(answer)
        assert "From revision 1 to revision 2" in shown
        assert "1592_good1, plot P3 Added in revision 2" in shown
        old, now = old_result.outcome.zones[0].current, new_result.outcome.zones[0].current
        assert old is not None and now is not None
        by = display(now.score - old.score).replace("-", "−")
        assert f"Current vegetation integrity {display(old.score)} {display(now.score)} {by}" in shown
        before, after = old_result.outcome.ecosystem_credits, new_result.outcome.ecosystem_credits
        assert f"All ecosystem credits {before} {after} {str(after - before).replace('-', '−')}" in shown


def test_compare_names_changed_fields_with_areas_in_hectares(client: Client, development: Revision) -> None:
    from assessments.sections import section_of
    from assessments.services import content, editing

    new = reopened(development)
    zone = VegetationZone.objects.get(revision=new, number=1)
    content.change_row(
        actor=builders.acting(new.assessment.assessor),
        revision_id=new.pk,
        section="zones",
        row_id=str(zone.public_id),
        values={"area_m2": 25_000, "potential_saii": True, "saii_statement": "Last stand."},
        expected_version=editing.section_version(new, section_of("zones")),
    )
    shown = text_of(client.get(reverse("revision-compare", args=[new.public_id, development.public_id])))
    assert "Area 1.90 ha 2.50 ha" in shown
    assert "Potential serious and irreversible impact No Yes" in shown


def test_compare_names_a_measure_by_its_own_words(client: Client, development: Revision) -> None:
    new = reopened(development)
    builders.add(new, "avoidance", kind="avoid", phase="planning", description="The bank is fenced.\nTwice.")
    shown = text_of(client.get(reverse("revision-compare", args=[new.public_id, development.public_id])))
    assert "The bank is fenced. Twice. Added in revision 2" in shown
    assert "Avoid and minimise 2" not in shown


def test_equal_revisions_are_said_to_be_the_same(client: Client, development: Revision) -> None:
    new = reopened(development)
    shown = text_of(client.get(reverse("revision-compare", args=[new.public_id, development.public_id])))
    assert "The content of the two revisions is the same." in shown


def test_revisions_of_two_assessments_are_not_compared(
    client: Client, development: Revision, stewardship: Revision
) -> None:
    address = reverse("revision-compare", args=[development.public_id, stewardship.public_id])
    assert client.get(address).status_code == 404
    itself = reverse("revision-compare", args=[development.public_id, development.public_id])
    assert client.get(itself).status_code == 404


def test_reviewer_cannot_compare_with_a_revision_that_was_not_sent(
    client_for: Any, development: Revision, reviewer: User
) -> None:
    builders.submit(builders.finalise(development))
    made = lifecycle.reopen(
        actor=builders.acting(development.assessment.assessor),
        revision_id=development.pk,
        today=timezone.localdate(),
    )
    address = reverse("revision-compare", args=[development.public_id, made["revision_id"]])
    assert client_for(reviewer).get(address).status_code == 404


@pytest.mark.parametrize(
    ("old", "new", "by"),
    [(10.0, 12.26, "+2.3"), (12.26, 10.0, "−2.3"), (1.0, 1.04, "0"), (None, 3.0, ""), (3.0, None, "")],
)
def test_difference_has_its_sign(old: float | None, new: float | None, by: str) -> None:
    assert Difference("x", old, new).by == by


def test_a_long_reason_of_the_assessor_is_read_back_with_the_stored_calculation(
    client_for: Any, assessor: User, authority: Organisation, release: object
) -> None:
    revision = builders.complete_development(assessor=assessor, reviewing=authority)
    zone = revision.vegetationzone_set.get()
    builders.add_part(revision, zone, "Road", zone.area_m2, reason="Why. " * 900)
    builders.finalise(revision)
    answer = client_for(assessor).get(f"/revisions/{revision.public_id}/zones/{zone.public_id}/")
    assert answer.status_code == 200
