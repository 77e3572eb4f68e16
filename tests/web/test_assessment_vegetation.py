"""Zones, plots, management zones and future values as an assessor's pages show and change them."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from assessments.bam.attributes import ATTRIBUTE_CODES, label
from assessments.bam.outcome import AttributeScore, ComponentScore
from assessments.models import FutureValue, ManagementZone, Plot, Revision, VegetationZone
from assessments.sections import section_of
from assessments.services import calculating, editing
from assessments.web.charts import Bar, bar_chart, component_chart
from registry.parties.models import Organisation, User
from registry.units import display
from tests import builders

ASSOCIATED = "Lower Hunter Spotted Gum Ironbark Forest"
"""The threatened community that the release ties to the builders' plant community type."""


@pytest.fixture
def revision(assessor: User, authority: Organisation, release: object) -> Revision:
    made = builders.open_revision(assessor=assessor, reviewing=authority)
    builders.change_single(made, "site", subregion_code=builders.SUBREGION)
    builders.enter_fact(made, "pct", builders.PCT_WITH_BENCHMARK, "large_tree_threshold_cm", 50)
    return made


@pytest.fixture
def stewardship(assessor: User, trust: Organisation, landholder: Organisation, release: object) -> Revision:
    return builders.complete_stewardship(assessor=assessor, trust=trust, landholder=landholder)


@pytest.fixture
def client(client_for: Any, assessor: User) -> Client:
    return client_for(assessor)


def page(revision: Revision, section: str) -> str:
    return reverse("section-page", args=[revision.public_id, section])


def adding(revision: Revision, section: str) -> str:
    return reverse("section-row-add", args=[revision.public_id, section])


def editing_of(revision: Revision, section: str, row: Any) -> str:
    return reverse("section-row-edit", args=[revision.public_id, section, row.public_id])


