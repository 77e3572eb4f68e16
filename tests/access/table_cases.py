"""Cases, the steps of a revision, and the sections of its content: the lead assessor alone works on them.

Parties and the registrar read what is certified, reviewers what was submitted to them; for all others it is not there.
"""

from typing import Any

from assessments.models import AvoidanceMeasure, Revision, SpeciesHabitat
from tests import builders
from tests.access.route import ROLES, Fixture, Route, Statuses, among, only, seen_by, signed_in, widened

ASSESSORS = ("assessor", "lapsed_assessor", "other_assessor")
READERS_CERTIFIED = ("assessor", "landholder_member", "registrar", "registrar_approver", "auditor")
READERS_SUBMITTED = (*READERS_CERTIFIED, "reviewer")


def readers(others: tuple[str, ...], status: int, **own: int) -> Statuses:
    """`own` gives single roles their status; `others` get `status`; for the rest it is not there."""
    seeing = among(*others)
    found = {role: status if role in seeing else 302 if role == "public" else 404 for role in ROLES}
    return {**found, **widened(own)}


def open_revision(fixture: Fixture) -> Revision:
    return fixture("open_revision")  # type: ignore[no-any-return]


def certified(fixture: Fixture) -> Revision:
    return fixture("certified_revision")  # type: ignore[no-any-return]


def submitted(fixture: Fixture) -> Revision:
    return fixture("submitted_revision")  # type: ignore[no-any-return]


def its_case(fixture: Fixture) -> dict[str, Any]:
    return {"case_id": open_revision(fixture).assessment.case.public_id}


def its_submitted_case(fixture: Fixture) -> dict[str, Any]:
    return {"case_id": submitted(fixture).assessment.case.public_id}


def its_assessment(fixture: Fixture) -> dict[str, Any]:
    return {"assessment_id": submitted(fixture).assessment.public_id}


def an_open_one(fixture: Fixture) -> dict[str, Any]:
    return {"revision_id": open_revision(fixture).public_id}


def a_certified_one(fixture: Fixture) -> dict[str, Any]:
    return {"revision_id": certified(fixture).public_id}


def a_submitted_one(fixture: Fixture) -> dict[str, Any]:
    return {"revision_id": submitted(fixture).public_id}


def a_section(fixture: Fixture) -> dict[str, Any]:
    return {"revision_id": open_revision(fixture).public_id, "section": "avoidance"}


def a_submitted_section(fixture: Fixture) -> dict[str, Any]:
    return {"revision_id": submitted(fixture).public_id, "section": "proposal"}


def a_species_list(fixture: Fixture) -> dict[str, Any]:
    return {"revision_id": open_revision(fixture).public_id, "section": "predicted_species"}


def a_row(fixture: Fixture) -> dict[str, Any]:
    revision = open_revision(fixture)
    builders.add(revision, "avoidance", kind="avoid", phase="planning", description="Road moved.")
    row = AvoidanceMeasure.objects.get(revision=revision)
    return {"revision_id": revision.public_id, "section": "avoidance", "row_id": row.public_id}


def with_a_zone(fixture: Fixture) -> dict[str, Any]:
    revision = open_revision(fixture)
    builders.add_zone(revision)
    return {"revision_id": revision.public_id}


def a_habitat(fixture: Fixture) -> dict[str, Any]:
    revision = open_revision(fixture)
    builders.add_candidate(revision, builders.add_zone(revision))
    return {
        "revision_id": revision.public_id,
        "row_id": SpeciesHabitat.objects.get(revision=revision).public_id,
    }


ROUTES = (
    Route("case-list", get=signed_in()),
    Route("case-new", get=only(*ASSESSORS), post=only(*ASSESSORS, status=400)),
    Route("case-page", arguments=its_submitted_case, get=seen_by(*READERS_SUBMITTED)),
    Route(
        "case-party-new", arguments=its_case, get=seen_by("assessor"), post=seen_by("assessor", status=400)
    ),
    Route(
        "assessment-new", arguments=its_case, get=seen_by("assessor"), post=seen_by("assessor", status=400)
    ),
    Route("review-queue", get=only("reviewer", "trust_reviewer", "auditor")),
    Route("assessment-page", arguments=its_assessment, get=seen_by(*READERS_SUBMITTED, status=302)),
    Route("revision-page", arguments=a_submitted_one, get=seen_by(*READERS_SUBMITTED)),
    Route(
        "revision-finalise",
        arguments=an_open_one,
        get=seen_by("assessor"),
        post=seen_by("assessor", status=400),
    ),
    Route(
        "revision-submit",
        arguments=a_certified_one,
        get=readers(READERS_CERTIFIED, 403, assessor=200),
        post=readers(READERS_CERTIFIED, 403, assessor=303),
    ),
    Route(
        "revision-review",
        arguments=a_submitted_one,
        get=readers(READERS_SUBMITTED, 403, reviewer=200),
        post=readers(READERS_SUBMITTED, 403, reviewer=400),
    ),
    Route(
        "revision-reopen",
        arguments=a_submitted_one,
        get=readers(READERS_SUBMITTED, 403, assessor=200),
        post=readers(READERS_SUBMITTED, 403, assessor=400),
    ),
    Route("revision-history", arguments=a_submitted_one, get=seen_by(*READERS_SUBMITTED)),
    Route(
        "section-page",
        arguments=a_submitted_section,
        get=seen_by(*READERS_SUBMITTED),
        # A final revision is closed to its assessor too (409); the others may not change it at all.
        post=readers(READERS_SUBMITTED, 403, assessor=409),
    ),
    Route(
        "section-row-add", arguments=a_section, get=seen_by("assessor"), post=seen_by("assessor", status=400)
    ),
    Route(
        "species-suggestions",
        arguments=a_species_list,
        get=seen_by("assessor"),
        post=seen_by("assessor", status=400),
    ),
    Route("section-row-edit", arguments=a_row, get=seen_by("assessor"), post=seen_by("assessor", status=400)),
    # Without the version of the section, the removal is taken for one of an overtaken page.
    Route(
        "section-row-remove", arguments=a_row, get=seen_by("assessor"), post=seen_by("assessor", status=409)
    ),
    Route(
        "boundary-upload",
        arguments=an_open_one,
        get=seen_by("assessor"),
        post=seen_by("assessor", status=400),
    ),
    Route(
        "facts-supply",
        arguments=with_a_zone,
        query=f"?about=zone:{builders.PCT_WITH_BENCHMARK}_good",
        get=seen_by("assessor"),
        post=seen_by("assessor", status=409),
    ),
    Route(
        "species-polygon", arguments=a_habitat, get=seen_by("assessor"), post=seen_by("assessor", status=400)
    ),
)
