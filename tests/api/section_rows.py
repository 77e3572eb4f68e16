"""A valid row of every section, as a client of the API sends it."""

from typing import Any

from assessments.models import Revision
from assessments.sections import Section
from registry.reference import selectors as reference
from tests import builders

IN_A_ZONE = ("zones", "plots", "plot_species", "management_zones", "species_habitat", "future_values")
MEASURE = {"kind": "avoid", "phase": "planning", "description": "The haul road was moved."}


def example(section: Section, revision: Revision) -> dict[str, Any]:
    """A valid row of a section, as a client sends it; what it hangs on is made first."""
    if section.code in IN_A_ZONE:
        zone = builders.add_zone(revision, condition="base") if section.code != "zones" else None
    match section.code:
        case "zones":
            return {
                "number": 1,
                "pct_id": builders.PCT_WITH_BENCHMARK,
                "condition_class": "good",
                "area_m2": 19_000,
                "community_answer": "not_a_tec",
            }
        case "plots":
            assert zone is not None
            place = {"easting": "321000.00", "northing": "6392000.00"}
            return builders.PLOT | place | {"zone": str(zone.public_id)}
        case "plot_species":
            assert zone is not None
            return {
                "plot": builders.add_plot(revision, zone),
                "scientific_name": "Leptospermum unlisted",
                "cover_percent": "12.5",
                "individuals": 4,
                "native": True,
                "growth_form": "shrub",
                "high_threat_weed": False,
                "source": "Flora of the region, volume 2",
            }
        case "management_zones":
            assert zone is not None
            return {"zone": str(zone.public_id), "name": "North", "area_m2": 9_000}
        case "future_values":
            assert zone is not None
            part = builders.add_part(revision, zone, "North", 9_000)
            return {
                "management_zone": str(part.public_id),
                "attribute": "composition.tree",
                "value": "2.500",
                "reason": "Thinned.",
            }
        case "trees":
            return {"pct_id": 1592, "tree_species": "Corymbia maculata", "trees": 3, "dbh_cm": 42}
        case "planted":
            return {"description": "Windbreak", "outcome": "habitat_only", "reason": "Planted in 1990."}
        case "predicted_species":
            return {"scientific_name": "Chthonicola sagittata"}
        case "candidate_species":
            return {"scientific_name": "Phascolarctos cinereus", "presence": "present_survey"}
        case "species_habitat":
            assert zone is not None
            made = builders.add(revision, "candidate_species", scientific_name="Phascolarctos cinereus")
            return {"candidate": made, "zone": str(zone.public_id), "area_m2": 5_000}
        case "avoidance":
            return dict(MEASURE)
        case "impacts":
            return {"kind": "indirect", "title": "Dust", "description": "On the edge of the forest."}
        case "management_plan":
            return {
                "action_code": reference.management_actions(revision.release)[0].code,
                "planned": True,
                "description": "Stock out.",
                "first_year": 1,
            }
        case "facts":
            return {
                "subject_kind": "pct",
                "subject_key": "1592",
                "code": "percent_cleared",
                "value": "44",
                "source": "Register, page 2",
            }
    raise LookupError(section.code)
