"""Species, plants, weeds, benchmarks and outlines as official files hold them."""

import json
from decimal import Decimal
from typing import Any

import pytest
from shapely.geometry import shape

from registry.reference.facts.vegetation import BENCHMARK_FIELDS
from registry.reference.official.formats import FORMATS
from registry.reference.official.plants import native
from registry.reference.official.reading import SourceFile
from tests.official import by, codes, csv_file, only, read, sample

BENCHMARK_COLUMNS = {
    "Class": "vegetation_class",
    "Bioregion": "ibra_region",
    "Tree rich": "composition_tree",
    "Tree cover": "structure_tree",
    "Litter": "function_litter",
    "Recruits": "function_regeneration",
    "Big tree": "large_tree_threshold_cm",
}


def square(west: float, south: float, side: float = 0.2) -> list[list[float]]:
    """A closed ring."""
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def outlines(*features: tuple[str, list[Any]]) -> SourceFile:
    """A GeoJSON file with a polygon for each code."""
    found = [
        {
            "type": "Feature",
            "properties": {"SUB_CODE_7": code},
            "geometry": {"type": "Polygon", "coordinates": rings},
        }
        for code, rings in features
    ]
    return SourceFile("a.geojson", json.dumps({"type": "FeatureCollection", "features": found}).encode())


def test_species_are_read_with_their_listings():
    result = read("bionet_species", sample("species.csv"))

    assert codes(result.findings) == []
    found = by(result, "species", "scientific_name")
    assert (found["Samplea rara"].bc_listing, found["Samplea rara"].epbc_listing) == (
        "Vulnerable",
        "Not Listed",
    )
    assert found["Samplemys longa"].bc_listing == "Extinct"
    assert found["Samplea vaga"].bc_listing == ""
    assert "Endangered Population" in only(result.findings, "word.unknown").message


def test_credit_attributes_of_a_species_are_not_spoken_for():
    fields = read("bionet_species", sample("species.csv")).merged_fields["species"]

    assert "bc_listing" in fields
    assert not {"credit_class", "risk_weighting", "unit_of_measure", "potential_saii"} & set(fields)


def test_a_profile_that_names_another_species_waits_for_a_person():
    result = read("bionet_species", csv_file("profileID,scientificName", "50001,Samplea alia"))

    assert codes(result.findings) == ["fact.id_changes_meaning"]


def test_plants_are_read_and_other_kingdoms_passed_over():
    result = read("species_names", sample("species_names.csv"))

    assert codes(result.findings) == []
    plants = by(result, "plants", "scientific_name")
    assert {name: fact.growth_form for name, fact in plants.items()} == {
        "Samplea alta": "tree",
        "Samplea herbacea": "grass",
        "Sampleweed horrida": "forb",
        "Samplea antiqua": "tree",
        "Samplea mirabilis": "",
        "Samplea scandens": "other",
    }
    assert plants["Samplea antiqua"].current_name == "Samplea alta"
    assert plants["Samplea alta"].current_name == ""
    assert plants["Samplea herbacea"].bionet_species_id == 60002
    weed = plants["Sampleweed horrida"]
    assert (weed.native, weed.high_threat_weed) == (False, True)
    assert (plants["Samplea alta"].native, plants["Samplea alta"].high_threat_weed) == (True, None)


def test_a_growth_form_word_that_is_not_known_is_told_and_not_guessed():
    result = read("species_names", sample("species_names.csv"))

    found = only(result.findings, "word.unknown")
    assert (found.column, found.severity) == ("primaryGrowthFormGroup", "warning")
    assert "Cloud forest (CF)" in found.message
    fact = by(result, "plants", "scientific_name")["Samplea mirabilis"]
    assert (fact.growth_form, fact.growth_form_in_source) == ("", "Cloud forest (CF)")


def test_of_a_name_that_is_current_and_a_synonym_the_current_one_counts():
    lines = (
        "scientificName,kingdom,isCurrent,currentScientificName,primaryGrowthFormGroup",
        "Samplea una,Plantae,false,Samplea alta,Tree (TG)",
        "Samplea una,Plantae,true,Samplea una,Shrub (SG)",
    )

    result = read("species_names", csv_file(*lines))

    (fact,) = result.rows["plants"]
    assert (fact.growth_form, fact.current_name) == ("shrub", "")
    assert codes(result.findings) == []
    assert only(result.findings, "name.twice").row == 3


