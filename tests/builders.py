"""Builders of cases through the same services a user uses. Values are small and easy to check by hand."""

import json
from datetime import date
from typing import Any

from django.utils import timezone

from assessments.models import CandidateSpecies, ManagementZone, Revision, VegetationZone
from assessments.sections import section_of
from assessments.services import boundaries, cases, content, editing, lifecycle
from registry.actor import Actor
from registry.parties.models import Organisation, User
from registry.parties.people import actor_for
from registry.reference import selectors as reference

PCT_WITH_BENCHMARK = 1592
"""Hunter-Macleay dry sclerophyll forest in the Sydney Basin: has a demo benchmark and 44 % cleared."""
SUBREGION = "SYB02"
"""Hunter."""


def acting(user: User) -> Actor:
    """The user as actor today."""
    return actor_for(user, today=timezone.localdate())


def lead(revision: Revision) -> Actor:
    """The lead assessor as actor, looked up once for each revision in hand: a case is built by dozens of commands."""
    known: Actor | None = vars(revision).get("_lead")
    if known is None:
        known = acting(revision.assessment.assessor)
        vars(revision)["_lead"] = known
    return known


def open_revision(
    *,
    assessor: User,
    reviewing: Organisation,
    kind: str = "part4",
    module: str = "standard",
    title: str = "Quarry at Ironbark Road",
) -> Revision:
    """A case with one assessment and its empty open revision."""
    actor = acting(assessor)
    case = cases.open_case(actor=actor, title=title)
    made = cases.open_assessment(
        actor=actor,
        case_id=case["id"],
        kind=kind,
        module=module,
        reviewing_organisation_id=str(reviewing.public_id),
        proposal_name=title,
        today=timezone.localdate(),
    )
    return Revision.objects.select_related("assessment__case", "release").get(public_id=made["revision_id"])


def fresh(key: int) -> Revision:
    """The revision as stored now."""
    return Revision.objects.select_related("assessment__case", "release").get(pk=key)


def add(revision: Revision, section: str, **values: Any) -> str:
    """One row of a section by the lead assessor; returns its public id."""
    actor = lead(revision)
    return str(content.add_row(actor=actor, revision_id=revision.pk, section=section, values=values)["id"])


def change_single(revision: Revision, section: str, **values: Any) -> None:
    """Fill the one row of a single section."""
    spec = section_of(section)
    row = spec.model._default_manager.get(revision=revision)
    content.change_row(
        actor=lead(revision),
        revision_id=revision.pk,
        section=section,
        row_id=str(row.public_id),
        values=values,
        expected_version=editing.section_version(revision, spec),
    )


def describe(revision: Revision) -> None:
    """Proposal, landscape and boundary."""
    stewardship = revision.assessment.is_stewardship
    change_single(
        revision,
        "proposal",
        description="Extension of an existing quarry by six hectares.",
        lots="12/DP754321",
        entry_trigger="stewardship" if stewardship else "area_clearing_threshold",
        local_government_area="Singleton",
    )
    landscape = reference_landscape(revision)
    change_single(
        revision,
        "site",
        subregion_code=SUBREGION,
        landscape_name=landscape,
        native_vegetation_cover_percent="42.5",
        connectivity="Joined to the reserve in the east.",
    )
    set_square_boundary(revision, claimed_area_m2=90_000)


def reference_landscape(revision: Revision) -> str:
    """Any landscape of the release."""
    from registry.reference.models import Landscape

    row = Landscape.objects.filter(release=revision.release).order_by("name").first()
    assert row is not None
    return row.name


def square_geojson(*, west: float = 151.10, south: float = -32.60, side_degrees: float = 0.003) -> bytes:
    """A square of roughly 280 m by 330 m near Singleton."""
    east, north = west + side_degrees, south + side_degrees
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]}).encode()


def set_square_boundary(revision: Revision, *, claimed_area_m2: int) -> None:
    """Upload the square as the site boundary."""
    boundaries.set_boundary(
        actor=lead(revision),
        revision_id=revision.pk,
        filename="site.geojson",
        content=square_geojson(),
        claimed_area_m2=claimed_area_m2,
        expected_version=editing.section_version(revision, section_of("boundary")),
    )


def add_zone(
    revision: Revision, *, number: int = 1, condition: str = "good", area_m2: int = 19_000, **values: Any
) -> VegetationZone:
    """A zone with patch size and a community answer."""
    defaults: dict[str, Any] = {
        "number": number,
        "pct_id": PCT_WITH_BENCHMARK,
        "condition_class": condition,
        "area_m2": area_m2,
        "patch_size_m2": 1_000_000,
        "community_answer": "not_a_tec",
    }
    if revision.assessment.is_stewardship:
        defaults |= {"high_risk_land": True, "high_risk_reason": "Over-cleared landscape."}
    row_id = add(revision, "zones", **(defaults | values))
    return VegetationZone.objects.get(public_id=row_id)


