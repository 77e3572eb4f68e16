"""Rows that break the rules of agreements."""

from datetime import date
from typing import Any

from tests.constraints.row import Breaks, Twice, breaks, twice

DAY, DAY_BEFORE = date(2026, 3, 2), date(2026, 3, 1)
REGISTERED: dict[str, Any] = {
    "state": "passive",
    "number": "BS9001",
    "title_reference": "AB123456",
    "registered_on": DAY,
}

ROWS: dict[str, Breaks | Twice] = {
    "agreement_state_known": breaks("agreements.Agreement", {"state": "paused"}),
    "agreement_site_within_holding": breaks(
        "agreements.Agreement", {"site_area_m2": 101}, site_area_m2=100, holding_area_m2=100
    ),
    "agreement_signed_by_two_people": breaks(
        "agreements.Agreement", {"trust_signer_id": 1}, holder_signer_id=1, trust_signer_id=2
    ),
    "agreement_registered_by_two_people": breaks(
        "agreements.Agreement", {"registered_by_id": 1}, registration_prepared_by_id=1, registered_by_id=2
    ),
    "agreement_in_force_is_registered": breaks("agreements.Agreement", {"title_reference": ""}, **REGISTERED),
    "agreement_active_is_dated": breaks(
        "agreements.Agreement",
        {"activated_on": None},
        **(REGISTERED | {"state": "active", "activated_on": DAY}),
    ),
    "agreement_boundary_numbered_once": twice("agreements.AgreementBoundary", "agreement", "version"),
    "owner_share_positive": breaks("agreements.OwnerShare", {"parts": 0}),
    "owner_share_ends_after_start": breaks(
        "agreements.OwnerShare", {"valid_to": DAY_BEFORE}, valid_from=DAY, valid_to=DAY
    ),
    "owner_once_at_a_time": twice("agreements.OwnerShare", "agreement", "organisation"),
    "one_open_owner_change": twice("agreements.OwnerChange", "agreement", state="lodged"),
    "agreement_change_by_two_people": breaks(
        "agreements.AgreementChange", {"approved_by_id": 1}, proposed_by_id=1, approved_by_id=2
    ),
    "one_open_agreement_change": twice("agreements.AgreementChange", "agreement", state="proposed"),
    "one_open_agreement_suspension": twice("agreements.AgreementSuspension", "agreement"),
    "eligibility_has_a_reason": breaks("agreements.EligibilityFinding", {"reason": ""}),
    "eligibility_subject_known": breaks("agreements.EligibilityFinding", {"subject": "sea"}),
    "interest_answer_has_evidence": breaks(
        "agreements.InterestHolder", {"evidence": ""}, answer="given", evidence="Letter of 2 March."
    ),
    "activity_has_a_finding": breaks("agreements.PermittedActivity", {"finding": ""}),
    "agreement_terms_numbered_once": twice("agreements.AgreementTerms", "agreement", "version"),
    "agreed_plan_numbered_once": twice(
        "agreements.AgreedPlan", "agreement", "version", frozen_at="2026-03-02T00:00:00Z"
    ),
    "one_plan_open_for_changes": twice("agreements.AgreedPlan", "agreement"),
    "plan_action_within_twenty_years": breaks(
        "agreements.PlanAction", {"last_year": 21}, first_year=1, last_year=20
    ),
    "plan_cost_year_1_to_20": breaks("agreements.PlanCost", {"year": 21}, year=20),
}
