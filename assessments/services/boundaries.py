"""Uploading a site boundary and the polygons of a candidate species."""

import hashlib
from typing import Any

from django.utils import timezone

from assessments.boundary.reading import read_boundary
from assessments.models import SiteBoundary, SpeciesHabitat
from assessments.sections import section_of
from assessments.services import editing, zone_outlines
from assessments.services.content import row_of
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, require_no_errors, warnings

LARGEST_UPLOAD_BYTES = 5_000_000


@command("boundary.set")
def set_boundary(
    run: Run,
    *,
    revision_id: int,
    filename: str,
    content: bytes,
    claimed_area_m2: int,
    expected_version: int,
) -> dict[str, Any]:
    """Replace the site boundary by an uploaded GeoJSON file, checked, with its area held against the claimed one."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    section = section_of("boundary")
    if len(content) > LARGEST_UPLOAD_BYTES:
        raise InvalidInput([Finding("boundary.too_large", "The file is larger than 5 MB.", "file")])
    if claimed_area_m2 <= 0:
        raise InvalidInput(
            [Finding("boundary.claimed", "Enter the site's area in hectares.", "claimed_area_m2")]
        )
    result = read_boundary(content, claimed_area_m2=claimed_area_m2)
    require_no_errors(result.findings)
    version = editing.advance_section(
        run=run, revision=revision, section=section, expected=expected_version, now=now
    )
    if result.bbox is None or result.area_m2 is None:
        raise InvalidInput([Finding("boundary.empty", "The file holds no area.", "file")])
    west, south, east, north = result.bbox
    boundary, _ = SiteBoundary.objects.update_or_create(
        revision=revision,
        defaults={
            "claimed_area_m2": claimed_area_m2,
            "area_m2": result.area_m2,
            "geojson": result.geojson,
            "vertices": result.vertices,
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "source_name": filename[-200:],
            "source_sha256": hashlib.sha256(content).hexdigest(),
            "transform": result.area_transform[:200],
            "warnings": [finding.as_dict() for finding in warnings(result.findings)],
        },
    )
    zone_outlines.look_again(revision)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/boundary",
        data={
            "sha256": boundary.source_sha256,
            "area_m2": boundary.area_m2,
            "claimed_area_m2": claimed_area_m2,
        },
    )
    return {"id": str(boundary.public_id), "version": version, "area_m2": boundary.area_m2}


@command("species_polygon.set")
def set_species_polygon(
    run: Run, *, revision_id: int, habitat_id: str, content: bytes, expected_version: int
) -> dict[str, Any]:
    """Give a species' habitat in a zone a polygon; its area replaces the entered one."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    section = section_of("species_habitat")
    habitat = row_of(revision, section, habitat_id)
    if not isinstance(habitat, SpeciesHabitat) or habitat.area_m2 is None:
        raise DomainError(
            "habitat.by_count", "This species is counted here; only a habitat area has a polygon."
        )
    if len(content) > LARGEST_UPLOAD_BYTES:
        raise InvalidInput([Finding("boundary.too_large", "The file is larger than 5 MB.", "file")])
    result = read_boundary(content, claimed_area_m2=None)
    require_no_errors(result.findings)
    if result.area_m2 is None:
        raise InvalidInput([Finding("boundary.empty", "The file holds no area.", "file")])
    if result.area_m2 > habitat.zone.area_m2 * 1.02:
        raise InvalidInput(
            [Finding("habitat.larger_than_zone", "The polygon is larger than the zone it lies in.", "file")]
        )
    version = editing.advance_section(
        run=run, revision=revision, section=section, expected=expected_version, now=now
    )
    habitat.polygon = result.geojson
    habitat.area_m2 = min(result.area_m2, habitat.zone.area_m2)
    habitat.save(update_fields=["polygon", "area_m2"])
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/species_habitat/{habitat_id}",
        data={"area_m2": habitat.area_m2, "sha256": hashlib.sha256(content).hexdigest()},
    )
    return {"id": habitat_id, "version": version, "area_m2": habitat.area_m2}
