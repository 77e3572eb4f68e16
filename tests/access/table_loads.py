"""Loads of official data: the registrar brings them in and decides, officers look, nobody else knows of them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from registry.reference.loads.records import StagedLoad
from registry.reference.loads.services import reading, staging
from tests import builders
from tests.access.route import OFFICERS, Fixture, Route, Statuses, among, only, seen_by
from tests.official_formats import details, weeds

REGISTRAR = "registrar"


def waiting(fixture: Fixture) -> StagedLoad:
    """A load of a list of weeds whose columns are not chosen."""
    fixture("release")
    number = StagedLoad.objects.count()
    made = staging.stage(
        actor=builders.acting(fixture(REGISTRAR)),
        files=[("weeds.csv", weeds(number))],
        **details(format="high_threat_weeds", release_code=f"nsw-{number}"),
    )
    return StagedLoad.objects.get(public_id=made["id"])


def staged(fixture: Fixture) -> StagedLoad:
    """A load that was read and can be published."""
    fixture("release")
    number = StagedLoad.objects.count()
    made = staging.stage(
        actor=builders.acting(fixture(REGISTRAR)),
        files=[("weeds.csv", weeds(number))],
        in_job=False,
        **details(
            format="high_threat_weeds",
            release_code=f"nsw-{number}",
            mapping={"Scientific name": "scientific_name"},
        ),
    )
    return reading.read_load(StagedLoad.objects.get(public_id=made["id"]).pk)


def a_staged_load(fixture: Fixture) -> dict[str, Any]:
    return {"load_id": staged(fixture).public_id}


def a_waiting_load(fixture: Fixture) -> dict[str, Any]:
    return {"load_id": waiting(fixture).public_id}


def a_whole_form(fixture: Fixture) -> dict[str, Any]:
    number = StagedLoad.objects.count()
    return {
        **details(format="high_threat_weeds", release_code=f"nsw-{number}", complete="part"),
        "files": SimpleUploadedFile("weeds.csv", weeds(number)),
    }


def decided(status: int, *, public: int = 302) -> Statuses:
    """The registrar decides; other officers see the load, for all others it is not there."""
    statuses = seen_by(REGISTRAR, status=status, public=public)
    return {**statuses, **dict.fromkeys(among(*OFFICERS) - {REGISTRAR}, 403)}


ROUTES = (
    Route("reference-loads", get=only(*OFFICERS)),
    Route("reference-load-new", data=a_whole_form, get=only(REGISTRAR), post=only(REGISTRAR, status=303)),
    Route("reference-load", arguments=a_staged_load, get=seen_by(*OFFICERS)),
    # A choice that leaves out what is needed comes back with the form.
    Route("reference-load-columns", arguments=a_waiting_load, get=decided(200), post=decided(400)),
    Route("reference-load-publish", arguments=a_staged_load, post=decided(303)),
    Route("reference-load-discard", arguments=a_staged_load, post=decided(303)),
    Route("reference-load-differences", arguments=a_staged_load, get=seen_by(*OFFICERS)),
    Route("reference-load-findings", arguments=a_staged_load, get=seen_by(*OFFICERS)),
    Route("reference-api-formats", get=only(*OFFICERS, public=401)),
    # Without files the request is refused, after the policy has let the person in.
    Route(
        "reference-api-loads",
        get=only(*OFFICERS, public=401),
        post={**only(REGISTRAR, status=415, public=401)},
    ),
    Route("reference-api-load", arguments=a_staged_load, get=seen_by(*OFFICERS, public=401)),
    Route("reference-api-load-differences", arguments=a_staged_load, get=seen_by(*OFFICERS, public=401)),
    Route(
        "reference-api-load-columns",
        arguments=a_waiting_load,
        get=decided(200, public=401),
        post=decided(400, public=401),
    ),
    Route("reference-api-load-publish", arguments=a_staged_load, post=decided(200, public=401)),
    Route("reference-api-load-discard", arguments=a_staged_load, post=decided(200, public=401)),
)
