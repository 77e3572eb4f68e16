"""Rows that break the rules of the apps everything stands on: audit, keys of commands, jobs, people, fees."""

from datetime import date

from tests.constraints.row import Breaks, Twice, breaks, twice

DAY, DAY_BEFORE = date(2026, 3, 2), date(2026, 3, 1)

ROWS: dict[str, Breaks | Twice] = {
    "audit_chain_one_per_thing": twice("audit.AuditChain", "kind", "key"),
    "audit_event_one_per_number": twice("audit.AuditEvent", "chain", "sequence"),
    "audit_event_counts_from_one": breaks("audit.AuditEvent", {"sequence": 0}),
    "command_key_once_per_actor": twice("idempotency.CommandKey", "scope", "key"),
    "job_state_known": breaks("jobs.Job", {"state": "lost"}, state="queued"),
    "role_once_per_start": twice(
        "parties.RoleAssignment", "user", "organisation", "role", "valid_from", valid_to=None
    ),
    "role_ends_after_start": breaks("parties.RoleAssignment", {"valid_to": DAY_BEFORE}, valid_from=DAY),
    "member_once": twice("parties.Membership", "user", "organisation"),
    "accreditation_ends_after_start": breaks(
        "parties.Accreditation", {"valid_to": DAY_BEFORE}, valid_from=DAY, valid_to=DAY
    ),
    "suspension_lifted_after_start": breaks(
        "parties.Suspension", {"lifted_on": DAY_BEFORE}, suspended_from=DAY, lifted_on=DAY
    ),
    "one_open_suspension": twice("parties.Suspension", "accreditation"),
    "signature_names_signer_and_capacity": breaks("parties.Signature", {"capacity": ""}),
    "fee_amount_once_a_day": twice("fees.FeeAmount", "kind", "effective_from"),
    "fee_amount_has_a_source": breaks("fees.FeeAmount", {"source": ""}),
    "fee_paid_with_receipt": breaks(
        "fees.FeeCharge", {"receipt": ""}, paid_on=DAY, receipt="R-1", amount_id=1, recorded_by_id=1
    ),
}
