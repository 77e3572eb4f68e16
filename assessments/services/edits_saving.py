"""Saving what was tried: every edit goes to the row it is about, in one command, whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.bam.attributes import GROWTH_FORMS
from assessments.models import (
    Content,
    FutureValue,
    ManagementZone,
    Plot,
    Revision,
    ScatteredTreeGroup,
    SpeciesHabitat,
    VegetationZone,
)
from assessments.sections import section_of
from assessments.services import editing, row_checks
from assessments.services.content import findings_of
from assessments.what_if.edits import (
    STEM_CODES,
    WEEDS,
    Edit,
    FutureMean,
    HabitatArea,
    HabitatCount,
    PartArea,
    PlannedWeedCover,
    PlotValue,
    TreeCount,
    TypedGain,
    ZoneArea,
    edits_from,
)
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput

PLOT_FIELDS: Mapping[str, str] = {
    **{
        f"{group}.{form}": f"{group}_{form}"
        for group in ("composition", "structure")
        for form in GROWTH_FORMS
    },
    "function.large_trees": "large_trees",
    "function.litter": "litter_cover_percent",
    "function.logs": "logs_length_m",
    "function.regeneration": "regeneration",
    **{code: code.replace(".", "_") for code in STEM_CODES},
    WEEDS: "weed_cover_percent",
}
"""Where a plot sheet keeps each attribute."""

SECTION_OF: Mapping[type[Edit], str] = {
    PlotValue: "plots",
    ZoneArea: "zones",
    PlannedWeedCover: "zones",
    PartArea: "management_zones",
    FutureMean: "management_zones",
    TypedGain: "management_zones",
    HabitatArea: "candidate_species",
    HabitatCount: "candidate_species",
    TreeCount: "trees",
}
"""The section whose version an edit is checked against."""

IN_ORDER = (VegetationZone, Plot, ManagementZone, FutureValue, SpeciesHabitat, ScatteredTreeGroup)


@dataclass(slots=True)
class _Touched:
    """A row that edits change: where each changed field came from, and its value before."""

    row: Content
    name: str
    edits: dict[str, int] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    removed: bool = False

    def set(self, field_name: str, value: Any, index: int) -> None:
        """Change one field of the row."""
        self.before.setdefault(field_name, getattr(self.row, field_name))
        self.edits[field_name] = index
        setattr(self.row, field_name, value)


@dataclass(slots=True)
class _Rows:
    """The revision's rows by the names edits use, each model read at most once."""

    revision: Revision
    reason: str
    read: dict[type[Content], dict[tuple[str, ...], Content]] = field(default_factory=dict)
    touched: dict[tuple[type[Content], tuple[str, ...]], _Touched] = field(default_factory=dict)

    def get(self, model: type[Content], *name: str) -> _Touched | None:
        """The row of that name, None when there is none."""
        if model not in self.read:
            self.read[model] = _named_rows(model, self.revision)
        if (model, name) not in self.touched:
            row = self.read[model].get(name)
            if row is None:
                return None
            self.touched[model, name] = _Touched(row, ", ".join(name))
        return self.touched[model, name]

    def add(self, row: Content, *name: str) -> _Touched:
        """A row that is not stored yet."""
        self.touched[type(row), name] = _Touched(row, ", ".join(name))
        return self.touched[type(row), name]


def _named_rows(model: type[Content], revision: Revision) -> dict[tuple[str, ...], Content]:
    rows: Any = model._default_manager.filter(revision=revision)
    if model is VegetationZone:
        return {(row.key,): row for row in rows}
    if model is Plot:
        return {(row.zone.key, row.label): row for row in rows.select_related("zone")}
    if model is ManagementZone:
        return {(row.zone.key, row.name): row for row in rows.select_related("zone")}
    if model is FutureValue:
        return {
            (row.management_zone.zone.key, row.management_zone.name, row.attribute): row
            for row in rows.select_related("management_zone__zone")
        }
    if model is SpeciesHabitat:
        return {
            (row.candidate.scientific_name, row.zone.key): row
            for row in rows.select_related("candidate", "zone")
        }
    return {(f"T{number}",): row for number, row in enumerate(rows, start=1)}


@command("content.apply_edits")
def apply_edits(
    run: Run,
    *,
    revision_id: int,
    edits: Sequence[Mapping[str, Any]],
    reason: str,
    expected_versions: Mapping[str, int],
) -> dict[str, Any]:
    """Store what was tried. `edits` are plain data as `what_if.edits.plain` writes them, `expected_versions` the
    version of every section they touch, `reason` goes to future means and gains that are entered.

    Raises StaleEdit when a touched section was changed meanwhile, InvalidInput naming each edit (`edits[3].value`).
    """
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    wanted = edits_from(edits)
    if not wanted:
        raise InvalidInput([Finding("what_if.nothing", "Change a value first.", field="edits")])
    versions = {
        code: editing.advance_section(
            run=run,
            revision=revision,
            section=section_of(code),
            expected=expected_versions.get(code, -1),
            now=now,
        )
        for code in sorted({SECTION_OF[type(edit)] for edit in wanted})
    }
    rows = _Rows(revision, reason.strip())
    findings: list[Finding] = []
    for index, edit in enumerate(wanted):
        _place(rows, edit, index, findings)
    _store(rows, findings)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/what_if",
        data={"changed": _changed(rows), "reason": rows.reason},
    )
    return {"changed": len(wanted), "versions": versions}


