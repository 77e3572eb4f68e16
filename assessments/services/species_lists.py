"""Adding several species of the reference data to a revision's list at once."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from assessments.models import CandidateSpecies, PredictedSpecies, Revision, VegetationZone
from assessments.sections import section_of
from assessments.services import editing
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.reference import selectors as reference
from registry.reference.models import Species

LISTS: dict[str, type[PredictedSpecies] | type[CandidateSpecies]] = {
    "predicted_species": PredictedSpecies,
    "candidate_species": CandidateSpecies,
}


@command("species.add_several")
def add_species(run: Run, *, revision_id: int, section: str, names: Sequence[str]) -> dict[str, Any]:
    """Add species by scientific name; those on the list already stay as they are. A predicted species is confirmed in
    every zone at first: the assessor narrows it down. Raises InvalidInput for a name the release does not know."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    spec, model = section_of(section), LISTS.get(section)
    if model is None or not spec.applies_to(revision):
        raise DomainError("section.not_applicable", f"“{spec.title}” takes no list of species here.")
    known = {
        row.scientific_name: row
        for row in Species.objects.filter(release=revision.release, scientific_name__in=list(names))
    }
    unknown = [name for name in names if name not in known]
    if unknown or not known:
        message = (
            f"Not in the reference data: {', '.join(unknown)}." if unknown else "Choose at least one species."
        )
        raise InvalidInput([Finding("species.unknown", message, field="names")])
    editing.advance_section(run=run, revision=revision, section=spec, expected=None, now=now)
    there = set(
        model._default_manager.filter(revision=revision, scientific_name__in=known).values_list(
            "scientific_name", flat=True
        )
    )
    added = [name for name in sorted(known) if name not in there]
    zones = list(VegetationZone.objects.filter(revision=revision))
    for name in added:
        row = model._default_manager.create(
            revision=revision, scientific_name=name, common_name=known[name].common_name
        )
        if isinstance(row, PredictedSpecies):
            row.confirmed_zones.set(zones)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/{section}",
        data={"added": added},
    )
    return {"added": len(added), "there_already": len(there)}


def suggested(revision: Revision, section: str) -> list[Species]:
    """Species that the reference data ties to the zones' plant community types and to the subregion, by name, without
    those on the list. A beginning, never the whole list: the table behind it is small and a demonstration."""
    pct_ids = list(VegetationZone.objects.filter(revision=revision).values_list("pct_id", flat=True))
    listed = LISTS[section]._default_manager.filter(revision=revision).values("scientific_name")
    credit_class = "ecosystem" if section == "predicted_species" else "species"
    return list(
        reference.species_predicted(
            revision.release,
            pct_ids=pct_ids,
            subregion_code=revision.site_context.subregion_code,
            credit_class=credit_class,
        )
        .exclude(scientific_name__in=listed)
        .order_by("scientific_name")
    )
