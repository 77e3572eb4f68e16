"""A ticked plot follows its species list: at every change, in one command, against the revision's own release."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from assessments.bam.engine import assess
from assessments.models import Plot, PlotSpecies, Revision, VegetationZone
from assessments.sections import section_of
from assessments.services import case_input, completeness, content, editing, lifecycle, plot_counts
from assessments.services.method import parameters_for
from registry.audit.models import AuditEvent
from registry.findings import InvalidInput
from registry.parties.models import Organisation, User
from registry.reference.models import Plant, Release
from tests import builders


@pytest.fixture
def revision(assessor: User, authority: Organisation, release: Any) -> Revision:
    return builders.open_revision(assessor=assessor, reviewing=authority)


@pytest.fixture
def zone(revision: Revision) -> VegetationZone:
    return builders.add_zone(revision)


@pytest.fixture
def plot(revision: Revision, zone: VegetationZone) -> Plot:
    return Plot.objects.get(public_id=builders.add_plot(revision, zone))


def add_plant(plot: Plot, name: str, cover: str = "1.0", **said: Any) -> str:
    values = {"plot": str(plot.public_id), "scientific_name": name, "cover_percent": cover}
    return builders.add(plot.revision, "plot_species", **values, **said)


def change(of: Plot, section: str, row_id: str, **values: Any) -> None:
    revision = of.revision
    content.change_row(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        section=section,
        row_id=row_id,
        values=values,
        expected_version=editing.section_version(revision, section_of(section)),
    )


def tick(plot: Plot, on: bool = True) -> None:
    change(plot, "plots", str(plot.public_id), sums_from_species=on)
    plot.refresh_from_db()


def test_a_list_changes_nothing_while_its_plot_is_not_ticked(plot: Plot) -> None:
    add_plant(plot, "Eucalyptus moluccana", "30")
    plot.refresh_from_db()
    assert (plot.composition_tree, plot.structure_tree) == (3, Decimal("30.0"))


def test_ticking_counts_the_list_and_unticking_keeps_the_numbers(plot: Plot) -> None:
    add_plant(plot, "eucalyptus  moluccana", "30")
    add_plant(plot, "Lantana camara", "12.5")
    tick(plot)
    assert (plot.composition_tree, plot.composition_grass) == (1, 0)
    assert (plot.structure_tree, plot.weed_cover_percent) == (Decimal("30.0"), Decimal("12.5"))
    tick(plot, on=False)
    assert (plot.composition_tree, plot.weed_cover_percent) == (1, Decimal("12.5"))


def test_names_are_kept_as_the_reference_writes_them(plot: Plot) -> None:
    add_plant(plot, "eucalyptus  MOLUCCANA")
    assert PlotSpecies.objects.get().scientific_name == "Eucalyptus moluccana"


def test_a_ticked_plot_is_counted_at_each_change_in_the_same_event(plot: Plot) -> None:
    tick(plot)
    row = add_plant(plot, "Themeda triandra", "20")
    plot.refresh_from_db()
    assert (plot.composition_grass, plot.structure_grass) == (1, Decimal("20.0"))
    change(plot, "plot_species", row, cover_percent="35.5")
    plot.refresh_from_db()
    assert plot.structure_grass == Decimal("35.5")
    event = AuditEvent.objects.filter(action="content.change").last()
    assert event is not None
    assert json.loads(event.body)["data"]["counted"] == {
        f"{plot.zone.key}/P1": {"structure_grass": ["20.0", "35.5"]}
    }
    content.remove_row(
        actor=builders.acting(plot.revision.assessment.assessor),
        revision_id=plot.revision_id,
        section="plot_species",
        row_id=row,
        expected_version=editing.section_version(plot.revision, section_of("plot_species")),
    )
    plot.refresh_from_db()
    assert (plot.composition_grass, plot.structure_grass) == (0, Decimal("0.0"))


def test_a_plant_that_moves_is_counted_in_both_plots(plot: Plot, zone: VegetationZone) -> None:
    other = Plot.objects.get(public_id=builders.add_plot(plot.revision, zone, "P2"))
    tick(plot)
    tick(other)
    row = add_plant(plot, "Themeda triandra", "20")
    change(plot, "plot_species", row, plot=str(other.public_id))
    plot.refresh_from_db()
    other.refresh_from_db()
    assert (plot.composition_grass, other.composition_grass) == (0, 1)


@pytest.mark.parametrize(
    ("field", "value"), [("composition_tree", 7), ("structure_fern", "2.5"), ("weed_cover_percent", "9")]
)
def test_a_number_of_a_ticked_plot_cannot_be_typed(plot: Plot, field: str, value: object) -> None:
    tick(plot)
    with pytest.raises(InvalidInput) as refused:
        change(plot, "plots", str(plot.public_id), **{field: value})
    (finding,) = refused.value.findings
    assert (finding.field, finding.code) == (field, f"plot.{field}.counted")
    plot.refresh_from_db()
    assert plot.composition_tree == 0


def test_a_ticked_plot_takes_back_the_numbers_it_shows(plot: Plot) -> None:
    add_plant(plot, "Themeda triandra", "20")
    tick(plot)
    change(plot, "plots", str(plot.public_id), composition_grass=1, structure_grass="20", large_trees=4)
    plot.refresh_from_db()
    assert (plot.composition_grass, plot.large_trees) == (1, 4)


def test_an_answer_the_reference_does_not_give_needs_a_source(plot: Plot) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_plant(plot, "Plantus ignotus", native=True, growth_form="forb")
    assert [finding.field for finding in refused.value.findings] == ["source"]
    add_plant(plot, "Plantus ignotus", native=True, growth_form="forb", source="Herbarium sheet 12")


def test_an_answer_that_repeats_the_reference_is_not_kept(plot: Plot) -> None:
    add_plant(plot, "Themeda triandra", native=True, growth_form="grass", high_threat_weed=False)
    row = PlotSpecies.objects.get()
    assert (row.native, row.growth_form, row.high_threat_weed) == (None, "", None)


def test_a_native_high_threat_weed_is_refused(plot: Plot) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_plant(plot, "Themeda triandra", high_threat_weed=True, source="Own view")
    assert {finding.code for finding in refused.value.findings} == {"plot_species.native_weed"}


def test_a_list_beyond_what_a_sheet_takes_is_refused_and_changes_nothing(plot: Plot) -> None:
    tick(plot)
    names = Plant.objects.filter(release=plot.revision.release, growth_form="tree", current_name="")[:7]
    *first, last = [plant.scientific_name for plant in names]
    for name in first:
        add_plant(plot, name, "100")
    with pytest.raises(InvalidInput) as refused:
        add_plant(plot, last, "100")
    assert refused.value.findings[0].field == "cover_percent"
    plot.refresh_from_db()
    assert plot.structure_tree == Decimal("600.0")
    assert PlotSpecies.objects.count() == 6


def test_what_cannot_be_counted_stops_the_finalising(plot: Plot) -> None:
    tick(plot)
    assert "plots.species.missing" in plots_findings(plot.revision)
    row = add_plant(plot, "Plantus ignotus")
    assert "plots.species.native.missing" in plots_findings(plot.revision)
    change(plot, "plot_species", row, native=True, growth_form="forb", source="Herbarium sheet 12")
    assert not {code for code in plots_findings(plot.revision) if ".species." in code}


def plots_findings(revision: Revision) -> set[str]:
    statuses = completeness.statuses(revision, today=timezone.localdate())
    (plots,) = [status for status in statuses if status.section.code == "plots"]
    return {finding.code for finding in plots.findings}


def test_what_the_assessor_said_about_a_plant_makes_the_score_provisional(plot: Plot) -> None:
    builders.describe(plot.revision)
    builders.enter_fact(plot.revision, "pct", builders.PCT_WITH_BENCHMARK, "large_tree_threshold_cm", 50)
    add_plant(plot, "Plantus ignotus", "3", native=True, growth_form="forb", source="Herbarium sheet 12")
    add_plant(plot, "Themeda triandra", "20")
    tick(plot)
    fresh = Revision.objects.get(pk=plot.revision_id)
    outcome = assess(case_input.build(fresh), parameters_for(fresh.release))
    reasons = [reason for reason in outcome.zones[0].provisional if "species lists" in reason]
    assert reasons == [
        "Counted from species lists: growth forms and origin of 1 plants (demo value)",
        "Counted from species lists: Plantus ignotus, forb, native "
        "(entered by the assessor: Herbarium sheet 12)",
    ]
    tick(plot, on=False)
    assert case_input.build(fresh).zones[0].plant_facts == ()


def test_a_reopened_revision_is_counted_with_the_plant_names_it_has_now(
    assessor: User, authority: Organisation, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision = builders.complete_development(assessor=assessor, reviewing=authority)
    plot = Plot.objects.get(revision=revision, label="P1")
    add_plant(plot, "Themeda triandra", "20")
    add_plant(plot, "Dichondra repens", "2")
    tick(plot)
    builders.finalise(revision)
    newer = Release.objects.create(
        code="plants-moved",
        title="Plants moved",
        effective_from=timezone.localdate(),
        bam_data_versions=release.bam_data_versions,
    )
    for row in Plant.objects.filter(
        release=release, scientific_name__in=["Themeda triandra", "Dichondra repens"]
    ):
        row.pk = None
        row.release = newer
        row.growth_form = "forb"
        row.save(force_insert=True)
    monkeypatch.setattr(lifecycle.reference, "current_release", lambda today: newer)
    made = lifecycle.reopen(
        actor=builders.acting(assessor),
        revision_id=revision.pk,
        today=timezone.localdate(),
        newest_release=True,
    )
    copied = Plot.objects.get(revision__public_id=made["revision_id"], label="P1")
    assert (copied.composition_grass, copied.composition_forb) == (0, 2)
    plot.refresh_from_db()
    assert (plot.composition_grass, plot.composition_forb) == (1, 1)
    event = AuditEvent.objects.filter(action="revision.reopen").last()
    assert event is not None
    assert json.loads(event.body)["data"]["counted"][f"{plot.zone.key}/P1"]["composition_forb"] == [1, 2]


def test_counting_takes_as_many_queries_for_many_plots_as_for_one(
    plot: Plot, zone: VegetationZone, django_assert_num_queries: Any
) -> None:
    add_plant(plot, "Themeda australis", "20")
    release = plot.revision.release
    with django_assert_num_queries(3):
        plot_counts.counts_of([plot], release)
    others = [
        Plot.objects.get(public_id=builders.add_plot(plot.revision, zone, f"N{number}"))
        for number in range(8)
    ]
    for other in others:
        add_plant(other, "Themeda australis", "20")
        add_plant(other, "Dichondra repens", "20")
    with django_assert_num_queries(3):
        plot_counts.counts_of([plot, *others], release)
