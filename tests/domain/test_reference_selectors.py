"""Looking facts up: the right answer, in a fixed number of queries."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from registry.findings import NotVisible
from registry.reference import selectors
from registry.reference.models import Release


def test_there_is_no_release_before_the_first_one_starts(release: Release) -> None:
    assert selectors.current_release(date(2020, 10, 21)) is None
    assert selectors.current_release(date(2020, 10, 22)) == release


def test_a_release_is_found_by_code_and_an_unknown_one_is_refused(release: Release) -> None:
    assert selectors.release_named(release.code, on=date(2000, 1, 1)) == release
    with pytest.raises(NotVisible):
        selectors.release_named("other", on=date(2026, 11, 20))
    with pytest.raises(NotVisible):
        selectors.release_named("\x00", on=date(2026, 11, 20))


def test_an_unpublished_release_is_never_current(release: Release) -> None:
    Release.objects.create(
        code="draft", title="Draft", effective_from=date(2026, 1, 1), checksum="", bam_data_versions={}
    )
    assert selectors.current_release(date(2026, 11, 20)) == release
    with pytest.raises(NotVisible):
        selectors.release_named("draft", on=date(2026, 11, 20))


def test_a_plant_community_type_is_one_query(release: Release, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        kind = selectors.pct(release, 9)
    assert kind is not None
    assert (kind.vegetation_class, kind.percent_cleared) == ("Inland Riverine Forests", Decimal("66.00"))
    assert kind.percent_cleared_mark == "confirmed"
    assert selectors.pct(release, 999_999_999) is None


def test_types_are_found_by_number_or_by_every_word(release: Release) -> None:
    assert [kind.pct_id for kind in selectors.search_pcts(release, " 1383 ")] == [1383]
    both = selectors.search_pcts(release, "white BOX nandewar")
    assert 1383 in [kind.pct_id for kind in both]
    assert all("Nandewar" in kind.name for kind in both)
    assert not selectors.search_pcts(release, "box zebra").exists()
    assert selectors.search_pcts(release, "").count() == 694


@pytest.mark.parametrize(
    ("text", "found"), [("9" * 30, 0), ("\x00", 694), ("50%", 372), ("٣", 0), ("'; --", 0), ("_" * 50, 0)]
)
def test_odd_searches_are_searched_for_literally(release: Release, text: str, found: int) -> None:
    assert selectors.search_pcts(release, text).count() == found


def test_several_types_are_one_query(release: Release, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        kinds = selectors.pcts_by_id(release, [2, 5, 5, 999_999])
    assert set(kinds) == {2, 5}


@pytest.mark.parametrize("region", ["Nandewar", "nandewar", "NAN", "nan"])
def test_a_benchmark_is_found_by_region_name_or_code(
    release: Release, region: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        benchmark = selectors.benchmark_for(release, 1383, region)
    assert benchmark is not None
    values = benchmark.values()
    assert len(values) == 17
    assert values["composition.tree"] == 3
    assert values["structure.grass"] == 56
    assert values["function.logs"] == 48
    assert values["function.regeneration"] == 1
    assert benchmark.woody is True


def test_a_grassland_benchmark_has_no_trees(release: Release) -> None:
    (benchmark,) = selectors.benchmarks_of(release, "Temperate Montane Grasslands")
    assert benchmark.woody is False
    assert benchmark.values()["function.regeneration"] == 0


def test_a_missing_benchmark_is_none(release: Release) -> None:
    assert selectors.benchmark_for(release, 1383, "Cobar Peneplain") is None
    assert selectors.benchmark_for(release, 999_999, "Nandewar") is None


def test_communities_of_a_type_are_grouped_by_name(release: Release, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        found = selectors.communities_of(release, 1383)
    (white_box,) = found
    assert white_box.name.startswith("White Box - Yellow Box")
    assert white_box.community is not None
    assert white_box.community.bc_listing == "", "no current listing is known, and blank is not 'not listed'"
    assert white_box.relationship == "Equivalent"
    assert {row.mark for row in white_box.associations} == {"confirmed", "demo"}
    back = selectors.pcts_of_community(release, white_box.name)
    assert 1383 in [kind.pct_id for kind in back]


def test_communities_without_a_name_come_last(release: Release) -> None:
    named = [one.name for one in selectors.communities_of(release, 26)]
    assert named[-1] == "" and all(named[:-1])


def test_a_community_is_found_by_name_and_by_code(release: Release) -> None:
    by_code = selectors.community(release, "blue-gum-high-forest-in-the-sydney-basin-bioregion")
    assert by_code is not None
    assert selectors.community(release, by_code.name) == by_code


def test_a_species_is_found_by_name_code_or_words(release: Release, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        koala = selectors.species_of(release, "phascolarctos CINEREUS")
    assert koala is not None and koala.common_name == "Koala"
    assert selectors.species_of(release, "phascolarctos-cinereus") == koala
    assert koala in selectors.species_search(release, "koala")
    assert selectors.species_of(release, "Homo sapiens") is None


def test_predicted_species_match_type_and_subregion(release: Release, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        found = list(selectors.species_predicted(release, pct_ids=[1383], subregion_code="NAN01"))
    names = [kind.scientific_name for kind in found]
    assert "Vespadelus troughtoni" in names
    assert not selectors.species_predicted(release, pct_ids=[1383], subregion_code="XXX99").exists()
    only = selectors.species_predicted(
        release, pct_ids=[1383], subregion_code="NAN01", credit_class="ecosystem"
    )
    assert {kind.credit_class for kind in only} == {"ecosystem"}


def test_neighbours_come_adjoining_first_from_either_side(
    release: Release, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        near = selectors.neighbours(release, "SYB08")
    touching = [one.subregion.code for one in near if one.pair.touching]
    assert touching == ["SYB04", "SYB05", "SYB07", "SYB09", "SYB10"]
    assert [one.pair.touching for one in near] == sorted((one.pair.touching for one in near), reverse=True)
    back = [one.subregion.code for one in selectors.neighbours(release, "SYB04")]
    assert "SYB08" in back
    assert len(selectors.neighbours(release, "SYB08", within_km=20)) == 8
    assert selectors.neighbours(release, "XXX99") == []


def test_places_are_found_whatever_the_case(release: Release) -> None:
    cumberland = selectors.subregion(release, "syb08")
    assert cumberland is not None and cumberland.name == "Cumberland"
    assert selectors.subregion(release, "cumberland") == cumberland
    ranges = selectors.landscape(release, "adelong granite ranges")
    assert ranges is not None and ranges.percent_cleared == 82


def test_parameters_have_a_mark_and_a_source_and_read_back_exactly(
    release: Release, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        rows = selectors.parameters(release)
    by_code = {row.code: row for row in rows}
    quarter = by_code["conversion.credits_per_vi_hectare"]
    assert quarter.value == "0.25" and quarter.number == Decimal("0.25")
    assert quarter.as_row()["effective_from"] == "2020-10-22"
    assert all(row.mark and row.source for row in rows)


def test_parameters_on_a_day_are_those_in_force(release: Release) -> None:
    assert selectors.parameters(release, on=date(2020, 10, 21)) == []
    codes = [row.code for row in selectors.parameters(release, on=date(2026, 11, 20))]
    assert len(codes) == len(set(codes)) > 50


def test_tiers_cover_every_percentage_once(release: Release) -> None:
    tiers = selectors.tiers(release)
    assert [tier.percent_cleared_from for tier in tiers] == [0, 50, 70, 90]
    assert [tier.percent_cleared_to for tier in tiers] == [50, 70, 90, None]
