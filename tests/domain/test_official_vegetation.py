"""Plant community types, communities and their associations as the official service publishes them."""

from decimal import Decimal

import pytest

from registry.reference.official.cleared import fraction, tier_label
from registry.reference.official.formats import ACKNOWLEDGEABLE
from tests.official import CONTEXT, by, codes, csv_file, only, read, sample

HEADER = "PCTID,PCTName,vegetationClass,vegetationFormation,PCTPercentCleared"
PAGES = ("pcts_page_2.json", "pcts_page_1.json")
LINKS = "PCTID,TECAssessed,stateTECProfileID,TECName"


def test_types_are_read_from_pages_in_any_order():
    result = read("bionet_pcts", *map(sample, PAGES))

    assert codes(result.findings) == []
    types = by(result, "pcts", "pct_id")
    assert sorted(types) == [9001, 9002, 9003, 9004]
    assert result.read == 5
    assert types[9001].name == "Sample Gum's tall open forest & sedges"
    assert types[9001].subregion_codes == ["RIV01", "RIV02"]
    assert [types[number].is_derived for number in (9001, 9003)] == [False, True]
    assert types[9001].source == CONTEXT.source


def test_per_cent_cleared_is_a_fraction_and_gives_tier_and_group():
    types = by(read("bionet_pcts", *map(sample, PAGES)), "pcts", "pct_id")

    found = [
        (types[number].percent_cleared, types[number].cleared_tier) for number in (9001, 9002, 9003, 9004)
    ]
    assert found == [
        (Decimal("50.00"), ">=50% and <70%"),
        (Decimal("70.00"), ">=70% and <90%"),
        (None, ""),
        (Decimal("93.50"), ">=90%"),
    ]
    assert types[9001].non_tec_offset_trading_group == "Inland Riverine Forests >=50% and <70%"
    assert types[9003].non_tec_offset_trading_group == ""
    assert types[9001].percent_cleared_mark == "confirmed"


@pytest.mark.parametrize(
    ("per_cent", "label"),
    [
        ("0", "<50%"),
        ("49.99", "<50%"),
        ("50", ">=50% and <70%"),
        ("70", ">=70% and <90%"),
        ("89.99", ">=70% and <90%"),
        ("90", ">=90%"),
        ("100", ">=90%"),
    ],
)
def test_a_band_of_per_cent_cleared_begins_at_its_lower_end(per_cent, label):
    assert tier_label(Decimal(per_cent), CONTEXT) == label


def test_a_fraction_above_one_is_a_finding_and_not_taken_for_a_per_cent():
    result = read("bionet_pcts", sample("dirt/per_cent.csv"))

    assert "fraction" in only(result.findings, "cell.unreadable").message
    assert result.rows["pcts"] == []
    assert fraction("1") == 1
    assert fraction(".5") == Decimal("0.5")


@pytest.mark.parametrize("cell", ["-0.1", "1e-3", "half", "1.0001", "0,5", "."])
def test_what_is_no_fraction_is_refused(cell):
    result = read("bionet_pcts", csv_file(HEADER, f'9001,a,b,c,"{cell}"'))

    assert codes(result.findings) == ["cell.unreadable"]


def test_a_blank_fraction_keeps_what_was_known_and_says_so():
    cleared = {"percent_cleared": Decimal("40.00"), "cleared_tier": "<50%"}
    known = {2: type(CONTEXT.pcts[2])("Sample sedge forest", "Inland Riverine Forests", "Wet", cleared)}

    result = read(
        "bionet_pcts", csv_file(HEADER, "2,Sample sedge forest,Inland Riverine Forests,Wet,"), pcts=known
    )

    (fact,) = result.rows["pcts"]
    assert (fact.percent_cleared, fact.cleared_tier) == (Decimal("40.00"), "<50%")
    assert "cleared.kept" in codes(result.findings, "warning")


