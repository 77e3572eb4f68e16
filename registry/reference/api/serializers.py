"""The shapes in which reference facts are given out."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from registry.reference.facts.release import DATA_VERSIONS
from registry.reference.models import (
    Benchmark,
    CommunityAssociation,
    EcologicalCommunity,
    Landscape,
    ManagementActionType,
    MethodParameter,
    Plant,
    PlantCommunityType,
    Release,
    SourceTable,
    Species,
    Subregion,
    SubregionOutline,
)

FACT = ["mark", "provisional", "source"]


class TableSerializer(serializers.ModelSerializer[SourceTable]):
    """A table of a release: source, licence, mark, rows and checksum."""

    class Meta:
        model = SourceTable
        fields = ["name", "title", "data_date", "licence", "rows", "sha256", *FACT]


DataVersion = inline_serializer(
    "DataVersion", {"version": serializers.CharField(), "date": serializers.CharField()}
)
DataVersions = inline_serializer("DataVersions", {name: DataVersion for name in DATA_VERSIONS})


class ReleaseSerializer(serializers.ModelSerializer[Release]):
    """A published release."""

    bam_data_versions = serializers.SerializerMethodField()

    class Meta:
        model = Release
        fields = [
            "code",
            "title",
            "effective_from",
            "published_on",
            "checksum",
            "note",
            "bam_data_versions",
        ]

    @extend_schema_field(DataVersions)
    def get_bam_data_versions(self, release: Release) -> dict[str, Any]:
        """Version and date of each kind of data."""
        versions: dict[str, Any] = release.bam_data_versions
        return versions


class ReleaseDetailSerializer(ReleaseSerializer):
    """A published release with its tables."""

    tables = TableSerializer(many=True, read_only=True)

    class Meta(ReleaseSerializer.Meta):
        fields = [*ReleaseSerializer.Meta.fields, "tables"]


class PctSerializer(serializers.ModelSerializer[PlantCommunityType]):
    """A plant community type."""

    subregion_codes = serializers.ListField(child=serializers.CharField(), read_only=True)
    subregion_names_observed = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = PlantCommunityType
        fields = [
            "pct_id",
            "name",
            "vegetation_class",
            "vegetation_formation",
            "percent_cleared",
            "percent_cleared_mark",
            "percent_cleared_source",
            "cleared_tier",
            "cleared_tier_source",
            "non_tec_offset_trading_group",
            "is_derived",
            "in_eastern_classification",
            "subregion_codes",
            "subregion_names_observed",
            *FACT,
        ]


class AssociationSerializer(serializers.ModelSerializer[CommunityAssociation]):
    """One source's word that a type belongs to a threatened community."""

    class Meta:
        model = CommunityAssociation
        fields = [
            "pct_id",
            "community_name",
            "bc_profile_id",
            "epbc_profile_id",
            "relationship",
            "relationship_note",
            *FACT,
        ]


class BenchmarkSerializer(serializers.ModelSerializer[Benchmark]):
    """Benchmarks of a vegetation class in an IBRA region; `values` by attribute code, missing ones left out."""

    values = serializers.SerializerMethodField()
    woody = serializers.BooleanField(read_only=True, allow_null=True)

    class Meta:
        model = Benchmark
        fields = [
            "vegetation_class",
            "vegetation_formation",
            "ibra_region",
            "version",
            "values",
            "large_tree_threshold_cm",
            "woody",
            *FACT,
        ]

    @extend_schema_field(
        serializers.DictField(child=serializers.DecimalField(max_digits=6, decimal_places=2))
    )
    def get_values(self, benchmark: Benchmark) -> dict[str, str]:
        """The values that exist, by attribute code such as `structure.tree`."""
        return {code: str(value) for code, value in benchmark.values().items()}


class PctDetailSerializer(PctSerializer):
    """A plant community type with what it is tied to."""

    communities = AssociationSerializer(many=True, read_only=True)
    benchmarks = BenchmarkSerializer(many=True, read_only=True)

    class Meta(PctSerializer.Meta):
        fields = [*PctSerializer.Meta.fields, "communities", "benchmarks"]


