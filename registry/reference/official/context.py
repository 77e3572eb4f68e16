"""What a reader must know of the release that is in force, fetched once before any file is read."""

from registry.reference.models import (
    EcologicalCommunity,
    OffsetTradingGroup,
    OffsetTradingGroupTier,
    Plant,
    PlantCommunityType,
    Region,
    Release,
    Species,
    Subregion,
    VegetationClass,
)
from registry.reference.official.reading import (
    CLEARED_FIELDS,
    KnownCommunity,
    KnownSpecies,
    KnownTier,
    KnownType,
    ReadContext,
)


def read_context(release: Release, *, source: str, data_version: str = "") -> ReadContext:
    """The context of a read against `release`; ten queries, whatever the files hold."""
    pcts = PlantCommunityType.objects.filter(release=release).values_list(
        "pct_id", "name", "vegetation_class", "vegetation_formation", *CLEARED_FIELDS
    )
    communities = EcologicalCommunity.objects.filter(release=release).values_list(
        "code", "name", "bionet_profile_id", "name_variants"
    )
    tiers = OffsetTradingGroupTier.objects.filter(release=release).values_list(
        "label", "percent_cleared_from", "percent_cleared_to"
    )
    species = Species.objects.filter(release=release).values_list("code", "scientific_name", "ts_profile_id")
    return ReadContext(
        source=source,
        data_version=data_version,
        pcts={
            pct_id: KnownType(name, found_class, formation, dict(zip(CLEARED_FIELDS, cleared, strict=True)))
            for pct_id, name, found_class, formation, *cleared in pcts
        },
        communities=tuple(
            KnownCommunity(code, name, profile_id, tuple(variants))
            for code, name, profile_id, variants in communities
        ),
        species=tuple(KnownSpecies(*row) for row in species),
        class_formations=dict(
            VegetationClass.objects.filter(release=release).exclude(name="").values_list("name", "formation")
        ),
        region_names=dict(Region.objects.filter(release=release).values_list("name", "code")),
        subregion_names=dict(Subregion.objects.filter(release=release).values_list("code", "name")),
        tiers=tuple(KnownTier(*row) for row in tiers),
        trading_groups=frozenset(
            OffsetTradingGroup.objects.filter(release=release).values_list("name", flat=True)
        ),
        plants=dict(
            Plant.objects.filter(release=release).values_list("scientific_name", "bionet_species_id")
        ),
    )
