"""Taking in lists of plants: a plot's list as a whole, and a file of lists, whole or not at all."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Plot, PlotSpecies, Revision, VegetationZone
from assessments.sections import section_of
from assessments.services import editing, importing, plot_species, plot_species_files
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible, StaleEdit
from registry.parties.models import Organisation, User
from tests import builders
from tests.domain.test_plot_import import sheet


@pytest.fixture
def revision(assessor: User, authority: Organisation, release: Any) -> Revision:
    return builders.open_revision(assessor=assessor, reviewing=authority)


@pytest.fixture
def zone(revision: Revision) -> VegetationZone:
    return builders.add_zone(revision)


@pytest.fixture
def plot(revision: Revision, zone: VegetationZone) -> Plot:
    return Plot.objects.get(public_id=builders.add_plot(revision, zone))


def set_list(plot: Plot, *plants: dict[str, Any], by: User | None = None, **more: Any) -> dict[str, Any]:
    revision = plot.revision
    return plot_species.set_list(
        actor=builders.acting(by or revision.assessment.assessor),
        revision_id=revision.pk,
        plot_id=str(plot.public_id),
        plants=list(plants),
        **{"expected_version": editing.section_version(revision, section_of("plots")), **more},
    )


def plant(name: str, cover: str = "1.0", **more: Any) -> dict[str, Any]:
    return {"scientific_name": name, "cover_percent": cover, **more}


def take_in(revision: Revision, text: str, **choices: Any) -> dict[str, Any]:
    return plot_species.take_in(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        filename="list.csv",
        content=text.encode(),
        **choices,
    )


def test_a_list_is_replaced_as_a_whole_and_a_plant_that_stays_keeps_its_id(plot: Plot) -> None:
    set_list(plot, plant("Themeda triandra", "20"), plant("Dichondra repens"))
    kept = PlotSpecies.objects.get(scientific_name="Themeda triandra").public_id
    made = set_list(plot, plant("themeda triandra", "25.5"), plant("Lantana camara"))
    assert made["plants"] == 2
    rows = {row.scientific_name: row for row in PlotSpecies.objects.filter(plot=plot)}
    assert set(rows) == {"Themeda triandra", "Lantana camara"}
    assert (rows["Themeda triandra"].public_id, rows["Themeda triandra"].cover_percent) == (
        kept,
        Decimal("25.5"),
    )
    event = AuditEvent.objects.filter(action="plot_species.set_list").last()
    assert event is not None
    for word in ('"removed":{"Dichondra repens":"1.0"}', '"added":{"Lantana camara":"1.0"}'):
        assert word in event.body


def test_every_bad_line_is_named_and_nothing_is_saved(plot: Plot) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_list(
            plot,
            plant("Themeda triandra"),
            plant("Dichondra repens", "101"),
            plant("THEMEDA triandra"),
            plant("Plantus ignotus", native=True),
        )
    assert [(finding.row, finding.field) for finding in refused.value.findings] == [
        (2, "cover_percent"),
        (3, "scientific_name"),
        (4, "source"),
    ]
    assert not PlotSpecies.objects.exists()


def test_an_old_list_does_not_overwrite_a_newer_one(plot: Plot) -> None:
    version = editing.section_version(plot.revision, section_of("plots"))
    set_list(plot, plant("Themeda triandra"))
    with pytest.raises(StaleEdit):
        set_list(plot, expected_version=version)
    assert PlotSpecies.objects.count() == 1


def test_a_stranger_and_another_revision_s_plot_are_refused(
    plot: Plot, other_assessor: User, assessor: User, authority: Organisation
) -> None:
    with pytest.raises(NotAllowed):
        set_list(plot, by=other_assessor)
    other = builders.open_revision(assessor=assessor, reviewing=authority)
    with pytest.raises(NotVisible):
        plot_species.set_list(
            actor=builders.acting(assessor),
            revision_id=other.pk,
            plot_id=str(plot.public_id),
            plants=[],
            expected_version=0,
        )


def test_a_file_goes_in_whole_and_can_tick_its_plots(
    revision: Revision, zone: VegetationZone, plot: Plot
) -> None:
    builders.add_plot(revision, zone, "P2")
    made = take_in(
        revision,
        "plot;species;cover\nP1;Themeda triandra;20\np2;Themeda australis;5\nP2;Lantana camara;2.5\n",
        count=True,
    )
    assert (made["plants"], made["plots"], made["replaced"]) == (3, 2, 0)
    second = Plot.objects.get(revision=revision, label="P2")
    assert second.sums_from_species
    assert (second.composition_grass, second.composition_tree) == (1, 0)
    assert (second.structure_grass, second.weed_cover_percent) == (Decimal("5.0"), Decimal("2.5"))


def test_one_bad_row_keeps_the_whole_file_out(revision: Revision, plot: Plot) -> None:
    with pytest.raises(InvalidInput) as refused:
        take_in(revision, "plot,species,cover\nP1,Themeda triandra,20\nP9,Dichondra repens,5\nP1,Lantana,x\n")
    assert [(finding.row, finding.column) for finding in refused.value.findings] == [
        (3, "plot"),
        (4, "cover"),
    ]
    assert (
        "Do you mean" in refused.value.findings[0].message
        or "Add the plot" in refused.value.findings[0].message
    )
    assert not PlotSpecies.objects.exists()


def test_lists_that_are_there_are_replaced_only_when_asked(revision: Revision, plot: Plot) -> None:
    set_list(plot, plant("Dichondra repens"))
    text = "plot,species,cover\nP1,Themeda triandra,20\n"
    with pytest.raises(DomainError) as refused:
        take_in(revision, text)
    assert refused.value.code == "plot_species.lists_exist"
    assert take_in(revision, text, replace=True)["replaced"] == 1
    assert [row.scientific_name for row in PlotSpecies.objects.all()] == ["Themeda triandra"]


def test_a_label_in_two_zones_asks_for_the_zone(revision: Revision, plot: Plot) -> None:
    builders.add_plot(revision, builders.add_zone(revision, number=2, condition="low"), "P1")
    with pytest.raises(InvalidInput) as refused:
        take_in(revision, "plot,species,cover\nP1,Themeda triandra,20\n")
    assert [finding.code for finding in refused.value.findings] == ["plot_species.plot.not_clear"]
    take_in(revision, "zone,plot,species,cover\n1592_low,P1,Themeda triandra,20\n1,P1,Dichondra repens,1\n")
    assert {(row.plot.zone.condition_class, row.scientific_name) for row in PlotSpecies.objects.all()} == {
        ("low", "Themeda triandra"),
        ("good", "Dichondra repens"),
    }


def test_unknown_names_go_in_and_are_listed_with_known_ones_like_them(revision: Revision, plot: Plot) -> None:
    text = b"plot,species,cover\nP1,Themeda trianda,20\nP1,Plantus ignotus,1\n"
    read = plot_species_files.match(revision, text, filename="list.csv")
    assert [(one.name, one.rows, one.nearest) for one in read.unknown] == [
        ("Themeda trianda", (2,), ("Themeda triandra",)),
        ("Plantus ignotus", (3,), ()),
    ]
    assert read.errors == ()
    assert take_in(revision, text.decode())["plants"] == 2


def test_a_plot_replaced_from_a_plot_file_keeps_its_list_and_takes_the_file_s_numbers(
    revision: Revision, plot: Plot
) -> None:
    set_list(plot, plant("Themeda triandra", "20"), count=True)
    kept = PlotSpecies.objects.get().public_id
    actor = builders.acting(revision.assessment.assessor)
    row = {"plot": "P1", "pct": str(plot.zone.pct_id), "conditionclass": plot.zone.condition_class}
    staged = importing.upload(
        actor=actor, revision_id=revision.pk, filename="plots.csv", content=sheet(row | {"compGrass": "9"})
    )
    importing.commit(actor=actor, plot_import_id=staged["id"], replace=True)
    fresh = Plot.objects.get(revision=revision, label="P1")
    assert (fresh.composition_grass, fresh.sums_from_species) == (9, False)
    assert [line.public_id for line in fresh.species.all()] == [kept]


def test_matching_takes_as_many_queries_for_many_plots_as_for_one(
    revision: Revision, zone: VegetationZone, plot: Plot
) -> None:
    def queries(text: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            plot_species_files.match(revision, text.encode(), filename="list.csv")
        return len(seen)

    head = "plot,species,cover\n"
    one = queries(f"{head}P1,Themeda australis,20\nP1,Plantus,1\n")
    labels = [f"N{number}" for number in range(8)]
    for label in labels:
        builders.add_plot(revision, zone, label)
    assert (
        queries(head + "".join(f"{label},Themeda australis,20\n{label},Plantus,1\n" for label in labels))
        == one
    )


def test_names_like_those_that_are_not_there_are_looked_for_once_each_and_not_without_end(
    plot: Plot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def nearest(self: object, name: str) -> tuple[str, ...]:
        asked.append(name)
        return ()

    monkeypatch.setattr(plot_species_files.NameIndex, "nearest", nearest)
    labels = [f"P{number}" for number in range(2, 202)]
    text = "plot,species,cover\n" + "".join(
        f"{label},Themeda triandra,1\n{label},Acacia falcata,1\n" for label in labels
    )
    seen = plot_species_files.match(plot.revision, text.encode(), filename="list.csv")
    assert len(seen.errors) == 400
    assert asked == labels[: plot_species_files.UNKNOWN_WITH_NEAREST]