class CommunitySerializer(serializers.ModelSerializer[EcologicalCommunity]):
    """A threatened ecological community. A blank listing is unknown."""

    name_variants = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = EcologicalCommunity
        fields = [
            "code",
            "name",
            "bionet_profile_id",
            "bc_listing",
            "epbc_listing",
            "main_vegetation_formation",
            "name_variants",
            *FACT,
        ]


class CommunityDetailSerializer(CommunitySerializer):
    """A threatened ecological community with the types tied to it."""

    pct_ids = serializers.ListField(child=serializers.IntegerField(), read_only=True)

    class Meta(CommunitySerializer.Meta):
        fields = [*CommunitySerializer.Meta.fields, "pct_ids"]


class SpeciesSerializer(serializers.ModelSerializer[Species]):
    """A threatened species. A blank attribute is unknown."""

    class Meta:
        model = Species
        fields = [
            "code",
            "scientific_name",
            "common_name",
            "bionet_species_id",
            "ts_profile_id",
            "kingdom",
            "taxon_class",
            "family",
            "taxon_rank",
            "general_type",
            "bc_listing",
            "epbc_listing",
            "traded_as_species_credit",
            "credit_class",
            "credit_class_mark",
            "sensitivity_to_loss",
            "sensitivity_to_loss_mark",
            "sensitivity_to_gain",
            "sensitivity_to_gain_mark",
            "risk_weighting",
            "risk_weighting_mark",
            "unit_of_measure",
            "unit_of_measure_mark",
            "potential_saii",
            "potential_saii_mark",
            *FACT,
        ]


class SubregionSerializer(serializers.ModelSerializer[Subregion]):
    """An IBRA subregion."""

    other_states = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Subregion
        fields = [
            "code",
            "name",
            "region_code",
            "region_name",
            "area_in_nsw_km2",
            "area_whole_ha",
            "sliver",
            "other_states",
            *FACT,
        ]


class NeighbourSerializer(serializers.Serializer[Any]):
    """A subregion within 100 km of another."""

    code = serializers.CharField(source="subregion.code")
    name = serializers.CharField(source="subregion.name")
    region_name = serializers.CharField(source="subregion.region_name")
    touching = serializers.BooleanField(source="pair.touching")
    distance_km = serializers.DecimalField(source="pair.distance_km", max_digits=6, decimal_places=2)
    uncertain = serializers.BooleanField(source="pair.uncertain")
    mark = serializers.CharField(source="pair.mark")


class SubregionDetailSerializer(SubregionSerializer):
    """An IBRA subregion with its neighbours."""

    neighbours = NeighbourSerializer(many=True, read_only=True)

    class Meta(SubregionSerializer.Meta):
        fields = [*SubregionSerializer.Meta.fields, "neighbours"]


class LandscapeSerializer(serializers.ModelSerializer[Landscape]):
    """A NSW (Mitchell) landscape."""

    class Meta:
        model = Landscape
        fields = ["name", "percent_cleared", *FACT]


class ParameterSerializer(serializers.ModelSerializer[MethodParameter]):
    """A number of the method; the value is exact text."""

    class Meta:
        model = MethodParameter
        fields = ["code", "value", "unit", "effective_from", "label", "note", *FACT]


class ManagementActionSerializer(serializers.ModelSerializer[ManagementActionType]):
    """A kind of management action."""

    class Meta:
        model = ManagementActionType
        fields = ["code", "title", "group", "required_for_plan", "statement", *FACT]


class PlantSerializer(serializers.ModelSerializer[Plant]):
    """A plant name; `native` and `high_threat_weed` are null where the source does not say."""

    class Meta:
        model = Plant
        fields = [
            "scientific_name",
            "common_name",
            "current_name",
            "bionet_species_id",
            "growth_form",
            "growth_form_in_source",
            "native",
            "high_threat_weed",
            *FACT,
        ]


class OutlineSerializer(serializers.ModelSerializer[SubregionOutline]):
    """The outline of a subregion without its geometry: the box around it, degrees, and how exact it is."""

    class Meta:
        model = SubregionOutline
        fields = ["code", "vertices", "simplified", "west", "south", "east", "north", *FACT]