def _place(rows: _Rows, edit: Edit, index: int, findings: list[Finding]) -> None:
    """Put one edit into the row it is about; a finding where there is none."""
    touched: _Touched | None
    match edit:
        case PlotValue(zone, plot, attribute, value):
            touched = rows.get(Plot, zone, plot)
            name = PLOT_FIELDS[attribute]
            if touched is not None and _counted(touched.row, attribute):
                message = f"Plot {plot} counts this from its species list. Change the list instead."
                findings.append(Finding("plot.counted_from_species", message, field=f"edits[{index}].value"))
                return
            new: Any = _exact(value)
        case ZoneArea(zone, area_m2):
            touched, name, new = rows.get(VegetationZone, zone), "area_m2", area_m2
        case PlannedWeedCover(zone, value):
            touched, name, new = rows.get(VegetationZone, zone), "planned_weed_cover_percent", _exact(value)
        case PartArea(zone, part, area_m2):
            touched, name, new = rows.get(ManagementZone, zone, part), "area_m2", area_m2
        case TypedGain(zone, part, value):
            touched, name, new = rows.get(ManagementZone, zone, part), "typed_gain", _exact(value)
            if touched is not None and value is not None and rows.reason:
                touched.set("reason", rows.reason, index)
        case FutureMean():
            _place_future(rows, edit, index, findings)
            return
        case HabitatArea(species, zone, area_m2):
            touched, name, new = rows.get(SpeciesHabitat, species, zone), "area_m2", area_m2
        case HabitatCount(species, zone, individuals):
            touched, name, new = rows.get(SpeciesHabitat, species, zone), "individuals", individuals
        case TreeCount(group, trees):
            touched, name, new = rows.get(ScatteredTreeGroup, group), "trees", trees
    if touched is None:
        findings.append(_gone(index))
    else:
        touched.set(name, new, index)


def _gone(index: int) -> Finding:
    return Finding("what_if.unknown", "This is not part of the revision any more.", field=f"edits[{index}]")


def _counted(plot: Content, attribute: str) -> bool:
    """Is the value computed from the plot's species list?"""
    counted = attribute == WEEDS or attribute.startswith(("composition.", "structure."))
    return counted and isinstance(plot, Plot) and plot.sums_from_species


def _place_future(rows: _Rows, edit: FutureMean, index: int, findings: list[Finding]) -> None:
    part = rows.get(ManagementZone, edit.zone, edit.part)
    if part is None or not isinstance(part.row, ManagementZone):
        findings.append(_gone(index))
        return
    name = (edit.zone, edit.part, edit.attribute)
    touched = rows.get(FutureValue, *name)
    if touched is None:
        if edit.value is None:
            return
        fresh = FutureValue(
            revision=rows.revision, management_zone=part.row, attribute=edit.attribute, reason=rows.reason
        )
        touched = rows.add(fresh, *name)
    touched.set("value", _exact(edit.value), index)
    touched.removed = edit.value is None
    if rows.reason and not touched.removed:
        touched.set("reason", rows.reason, index)


def _exact(value: float | None) -> Decimal | None:
    """The number as it was typed: the shortest decimal that is this float."""
    return None if value is None else Decimal(repr(value)).normalize() + Decimal(0)


def _store(rows: _Rows, findings: list[Finding]) -> None:
    """Fields first, then every row is stored, then rows are checked against each other: so a zone and its parts may
    shrink together. Raises InvalidInput; the command's transaction takes everything back."""
    touched = [
        one for model in IN_ORDER for one in rows.touched.values() if type(one.row) is model and one.edits
    ]
    for one in touched:
        if not one.removed:
            findings += _invalid_fields(one)
    if findings:
        raise InvalidInput(findings)
    for one in touched:
        if not one.removed:
            one.row.save()
        elif one.row.pk is not None:
            one.row.delete()
    for one in touched:
        if not one.removed:
            row = type(one.row)._default_manager.get(pk=one.row.pk)
            findings += [_of_edit(found, one) for found in row_checks.check_row(row, rows.revision)]
    if findings:
        raise InvalidInput(findings)


def _invalid_fields(one: _Touched) -> list[Finding]:
    unchanged = [f.name for f in one.row._meta.fields if f.name not in one.edits]
    try:
        one.row.clean_fields(exclude=unchanged)
    except ValidationError as error:
        return [_of_edit(found, one) for found in findings_of(error)]
    return []


def _of_edit(found: Finding, one: _Touched) -> Finding:
    """A finding about a row's field as one about the edit that set it, with the row's name."""
    index = one.edits.get(found.field, min(one.edits.values()))
    place = "reason" if found.field == "reason" else f"edits[{index}].value"
    return Finding(found.code, f"{one.name}: {found.message}", field=place, clause=found.clause)


def _changed(rows: _Rows) -> dict[str, list[Any]]:
    """Old and new value of every changed field, as the audit event keeps them."""
    changed: dict[str, list[Any]] = {}
    for one in rows.touched.values():
        for name, old in one.before.items():
            new = None if one.removed else getattr(one.row, name)
            if old != new:
                changed[f"{one.name}, {name}"] = [_shown(old), _shown(new)]
    return changed


def _shown(value: Any) -> Any:
    return str(value) if isinstance(value, (Decimal, datetime)) else value
