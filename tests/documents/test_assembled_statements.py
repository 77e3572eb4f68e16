"""N20 and N39: an accredited assessor applies the method and produces the report; nobody else can."""

import pypdf
import pytest

from assessments import selectors
from assessments.models import ReportDocument, Revision
from assessments.services import lifecycle
from registry.findings import DomainError, NotAllowed
from registry.jobs import work
from registry.jobs.models import Job
from registry.parties.models import Accreditation
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def development(assessor, authority, release) -> Revision:
    revision = builders.complete_development(assessor=assessor, reviewing=authority, zones=2)
    builders.add_candidate(revision, revision.vegetationzone_set.get(number=1))
    builders.enter_fact(revision, "species", "Phascolarctos cinereus", "risk_weighting", 2)
    return revision


@pytest.fixture
def site(assessor, trust, landholder, release) -> Revision:
    revision = builders.complete_stewardship(assessor=assessor, trust=trust, landholder=landholder)
    builders.add_candidate(revision, revision.vegetationzone_set.get())
    return revision


def report_text(revision: Revision) -> str:
    """The words of the final assessment report that the job made."""
    job = Job.objects.get(kind="assessment.documents", arguments__calculation_id=calculation_of(revision).pk)
    work.run(job.pk)
    document = ReportDocument.objects.get(
        calculation=calculation_of(revision), kind="assessment_report", format="pdf", draft=False
    )
    with document.file.open("rb") as file:
        return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(file).pages).split())


def calculation_of(revision: Revision):
    calculation = selectors.latest_calculation(revision)
    assert calculation is not None
    return calculation


def finalise(revision: Revision, person, today) -> None:
    lifecycle.finalise(
        actor=builders.acting(person), revision_id=revision.pk, certified_on=today, today=today
    )


@pytest.mark.statement("N20")
@pytest.mark.statement("N3")
@pytest.mark.statement("N21")
def test_from_plots_to_the_development_report_with_the_credits_the_method_gives(development, assessor, today):
    finalise(development, assessor, today)
    calculation, text = calculation_of(development), report_text(development)
    assert calculation.ecosystem_credits > 0 and calculation.species_credits > 0
    assert "Biodiversity development assessment report" in text
    assert "accredited assessor BAAS17001, certified on" in text
    assert (
        f"needs {calculation.ecosystem_credits:,} ecosystem credits and {calculation.species_credits:,} species credits"
    ) in text
    for line in calculation.credit_lines.filter(credits__isnull=False):
        assert f"{line.credits:,}" in text
    assert "The haul road was moved out of the gully forest." in text
    assert "Phascolarctos cinereus" in text and "1592_good2" in text


@pytest.mark.statement("N39")
@pytest.mark.statement("N40")
@pytest.mark.statement("N41", "N42")
def test_from_plots_to_the_stewardship_site_report_with_credits_and_plan(site, assessor, today):
    finalise(site, assessor, today)
    calculation, text = calculation_of(site), report_text(site)
    assert calculation.ecosystem_credits > 0
    assert "Biodiversity stewardship site assessment report" in text
    assert "accredited assessor BAAS17001, certified on" in text
    assert f"generates {calculation.ecosystem_credits:,} ecosystem credits" in text
    for heading in (
        "Management plan",
        "Gain in vegetation integrity",
        "High risk land",
        "Active restoration",
    ):
        assert heading in text
    assert "Measures to avoid" not in text


@pytest.mark.statement("N20")
@pytest.mark.statement("N39")
@pytest.mark.parametrize("kind", ["development", "site"])
def test_without_an_accreditation_in_force_nobody_produces_the_report(request, kind, assessor, today):
    revision = request.getfixturevalue(kind)
    Accreditation.objects.filter(user=assessor).delete()
    with pytest.raises((DomainError, NotAllowed)):
        finalise(revision, assessor, today)
    revision.refresh_from_db()
    assert revision.state == "open"
    assert (
        not ReportDocument.objects.exists() and not Job.objects.filter(kind="assessment.documents").exists()
    )


@pytest.mark.statement("N20")
@pytest.mark.parametrize("who", ["other_assessor", "reviewer", "registrar"])
def test_nobody_but_the_lead_assessor_certifies_the_report(request, development, who, today):
    with pytest.raises(NotAllowed):
        finalise(development, request.getfixturevalue(who), today)
    assert not ReportDocument.objects.exists()


@pytest.mark.statement("N20")
@pytest.mark.parametrize(
    ("part", "code"),
    [("boundary", "document.boundary_missing"), ("accreditation", "document.declaration_missing")],
)
def test_a_final_report_without_site_or_declaration_is_not_made(
    development, assessor, today, part, code, monkeypatch
):
    from assessments.services import documents

    finalise(development, assessor, today)
    calculation = calculation_of(development)
    source = documents.source_of(calculation)
    if part == "boundary":
        source.context["site"]["boundary"] = None
    else:
        source.context["header"]["assessor_number"] = ""
    monkeypatch.setattr(documents, "source_of", lambda _: source)
    with pytest.raises(DomainError) as refused:
        documents.build_all(calculation_id=calculation.pk, report=lambda *progress: None)
    assert [finding.code for finding in refused.value.findings] == [code]
