"""The demonstration's samples: the species list says what the plot file says, the official sample what it is for."""

import csv
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from assessments.bam.attributes import GROWTH_FORMS
from assessments.models import Plot, PlotSpecies
from assessments.plot_species.counting import count
from assessments.plot_species.plants import ListedPlant
from assessments.plot_species.reader import read_species
from assessments.services import plot_context, plot_counts
from credits.demo import official_sample
from credits.demo.desk import FILES
from registry.parties.models import Organisation, User
from registry.reference.loads.records import StagedLoad, StagedRow
from registry.reference.loads.services import reading
from registry.reference.models import Release
from tests import builders

pytestmark = pytest.mark.django_db

COLUMNS = {
    "tree": "Tree",
    "shrub": "Shrub",
    "grass": "Grass",
    "forb": "Forbs",
    "fern": "Ferns",
    "other": "Other",
}
LIST = "development_species.csv"


def listed_plants() -> list[ListedPlant]:
    read = read_species((FILES / LIST).read_bytes(), filename=LIST)
    assert read.findings == ()
    assert {row.plot for row in read.rows} == {"P01"}
    return [ListedPlant(str(row.row_number), row.species, row.cover_percent) for row in read.rows]


def test_the_demo_s_plants_add_up_to_what_the_plot_file_says(release: Release) -> None:
    plants = listed_plants()
    names = plot_counts.names_of(release, [plant.name for plant in plants])
    counted = count(plants, names).values
    with (FILES / "development_plots.csv").open() as file:
        sheet = next(row for row in csv.DictReader(file) if row["plot"] == "P01")
    for form in GROWTH_FORMS:
        assert counted[f"composition_{form}"] == int(sheet[f"comp{COLUMNS[form]}"]), form
        assert counted[f"structure_{form}"] == Decimal(sheet[f"struc{COLUMNS[form]}"]), form
    assert counted["weed_cover_percent"] == Decimal(sheet["funHighThreatExotic"]) > 0


def test_a_plant_of_the_reference_data_carries_its_group_and_origin_into_the_plot_sheet(
    assessor: User, authority: Organisation, release: Release
) -> None:
    revision = builders.complete_development(assessor=assessor, reviewing=authority)
    plot = Plot.objects.filter(revision=revision).order_by("zone__number", "label")[0]
    for name in ("Corymbia maculata", "Lantana camara"):
        PlotSpecies.objects.create(revision=revision, plot=plot, scientific_name=name, cover_percent="1.0")
    frozen = plot_context.plots(revision)[0]["species"]
    assert [(row["growth_form"], row["native"], row["high_threat_weed"]) for row in frozen] == [
        ("Tree", True, False),
        ("", False, True),
    ]


def test_the_official_sample_shows_one_new_and_one_renamed_type(
    registrar: User, release: Release, today: date
) -> None:
    made = official_sample.stage_sample(SimpleNamespace(registrar=registrar), today)  # type: ignore[arg-type]
    load = reading.read_load(made.pk)
    assert (load.state, load.rows, load.complete) == (StagedLoad.STAGED, 6, False)
    types = load.staged_rows.filter(table="pcts").order_by("key")
    assert [(row.key, row.kind) for row in types] == [
        ("1600", StagedRow.CHANGED),
        ("9001", StagedRow.ADDED),
    ]
    assert not Release.objects.filter(code=load.release_code).exists()
    assert "no official file" in load.source
