"""Zones, credits and comparison are as visible as their revision; staged plot files are the lead assessor's alone."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments.models import PlotImport, Revision, VegetationZone
from assessments.services import importing, lifecycle
from tests import builders
from tests.access.route import Fixture, Route, seen_by, signed_in
from tests.access.table_cases import (
    READERS_SUBMITTED,
    a_submitted_one,
    certified,
    open_revision,
    readers,
    submitted,
)
from tests.domain.test_plot_import import sheet

LEAD = "assessor"


def revision_of(fixture: Fixture) -> Revision:
    """An open revision of `assessor`, which nobody else may see."""
    return open_revision(fixture)


def an_open_revision(fixture: Fixture) -> dict[str, Any]:
    return {"revision_id": revision_of(fixture).public_id}


def a_submitted_zone(fixture: Fixture) -> dict[str, Any]:
    revision = submitted(fixture)
    zone = VegetationZone.objects.get(revision=revision)
    return {"revision_id": revision.public_id, "zone_id": zone.public_id}


def a_management_zone(fixture: Fixture) -> dict[str, Any]:
    revision = revision_of(fixture)
    part = builders.add_part(revision, builders.add_zone(revision), "Whole zone", 19_000)
    return {"revision_id": revision.public_id, "part_id": part.public_id}


def a_staged_file(fixture: Fixture) -> dict[str, Any]:
    made = importing.upload(
        actor=builders.acting(fixture(LEAD)),
        revision_id=revision_of(fixture).pk,
        filename="plots.csv",
        content=sheet({}),
    )
    return {"import_id": PlotImport.objects.get(public_id=made["id"]).public_id}


def a_staged_row(fixture: Fixture) -> dict[str, Any]:
    return a_staged_file(fixture) | {"row_number": 2}


def two_revisions(fixture: Fixture) -> dict[str, Any]:
    """A finalised revision and the open one that was made from it."""
    old = certified(fixture)
    made = lifecycle.reopen(
        actor=builders.acting(fixture(LEAD)), revision_id=old.pk, today=timezone.localdate()
    )
    return {"revision_id": made["revision_id"], "other_id": old.public_id}


def a_plot_file(fixture: Fixture) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("plots.csv", sheet({}))}


def a_changed_cell(fixture: Fixture) -> dict[str, Any]:
    return {"plot": "P7"}


ROUTES = (
    Route("zone-page", arguments=a_submitted_zone, get=seen_by(*READERS_SUBMITTED)),
    Route(
        "future-values",
        arguments=a_management_zone,
        get=seen_by(LEAD),
        # Without the version it was opened with, a form counts as out of date.
        post=seen_by(LEAD, status=409),
    ),
    Route(
        "plot-import-new",
        arguments=an_open_revision,
        data=a_plot_file,
        get=seen_by(LEAD),
        post=seen_by(LEAD, status=303),
    ),
    Route("plot-import-page", arguments=a_staged_file, get=seen_by(LEAD)),
    Route(
        "plot-import-row",
        arguments=a_staged_row,
        data=a_changed_cell,
        get=seen_by(LEAD),
        post=seen_by(LEAD, status=303),
    ),
    Route("plot-import-commit", arguments=a_staged_file, post=seen_by(LEAD, status=303)),
    Route("plot-import-discard", arguments=a_staged_file, post=seen_by(LEAD, status=303)),
    Route("plot-template-csv", get=signed_in()),
    Route("plot-template-xlsx", get=signed_in()),
    Route(
        "credits-page",
        arguments=a_submitted_one,
        get=seen_by(*READERS_SUBMITTED),
        # A final revision keeps the calculation it was finalised with.
        post=readers(READERS_SUBMITTED, 403, assessor=409),
    ),
    Route("revision-compare", arguments=two_revisions, get=seen_by(LEAD)),
)