def test_a_synonym_of_two_names_has_no_current_name():
    lines = (
        "scientificName,kingdom,isCurrent,currentScientificName",
        "Samplea una,Plantae,false,Samplea alta",
        "Samplea una,Plantae,false,Samplea alia",
    )

    (fact,) = read("species_names", csv_file(*lines)).rows["plants"]

    assert fact.current_name == ""


def test_a_current_name_twice_with_other_values_is_refused():
    lines = (
        "scientificName,kingdom,isCurrent,primaryGrowthFormGroup",
        "Samplea una,Plantae,true,Tree (TG)",
        "Samplea una,Plantae,true,Shrub (SG)",
    )

    assert codes(read("species_names", csv_file(*lines)).findings) == ["row.twice"]


def test_an_export_without_a_plant_is_refused():
    result = read("species_names", csv_file("scientificName,kingdom", "Samplemys longa,Animalia"))

    assert codes(result.findings) == ["plants.none"]


@pytest.mark.parametrize(
    ("means", "is_native"),
    [
        ("Alive in NSW, Native", True),
        ("Alive in NSW, Introduced", False),
        ("Not native", False),
        ("Non-native", False),
        ("Native and introduced", None),
        ("Not Known from NSW", None),
        ("", None),
    ],
)
def test_a_plant_is_native_where_the_words_say_so(means, is_native):
    assert native(means) is is_native


def test_a_list_of_weeds_sets_the_flag_and_nothing_else():
    result = read("high_threat_weeds", sample("weeds.csv"), mapping={"Plant on the list": "scientific_name"})

    assert codes(result.findings) == []
    assert [
        (fact.scientific_name, fact.high_threat_weed, fact.growth_form) for fact in result.rows["plants"]
    ] == [
        ("Sampleweed horrida", True, ""),
        ("Samplevine maxima", True, ""),
    ]
    assert result.merged_fields == {"plants": ("high_threat_weed",)}
    assert result.gone_within == {"plants": frozenset()}
    assert only(result.findings, "row.repeated").row == 4
    assert "1 of 2" in only(result.findings, "plants.added").message


def test_a_list_of_weeds_with_a_header_that_is_not_known_needs_a_person():
    assert codes(read("high_threat_weeds", sample("weeds.csv")).findings) == ["column.missing"]


def test_benchmarks_are_read_by_the_columns_a_person_chose():
    result = read("benchmarks", sample("benchmarks.csv"), mapping=BENCHMARK_COLUMNS)

    assert codes(result.findings) == []
    first, second = result.rows["benchmarks"]
    assert (first.vegetation_class, first.ibra_region) == ("Coastal Swamp Forests", "Sydney Basin")
    assert first.vegetation_formation == "Forested Wetlands"
    assert (first.composition_tree, first.structure_tree) == (Decimal("5.00"), Decimal("32.50"))
    assert (first.function_regeneration, second.function_regeneration) == (1, 0)
    assert second.structure_tree is None
    assert (first.large_tree_threshold_cm, first.version) == (50, "sample 1")
    assert "composition_forb" not in result.merged_fields["benchmarks"]


def test_benchmarks_without_a_chosen_class_or_values_are_refused():
    region = {"Bioregion": "ibra_region"}

    assert codes(read("benchmarks", sample("benchmarks.csv")).findings) == ["column.missing"]
    assert codes(read("benchmarks", sample("benchmarks.csv"), mapping=region).findings) == ["mapping.missing"]
    chosen = region | {"Class": "vegetation_class"}
    assert codes(read("benchmarks", sample("benchmarks.csv"), mapping=chosen).findings) == ["mapping.missing"]


def test_a_table_by_type_is_refused_where_two_types_of_a_class_differ():
    chosen = {"Tree rich": "composition_tree"}

    result = read("benchmarks", sample("benchmarks_by_type.csv"), mapping=chosen)

    found = only(result.findings, "benchmark.by_type")
    assert found.row == 3
    assert "one benchmark for each class and region" in found.message


def test_a_table_by_type_is_read_through_the_class_of_each_type():
    lines = ("PCTID,IBRA,composition_tree", "2,Riverina,3", "5,RIV,3", "7,Sydney Basin,4")

    result = read("benchmarks", csv_file(*lines))

    assert codes(result.findings) == []
    assert [(fact.vegetation_class, fact.composition_tree) for fact in result.rows["benchmarks"]] == [
        ("Inland Riverine Forests", 3),
        ("Coastal Swamp Forests", 4),
    ]