def text_of(answer: Any) -> str:
    """What a person reads: tags taken out, white space folded."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").split())


def rows_of(shown: str) -> list[list[str]]:
    """Every table row of a page as the texts of its cells."""
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", shown, re.S)
    ]


def version(revision: Revision, section: str) -> int:
    return editing.section_version(revision, section_of(section))


ZONE = {
    "number": "1",
    "pct_id": str(builders.PCT_WITH_BENCHMARK),
    "condition_class": "good",
    "area_ha": "6.4",
    "patch_size_ha": "180",
    "community_answer": "not_a_tec",
}


# --- zones -------------------------------------------------------------------------------------------------------
def test_zone_typed_in_hectares_is_kept_in_square_metres(client: Client, revision: Revision) -> None:
    answer = client.post(adding(revision, "zones"), ZONE | {"area_ha": "6.404"})
    assert (answer.status_code, answer["Location"]) == (303, page(revision, "zones"))
    zone = VegetationZone.objects.get(revision=revision)
    assert (zone.area_m2, zone.patch_size_m2, zone.key) == (64_000, 1_800_000, "1592_good")
    assert zone.pct_name.startswith("Spotted Gum")


def test_zone_list_shows_plots_of_the_least_number_and_the_current_integrity(
    client: Client, revision: Revision
) -> None:
    zone = builders.add_zone(revision, area_m2=30_000)
    builders.add_plot(revision, zone)
    _, outcome = calculating.compute(revision)
    assert outcome.zones[0].current is not None
    shown = text_of(client.get(page(revision, "zones")))
    assert "1592_good" in shown and "3.00" in shown and "100.00" in shown
    assert "1 of 2 too few" in shown
    assert f"{display(outcome.zones[0].current.score)} provisional" in shown


def test_zone_list_asks_the_database_as_often_for_many_zones_as_for_one(
    client: Client, revision: Revision, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    builders.add_plot(revision, builders.add_zone(revision))
    counts = []
    for more in (0, 6):
        for number in range(2, 2 + more):
            zone = builders.add_zone(revision, number=number, condition=f"c{number}")
            builders.add_plot(revision, zone)
        for section in ("zones", "plots", "management_zones"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(page(revision, section)).status_code == 200
            counts.append((section, len(asked)))
    assert counts[:3] == counts[3:]


@pytest.mark.parametrize("area", ["0.004", "0.0049"])
def test_zone_below_a_two_hundredth_hectare_is_refused_with_everything_typed(
    client: Client, revision: Revision, area: str
) -> None:
    answer = client.post(
        adding(revision, "zones"), ZONE | {"area_ha": area, "justification": "Spotted gums."}
    )
    assert answer.status_code == 400
    assert answer.context["form"].errors["area_ha"][0].startswith("A zone has at least 0.005 ha.")
    assert 'value="1592"' in answer.content.decode() and "Spotted gums." in answer.content.decode()
    assert not VegetationZone.objects.exists()


def test_zone_of_a_two_hundredth_hectare_becomes_a_hundredth(client: Client, revision: Revision) -> None:
    client.post(adding(revision, "zones"), ZONE | {"area_ha": "0.005"})
    assert VegetationZone.objects.get().area_m2 == 100


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"area_ha": "six"}, "area_ha", "Enter the area in hectares, for example 12.35."),
        ({"patch_size_ha": "6.39"}, "patch_size_ha", "at least as large as the zone"),
        ({"pct_id": "abc"}, "pct_id", "Enter the number of the type, for example 3262."),
        ({"pct_id": "99990"}, "pct_name", "99990 is not in the reference data"),
        ({"condition_class": "two words"}, "condition_class", "without spaces"),
        ({"community_answer": "tec"}, "community_name", "Choose the threatened ecological community."),
        ({"potential_saii": "on"}, "saii_statement", "Describe the serious and irreversible impact"),
    ],
)
def test_wrong_zone_is_refused_at_the_field_that_mends_it(
    client: Client, revision: Revision, wrong: dict[str, str], field: str, told: str
) -> None:
    answer = client.post(adding(revision, "zones"), ZONE | wrong)
    assert answer.status_code == 400
    assert told in answer.context["form"].errors[field][0]
    assert f'href="#id_{field}' in answer.content.decode()
    assert not VegetationZone.objects.exists()


def test_second_zone_of_the_same_number_or_name_is_refused(client: Client, revision: Revision) -> None:
    builders.add_zone(revision)
    same_number = client.post(adding(revision, "zones"), ZONE | {"condition_class": "poor"})
    assert "There is a zone 1 already." in same_number.context["form"].errors["number"][0]
    same_name = client.post(adding(revision, "zones"), ZONE | {"number": "2"})
    assert "There is a zone 1592_good already." in same_name.context["form"].errors["condition_class"][0]


def test_new_zone_gets_the_next_number(client: Client, revision: Revision) -> None:
    builders.add_zone(revision, number=4)
    assert client.get(adding(revision, "zones")).context["form"]["number"].value() == 5


def test_communities_tied_to_the_type_are_offered(client: Client, revision: Revision) -> None:
    zone = builders.add_zone(revision)
    shown = client.get(editing_of(revision, "zones", zone)).content.decode()
    assert f"ties PCT 1592 to: {ASSOCIATED}" in shown
    assert re.search(rf'<option value="{ASSOCIATED}[^"]*">[^<]*\(tied to this type\)', shown)


def test_plant_community_types_of_the_subregion_are_offered_first(client: Client, revision: Revision) -> None:
    builders.change_single(revision, "site", subregion_code="COP05")
    shown = client.get(adding(revision, "zones")).content.decode()
    offered = re.findall(r'<option value="(\d+)">', shown)
    from registry.reference.models import PlantCommunityType

    here = {
        str(row.pct_id)
        for row in PlantCommunityType.objects.filter(release=revision.release)
        if "COP05" in row.subregion_codes
    }
    assert here and set(offered[: len(here)]) == here
    assert str(builders.PCT_WITH_BENCHMARK) in offered[len(here) :]


def test_stewardship_questions_are_asked_at_a_stewardship_site_alone(
    client: Client, revision: Revision, stewardship: Revision
) -> None:
    assert "high_risk_land" not in client.get(adding(revision, "zones")).context["form"].fields
    shown = text_of(client.get(adding(stewardship, "zones")))
    landscape = stewardship.site_context.landscape_name
    assert re.search(
        rf"{re.escape(landscape)} is [\d.]+ % cleared\. .* from 30 % cleared, not confirmed", shown
    )
    assert "High threat weed cover with management, %" in shown


def test_two_people_editing_one_zone_lose_nothing(client: Client, revision: Revision) -> None:
    zone = builders.add_zone(revision)
    address = editing_of(revision, "zones", zone)
    opened = client.get(address).context["version"]
    assert client.post(address, ZONE | {"area_ha": "7", "version": opened}).status_code == 303
    late = client.post(address, ZONE | {"area_ha": "8", "version": opened})
    assert late.status_code == 409
    assert {line["label"]: (line["stored"], line["typed"]) for line in late.context["differences"]} == {
        "Area, ha": ("7.0000 ha", "8.0000 ha")
    }
    assert 'value="8"' in late.content.decode()
    again = late.context["version"]
    assert client.post(address, ZONE | {"area_ha": "8", "version": again}).status_code == 303
    zone.refresh_from_db()
    assert zone.area_m2 == 80_000


def test_form_sent_twice_makes_one_zone(client: Client, revision: Revision) -> None:
    key = client.get(adding(revision, "zones")).context["key"]
    for _ in range(2):
        client.post(adding(revision, "zones"), ZONE | {"key": key})
    assert VegetationZone.objects.filter(revision=revision).count() == 1


def test_removing_a_zone_names_what_goes_along_and_takes_it(client: Client, revision: Revision) -> None:
    zone = builders.add_zone(revision)
    builders.add_plot(revision, zone, "P1")
    builders.add_plot(revision, zone, "P2")
    builders.add_part(revision, zone, "North", 9_000)
    address = reverse("section-row-remove", args=[revision.public_id, "zones", zone.public_id])
    asked = client.get(address)
    assert asked.context["going"] == ["2 plots", "1 management zone"]
    assert Plot.objects.count() == 2
    assert client.post(address, {"version": asked.context["version"]}).status_code == 303
    assert not VegetationZone.objects.exists() and not Plot.objects.exists()


# --- zone page ---------------------------------------------------------------------------------------------------
def test_zone_page_gives_every_attribute_from_mean_to_contribution(
    client: Client, revision: Revision
) -> None:
    zone = builders.add_zone(revision)
    builders.add_plot(revision, zone, "P1")
    builders.add_plot(revision, zone, "P2", composition_tree=6, structure_shrub="30.0")
    _, outcome = calculating.compute(revision)
    current = outcome.zones[0].current
    assert current is not None and current.function is not None
    answer = client.get(reverse("zone-page", args=[revision.public_id, zone.public_id]))
    shown = answer.content.decode()
    rows = rows_of(shown)
    for component in (current.composition, current.structure, current.function):
        for one in component.attributes:
            numbers = [
                f"{float(display(one.observed)):.1f}",
                f"{float(display(one.benchmark)):.1f} *",
                f"{float(display(one.unweighted)):.1f}",
                f"{float(display(one.weight, 2)):.2f}",
                f"{float(display(one.weighted)):.1f}",
            ]
            assert any(row[0].startswith(label(one.code)) and row[1:] == numbers for row in rows), one
    scores = [display(part.score) for part in (current.composition, current.structure, current.function)]
    assert f"({' × '.join(scores)})^(1/3) = {display(current.score)}" in shown
    assert "demonstration value" in shown


def test_zone_page_draws_a_chart_for_each_component_within_the_content_policy(
    client: Client, revision: Revision
) -> None:
    zone = builders.add_zone(revision)
    builders.add_plot(revision, zone)
    shown = client.get(reverse("zone-page", args=[revision.public_id, zone.public_id])).content.decode()
    assert shown.count('class="reg-chart"') == 4
    assert "style=" not in shown and not re.search(r"\son\w+=", shown)
    assert len(re.findall(r'role="img" aria-label="[^"]{20,}"', shown)) == 4


def test_zone_page_says_what_is_missing_instead_of_a_score(client: Client, revision: Revision) -> None:
    zone = builders.add_zone(revision, pct_id=3242, condition="poor")
    shown = text_of(client.get(reverse("zone-page", args=[revision.public_id, zone.public_id])))
    assert "Zone 1 has no plots: enter or import at least one." in shown
    assert "PCT 3242 has no benchmarks: enter them, with their source." in shown
    assert "Facts you supply" in shown
    assert "0 plots; this area asks for at least 1" in shown


def test_zone_page_of_a_development_spells_out_the_area_weighted_loss(
    client: Client, revision: Revision
) -> None:
    zone = builders.add_zone(revision, area_m2=19_000)
    builders.add_plot(revision, zone)
    builders.add_part(revision, zone, "Clearing", 14_000)
    builders.add_part(revision, zone, "Edge", 5_000)
    _, outcome = calculating.compute(revision)
    now = outcome.zones[0].current
    assert now is not None
    score = display(now.score, 4)
    shown = text_of(client.get(reverse("zone-page", args=[revision.public_id, zone.public_id])))
    assert f"((0 − {score}) × 1.4 + (0 − {score}) × 0.5) / 1.9 = −{score}" in shown


def test_zone_page_of_a_stewardship_site_shows_with_and_without_management(
    client: Client, stewardship: Revision
) -> None:
    zone = VegetationZone.objects.get(revision=stewardship)
    _, outcome = calculating.compute(stewardship)
    found = outcome.zones[0]
    assert found.without_management is not None and found.management_zones[0].future is not None
    future = found.management_zones[0].future
    shown = text_of(client.get(reverse("zone-page", args=[stewardship.public_id, zone.public_id])))
    assert "In 20 years without management" in shown and "In 20 years with management: Whole zone" in shown
    assert f"{display(future.score, 4)} − {display(found.without_management.score, 4)}" in shown
    assert "Growth with management by strategy logistic-2026" in shown
    assert "Security benefit: applies, but its size is not known here" in shown


# --- plots -------------------------------------------------------------------------------------------------------
def sheet(zone: VegetationZone, **changed: str) -> dict[str, str]:
    """The builders' plot as its form is sent."""
    return (
        {name: str(value) for name, value in builders.PLOT.items()} | {"zone": str(zone.public_id)} | changed
    )


