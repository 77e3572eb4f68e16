"""Photos, documents and outlines: read by whoever reads the revision, kept by the lead assessor alone."""

from typing import Any
from uuid import uuid4

from assessments.models import Attachment, Revision
from assessments.services import cases
from tests import builders
from tests.access.route import Fixture, Route, seen_by
from tests.access.table_assessment_api import acting, it, reading
from tests.access.table_cases import READERS_SUBMITTED, a_submitted_one, readers
from tests.access.table_vegetation import LEAD, an_open_revision, revision_of
from tests.evidence_files import attach, outline


def submitted_with_evidence(fixture: Fixture) -> Revision:
    revision = builders.complete_development(assessor=fixture(LEAD), reviewing=fixture("authority"))
    attach(revision)
    cases.name_party(
        actor=builders.acting(fixture(LEAD)),
        case_id=str(revision.assessment.case.public_id),
        organisation_id=str(fixture("landholder").public_id),
        role="landholder",
    )
    return builders.submit(builders.finalise(revision))


def a_submitted_photo(fixture: Fixture) -> dict[str, Any]:
    revision = submitted_with_evidence(fixture)
    return {"revision_id": revision.public_id, "row_id": Attachment.objects.get(revision=revision).public_id}


def an_open_photo(fixture: Fixture) -> dict[str, Any]:
    revision = revision_of(fixture)
    return {"revision_id": revision.public_id, "row_id": attach(revision).public_id}


def an_open_zone(fixture: Fixture) -> dict[str, Any]:
    revision = revision_of(fixture)
    zone = builders.add_zone(revision)
    outline(revision, zone)
    return {"revision_id": revision.public_id, "zone_id": zone.public_id}


def some_zone(fixture: Fixture) -> dict[str, Any]:
    return {**it(fixture), "zone_id": uuid4()}


ROUTES = (
    Route(
        "zone-outlines",
        arguments=a_submitted_one,
        get=seen_by(*READERS_SUBMITTED),
        # A final revision takes no outline; its readers are not those who could give one.
        post=readers(READERS_SUBMITTED, 403, assessor=409),
    ),
    Route("zone-outline", arguments=an_open_zone, get=seen_by(LEAD), post=seen_by(LEAD, status=400)),
    Route("zone-outline-remove", arguments=an_open_zone, get=seen_by(LEAD), post=seen_by(LEAD, status=409)),
    Route("api-zone_outlines", arguments=it, get=reading(), put=acting(assessor=400)),
    Route("api-zone-outline", arguments=some_zone, put=acting(assessor=400), delete=acting(assessor=400)),
    Route("attachment-add", arguments=an_open_revision, get=seen_by(LEAD), post=seen_by(LEAD, status=400)),
    # Nothing is sent: the caption is missing, and a form without a version counts as out of date.
    Route("attachment-edit", arguments=an_open_photo, get=seen_by(LEAD), post=seen_by(LEAD, status=400)),
    Route("attachment-remove", arguments=an_open_photo, get=seen_by(LEAD), post=seen_by(LEAD, status=409)),
    Route("attachment-file", arguments=a_submitted_photo, get=seen_by(*READERS_SUBMITTED)),
    # What is sent here is no file, which is looked at after the person.
    Route("api-attachments", arguments=it, get=reading(), post=acting(assessor=415)),
    Route(
        "api-attachment",
        arguments=a_submitted_photo,
        get=reading(),
        patch=acting(assessor=400),
        delete=acting(assessor=400),
    ),
    Route("api-attachment-file", arguments=a_submitted_photo, get=reading()),
)
