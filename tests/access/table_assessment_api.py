"""The assessments' API, as their pages: the lead assessor works, parties and the registrar read what is certified,
reviewers what was submitted to them. Calculators are for everybody."""

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from assessments.models import CaseParty, ReportDocument, Revision
from assessments.records.cases import Kind
from assessments.sections import SECTIONS, STEWARDSHIP, Section
from assessments.services import importing
from tests import builders
from tests.access.route import (
    ROLES,
    Fixture,
    Route,
    Statuses,
    among,
    everybody,
    only,
    seen_by,
    signed_in,
    widened,
)
from tests.access.table_cases import certified, open_revision, submitted
from tests.api.section_rows import example
from tests.domain.test_plot_import import sheet

ASSESSORS = ("assessor", "lapsed_assessor", "other_assessor")
CERTIFIED = ("assessor", "landholder_member", "registrar", "registrar_approver", "auditor")
SUBMITTED = (*CERTIFIED, "reviewer")
SUBMITTED_TO_THE_TRUST = (*CERTIFIED, "trust_reviewer")


def reading(readers: tuple[str, ...] = SUBMITTED) -> Statuses:
    """Read by some, not there for the rest."""
    return seen_by(*readers, public=401)


def acting(readers: tuple[str, ...] = SUBMITTED, **own: int) -> Statuses:
    """Done by those of `own`; other readers may not (403), and for the rest it is not there."""
    seeing = among(*readers)
    found = {role: 403 if role in seeing else 401 if role == "public" else 404 for role in ROLES}
    return {**found, **widened(own)}


# --- what the addresses are about ------------------------------------------------------------------------------------
def its_case(fixture: Fixture) -> dict[str, Any]:
    return {"case_id": submitted(fixture).assessment.case.public_id}


def its_assessment(fixture: Fixture) -> dict[str, Any]:
    return {"assessment_id": submitted(fixture).assessment.public_id}


def it(fixture: Fixture) -> dict[str, Any]:
    return {"revision_id": submitted(fixture).public_id}


def a_certified_one(fixture: Fixture) -> dict[str, Any]:
    return {"revision_id": certified(fixture).public_id}


def it_and_itself(fixture: Fixture) -> dict[str, Any]:
    return {**it(fixture), "other_id": it(fixture)["revision_id"]}


def its_calculation(fixture: Fixture) -> dict[str, Any]:
    return {"calculation_id": submitted(fixture).calculations.get().public_id}


def its_document(fixture: Fixture) -> dict[str, Any]:
    document = ReportDocument.objects.create(
        calculation=submitted(fixture).calculations.get(),
        kind=ReportDocument.DocumentKind.CREDIT_SUMMARY,
        draft=False,
        file=ContentFile(b"%PDF-", name="report.pdf"),
        sha256="0" * 64,
        pages=1,
        size_bytes=5,
    )
    return {"document_id": document.public_id}


def a_staged_file(fixture: Fixture) -> dict[str, Any]:
    made = importing.upload(
        actor=builders.acting(fixture("assessor")),
        revision_id=open_revision(fixture).pk,
        filename="plots.csv",
        content=sheet({}),
    )
    return {"import_id": made["id"]}


def its_part(fixture: Fixture) -> dict[str, Any]:
    return {**it(fixture), "management_zone_id": uuid4()}


def its_habitat(fixture: Fixture) -> dict[str, Any]:
    return {**it(fixture), "row_id": uuid4()}


