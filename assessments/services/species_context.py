"""Predicted and candidate species, frozen for the reports: what the assessor found, and what is known of each."""

from typing import Any

from assessments.models import CandidateSpecies, PredictedSpecies, Revision
from assessments.services import known_facts

SPECIES_FACTS = ("bc_listing", "epbc_listing", "sensitivity_to_gain")


def build(revision: Revision) -> dict[str, list[dict[str, Any]]]:
    """Both lists, in the order of their scientific names."""
    predicted = PredictedSpecies.objects.filter(revision=revision).prefetch_related("confirmed_zones")
    facts = known_facts.read_facts(revision)
    return {
        "predicted_species": [
            {
                "name": row.scientific_name,
                "common_name": row.common_name,
                "confirmed": row.confirmed,
                "reason": row.reason,
                "zones": sorted(zone.key for zone in row.confirmed_zones.all()),
                "habitat_constraints": row.habitat_constraints,
                "geographic_limitations": row.geographic_limitations,
                "vagrant": row.vagrant,
                **_species_facts(row.scientific_name, facts),
            }
            for row in predicted
        ],
        "candidate_species": [
            {
                "name": row.scientific_name,
                "common_name": row.common_name,
                "retained": row.retained,
                "presence": row.get_presence_display(),
                "reason": row.exclusion_reason,
                "survey_months": row.survey_months,
                "survey_method": row.survey_method,
                "saii_statement": row.saii_statement,
                "habitat_constraints": row.habitat_constraints,
                "geographic_limitations": row.geographic_limitations,
                "vagrant": row.vagrant,
                "habitat_degraded": row.habitat_degraded,
                "expert_report": row.expert_report,
                **_species_facts(row.scientific_name, facts),
            }
            for row in CandidateSpecies.objects.filter(revision=revision)
        ],
    }


def _species_facts(name: str, facts: known_facts.Facts) -> dict[str, dict[str, str] | None]:
    """What is known of a species, each with its mark and source: as the assessor entered it, else as the release
    says; None where neither does."""
    found: dict[str, dict[str, str] | None] = {}
    for code in SPECIES_FACTS:
        fact = facts.typed("species", name, code) or known_facts.species_fact(facts.species.get(name), code)
        found[code] = (
            None if fact is None else {"value": str(fact.value), "mark": fact.mark, "source": fact.source}
        )
    return found
