"""Counting a plot's species list by hand: what counts where, what does not, and what has to be said first."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from assessments.bam.attributes import GROWTH_FORMS
from assessments.plot_species.counting import WEEDS, count
from assessments.plot_species.plants import KnownPlant, ListedPlant

NAMES = {
    plant.name.lower(): plant
    for plant in (
        KnownPlant("Eucalyptus moluccana", "", "tree", True, False),
        KnownPlant("Eucalyptus crebra", "", "tree", True, False),
        KnownPlant("Themeda triandra", "", "grass", True, False),
        KnownPlant("Themeda australis", "Themeda triandra"),
        KnownPlant("Lantana camara", "", "", False, True),
        KnownPlant("Sonchus oleraceus", "", "", False, False),
        KnownPlant("Xerochrysum openum", "", "", True, None),
    )
}


def listed(name: str, cover: str = "1.0", **said: Any) -> ListedPlant:
    return ListedPlant(name, name, Decimal(cover), **said)


def test_native_species_are_counted_and_their_cover_summed_by_growth_form() -> None:
    counts = count(
        [
            listed("Eucalyptus moluccana", "30"),
            listed("eucalyptus  CREBRA", "12.5"),
            listed("Themeda triandra", "95.5"),
        ],
        NAMES,
    )
    assert counts.composition == {"tree": 2, "shrub": 0, "grass": 1, "forb": 0, "fern": 0, "other": 0}
    assert counts.structure["tree"] == Decimal("42.5")
    assert counts.structure["grass"] == Decimal("95.5")
    assert counts.gaps == ()


def test_summed_cover_may_exceed_a_hundred() -> None:
    counts = count([listed("Eucalyptus moluccana", "80"), listed("Eucalyptus crebra", "70.5")], NAMES)
    assert counts.structure["tree"] == Decimal("150.5")


def test_a_synonym_and_its_current_name_are_one_species_with_both_covers() -> None:
    counts = count([listed("Themeda australis", "10"), listed("Themeda triandra", "5")], NAMES)
    assert (counts.composition["grass"], counts.structure["grass"]) == (1, Decimal("15"))
    assert [line.adds_species for line in counts.lines] == [True, False]
    assert counts.lines[1].why == "native; the same species as Themeda australis"


def test_introduced_plants_count_nowhere_and_weeds_in_the_weed_cover_alone() -> None:
    counts = count([listed("Lantana camara", "12.5"), listed("Sonchus oleraceus", "3")], NAMES)
    assert sum(counts.composition.values()) == 0
    assert sum(counts.structure.values()) == 0
    assert counts.weed_cover == Decimal("12.5")
    assert [line.counted_in for line in counts.lines] == [WEEDS, ""]


def test_weed_cover_is_entered_as_a_hundred_at_most_and_the_sum_is_kept() -> None:
    counts = count([listed("Lantana camara", "90"), listed("Cirsium", "40", high_threat_weed=True)], NAMES)
    assert (counts.weed_cover, counts.weed_cover_summed) == (Decimal(100), Decimal(130))


@pytest.mark.parametrize(
    ("plant", "field"),
    [
        (listed("Plantus ignotus"), "native"),
        (listed("Plantus ignotus", native=True), "growth_form"),
        (listed("Plantus ignotus", native=False), "high_threat_weed"),
        (listed("Xerochrysum openum"), "growth_form"),
    ],
)
def test_a_plant_that_cannot_be_placed_says_what_to_enter_and_counts_nowhere(
    plant: ListedPlant, field: str
) -> None:
    counts = count([plant], NAMES)
    (gap,) = counts.gaps
    assert (gap.field, gap.row) == (field, plant.row)
    assert plant.name in gap.message
    assert sum(counts.composition.values()) == 0
    assert counts.weed_cover == 0


def test_what_the_assessor_says_comes_first_and_is_told_apart() -> None:
    counts = count(
        [
            listed("Plantus ignotus", "2", native=True, growth_form="fern"),
            listed("Themeda triandra", "3", growth_form="forb"),
            listed("Eucalyptus crebra", "4", growth_form="tree"),
        ],
        NAMES,
    )
    assert (counts.composition["fern"], counts.composition["forb"], counts.composition["grass"]) == (1, 1, 0)
    assert [line.plant.typed for line in counts.lines] == [("growth_form", "native"), ("growth_form",), ()]


def test_an_empty_list_counts_nothing() -> None:
    counts = count([], NAMES)
    assert set(counts.values.values()) == {0}
    assert len(counts.values) == 13


def demonstration_list() -> list[dict[str, str]]:
    file = Path(settings.BASE_DIR) / "registry" / "reference" / "data" / "plants.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_demonstration_list_has_every_growth_form_and_no_loose_synonym() -> None:
    rows = demonstration_list()
    names = {row["scientific_name"]: row for row in rows}
    assert len(names) == len(rows) >= 150
    assert {row["growth_form"] for row in rows if row["growth_form"]} == set(GROWTH_FORMS)
    assert sum(row["high_threat_weed"] == "yes" for row in rows) >= 15
    for row in rows:
        if row["current_name"]:
            assert names[row["current_name"]]["current_name"] == ""
        elif row["native"] == "yes":
            assert row["growth_form"], row["scientific_name"]
        else:
            assert (row["native"], row["growth_form"]) == ("no", "")
    natives = {row["scientific_name"] for row in rows if row["native"] == "yes"}
    assert not [row for row in rows if row["high_threat_weed"] == "yes" and row["scientific_name"] in natives]