def test_plot_is_added_by_its_form(client: Client, revision: Revision) -> None:
    zone = builders.add_zone(revision)
    answer = client.post(adding(revision, "plots"), sheet(zone, surveyed_on="2026-10-03"))
    assert answer.status_code == 303
    plot = Plot.objects.get(zone=zone)
    assert (plot.label, plot.composition_forb, str(plot.structure_grass), plot.stems_30_to_49) == (
        "P1",
        8,
        "35.0",
        0,
    )
    assert str(plot.surveyed_on) == "2026-10-03"
    assert "P1" in text_of(client.get(page(revision, "plots")))


def test_plot_of_a_community_without_trees_leaves_function_empty(client: Client, revision: Revision) -> None:
    zone = builders.add_zone(revision)
    stems = ("5_to_9", "10_to_19", "20_to_29", "30_to_49", "50_to_79")
    names = ("large_trees", "hollow_bearing_trees", "litter_cover_percent", "logs_length_m", "regeneration")
    empty = dict.fromkeys((*names, *(f"stems_{stem}" for stem in stems)), "")
    assert client.post(adding(revision, "plots"), sheet(zone, **empty)).status_code == 303
    plot = Plot.objects.get(zone=zone)
    assert (plot.large_trees, plot.stems_5_to_9, plot.regeneration) == (None, None, None)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("composition_tree", "three"),
        ("composition_tree", "-1"),
        ("composition_tree", "2.5"),
        ("structure_forb", "4.05"),
        ("structure_forb", "601"),
        ("litter_cover_percent", "101"),
        ("bearing", "360"),
        ("easting", "1"),
        ("label", "longer than ten"),
        ("weed_cover_percent", "nan"),
    ],
)
def test_wrong_plot_value_is_refused_at_its_field_and_stays_typed(
    client: Client, revision: Revision, field: str, typed: str
) -> None:
    zone = builders.add_zone(revision)
    answer = client.post(adding(revision, "plots"), sheet(zone, **{field: typed}))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert f'value="{typed}"' in answer.content.decode()
    assert not Plot.objects.exists()


