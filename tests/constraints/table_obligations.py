"""Rows that break the rules of developments, applications and obligations."""

from datetime import UTC, date, datetime
from typing import Any

from tests.constraints.row import Breaks, Twice, breaks, twice

DAY, DAY_BEFORE = date(2026, 3, 2), date(2026, 3, 1)
MOMENT = datetime(2026, 3, 2, tzinfo=UTC)

IN_REVIEW: dict[str, Any] = {"state": "under_review", "kind": "approval"}
APPROVED: dict[str, Any] = {
    "state": "approved",
    "recommended_by_id": 1,
    "decided_by_id": 2,
    "decided_on": DAY,
    "consent_number": "DA-1/2026",
    "avoid_text": "Moved.",
    "minimise_text": "Limited.",
}
LINE: dict[str, Any] = {"required": 10, "pending": 4, "discharged": 6, "state": "in_force"}
SETTLED: dict[str, Any] = {
    "state": "settled",
    "amount_due_cents": 100,
    "received_cents": 100,
    "received_on": DAY,
    "valid_until": DAY,
    "settled_on": DAY,
    "trust_obligation_id": 1,
    "received_by_id": 1,
    "settled_by_id": 2,
}
ACCEPTED: dict[str, Any] = {
    "kind": "mine_rehabilitation",
    "state": "accepted",
    "proposed_by_id": 1,
    "checked_by_id": 2,
    "decided_by_id": 3,
}

ROWS: dict[str, Breaks | Twice] = {
    "development_state_known": breaks("obligations.Development", {"state": "lost"}),
    "development_has_a_title": breaks("obligations.Development", {"title": ""}),
    "development_waiver_is_referenced": breaks(
        "obligations.Development", {"waiver_reference": ""}, waived=True, waiver_reference="DOC26/1"
    ),
    "stage_numbered_once": twice("obligations.Stage", "development", "number", state="planned"),
    "stage_commencement_is_dated": breaks(
        "obligations.Stage", {"commenced_on": None}, state="commenced", commenced_on=DAY
    ),
    "application_state_known": breaks("obligations.Application", {"state": "lost"}, **IN_REVIEW),
    "application_decided_by_another": breaks("obligations.Application", {"decided_by_id": 1}, **APPROVED),
    "application_approval_is_complete": breaks("obligations.Application", {"avoid_text": ""}, **APPROVED),
    "one_open_application": twice("obligations.Application", "development", **IN_REVIEW),
    "proposed_line_numbered_once": twice(
        "obligations.ProposedLine", "application", "number", proposed_quantity=4, final_quantity=4
    ),
    "changed_line_has_reason_and_author": breaks(
        "obligations.ProposedLine",
        {"reason": ""},
        proposed_quantity=4,
        final_quantity=5,
        reason="A second gully.",
        set_by_id=1,
        set_at=MOMENT,
    ),
    "condition_numbered_once": twice("obligations.Condition", "application", "number"),
    "condition_has_a_text": breaks("obligations.Condition", {"text": ""}),
    "condition_is_met_by_somebody": breaks(
        "obligations.Condition", {"met_by_id": None}, met_on=DAY, met_by_id=1
    ),
    "obligation_state_known": breaks("obligations.Obligation", {"state": "lost"}),
    "obligation_discharge_is_dated": breaks(
        "obligations.Obligation", {"discharged_on": None}, state="discharged", discharged_on=DAY
    ),
    "obligation_has_a_reference": breaks("obligations.Obligation", {"reference": ""}),
    "obligation_variation_permitted_in_time": breaks(
        "obligations.Obligation",
        {"variation_permitted_on": date(2025, 3, 7)},
        variation_permitted_on=date(2025, 3, 6),
    ),
    "loaded_consent_once": twice("obligations.Obligation", "authority", "reference", source="loaded"),
    "obligation_line_numbered_once": twice("obligations.ObligationLine", "obligation", "number", **LINE),
    "obligation_line_positive": breaks(
        "obligations.ObligationLine", {"required": 0}, state="in_force", required=1, pending=0, discharged=0
    ),
    "obligation_line_never_over_discharged": breaks("obligations.ObligationLine", {"discharged": 7}, **LINE),
    "ended_line_has_nothing_pending": breaks("obligations.ObligationLine", {"state": "superseded"}, **LINE),
    "retirement_never_used_twice": breaks("obligations.RetirementUse", {"used": 11}, quantity=10, used=10),
    "claim_once_per_line": twice("obligations.Claim", "retirement", "line", quantity=1),
    "claim_positive": breaks("obligations.Claim", {"quantity": 0}),
    "listed_action_once_a_day": twice("obligations.ListedAction", "code", "listed_from"),
    "excluded_entity_once_a_day": twice("obligations.ExcludedEntity", "entity", "excluded_from"),
    "measure_positive": breaks("obligations.Measure", {"quantity": 0}, kind="mine_rehabilitation"),
    "conservation_action_is_listed": breaks(
        "obligations.Measure", {"listed_action_id": None}, kind="conservation_action", listed_action_id=1
    ),
    "measure_accepted_by_two_people": breaks("obligations.Measure", {"decided_by_id": 2}, **ACCEPTED),
    "quote_issued_by_another": breaks(
        "obligations.FundQuote", {"offered_by_id": 1}, prepared_by_id=1, offered_by_id=2
    ),
    "payment_confirmed_by_another": breaks("obligations.FundQuote", {"settled_by_id": 1}, **SETTLED),
    "settled_quote_is_paid_in_full": breaks("obligations.FundQuote", {"received_cents": 99}, **SETTLED),
    "payment_within_validity": breaks("obligations.FundQuote", {"valid_until": DAY_BEFORE}, **SETTLED),
    "quote_line_once": twice("obligations.FundQuoteLine", "quote", "line", quantity=1),
    "quote_line_positive": breaks("obligations.FundQuoteLine", {"quantity": 0}),
    "discharge_positive": breaks("obligations.Discharge", {"quantity": 0}, way="carried_over"),
    "discharge_has_its_one_cause": breaks(
        "obligations.Discharge", {"measure_id": 1}, way="retirement", claim_id=1
    ),
    "question_once": twice("obligations.Question", "line", "credit_class", "test", state="asked"),
    "question_answered_by_another": breaks(
        "obligations.Question", {"answered_by_id": 1}, asked_by_id=1, answered_by_id=2
    ),
    "answer_has_reasons": breaks(
        "obligations.Question", {"reasons": ""}, state="answered", answer=True, reasons="Of one group."
    ),
    "diary_entry_once_by_cause": twice("obligations.DiaryEntry", "obligation", "cause"),
    "diary_entry_has_a_text": breaks("obligations.DiaryEntry", {"text": ""}),
    "one_variation_request": twice("obligations.VariationRequest", "line", state="asked"),
    "variation_decided_by_another": breaks(
        "obligations.VariationRequest", {"decided_by_id": 1}, asked_by_id=1, decided_by_id=2
    ),
}
