"""A quarry extension: two communities in three zones, koala habitat by area and a shrub by count."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from assessments.models import Revision
from assessments.sections import section_of
from assessments.services import future_values, lifecycle
from assessments.services.editing import section_version
from credits.demo.desk import Desk, name_party, open_desk
from credits.demo.people import Cast, acting
from credits.demo.pictures import woodland

WEEPING_MYALL = "Hunter Valley Weeping Myall Woodland in the Sydney Basin Bioregion"

ZONES: dict[str, dict[str, Any]] = {
    "1592_good": {
        "community_answer": "not_a_tec",
        "hollow_bearing_trees": True,
        "justification": "Spotted gum and narrow-leaved ironbark over a shrub layer of wattles, on stony slopes of "
        "conglomerate. Canopy, shrub and ground layers are all present. Of the characteristic species of the type, 31 "
        "of 44 were found in the three plots.",
    },
    "1592_low": {
        "community_answer": "not_a_tec",
        "hollow_bearing_trees": False,
        "justification": "The same type after grazing and timber getting: young ironbarks over introduced grasses, "
        "almost without shrubs. The slope, the soil and the trees that are left agree with the zone beside it.",
    },
    "116_moderate": {
        "community_answer": "tec",
        "community_name": WEEPING_MYALL,
        "hollow_bearing_trees": True,
        "justification": "Weeping myall is the dominant tree on the clay flat below the slope, with a grassy ground "
        "layer. The stand agrees in place, soil and species with the listed community.",
        "potential_saii": True,
        "saii_statement": "The community is critically endangered and small. 2.3 ha are affected; 1.0 ha of it "
        "keeps its trees. The stand was known before the pit was planned; moving the pit further would meet the creek.",
    },
}


def file_assessment(cast: Cast, today: date) -> Desk:
    """From nothing to a complete open revision."""
    desk = open_desk(
        actor=acting(cast.assessor, today),
        title="Wallaby Creek quarry, northern extension (demo)",
        kind="part4",
        receiver=cast.authority,
        today=today,
    )
    name_party(desk, cast.quarry, "proponent")
    _describe(desk)
    desk.import_plots("development_plots.csv")
    desk.date_plots(today - timedelta(days=40))
    desk.name_delegate(cast.delegate, today)
    # The botanist of the firm enters what she recorded. Her plants add up to what the plot file says of P01.
    Desk(acting(cast.delegate, today), desk.revision).import_species("development_species.csv")
    _complete_zones(desk)
    _add_species(desk)
    _add_measures(desk)
    _add_evidence(desk)
    return desk


def _describe(desk: Desk) -> None:
    desk.fill(
        "proposal",
        description="The quarry at Wallaby Creek is to grow to the north. Hard rock would be taken in two stages over "
        "fifteen years, with a haul road along the eastern edge and a sediment basin below the pit. The disturbance "
        "area holds 10.5 hectares of native vegetation; the rest of the two lots is cleared pasture and the existing "
        "pit. Rehabilitation of each stage begins when the next one opens.",
        entry_trigger="area_clearing_threshold",
        address="Ironbark Road, Wallaby Creek",
        lots="12/DP000001\n13/DP000001",
        local_government_area="Singleton",
    )
    desk.fill(
        "site",
        subregion_code="SYB02",
        landscape_name="Central Hunter Foothills",
        native_vegetation_cover_percent=Decimal("42.5"),
        connectivity="The forest joins a ridge corridor to the east, about 400 m wide at its narrowest. The patch in "
        "low condition is cut off by the pit and the access road. Pasture lies to the north and west.",
        features="Wallaby Creek, a third order stream, runs 180 m south of the disturbance area. Its banks are not "
        "touched. There are no caves, cliffs, karst or wetlands on the site.",
    )
    desk.upload_boundary("development_site.geojson", 447_000)


def _complete_zones(desk: Desk) -> None:
    for key, values in ZONES.items():
        desk.complete_zone(key, **values)
    myall = desk.zone("116_moderate")
    desk.upload_outlines("development_zones.geojson")
    desk.enter_facts(
        {
            ("pct", "1592", "large_tree_threshold_cm"): "50",
            ("pct", "116", "large_tree_threshold_cm"): "50",
            ("community", WEEPING_MYALL, "bc_listing"): "CEEC",
            ("community", WEEPING_MYALL, "epbc_listing"): "CEEC",
        }
    )
    # Half of the myall zone becomes an asset protection zone: trees stay, shrubs and logs go.
    zone = str(myall.public_id)
    desk.add("management_zones", zone=zone, name="Pit", area_m2=13_000)
    kept = desk.add("management_zones", zone=zone, name="Asset protection zone", area_m2=10_000)
    future_values.set_future_values(
        actor=desk.actor,
        revision_id=desk.revision.pk,
        management_zone_id=kept,
        values={
            "composition.tree": Decimal(2),
            "composition.grass": Decimal(6),
            "composition.forb": Decimal(4),
            "structure.tree": Decimal(12),
            "structure.grass": Decimal(30),
            "structure.forb": Decimal(2),
            "function.large_trees": Decimal(1),
            "function.litter": Decimal(10),
        },
        reason="Canopy kept at 15 metre spacing, ground layer slashed each year.",
        expected_version=section_version(desk.revision, section_of("future_values")),
    )


def _add_species(desk: Desk) -> None:
    good, low, myall = (desk.zone(key) for key in ("1592_good", "1592_low", "116_moderate"))
    everywhere = [str(zone.public_id) for zone in (good, low, myall)]
    desk.add(
        "predicted_species",
        scientific_name="Chthonicola sagittata",
        common_name="Speckled Warbler",
        confirmed_zones=everywhere,
    )
    desk.add(
        "predicted_species",
        scientific_name="Ninox strenua",
        common_name="Powerful Owl",
        confirmed_zones=[str(good.public_id)],
    )
    desk.add(
        "predicted_species",
        scientific_name="Stagonopleura guttata",
        common_name="Diamond Firetail",
        confirmed=False,
        reason="Vagrant: no record within 30 km and no seed-bearing native grass in the low zone.",
    )
    koala = desk.add(
        "candidate_species",
        scientific_name="Phascolarctos cinereus",
        common_name="Koala",
        presence="present_survey",
        survey_months="September, October",
        survey_method="Spot assessments at 30 trees each on four sites; two nights of spotlighting.",
    )
    forest = desk.add("species_habitat", candidate=koala, zone=str(good.public_id), area_m2=48_000)
    desk.upload_polygon(forest, "koala_habitat.geojson")
    desk.add("species_habitat", candidate=koala, zone=str(myall.public_id), area_m2=23_000)
    herb = desk.add(
        "candidate_species",
        scientific_name="Tetratheca juncea",
        common_name="Black-eyed Susan",
        presence="present_survey",
        survey_months="August, September",
        survey_method="Parallel transects 10 m apart through all suitable habitat.",
    )
    desk.add("species_habitat", candidate=herb, zone=str(good.public_id), individuals=12)
    desk.add(
        "candidate_species",
        scientific_name="Anthochaera phrygia",
        common_name="Regent Honeyeater",
        presence="absent_survey",
        survey_months="July, August",
        survey_method="Area searches at flowering spotted gums on six mornings.",
    )
    desk.enter_facts(
        {
            ("species", "Chthonicola sagittata", "sensitivity_to_gain"): "High",
            ("species", "Ninox strenua", "sensitivity_to_gain"): "High",
            ("species", "Phascolarctos cinereus", "risk_weighting"): "2",
            ("species", "Tetratheca juncea", "risk_weighting"): "2",
        }
    )


def _add_measures(desk: Desk) -> None:
    for kind, phase, description, outcome in (
        (
            "avoid",
            "planning",
            "The pit was moved 150 m west, out of the gully with the largest hollow-bearing trees.",
            "4.1 ha of zone 1592_good and eleven hollow-bearing trees are kept.",
        ),
        (
            "minimise",
            "construction",
            "Clearing in two stages with a fauna spotter, outside the koala's breeding season.",
            "Animals can move to the ridge before each stage.",
        ),
        (
            "minimise",
            "operation",
            "Water carts and a sealed haul road within 100 m of kept vegetation.",
            "Dust on leaves stays below the level of the existing pit.",
        ),
    ):
        desk.add("avoidance", kind=kind, phase=phase, description=description, outcome=outcome)
    desk.add(
        "impacts",
        kind="direct",
        title="Clearing for the pit and the haul road",
        description="All vegetation inside the pit and the haul road is removed in two stages. In the asset protection "
        "zone the trees stay; shrubs, logs and regrowth go.",
        response="What is lost is offset by the credits of this report.",
    )
    desk.add(
        "impacts",
        kind="prescribed",
        title="Habitat connectivity for gliders",
        description="The haul road opens a gap of 22 m in the canopy.",
        response="Three glide poles and a canopy bridge are kept for the life of the quarry.",
    )
    desk.add(
        "impacts",
        kind="indirect",
        title="Weeds along the new edge",
        description="African olive can spread along 900 m of new edge.",
        response="Quarterly weed control in a 20 m strip.",
    )


def _add_evidence(desk: Desk) -> None:
    """Pictures painted for the demonstration, in place of photos."""
    for number, (label, trees, bearing) in enumerate(
        (("P01", 26, 45), ("P04", 7, 10), ("P05", 15, 80)), start=1
    ):
        plot = desk.plot(label)
        desk.attach(
            f"plot-{label}.jpg",
            woodland(number, trees=trees),
            caption=f"Midline of plot {label} from its start (a picture painted for this demonstration)",
            plot=str(plot.public_id),
            bearing=bearing,
            taken_on=plot.surveyed_on,
        )


def correct_after_return(cast: Cast, returned: Revision, today: date) -> Desk:
    """The second revision: reopened without asking anybody, the reviewer's point mended."""
    actor = acting(cast.assessor, today)
    made = lifecycle.reopen(actor=actor, revision_id=returned.pk, today=today)
    revision = Revision.objects.select_related("assessment__case", "release").get(
        public_id=made["revision_id"]
    )
    desk = Desk(actor, revision)
    plot = revision.plot_set.get(label="P04")
    desk.change("plots", str(plot.public_id), logs_length_m=Decimal("9.5"), large_trees=1)
    desk.add(
        "avoidance",
        kind="avoid",
        phase="planning",
        description="The sediment basin was moved off the creek bank.",
        outcome="No riparian vegetation is cleared.",
    )
    return desk