def test_second_plot_of_the_same_name_in_a_zone_is_refused(client: Client, revision: Revision) -> None:
    zone = builders.add_zone(revision)
    builders.add_plot(revision, zone)
    answer = client.post(adding(revision, "plots"), sheet(zone))
    assert "Zone 1592_good has a plot P1 already." in answer.context["form"].errors["label"][0]


def test_plot_is_changed_and_removed(client: Client, revision: Revision) -> None:
    zone = builders.add_zone(revision)
    builders.add_plot(revision, zone)
    plot = Plot.objects.get()
    address = editing_of(revision, "plots", plot)
    assert client.get(address).context["form"]["structure_tree"].value() == plot.structure_tree
    changed = sheet(zone, structure_tree="44.5", version=str(version(revision, "plots")))
    assert client.post(address, changed).status_code == 303
    plot.refresh_from_db()
    assert str(plot.structure_tree) == "44.5"
    removing = reverse("section-row-remove", args=[revision.public_id, "plots", plot.public_id])
    assert client.post(removing, {"version": version(revision, "plots")}).status_code == 303
    assert not Plot.objects.exists()


def test_overtaken_plot_form_shows_only_what_differs(client: Client, revision: Revision) -> None:
    zone = builders.add_zone(revision)
    builders.add_plot(revision, zone)
    address = editing_of(revision, "plots", Plot.objects.get())
    opened = str(client.get(address).context["version"])
    client.post(address, sheet(zone, logs_length_m="30", version=opened))
    late = client.post(address, sheet(zone, stems_50_to_79="1", version=opened))
    assert late.status_code == 409
    assert [(d["label"], d["stored"], d["typed"]) for d in late.context["differences"]] == [
        ("Length of fallen logs, m", "30.0", "28.0"),
        ("50 to 79 cm", "Absent", "Present"),
    ]


