"""An assessment that pins a release made by a load calculates with its facts; one begun before keeps its own."""

from django.utils import timezone

from assessments.models import Calculation, Revision
from assessments.services import calculating
from registry import actor as actors
from registry.parties.models import Organisation, User
from registry.reference.loads.records import StagedLoad
from registry.reference.loads.services import publishing, reading, staging
from registry.reference.models import Benchmark, Release
from registry.reference.verification import differences
from tests import builders

SYSTEM = actors.system("tests")


def calculated(revision: Revision) -> Calculation:
    actor = builders.acting(revision.assessment.assessor)
    calculating.calculate(actor=actor, revision_id=revision.pk)
    return Calculation.objects.select_related("release").filter(revision=revision).latest("version")


def load_richer_trees(release: Release) -> Release:
    """A release in which the builders' class needs three times as many kinds of trees."""
    found = Benchmark.objects.get(
        release=release,
        vegetation_class="Hunter-Macleay Dry Sclerophyll Forests",
        ibra_region="Sydney Basin",
    )
    assert found.composition_tree is not None
    line = f"{found.vegetation_class},{found.ibra_region},{found.composition_tree * 3}"
    made = staging.stage(
        actor=SYSTEM,
        files=[("benchmarks.csv", f"Class,Region,Trees\n{line}\n".encode())],
        in_job=False,
        format="benchmarks",
        complete=False,
        release_code="nsw-richer",
        release_title="Richer",
        effective_from=timezone.localdate(),
        data_version="richer",
        data_date="2026",
        source="A table for a test",
        licence="CC BY 4.0",
        mapping={"Class": "vegetation_class", "Region": "ibra_region", "Trees": "composition_tree"},
    )
    load = reading.read_load(StagedLoad.objects.get(public_id=made["id"]).pk)
    assert load.counts["benchmarks"]["changed"] == 1, load.findings
    publishing.publish(actor=SYSTEM, load_id=made["id"], acknowledged=[], today=timezone.localdate())
    return Release.objects.get(code="nsw-richer")


def test_an_assessment_calculates_with_the_release_of_a_load_and_an_older_one_with_its_own(
    release: Release, assessor: User, authority: Organisation
) -> None:
    older = builders.complete_development(assessor=assessor, reviewing=authority)
    before = calculated(older)
    loaded = load_richer_trees(release)
    newer = builders.complete_development(assessor=assessor, reviewing=authority)
    after = calculated(newer)
    assert (before.release, after.release) == (release, loaded)
    assert after.complete
    assert after.ecosystem_credits < before.ecosystem_credits
    assert calculated(older).outcome_text == before.outcome_text
    assert differences(loaded) == [] == differences(release)