def test_a_class_or_region_that_is_not_known_is_told_with_the_nearest():
    lines = (
        "vegetation_class,ibra_region,composition_tree",
        "Coastal Swamp Forest,Sydney Basin,3",
        "Coastal Swamp Forests,Sidney Basin,3",
    )

    result = read("benchmarks", csv_file(*lines))

    assert codes(result.findings) == ["class.unknown", "region.unknown"]
    assert "“Coastal Swamp Forests” meant" in only(result.findings, "class.unknown").message
    assert "“Sydney Basin” meant" in only(result.findings, "region.unknown").message


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("composition_tree", "many"),
        ("structure_tree", "12.345"),
        ("function_regeneration", "2"),
        ("large_tree_threshold_cm", "5000"),
    ],
)
def test_a_benchmark_value_out_of_range_is_told_by_column(column, cell):
    lines = (f"vegetation_class,ibra_region,{column}", f"Coastal Swamp Forests,Sydney Basin,{cell}")

    found = only(read("benchmarks", csv_file(*lines)).findings, "cell.unreadable")

    assert (found.row, found.column) == (2, column)


def test_every_benchmark_value_can_be_chosen():
    assert set(BENCHMARK_FIELDS) <= {field for field, _ in FORMATS["benchmarks"].fields}


def test_outlines_of_one_code_are_put_together_and_keep_their_holes():
    result = read("ibra_outlines", sample("subregions.geojson"))

    assert codes(result.findings) == []
    found = by(result, "ibra_outlines", "code")
    assert set(found) == {"SYB07", "SYB08", "XXX99"}
    cumberland = shape(found["SYB08"].geojson)
    assert len(cumberland.geoms) == 2
    assert sum(len(part.interiors) for part in cumberland.geoms) == 1
    assert cumberland.area == pytest.approx(0.04 * 2 - 0.0025)
    assert found["SYB08"].vertices == 15
    assert (found["SYB08"].west, found["SYB08"].north) == pytest.approx((150.6, -33.3))
    assert "XXX99" in only(result.findings, "subregion.unknown").message


def test_an_outline_is_simplified_unless_its_segments_are_short():
    found = by(read("ibra_outlines", sample("subregions.geojson")), "ibra_outlines", "code")

    assert (found["SYB08"].simplified, found["SYB07"].simplified) == (True, False)


@pytest.mark.parametrize(
    ("ring", "code"),
    [
        ([[300000, 6200000], [310000, 6200000], [310000, 6210000], [300000, 6200000]], "outline.projected"),
        ([[-33.9, 150.6], [-33.8, 150.6], [-33.8, 150.7], [-33.9, 150.6]], "outline.exchanged"),
        (square(10, 50), "outline.elsewhere"),
        ([[150, -33], [151, -34], [151, -33], [150, -34], [150, -33]], "outline.invalid"),
        ([[150, -33], [151, None], [150, -33]], "outline.shape"),
        ([], "outline.empty"),
    ],
)
def test_an_outline_that_cannot_be_used_is_told(ring, code):
    result = read("ibra_outlines", outlines(("SYB08", [square(150.6, -33.9)]), ("SYB07", [ring])))

    assert codes(result.findings) == [code]
    assert only(result.findings, code).row == 2
    assert [fact.code for fact in result.rows["ibra_outlines"]] == ["SYB08"]


def test_the_same_part_again_counts_once():
    part = ("SYB08", [square(150.6, -33.9)])

    result = read("ibra_outlines", outlines(part, part))

    assert codes(result.findings, "warning") == ["row.repeated"]
    assert result.rows["ibra_outlines"][0].vertices == 5


def test_a_feature_without_a_code_is_told():
    file = SourceFile(
        "a.geojson", outlines(("SYB08", [square(150, -33)])).content.replace(b"SUB_CODE_7", b"CODE_OF")
    )

    assert codes(read("ibra_outlines", file).findings) == ["column.missing"]
    chosen = read("ibra_outlines", file, mapping={"CODE_OF": "code"})
    assert [fact.code for fact in chosen.rows["ibra_outlines"]] == ["SYB08"]


def test_an_outline_with_too_many_points_is_refused(monkeypatch):
    monkeypatch.setattr("registry.reference.official.outlines.VERTICES_OF_ONE_MAXIMUM", 4)

    result = read("ibra_outlines", outlines(("SYB08", [square(150, -33)])))

    assert codes(result.findings) == ["outline.too_many_vertices_in_one"]


def test_an_outline_file_that_is_cut_off_is_told():
    content = outlines(("SYB08", [square(150, -33)])).content

    assert codes(read("ibra_outlines", SourceFile("a.geojson", content[:-9])).findings) == ["file.damaged"]