def test_many_plots_are_shown_in_pages(client: Client, revision: Revision) -> None:
    first, second = builders.add_zone(revision), builders.add_zone(revision, number=2, condition="poor")
    builders.add_zone(revision, number=3, condition="empty")
    builders.add_plot(revision, first)
    model = Plot.objects.get()
    for number in range(250):
        model.pk, model.public_id, model.label = None, uuid4(), f"A{number:03}"
        model.zone = first if number < 120 else second
        model.save()
    shown = client.get(page(revision, "plots")).context["zones"]
    assert [(entry["zone"].key, len(entry["plots"]), entry["count"]) for entry in shown] == [
        ("1592_good", 121, 121),
        ("1592_poor", 79, 130),
        ("1592_empty", 0, 0),
    ]
    rest = client.get(page(revision, "plots"), {"page": 2}).context["zones"]
    assert [(entry["zone"].key, len(entry["plots"])) for entry in rest] == [("1592_poor", 51)]


def test_first_plot_needs_a_zone(client: Client, revision: Revision) -> None:
    answer = client.get(adding(revision, "plots"))
    assert (answer.status_code, answer["Location"]) == (303, adding(revision, "zones"))


# --- management zones and future values --------------------------------------------------------------------------
def test_management_zones_show_the_running_sum_against_the_zone(client: Client, revision: Revision) -> None:
    zone = builders.add_zone(revision, area_m2=19_000)
    builders.add_part(revision, zone, "Clearing", 12_500)
    builders.add_part(revision, zone, "Edge", 1_250)
    shown = text_of(client.get(page(revision, "management_zones")))
    assert "Clearing 1.25 1.25" in shown and "Edge 0.125 1.375" in shown
    assert "1.375 of 1.90 ha" in shown and "does not add up 0.525 ha are left to give out." in shown


def test_what_is_left_of_a_zone_is_offered_to_a_new_management_zone(
    client: Client, revision: Revision
) -> None:
    zone = builders.add_zone(revision, area_m2=19_000)
    builders.add_part(revision, zone, "Clearing", 12_500)
    form = client.get(adding(revision, "management_zones"), {"zone": str(zone.public_id)}).context["form"]
    assert (form["zone"].value(), form["area_ha"].value()) == (str(zone.public_id), "0.65")


def test_management_zones_larger_than_the_zone_are_refused_at_the_area(
    client: Client, revision: Revision
) -> None:
    zone = builders.add_zone(revision, area_m2=19_000)
    builders.add_part(revision, zone, "Clearing", 12_500)
    typed = {"zone": str(zone.public_id), "name": "Edge", "area_ha": "0.6501"}
    answer = client.post(adding(revision, "management_zones"), typed)
    assert answer.status_code == 400
    told = answer.context["form"].errors["area_ha"][0]
    assert "add up to 1.9001 ha, but the zone has 1.90 ha" in told
    assert client.post(adding(revision, "management_zones"), typed | {"area_ha": "0.65"}).status_code == 303
    assert sorted(ManagementZone.objects.values_list("area_m2", flat=True)) == [6_500, 12_500]


