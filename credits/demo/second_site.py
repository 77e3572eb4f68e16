"""A second, smaller stewardship site: one zone. Its agreement is still talked about when the demonstration ends."""

from datetime import date, timedelta
from decimal import Decimal

from credits.demo.desk import Desk, name_party, open_desk
from credits.demo.people import Cast, acting
from credits.demo.stewardship import PLAN

TITLE = "Redgum Gully stewardship site (demo)"
REGROWTH = (
    "Spotted gum and ironbark regrowth on the western side of a gully that was grazed until three years ago. Canopy, "
    "slope and soil are those of the type; the creek paddock beside it stays pasture."
)


def file_assessment(cast: Cast, today: date) -> Desk:
    """From nothing to a complete open revision."""
    desk = open_desk(
        actor=acting(cast.assessor, today),
        title=TITLE,
        kind="stewardship",
        receiver=cast.trust,
        today=today,
    )
    name_party(desk, cast.landholder_family, "landholder")
    desk.fill(
        "proposal",
        description="Eighteen hectares of regrowth forest in a gully of the same family's second property, fenced off "
        "and managed for conservation for ever.",
        entry_trigger="stewardship",
        address="Redgum Gully Road",
        lots="3/DP000004",
        local_government_area="Singleton",
    )
    desk.fill(
        "site",
        subregion_code="SYB02",
        landscape_name="Central Hunter Foothills",
        native_vegetation_cover_percent=Decimal("48.0"),
        connectivity="The head of the gully meets the ridge corridor; pasture lies to the east.",
        features="One first order gully runs through the site to the south.",
    )
    desk.upload_boundary("second_stewardship_site.geojson", 465_000)
    desk.import_plots("second_stewardship_plots.csv")
    desk.date_plots(today - timedelta(days=30))
    desk.complete_zone(
        "1592_mod",
        community_answer="not_a_tec",
        hollow_bearing_trees=False,
        high_risk_land=True,
        high_risk_reason="Demonstration: ticked by the assessor",
        planned_weed_cover_percent=Decimal("3.0"),
        justification=REGROWTH,
    )
    desk.upload_outlines("second_stewardship_zones.geojson")
    desk.enter_facts({("pct", "1592", "large_tree_threshold_cm"): "50"})
    for code, (description, first, last, frequency) in PLAN.items():
        desk.add(
            "management_plan",
            action_code=code,
            description=description,
            location="Whole site",
            first_year=first,
            last_year=last,
            frequency=frequency,
        )
    return desk