def test_a_trading_group_that_is_kept_moves_with_the_class():
    cleared = {"cleared_tier": "<50%", "non_tec_offset_trading_group": "Inland Riverine Forests <50%"}
    known = {2: type(CONTEXT.pcts[2])("Sample sedge forest", "Inland Riverine Forests", "Wet", cleared)}

    result = read(
        "bionet_pcts", csv_file(HEADER, "2,Sample sedge forest,Coastal Swamp Forests,Wet,"), pcts=known
    )

    assert result.rows["pcts"][0].non_tec_offset_trading_group == "Coastal Swamp Forests <50%"
    assert set(by(result, "offset_trading_groups", "name")) == {"Coastal Swamp Forests <50%"}


def test_a_type_that_is_not_approved_is_told_and_left_out():
    found = only(read("bionet_pcts", *map(sample, PAGES)).findings, "pct.not_approved")

    assert (found.severity, found.column) == ("warning", "status")
    assert "9005" in found.message


def test_a_class_and_a_trading_group_that_are_new_come_with_the_type_that_needs_them():
    result = read("bionet_pcts", *map(sample, PAGES))

    assert set(by(result, "vegetation_formations_classes", "name")) == {"Sample Class of Mallees"}
    groups = by(result, "offset_trading_groups", "name")
    assert set(groups) == {
        "Inland Riverine Forests >=70% and <90%",
        "Sample Class of Mallees >=90%",
    }
    assert groups["Sample Class of Mallees >=90%"].kind == "tier"
    assert result.gone_within["offset_trading_groups"] == frozenset()


def test_several_profile_ids_in_a_cell_are_several_associations():
    result = read("bionet_pcts", *map(sample, PAGES))

    found = [
        (fact.pct_id, fact.community_name, fact.bc_profile_id, fact.epbc_profile_id, fact.relationship)
        for fact in result.rows["pct_tec"]
    ]
    assert found == [
        (9002, "Sample Box-Gum Woodland", "10837", "", "Part"),
        (9002, "", "20072", "", "Part"),
        (9002, "", "", "30001", ""),
    ]
    assert "20072, 30001" in only(result.findings, "profile.unknown").message


def test_ids_that_ran_together_are_refused():
    result = read(
        "bionet_pcts", csv_file(f"{HEADER},stateTECProfileID", "9001,a,b,c,,10175", "9002,a,b,c,,10175109")
    )

    found = only(result.findings, "cell.unreadable")
    assert (found.row, found.column) == (3, "stateTECProfileID")


def test_a_copy_with_small_letters_and_ids_as_decimals_is_read():
    result = read("bionet_pcts", sample("pcts_small_letters.csv"))

    assert codes(result.findings) == []
    types = by(result, "pcts", "pct_id")
    assert sorted(types) == [9007, 10211]
    assert types[10211].subregion_codes == ["SYB07", "SYB08"]
    assert types[9007].name == "Sample forest, with a comma"
    assert types[9007].cleared_tier == ">=90%"
    # Codes stand for names, so the names are not missed.
    absent = {found.column for found in result.findings if found.code == "reference.column.absent"}
    assert absent == {"stateTECFitStatus", "countryTECProfileID", "countryTECFitStatus"}


def test_a_subregion_that_is_not_known_is_told_once():
    found = only(read("bionet_pcts", *map(sample, PAGES)).findings, "subregion.unknown")

    assert "Nowhere Plains" in found.message
    assert found.severity == "warning"


@pytest.mark.parametrize(
    ("name", "found_class", "changes"),
    [
        ("Sample sedge forest", "Coastal Swamp Forests", False),
        ("Sample fen", "Inland Riverine Forests", False),
        ("sample SEDGE-forest", "Coastal Swamp Forests", False),
        ("Sample fen", "Coastal Swamp Forests", True),
    ],
)
def test_an_id_changes_its_meaning_when_name_and_class_are_others(name, found_class, changes):
    result = read("bionet_pcts", csv_file(HEADER, f"2,{name},{found_class},Forested Wetlands,"))

    told = [found for found in result.findings if found.code in ACKNOWLEDGEABLE]
    assert bool(told) is changes
    # The row itself is there, so that a person's word is enough to take it.
    assert len(result.rows["pcts"]) == 1