# --- sections ------------------------------------------------------------------------------------------------------
class Filled:
    """A submitted revision that has one section, with a row in it."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.stewardship = section.kinds == STEWARDSHIP
        self.readers = SUBMITTED_TO_THE_TRUST if self.stewardship else SUBMITTED

    def revision(self, fixture: Fixture) -> Revision:
        revision = builders.open_revision(
            assessor=fixture("assessor"),
            reviewing=fixture("trust" if self.stewardship else "authority"),
            kind=Kind.STEWARDSHIP if self.stewardship else Kind.PART4,
            module="scattered_trees" if self.section.code == "trees" else "standard",
        )
        if not self.section.single:
            builders.add(revision, self.section.code, **example(self.section, revision))
        CaseParty.objects.create(
            case=revision.assessment.case, organisation=fixture("landholder"), role="landholder"
        )
        today = timezone.localdate()
        Revision.objects.filter(pk=revision.pk).update(
            state="submitted", certified_on=today, submitted_at=timezone.now()
        )
        return revision

    def rows(self, fixture: Fixture) -> dict[str, Any]:
        return {"revision_id": self.revision(fixture).public_id}

    def row(self, fixture: Fixture) -> dict[str, Any]:
        revision = self.revision(fixture)
        row = self.section.model._default_manager.filter(revision=revision).first()
        assert row is not None
        return {"revision_id": revision.public_id, "row_id": row.public_id}

    def routes(self) -> tuple[Route, Route]:
        name, single = f"api-section-{self.section.code}", self.section.single
        return (
            Route(
                name,
                arguments=self.rows,
                get=reading(self.readers),
                post=signed_in(405, public=401) if single else acting(self.readers, assessor=400),
            ),
            Route(
                f"{name}-row",
                arguments=self.row,
                get=reading(self.readers),
                patch=acting(self.readers, assessor=400),
                delete=signed_in(405, public=401) if single else acting(self.readers, assessor=400),
            ),
        )


SECTION_ROUTES = tuple(
    route for section in SECTIONS if not section.uploaded for route in Filled(section).routes()
)

ROUTES = (
    Route("api-organisations", get=only(*ASSESSORS, public=401)),
    Route("api-cases", get=signed_in(public=401), post=only(*ASSESSORS, status=400, public=401)),
    Route("api-case", arguments=its_case, get=reading()),
    Route("api-case-parties", arguments=its_case, post=acting(assessor=400)),
    Route("api-assessments", get=signed_in(public=401), post=only(*ASSESSORS, status=400, public=401)),
    Route("api-assessment", arguments=its_assessment, get=reading()),
    Route("api-reviews", get=signed_in(public=401)),
    Route("api-revision", arguments=it, get=reading()),
    Route("api-revision-finalise", arguments=it, post=acting(assessor=400)),
    Route("api-revision-submit", arguments=a_certified_one, post=acting(CERTIFIED, assessor=200)),
    Route("api-revision-accept", arguments=it, post=acting(reviewer=200)),
    Route("api-revision-return", arguments=it, post=acting(reviewer=400)),
    Route("api-revision-reopen", arguments=it, post=acting(assessor=201)),
    # It is submitted, not accepted, so there is nothing to amend.
    Route("api-revision-amend", arguments=it, post=acting(assessor=409)),
    Route("api-revision-compare", arguments=it_and_itself, get=reading()),
    Route("api-revision-history", arguments=it, get=reading()),
    *SECTION_ROUTES,
    Route("api-species-polygon", arguments=its_habitat, put=acting(assessor=400)),
    Route("api-boundary", arguments=it, get=reading(), put=acting(assessor=400)),
    Route("api-future-values", arguments=its_part, put=acting(assessor=400)),
    # What is sent here is no file, which is looked at after the person.
    Route("api-plot-imports", arguments=it, get=acting(assessor=200), post=acting(assessor=415)),
    Route(
        "api-plot-import",
        arguments=a_staged_file,
        get=reading(("assessor",)),
        patch=seen_by("assessor", status=400, public=401),
    ),
    Route("api-plot-import-commit", arguments=a_staged_file, post=reading(("assessor",))),
    Route("api-plot-import-discard", arguments=a_staged_file, post=reading(("assessor",))),
    # A final revision keeps its calculation.
    Route("api-calculations", arguments=it, get=reading(), post=acting(assessor=409)),
    Route("api-calculation", arguments=its_calculation, get=reading()),
    Route("api-credit-lines", arguments=its_calculation, get=reading()),
    Route("api-documents", arguments=it, get=reading(), post=acting(assessor=202)),
    Route("api-document-file", arguments=its_document, get=reading()),
    Route("api-fact-codes", get=everybody()),
    Route("api-calculate-vegetation-integrity", get=everybody(405), post=everybody(400)),
    Route("api-calculate-assessment", get=everybody(405), post=everybody(400)),
    Route("api-calculate-credits", get=everybody(405), post=everybody(400)),
)