def test_entered_gain_is_for_stewardship_and_needs_its_reason(
    client: Client, revision: Revision, stewardship: Revision
) -> None:
    builders.add_zone(revision)
    assert "typed_gain" not in client.get(adding(revision, "management_zones")).context["form"].fields
    zone = VegetationZone.objects.get(revision=stewardship)
    typed = {"zone": str(zone.public_id), "name": "All", "area_ha": "5", "typed_gain": "12.5"}
    refused = client.post(adding(stewardship, "management_zones"), typed)
    assert refused.context["form"].errors["reason"] == ["Give the reason for the gain you enter."]
    assert (
        client.post(adding(stewardship, "management_zones"), typed | {"reason": "Trial plots."}).status_code
        == 303
    )
    _, outcome = calculating.compute(stewardship)
    assert outcome.zones[0].change == 12.5


def future_address(revision: Revision, part: ManagementZone) -> str:
    return reverse("future-values", args=[revision.public_id, part.public_id])


def test_future_values_grid_shows_mean_benchmark_and_default_of_all_17_attributes(
    client: Client, stewardship: Revision
) -> None:
    zone = VegetationZone.objects.get(revision=stewardship)
    _, before = calculating.compute(stewardship)
    grown = before.zones[0].management_zones[0].future
    assert grown is not None and grown.function is not None
    part = builders.add_part(stewardship, zone, "All", zone.area_m2)
    rows = [
        row
        for component in client.get(future_address(stewardship, part)).context["components"]
        for row in component["rows"]
    ]
    assert [row["code"] for row in rows] == list(ATTRIBUTE_CODES)
    of_growth = {
        one.code: one for c in (grown.composition, grown.structure, grown.function) for one in c.attributes
    }
    for row in rows:
        assert row["mean"] == before.zones[0].means[row["code"]]
        assert row["benchmark"] == of_growth[row["code"]].benchmark
        assert row["default"] == of_growth[row["code"]].observed


def test_future_values_at_a_development_are_nothing_unless_typed(client: Client, revision: Revision) -> None:
    zone = builders.add_zone(revision)
    builders.add_plot(revision, zone)
    part = builders.add_part(revision, zone, "All", zone.area_m2)
    address = future_address(revision, part)
    opened = client.get(address)
    assert {row["default"] for c in opened.context["components"] for row in c["rows"]} == {0.0}
    typed = {"structure.tree": "12.5", "reason": "Thinned.", "version": opened.context["version"]}
    assert client.post(address, typed).status_code == 303
    assert list(FutureValue.objects.values_list("attribute", "value", "reason")) == [
        ("structure.tree", 12.5, "Thinned.")
    ]
    cleared = {"structure.tree": "", "version": version(revision, "management_zones")}
    assert client.post(address, cleared).status_code == 303
    assert not FutureValue.objects.exists()


def test_default_growth_is_still_shown_where_a_value_is_typed(client: Client, stewardship: Revision) -> None:
    zone = VegetationZone.objects.get(revision=stewardship)
    part = builders.add_part(stewardship, zone, "All", zone.area_m2)
    address = future_address(stewardship, part)

    def default() -> Any:
        components = client.get(address).context["components"]
        return next(
            row["default"] for c in components for row in c["rows"] if row["code"] == "structure.tree"
        )

    before = default()
    typed = {"structure.tree": "1", "reason": "Fire.", "version": version(stewardship, "management_zones")}
    assert client.post(address, typed).status_code == 303
    assert default() == before > 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"function.litter": "100.5", "reason": "x"}, "function.litter"),
        ({"function.stem_classes": "6", "reason": "x"}, "function.stem_classes"),
        ({"composition.forb": "-1", "reason": "x"}, "composition.forb"),
        ({"composition.forb": "many", "reason": "x"}, "composition.forb"),
        ({"composition.forb": "9"}, "reason"),
    ],
)
def test_wrong_future_value_is_refused_at_its_attribute(
    client: Client, stewardship: Revision, typed: dict[str, str], field: str
) -> None:
    zone = VegetationZone.objects.get(revision=stewardship)
    part = builders.add_part(stewardship, zone, "All", zone.area_m2)
    sent = typed | {"version": str(version(stewardship, "management_zones"))}
    answer = client.post(future_address(stewardship, part), sent)
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert not FutureValue.objects.exists()