PLOT: dict[str, Any] = {
    "label": "P1",
    "mga_zone": 56,
    "easting": "321000",
    "northing": "6392000",
    "bearing": 90,
    "composition_tree": 3,
    "composition_shrub": 6,
    "composition_grass": 7,
    "composition_forb": 8,
    "composition_fern": 1,
    "composition_other": 3,
    "structure_tree": "30.0",
    "structure_shrub": "12.5",
    "structure_grass": "35.0",
    "structure_forb": "4.0",
    "structure_fern": "0.5",
    "structure_other": "1.5",
    "large_trees": 2,
    "hollow_bearing_trees": 1,
    "litter_cover_percent": "35.0",
    "logs_length_m": "28.0",
    "stems_5_to_9": 1,
    "stems_10_to_19": 1,
    "stems_20_to_29": 1,
    "stems_30_to_49": 0,
    "stems_50_to_79": 0,
    "regeneration": 1,
    "weed_cover_percent": "5.0",
}
"""A plot sheet whose function values are all there."""


def add_plot(revision: Revision, zone: VegetationZone, label: str = "P1", **values: Any) -> str:
    """One plot in a zone."""
    return add(revision, "plots", zone=str(zone.public_id), **(PLOT | {"label": label} | values))


def enter_fact(revision: Revision, subject_kind: str, subject_key: object, code: str, value: object) -> str:
    """A fact the reference data lacks, with a source."""
    return add(
        revision,
        "facts",
        subject_kind=subject_kind,
        subject_key=str(subject_key),
        code=code,
        value=str(value),
        source="Practice note of the assessor's firm, page 3",
    )


def answer_plan(revision: Revision) -> None:
    """Every required action and restoration measure planned."""
    for action in reference.management_actions(revision.release):
        if action.group in ("required", "active_restoration"):
            add(
                revision,
                "management_plan",
                action_code=action.code,
                planned=True,
                description=f"{action.title} over the whole site.",
                first_year=1,
                frequency="each year",
            )


def complete_development(
    *, assessor: User, reviewing: Organisation, zones: int = 1, kind: str = "part4"
) -> Revision:
    """A development revision that can be finalised: every zone has two plots and a predicted species."""
    revision = open_revision(assessor=assessor, reviewing=reviewing, kind=kind)
    describe(revision)
    enter_fact(revision, "pct", PCT_WITH_BENCHMARK, "large_tree_threshold_cm", 50)
    made = [add_zone(revision, number=n, condition=f"good{n}") for n in range(1, zones + 1)]
    for zone in made:
        add_plot(revision, zone, "P1")
        add_plot(revision, zone, "P2", composition_tree=5, structure_tree="42.0", large_trees=4)
    add(
        revision,
        "predicted_species",
        scientific_name="Chthonicola sagittata",
        common_name="Speckled Warbler",
        confirmed_zones=[str(zone.public_id) for zone in made],
    )
    enter_fact(revision, "species", "Chthonicola sagittata", "sensitivity_to_gain", "High")
    for zone in made:
        enter_fact(revision, "zone", zone.key, "risk_weighting", "1.5")
    add(
        revision,
        "avoidance",
        kind="avoid",
        phase="planning",
        description="The haul road was moved out of the gully forest.",
    )
    return revision


def complete_stewardship(*, assessor: User, trust: Organisation, landholder: Organisation) -> Revision:
    """A stewardship revision that can be finalised."""
    revision = open_revision(assessor=assessor, reviewing=trust, kind="stewardship", title="Ironbark Hills")
    actor = acting(assessor)
    cases.name_party(
        actor=actor,
        case_id=str(revision.assessment.case.public_id),
        organisation_id=str(landholder.public_id),
        role="landholder",
    )
    describe(revision)
    enter_fact(revision, "pct", PCT_WITH_BENCHMARK, "large_tree_threshold_cm", 50)
    zone = add_zone(revision, condition="mod", area_m2=50_000)
    for label in ("P1", "P2", "P3"):
        add_plot(revision, zone, label)
    answer_plan(revision)
    return revision


def add_candidate(revision: Revision, zone: VegetationZone, **values: Any) -> CandidateSpecies:
    """A species found by survey with one hectare of habitat in the zone."""
    defaults: dict[str, Any] = {
        "scientific_name": "Phascolarctos cinereus",
        "common_name": "Koala",
        "presence": "present_survey",
        "survey_months": "October",
        "survey_method": "Spot assessment at 30 trees.",
    }
    row_id = add(revision, "candidate_species", **(defaults | values))
    candidate = CandidateSpecies.objects.get(public_id=row_id)
    add(
        revision,
        "species_habitat",
        candidate=row_id,
        zone=str(zone.public_id),
        area_m2=10_000,
    )
    return candidate


def add_part(
    revision: Revision, zone: VegetationZone, name: str, area_m2: int, **values: Any
) -> ManagementZone:
    """A management zone."""
    row_id = add(revision, "management_zones", zone=str(zone.public_id), name=name, area_m2=area_m2, **values)
    return ManagementZone.objects.get(public_id=row_id)


def finalise(revision: Revision, *, on: date | None = None) -> Revision:
    """Certify today (or on a day) by the lead assessor."""
    today = timezone.localdate()
    lifecycle.finalise(
        actor=acting(revision.assessment.assessor),
        revision_id=revision.pk,
        certified_on=on or today,
        today=today,
    )
    revision.refresh_from_db()
    return revision


def submit(revision: Revision) -> Revision:
    """Send to the reviewing organisation."""
    lifecycle.submit(
        actor=acting(revision.assessment.assessor), revision_id=revision.pk, today=timezone.localdate()
    )
    revision.refresh_from_db()
    return revision
