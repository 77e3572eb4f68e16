"""Outlines of vegetation zones: upload one or many at once, remove one, and what they are held against.

The zone's own area stays what is calculated with. An outline outside the site is refused; all other doubts are
warnings, stored with the outline and looked at again whenever an outline or the site boundary changes.
"""

import hashlib
from typing import Any

from django.utils import timezone

from assessments.boundary.reading import BoundaryResult
from assessments.evidence import outlines
from assessments.models import Plot, Revision, SiteBoundary, VegetationZone, ZoneOutline
from assessments.sections import section_of
from assessments.services import editing
from assessments.services.content import row_of
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible, require_no_errors, warnings

LARGEST_UPLOAD_BYTES = 5_000_000
SECTION = "zone_outlines"


@command("zone_outlines.set")
def set_outlines(
    run: Run,
    *,
    revision_id: int,
    filename: str,
    content: bytes,
    expected_version: int,
    zone_id: str | None = None,
) -> dict[str, Any]:
    """Store the outline of one zone (`zone_id`), or those of all the zones a file names: whole or not at all.

    An outline that is there already is replaced. Raises InvalidInput with every bad feature by its number; StaleEdit.
    """
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    section = section_of(SECTION)
    if not section.applies_to(revision):
        raise DomainError("section.not_applicable", "This kind of assessment has no vegetation zones.")
    if len(content) > LARGEST_UPLOAD_BYTES:
        raise InvalidInput([Finding("outline.too_large", "The file is larger than 5 MB.", "file")])
    zones = {zone.key: zone for zone in VegetationZone.objects.filter(revision=revision)}
    if zone_id is None:
        read = outlines.read_outlines(content, list(zones))
    else:
        one = row_of(revision, section_of("zones"), zone_id)
        read = outlines.read_outline(content, str(one))
    require_no_errors([*read.findings, *_outside(revision, read.outlines)])
    version = editing.advance_section(
        run=run, revision=revision, section=section, expected=expected_version, now=now
    )
    told = {key: result for key, result in read.outlines.items() if result.geojson and result.area_m2}
    for key, result in told.items():
        _store(revision, zones[key], result, filename, hashlib.sha256(content).hexdigest())
    look_again(revision)
    areas = {key: result.area_m2 for key, result in told.items()}
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/zone_outlines",
        data={"sha256": hashlib.sha256(content).hexdigest(), "area_m2": areas},
    )
    return {"version": version, "zones": sorted(areas), "area_m2": areas}


def _outside(revision: Revision, read: dict[str, BoundaryResult]) -> list[Finding]:
    """Errors of outlines that lie wholly outside the site boundary, where there is one."""
    boundary = SiteBoundary.objects.filter(revision=revision).first()
    if boundary is None:
        return []
    site = outlines.geometry(boundary.geojson)
    found = [
        outlines.outside_site(key, outlines.geometry(result.geojson), result.area_m2, site)
        for key, result in read.items()
        if result.geojson is not None and result.area_m2
    ]
    return [finding for finding in found if finding is not None and finding.severity == "error"]


def _store(
    revision: Revision, zone: VegetationZone, result: BoundaryResult, filename: str, sha256: str
) -> None:
    ZoneOutline.objects.update_or_create(
        revision=revision,
        zone=zone,
        defaults={
            "area_m2": result.area_m2 or 0,
            "geojson": result.geojson,
            "vertices": result.vertices,
            "source_name": filename[-200:],
            "source_sha256": sha256,
            "transform": result.area_transform[:200],
            "warnings": [finding.as_dict() for finding in warnings(result.findings)],
        },
    )


@command("zone_outlines.remove")
def remove_outline(run: Run, *, revision_id: int, zone_id: str, expected_version: int) -> dict[str, Any]:
    """Remove a zone's outline; the zone stays. Raises NotVisible where there is none, StaleEdit."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    zone = row_of(revision, section_of("zones"), zone_id)
    outline = ZoneOutline.objects.filter(revision=revision, zone_id=zone.pk).first()
    if outline is None:
        raise NotVisible("outline")
    version = editing.advance_section(
        run=run, revision=revision, section=section_of(SECTION), expected=expected_version, now=now
    )
    before = {"area_m2": outline.area_m2, "sha256": outline.source_sha256}
    outline.delete()
    look_again(revision)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/zone_outlines/{zone_id}",
        data={"before": before},
    )
    return {"version": version, "id": zone_id}


PLACED = ("outline.overlap", "outline.partly_outside_site", "outline.outside_site")
"""Warnings that depend on more than the outline's own file."""


def look_again(revision: Revision) -> None:
    """Hold every outline against the site boundary and the other outlines, and store what is doubtful."""
    stored = list(ZoneOutline.objects.filter(revision=revision).select_related("zone"))
    if not stored:
        return
    shapes = {row.zone.key: (outlines.geometry(row.geojson), row.area_m2) for row in stored}
    shared = outlines.overlaps(shapes)
    boundary = SiteBoundary.objects.filter(revision=revision).first()
    site = outlines.geometry(boundary.geojson) if boundary else None
    for row in stored:
        found = list(shared.get(row.zone.key, []))
        if site is not None:
            outside = outlines.outside_site(row.zone.key, shapes[row.zone.key][0], row.area_m2, site)
            found += [outside] if outside else []
        kept = [finding for finding in row.warnings if finding["code"] not in PLACED]
        # A boundary drawn anew can leave an outline outside: it stays, and says so.
        row.warnings = [*kept, *({**finding.as_dict(), "severity": "warning"} for finding in found)]
    ZoneOutline.objects.bulk_update(stored, ["warnings"])


def doubts_of_outlines(revision: Revision, zones: tuple[VegetationZone, ...]) -> list[Finding]:
    """Warnings for the task list: areas that differ, and what was stored with the outlines; each once."""
    by_pk = {zone.pk: zone for zone in zones}
    found: dict[str, Finding] = {}
    for row in ZoneOutline.objects.filter(revision=revision).defer("geojson"):
        zone = by_pk[row.zone_id]
        differs = outlines.area_differs(zone.key, row.area_m2, zone.area_m2)
        stored = [
            Finding(item["code"], item["message"], field="file", severity="warning")
            for item in row.warnings
            if item["code"] in PLACED
        ]
        for finding in [*([differs] if differs else []), *stored]:
            found.setdefault(finding.message, finding)
    return list(found.values())


def plots_outside(
    revision: Revision, zones: tuple[VegetationZone, ...], plots: tuple[Plot, ...]
) -> list[Finding]:
    """A warning for each plot whose start lies more than 10 m outside its zone's outline."""
    keys = {zone.pk: zone.key for zone in zones}
    shapes = {
        zone_id: outlines.geometry(geojson)
        for zone_id, geojson in ZoneOutline.objects.filter(revision=revision).values_list(
            "zone_id", "geojson"
        )
    }
    found: list[Finding] = []
    for plot in plots:
        if plot.zone_id not in shapes:
            continue
        metres = outlines.metres_outside(
            shapes[plot.zone_id],
            mga_zone=plot.mga_zone,
            easting=float(plot.easting),
            northing=float(plot.northing),
        )
        if metres > outlines.PLOT_TOLERANCE_M:
            how_far = f"{metres:,.0f} m" if metres < 10_000 else "more than 10 km"
            found.append(
                Finding(
                    "plots.outside_outline",
                    f"{keys[plot.zone_id]}, plot {plot.label}: its coordinates lie {how_far} outside the zone's "
                    "outline. Check the coordinates, the MGA zone, or the outline.",
                    field="easting",
                    severity="warning",
                )
            )
    return found