# --- who may -----------------------------------------------------------------------------------------------------
def test_final_revision_is_read_without_forms(
    client_for: Any, assessor: User, authority: Organisation, reviewer: User, release: object
) -> None:
    revision = builders.submit(
        builders.finalise(builders.complete_development(assessor=assessor, reviewing=authority))
    )
    zone = VegetationZone.objects.get(revision=revision)
    reading = client_for(reviewer)
    for section in ("zones", "plots", "management_zones"):
        shown = reading.get(page(revision, section))
        assert shown.status_code == 200
        assert adding(revision, section) not in shown.content.decode()
    assert reading.get(reverse("zone-page", args=[revision.public_id, zone.public_id])).status_code == 200
    refused = reading.post(adding(revision, "zones"), ZONE | {"number": "9"})
    assert refused.status_code == 403
    assert "Only the assessor who leads this assessment, and those named as delegates" in text_of(refused)
    assert client_for(assessor).post(adding(revision, "zones"), ZONE | {"number": "9"}).status_code == 409
    assert VegetationZone.objects.filter(revision=revision).count() == 1


def test_row_of_another_revision_does_not_exist_here(
    client: Client, revision: Revision, stewardship: Revision
) -> None:
    zone = VegetationZone.objects.get(revision=stewardship)
    assert client.get(editing_of(revision, "zones", zone)).status_code == 404
    assert client.get(reverse("zone-page", args=[revision.public_id, zone.public_id])).status_code == 404


def test_stranger_finds_no_zone(client_for: Any, other_assessor: User, revision: Revision) -> None:
    zone = builders.add_zone(revision)
    stranger = client_for(other_assessor)
    assert stranger.get(page(revision, "zones")).status_code == 404
    assert stranger.get(reverse("zone-page", args=[revision.public_id, zone.public_id])).status_code == 404


def test_names_full_of_markup_are_shown_as_text(client: Client, revision: Revision) -> None:
    name = "<b>Bush</b> & \u202eevil " + "x" * 400
    zone = builders.add_zone(revision, pct_id=88_888, pct_name=name)
    shown = client.get(reverse("zone-page", args=[revision.public_id, zone.public_id])).content.decode()
    assert "<b>Bush</b>" not in shown and "&lt;b&gt;Bush&lt;/b&gt; &amp;" in shown


# --- charts ------------------------------------------------------------------------------------------------------
def test_bar_is_as_long_as_its_value_on_the_scale() -> None:
    drawn = bar_chart(
        title="Scores", bars=[Bar("A", 25.0, "25"), Bar("B", 250.0, "250"), Bar("C", -3.0, "-3")]
    )
    assert re.findall(r'reg-chart__bar--current" x="0.00" y="\d+" width="([\d.]+)"', drawn) == [
        "90.00",
        "360.00",
    ]
    assert 'aria-label="Scores. A: 25; B: 250; C: -3."' in drawn


def test_component_chart_stacks_the_contributions_to_the_score() -> None:
    attributes = (
        AttributeScore("structure.tree", 20.0, 40.0, 60.0, 0.75, 45.0),
        AttributeScore("structure.shrub", 5.0, 5.0, 100.0, 0.25, 25.0),
    )
    drawn = component_chart(ComponentScore("structure", attributes, 70.0))
    widths = [float(w) for w in re.findall(r'bar--total-\w+" x="[\d.]+" y="\d+" width="([\d.]+)"', drawn)]
    assert widths == [162.0, 90.0]
    assert "60 × 0.75 = 45" in drawn


def test_chart_escapes_what_people_typed() -> None:
    drawn = bar_chart(title='"><script>', bars=[Bar("<b>&", 1.0, "1")])
    assert "<script>" not in drawn and "<b>" not in drawn


def test_an_empty_plot_is_told_by_group_and_growth_form(client: Client, revision: Revision) -> None:
    builders.add_zone(revision)
    address = reverse("section-row-add", args=[revision.public_id, "plots"])
    shown = client.post(address, {}).content.decode()
    assert shown.count("Fill in “Composition, tree”.") == 2
    assert shown.count("Fill in “Structure, tree”.") == 2
