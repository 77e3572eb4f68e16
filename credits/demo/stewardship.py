"""A stewardship site: two zones of dry forest, managed for twenty years."""

from datetime import date, timedelta
from decimal import Decimal

from assessments.models import VegetationZone
from credits.demo.desk import Desk, name_party, open_desk
from credits.demo.people import Cast, acting
from credits.demo.pictures import woodland

PLAN = {
    "grazing": (
        "Stock are excluded; the boundary fence is kept stock-proof.",
        1,
        None,
        "inspected each quarter",
    ),
    "native_vegetation": (
        "Native shrubs and ground layer are left to regenerate; no slashing.",
        1,
        None,
        "each year",
    ),
    "threatened_species_habitat": (
        "Hollow-bearing and dead standing trees are kept; 40 nest boxes in the mod zone.",
        2,
        6,
        "boxes checked each spring",
    ),
    "integrated_pest_animal_control": (
        "Foxes, cats and rabbits, with both neighbours.",
        1,
        None,
        "twice a year",
    ),
    "habitat_enhancement": ("Logs from a nearby road project are laid out in the mod zone.", 2, 3, "once"),
    "vegetation_and_habitat_augmentation": (
        "Tube-stock of local shrubs is planted in gaps of the mod zone.",
        2,
        5,
        "each autumn",
    ),
    "high_threat_weed_control": (
        "African olive and coolatai grass are treated by cut-and-paint and spot spray.",
        1,
        20,
        "twice a year, from year 6 once a year",
    ),
}

GOOD = (
    "Spotted gum and ironbark with all layers, on the slopes that were never cleared. The species of the four "
    "plots and the stony soil agree with the type."
)
MODERATE = (
    "The same type, thinned for timber and grazed until last year. The trees are younger and shrubs are sparse; slope, "
    "soil and canopy are those of the zone beside it."
)


def file_assessment(cast: Cast, today: date) -> Desk:
    """From nothing to a complete open revision."""
    desk = open_desk(
        actor=acting(cast.assessor, today),
        title="Ironbark Hills stewardship site (demo)",
        kind="stewardship",
        receiver=cast.trust,
        today=today,
    )
    name_party(desk, cast.landholder_family, "landholder")
    desk.fill(
        "proposal",
        description="Seventy-five hectares of spotted gum and ironbark forest on a grazing property, fenced off and "
        "managed for conservation for ever. The rest of the property stays in use.",
        entry_trigger="stewardship",
        address="Ironbark Hills Lane",
        lots="7/DP000002",
        local_government_area="Singleton",
    )
    desk.fill(
        "site",
        subregion_code="SYB02",
        landscape_name="Central Hunter Foothills",
        native_vegetation_cover_percent=Decimal("61.0"),
        connectivity="Part of the ridge corridor to the national park, joined to it along 1.2 km of the eastern "
        "boundary. Pasture lies to the west.",
        features="Two first order gullies drain to the south-east. Sandstone ledges up to three metres high run along "
        "the ridge.",
    )
    desk.upload_boundary("stewardship_site.geojson", 1_154_000)
    desk.import_plots("stewardship_plots.csv")
    desk.date_plots(today - timedelta(days=60))
    reason = "Demonstration: ticked by the assessor"
    zones = [
        desk.complete_zone(
            key,
            community_answer="not_a_tec",
            hollow_bearing_trees=True,
            high_risk_land=True,
            high_risk_reason=reason,
            planned_weed_cover_percent=weeds,
            justification=evidence,
        )
        for key, weeds, evidence in (
            ("1592_good", Decimal("1.0"), GOOD),
            ("1592_mod", Decimal("3.0"), MODERATE),
        )
    ]
    desk.upload_outlines("stewardship_zones.geojson")
    for number, (label, trees) in enumerate((("S01", 28), ("S06", 12)), start=11):
        plot = desk.plot(label)
        desk.attach(
            f"plot-{label}.jpg",
            woodland(number, trees=trees),
            caption=f"Midline of plot {label} from its start (a picture painted for this demonstration)",
            plot=str(plot.public_id),
            bearing=plot.bearing,
            taken_on=plot.surveyed_on,
        )
    desk.enter_facts({("pct", "1592", "large_tree_threshold_cm"): "50"})
    _add_koala(desk, zones)
    for code, (description, first, last, frequency) in PLAN.items():
        desk.add(
            "management_plan",
            action_code=code,
            description=description,
            location="Whole site" if last is None else "Zone 1592_mod",
            first_year=first,
            last_year=last,
            frequency=frequency,
        )
    return desk


def _add_koala(desk: Desk, zones: list[VegetationZone]) -> None:
    koala = desk.add(
        "candidate_species",
        scientific_name="Phascolarctos cinereus",
        common_name="Koala",
        presence="present_survey",
        survey_months="October",
        survey_method="Spot assessments at 30 trees each on six sites.",
    )
    for zone in zones:
        desk.add("species_habitat", candidate=koala, zone=str(zone.public_id), area_m2=zone.area_m2)
