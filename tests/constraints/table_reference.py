"""Rows that break the rules of the reference facts and their loads."""

from tests.constraints.row import Breaks, Twice, breaks, twice

ROWS: dict[str, Breaks | Twice] = {
    "reference_table_once": twice("reference.SourceTable", "release", "name"),
    "reference_table_has_checksum": breaks("reference.SourceTable", {"sha256": ""}),
    "region_once": twice("reference.Region", "release", "code"),
    "subregion_once": twice("reference.Subregion", "release", "code"),
    "neighbour_pair_once": twice("reference.SubregionNeighbour", "release", "a", "b", a="AAA", b="BBB"),
    "neighbour_pair_in_order": breaks("reference.SubregionNeighbour", {"a": "CCC"}, a="AAA", b="BBB"),
    "landscape_once": twice("reference.Landscape", "release", "name"),
    "lga_once": twice("reference.LocalGovernmentArea", "release", "name"),
    "subregion_outline_once": twice("reference.SubregionOutline", "release", "code"),
    "plant_once": twice("reference.Plant", "release", "scientific_name"),
    "method_parameter_once": twice("reference.MethodParameter", "release", "code", "effective_from"),
    "management_action_type_once": twice("reference.ManagementActionType", "release", "code"),
    "species_once": twice("reference.Species", "release", "code"),
    "species_name_once": twice("reference.Species", "release", "scientific_name"),
    "species_association_once": twice(
        "reference.SpeciesAssociation", "release", "scientific_name", "place_kind", "place_code"
    ),
    "vegetation_class_once": twice("reference.VegetationClass", "release", "name", "formation"),
    "vegetation_class_named": breaks("reference.VegetationClass", {"name": "", "formation": ""}),
    "pct_once": twice("reference.PlantCommunityType", "release", "pct_id"),
    "community_once": twice("reference.EcologicalCommunity", "release", "code"),
    "community_name_once": twice("reference.EcologicalCommunity", "release", "name"),
    "community_association_once": twice(
        "reference.CommunityAssociation",
        "release",
        "pct_id",
        "community_name",
        "bc_profile_id",
        "epbc_profile_id",
        "relationship",
        "status_2016_demo",
        "source",
    ),
    "benchmark_once": twice("reference.Benchmark", "release", "vegetation_class", "ibra_region"),
    "trading_group_tier_once": twice("reference.OffsetTradingGroupTier", "release", "cleared_order"),
    "trading_group_once": twice("reference.OffsetTradingGroup", "release", "name"),
    "staged_load_state_known": breaks("reference.StagedLoad", {"state": "lost"}),
    "load_file_numbered_once": twice("reference.LoadFile", "load", "position"),
    "load_file_once": twice("reference.LoadFile", "load", "sha256"),
    "staged_row_of_load_once": twice(
        "reference.StagedRow", "load", "table", "key", kind="added", before=None, after={"code": "A"}
    ),
    "staged_row_kind_fits": breaks(
        "reference.StagedRow", {"kind": "gone"}, kind="added", before=None, after={"code": "A"}
    ),
}
