"""Copying a revision's content to a new one, every relation inside it mapped to the copy."""

from collections.abc import Collection
from uuid import uuid4

from django.db import models

from assessments.models import (
    Attachment,
    AvoidanceMeasure,
    CandidateSpecies,
    Content,
    EnteredFact,
    FutureValue,
    Impact,
    ManagementAction,
    ManagementZone,
    PlantedVegetation,
    Plot,
    PlotSpecies,
    PredictedSpecies,
    Proposal,
    Revision,
    ScatteredTreeGroup,
    SiteBoundary,
    SiteContext,
    SpeciesHabitat,
    VegetationZone,
    ZoneOutline,
)

IN_ORDER: tuple[type[Content], ...] = (
    Proposal,
    SiteContext,
    SiteBoundary,
    VegetationZone,
    ZoneOutline,
    Plot,
    PlotSpecies,
    ManagementZone,
    FutureValue,
    PredictedSpecies,
    CandidateSpecies,
    SpeciesHabitat,
    ScatteredTreeGroup,
    PlantedVegetation,
    Impact,
    AvoidanceMeasure,
    ManagementAction,
    Attachment,
    EnteredFact,
)
"""Parents before their children."""


def copy_content(
    *, source: Revision, target: Revision, chosen: Collection[type[Content]] | None = None
) -> int:
    """Copy every row of `source` to the empty revision `target`. Returns the number of rows copied.

    With `chosen`, rows of other models stay behind, and with them what cannot be without them: the plots of zones that
    are not taken. A relation that may be empty becomes so.
    """
    copies: dict[tuple[type[models.Model], int], int] = {}
    for model in IN_ORDER:
        if chosen is not None and model not in chosen:
            continue
        originals = list(model._default_manager.filter(revision=source).order_by("pk"))
        relations = [
            field
            for field in model._meta.fields
            if field.is_relation
            and isinstance(field.related_model, type)
            and issubclass(field.related_model, Content)
        ]
        needed = [field for field in relations if not field.null]
        originals = [
            row
            for row in originals
            if all((f.related_model, getattr(row, f.attname)) in copies for f in needed)
        ]
        made = []
        for original in originals:
            values = {f.attname: getattr(original, f.attname) for f in model._meta.concrete_fields}
            del values["id"]
            values.update(public_id=uuid4(), revision_id=target.pk)
            for field in relations:
                old = values[field.attname]
                values[field.attname] = copies.get((field.related_model, old))  # type: ignore[arg-type]
            made.append(model(**values))
        model._default_manager.bulk_create(made, batch_size=1000)
        copies.update({(model, old.pk): new.pk for old, new in zip(originals, made, strict=True)})
        _copy_links(model, source, copies)
    return len(copies)


def _copy_links(
    model: type[Content], source: Revision, copies: dict[tuple[type[models.Model], int], int]
) -> None:
    for field in model._meta.many_to_many:
        through = getattr(model, field.name).through
        near, far = field.m2m_column_name(), field.m2m_reverse_name()
        links = through._default_manager.filter(**{f"{field.m2m_field_name()}__revision": source})
        through._default_manager.bulk_create(
            [
                through(
                    **{
                        near: copies[model, getattr(link, near)],
                        far: copies[field.related_model, getattr(link, far)],
                    }
                )
                for link in links
                if (model, getattr(link, near)) in copies
                and (field.related_model, getattr(link, far)) in copies
            ]
        )
