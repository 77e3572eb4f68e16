"""A case copied from another: what comes along, what stays behind, and what is told."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import states
from assessments.models import (
    AssessmentCase,
    CaseParty,
    Delegate,
    EnteredFact,
    ManagementZone,
    Plot,
    PredictedSpecies,
    Revision,
    SiteBoundary,
    SpeciesHabitat,
    VegetationZone,
    ZoneOutline,
)
from assessments.sections import section_of
from assessments.services import calculating, case_copies, comments, comparing, drafts, editing, plot_species
from registry.audit.models import AuditEvent
from registry.findings import InvalidInput, NotAllowed, NotVisible
from registry.reference import selectors as reference
from tests import builders, evidence_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source")]


def built(cast):
    revision = builders.complete_development(
        assessor=cast.person("assessor"), reviewing=cast.organisation("authority")
    )
    zone = VegetationZone.objects.get(revision=revision)
    builders.add_part(revision, zone, "All", zone.area_m2)
    builders.add_candidate(revision, zone)
    return revision


@pytest.fixture(scope="module")
def _key(module_stage):
    return module_stage.make(built)


@pytest.fixture
def source(_key, db):
    return builders.fresh(_key)


def every(source):
    return [section.code for section in case_copies.sections_to_copy(source)]


def copied(source, today, *, by=None, title="Second quarry", sections=None):
    made = case_copies.copy_case(
        actor=builders.acting(by or source.assessment.assessor),
        source_revision_id=source.pk,
        title=title,
        sections=every(source) if sections is None else sections,
        today=today,
    )
    return made, Revision.objects.select_related("assessment__case", "release").get(
        public_id=made["revision_id"]
    )


def test_a_copy_has_the_content_and_gives_the_same_credits(source, today):
    made, fresh = copied(source, today)
    changes = [change for change in comparing.compare(source, fresh) if change.section != "Proposal or site"]
    assert changes == []
    assert calculating.compute(fresh)[1] == calculating.compute(source)[1]
    assert (fresh.state, fresh.number, made["told"]) == (states.OPEN, 1, [])


def test_a_copy_is_its_own_case_led_by_who_made_it(source, today):
    _, fresh = copied(source, today)
    case = fresh.assessment.case
    assert case.pk != source.assessment.case_id
    assert (case.title, fresh.proposal.name) == ("Second quarry", "Second quarry")
    assert fresh.assessment.assessor == source.assessment.assessor
    assert (fresh.assessment.kind, fresh.assessment.module) == ("part4", "standard")
    assert Plot.objects.filter(revision=source).count() == Plot.objects.filter(revision=fresh).count() == 2


def test_parties_and_certification_stay_behind(assessor, trust, landholder, release, today):
    site = builders.finalise(
        builders.complete_stewardship(assessor=assessor, trust=trust, landholder=landholder)
    )
    _, fresh = copied(site, today)
    assert not CaseParty.objects.filter(case=fresh.assessment.case).exists()
    assert (fresh.certified_on, fresh.accreditation_number, fresh.copied_from) == (None, "", None)
    assert not fresh.calculations.exists()


def test_what_hangs_on_a_section_that_is_not_taken_stays_behind(source, today):
    made, fresh = copied(source, today, sections=[code for code in every(source) if code != "zones"])
    for model in (VegetationZone, Plot, ManagementZone, SpeciesHabitat):
        assert not model.objects.filter(revision=fresh).exists(), model
    assert "plots" not in made["sections"]
    species = PredictedSpecies.objects.get(revision=fresh)
    assert species.confirmed_zones.count() == 0
    assert not EnteredFact.objects.filter(revision=fresh, subject_kind="zone").exists()
    assert EnteredFact.objects.filter(revision=fresh, subject_kind="pct").exists()


def test_without_the_site_the_new_case_begins_with_an_empty_one(source, today):
    made, fresh = copied(source, today, sections=["zones", "plots"])
    assert made["sections"] == ["zones", "plots"]
    assert fresh.site_context.subregion_code == ""
    assert (fresh.proposal.name, fresh.proposal.lots) == ("Second quarry", "")
    assert not SiteBoundary.objects.filter(revision=fresh).exists()
    assert Plot.objects.filter(revision=fresh).count() == 2


def test_the_new_chain_names_the_source_and_the_old_one_is_untouched(source, today):
    before = AuditEvent.objects.filter(chain__key=str(source.assessment.case.public_id)).count()
    _, fresh = copied(source, today)
    events = AuditEvent.objects.filter(chain__key=str(fresh.assessment.case.public_id))
    data = json.loads(events.get().body)["data"]
    assert data["source_revision"] == str(source.public_id)
    assert data["rows"] > 5
    assert AuditEvent.objects.filter(chain__key=str(source.assessment.case.public_id)).count() == before


def test_the_copy_stands_on_the_current_release_and_tells_what_that_does_not_know(source, today):
    VegetationZone.objects.filter(revision=source).update(pct_id=9_998, pct_name="Lost forest")
    EnteredFact.objects.filter(revision=source, subject_kind="pct").update(subject_key="9997")
    made, fresh = copied(source, today)
    assert fresh.release == reference.current_release(today)
    assert [sentence.partition(" is ")[0] for sentence in made["told"]] == [
        "Plant community type 9998",
        "What you supplied about 9997",
    ]
    assert VegetationZone.objects.get(revision=fresh).pct_name == "Lost forest"
    assert EnteredFact.objects.filter(revision=fresh, subject_key="9997").exists()


@pytest.mark.parametrize("title", ["", "   ", "x" * 501])
def test_a_copy_needs_a_title(source, today, title):
    with pytest.raises(InvalidInput) as refused:
        copied(source, today, title=title)
    assert [finding.field for finding in refused.value.findings] == ["title"]


def test_a_section_that_the_assessment_does_not_have_is_refused(source, today):
    cases = AssessmentCase.objects.count()
    with pytest.raises(InvalidInput):
        copied(source, today, sections=["zones", "management_plan"])
    assert AssessmentCase.objects.count() == cases


def test_only_the_lead_assessor_copies(source, other_assessor, today):
    with pytest.raises(NotAllowed):
        copied(source, today, by=other_assessor)


def test_a_revision_that_is_not_there_is_not_visible(source, assessor, today):
    with pytest.raises(NotVisible):
        case_copies.copy_case(
            actor=builders.acting(assessor), source_revision_id=0, title="X", sections=[], today=today
        )


def test_the_same_key_copies_once(source, today):
    inputs = {"source_revision_id": source.pk, "title": "Once", "sections": ["zones"], "today": today}
    actor = builders.acting(source.assessment.assessor)
    first = case_copies.copy_case(actor=actor, key="once", **inputs)
    assert case_copies.copy_case(actor=actor, key="once", **inputs) == first
    assert AssessmentCase.objects.filter(title="Once").count() == 1


def test_copying_takes_as_many_queries_for_many_zones_as_for_one(assessor, authority, release, today):
    def count(zones):
        made = builders.complete_development(assessor=assessor, reviewing=authority, zones=zones)
        with CaptureQueriesContext(connection) as captured:
            copied(made, today)
        return len(captured)

    assert count(1) == count(6)


def test_plots_counted_from_their_lists_are_counted_again_on_the_facts_of_today(source, today):
    plot = Plot.objects.filter(revision=source).first()
    plot_species.set_list(
        actor=builders.acting(source.assessment.assessor),
        revision_id=source.pk,
        plot_id=str(plot.public_id),
        plants=[{"scientific_name": "Eucalyptus moluccana", "cover_percent": Decimal("30.0")}],
        count=True,
        expected_version=editing.section_version(source, section_of("plots")),
    )
    # As other reference facts once had it.
    Plot.objects.filter(pk=plot.pk).update(composition_tree=0, composition_shrub=1)
    _, fresh = copied(source, today)
    counted = fresh.plot_set.select_related("zone").get(label=plot.label)
    assert (counted.composition_tree, counted.composition_shrub) == (1, 0)
    told = json.loads(AuditEvent.objects.get(action="case.copy").body)["data"]["counted"]
    assert told[f"{counted.zone.key}/{plot.label}"] == {
        "composition_tree": [0, 1],
        "composition_shrub": [1, 0],
    }


def test_outlines_copied_without_the_boundary_say_nothing_of_it(source, today):
    zone = VegetationZone.objects.get(revision=source)
    evidence_files.outline(source, zone)
    ZoneOutline.objects.filter(zone=zone).update(
        warnings=[{"code": "outline.outside_site", "message": "It lies outside.", "severity": "warning"}]
    )
    _, fresh = copied(source, today, sections=["zones"])
    assert ZoneOutline.objects.get(revision=fresh).warnings == []


def test_comments_drafts_and_delegates_stay_behind(source, other_assessor, today):
    lead = source.assessment.assessor
    Delegate.objects.create(
        assessment=source.assessment, person=other_assessor, added_by=lead, added_at=timezone.now()
    )
    comments.write(
        actor=builders.acting(lead), revision_id=source.public_id, section="zones", text="Look here"
    )
    address = reverse("section-page", args=[source.public_id, "proposal"])
    drafts.keep(
        actor=builders.acting(lead),
        revision=source,
        form=address,
        typed=[("name", "x")],
        section_version=0,
        now=timezone.now(),
    )
    _, fresh = copied(source, today, by=other_assessor)
    assert fresh.assessment.assessor == other_assessor
    assert not fresh.comments.exists()
    assert not fresh.drafts.exists()
    assert not fresh.assessment.delegates.exists()
    assert (fresh.certified_on, fresh.submitted_at, fresh.calculations.exists()) == (None, None, False)