def test_a_text_that_no_database_field_holds_is_told():
    result = read("bionet_pcts", csv_file(HEADER, f"9001,{'x' * 301},b,c,"))

    found = only(result.findings, "cell.too_long")
    assert (found.row, result.rows["pcts"]) == (2, [])


def test_communities_are_read_with_their_listings():
    result = read("bionet_tecs", sample("tecs.json"))

    assert codes(result.findings) == []
    found = by(result, "tecs", "bionet_profile_id")
    assert {number: (fact.bc_listing, fact.epbc_listing) for number, fact in found.items()} == {
        40001: ("CEEC", ""),
        40002: ("EEC", ""),
        40003: ("", "VEC"),
    }
    assert found[40002].name == "Sample Swamp on Coastal Floodplains"
    assert "Collapsed" in only(result.findings, "word.unknown").message


def test_another_spelling_of_a_community_keeps_its_name_and_is_noted():
    fact = by(read("bionet_tecs", sample("tecs.json")), "tecs", "bionet_profile_id")[40001]

    assert (fact.code, fact.name) == ("sample-woodland", "Sample Woodland in the Sample bioregion")
    assert fact.name_variants == ["Sample Woodland in the Sample Bioregion"]


def test_a_profile_that_names_another_community_waits_for_a_person():
    result = read("bionet_tecs", csv_file("profileID,TECName", "40001,Sample Fen"))

    assert codes(result.findings) == ["fact.id_changes_meaning"]
    assert [fact.code for fact in result.rows["tecs"]] == ["sample-fen"]


def test_a_community_without_a_profile_gets_the_official_one():
    result = read("bionet_tecs", csv_file("profileID,TECName", "40009,Sample moor"))

    (fact,) = result.rows["tecs"]
    assert (fact.code, fact.bionet_profile_id) == ("sample-moor", 40009)


def test_a_second_profile_of_one_name_is_told_and_the_first_is_kept():
    result = read("bionet_tecs", csv_file("profileID,TECName", "40010,Sample Fen", "40011,Sample fen"))

    assert only(result.findings, "community.two_profiles").row == 3
    assert [fact.bionet_profile_id for fact in result.rows["tecs"]] == [40010]


def test_associations_are_read_and_columns_without_a_place_are_passed_over():
    result = read("bionet_tec_pct_workbook", sample("tec_pct.csv"))

    assert codes(result.findings) == []
    found = [(fact.pct_id, fact.community_name, fact.bc_profile_id) for fact in result.rows["pct_tec"]]
    assert found == [
        (2, "Sample Woodland in the Sample bioregion", "40001"),
        (7, "Sample Woodland in the Sample bioregion", "40001"),
        (7, "", "49999"),
    ]
    assert "49999" in only(result.findings, "profile.unknown").message


def test_a_few_unknown_types_are_left_out_but_many_refuse_the_table():
    known = [f"{number},,40001," for number in (2, 5, 7)]

    few = read("bionet_tec_pct_workbook", csv_file(LINKS, *known, "9999,,40001,"))
    many = read("bionet_tec_pct_workbook", csv_file(LINKS, known[0], "9998,,40001,", "9999,,40001,"))

    assert (codes(few.findings), len(few.rows["pct_tec"])) == ([], 3)
    assert "pct.unknown" in codes(few.findings, "warning")
    assert codes(many.findings) == ["pct.unknown"]
    assert "plant community types first" in only(many.findings, "pct.unknown").message


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2,No associated TEC,40001,", "association.contradiction"),
        ("2,Has associated TEC,40001,Sample Box-Gum Woodland", "association.contradiction"),
        ("2,,,Sample Fen", "community.unknown"),
    ],
)
def test_an_association_that_contradicts_itself_is_refused(row, code):
    assert codes(read("bionet_tec_pct_workbook", csv_file(LINKS, row)).findings) == [code]


def test_a_community_that_is_only_named_is_found_by_its_name():
    result = read("bionet_tec_pct_workbook", csv_file(LINKS, "2,Has associated TEC,,sample box gum woodland"))

    (fact,) = result.rows["pct_tec"]
    assert (fact.community_name, fact.bc_profile_id) == ("Sample Box-Gum Woodland", "")
