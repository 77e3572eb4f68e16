"""Rows that break the rules of lots, movements, dealings and the imported register."""

from datetime import date
from typing import Any

from tests.constraints.row import Breaks, Twice, breaks, twice

DAY, DAY_BEFORE = date(2026, 3, 2), date(2026, 3, 1)
EMPTY: dict[str, Any] = dict.fromkeys(("received", "available", "reserved", "ended", "moved_out"), 0)
LOT: dict[str, Any] = {"status": "issued", "parent_id": None, "root_id": None, **EMPTY}
MOVEMENT: dict[str, Any] = {
    "kind": "transfer",
    "from_lot_id": 1,
    "to_lot_id": 2,
    "source": "transfer",
    **dict.fromkeys(("deposit_step", "fee_step", "signature_step", "second_person_step"), "done"),
}
OFFER: dict[str, Any] = {"state": "open", "quantity": 5, "remaining": 5}
OFFICERS: dict[str, Any] = {"lodged_by_id": 1, "checked_by_id": 2, "completed_by_id": 3}
VOLUNTARY: dict[str, Any] = {"purpose": "voluntary", "obligation_reference": "", "purpose_note": ""}


def dealing(
    name: str, *, done: str, by_two: str, good: dict[str, Any] | None = None
) -> dict[str, Breaks | Twice]:
    """What every kind of dealing refuses: no credits, one person in two parts, an end that nobody is named for."""
    model, values = f"credits.{name.capitalize()}", OFFICERS | {"new_lot_id": 1} | (good or {})
    return {
        f"{name}_quantity_positive": breaks(model, {"quantity": 0}, **values),
        f"{name}_by_different_people": breaks(model, {"completed_by_id": 2}, **values),
        by_two: breaks(model, {"completed_by_id": None}, **(values | {"state": done})),
    }


ROWS: dict[str, Breaks | Twice] = {
    "holder_known_or_unknown": breaks(
        "credits.HolderAccount", {"unknown_holder_of": "CR-1"}, organisation_id=1, unknown_holder_of=None
    ),
    "class_is_one_of_two": breaks("credits.CreditClass", {"kind": "water"}, kind="ecosystem"),
    "species_class_names_its_species": breaks("credits.CreditClass", {"scientific_name": ""}, kind="species"),
    "lot_adds_up": breaks("credits.Lot", {"received": 1}, **LOT),
    "lot_number_once": twice("credits.Lot", "number", **LOT),
    "lot_never_negative": breaks("credits.Lot", {"available": -1, "moved_out": 1}, **LOT),
    "lot_status_fits_balances": breaks("credits.Lot", {"received": 1, "ended": 1}, **LOT),
    "lot_parent_is_older": breaks(
        "credits.Lot",
        {"id": 5, "parent_id": 6, "root_id": 6},
        **(LOT | {"id": 7, "parent_id": 6, "root_id": 6}),
    ),
    "movement_once_by_cause": twice("credits.Movement", "source", "cause", "line", **MOVEMENT),
    "movement_positive": breaks("credits.Movement", {"quantity": 0}, **MOVEMENT),
    "movement_issue_comes_from_nothing": breaks("credits.Movement", {"kind": "issue"}, **MOVEMENT),
    "movement_between_two_lots": breaks("credits.Movement", {"from_lot_id": 2}, **MOVEMENT),
    "movement_value_not_negative": breaks("credits.Movement", {"value_cents": -1}, **MOVEMENT),
    "only_the_import_leaves_unpublished": breaks(
        "credits.Movement", {"fee_step": "not_published"}, **MOVEMENT
    ),
    "offer_remaining_within_quantity": breaks("credits.Offer", {"remaining": 6}, **OFFER),
    "only_an_open_offer_reserves": breaks("credits.Offer", {"state": "withdrawn"}, **OFFER),
    **dealing("transfer", done="settled", by_two="transfer_settled_by_two_officers"),
    **dealing("retirement", done="retired", by_two="retirement_recorded_by_two_officers", good=VOLUNTARY),
    "retirement_names_its_obligation": breaks(
        "credits.Retirement",
        {"obligation_reference": ""},
        purpose="planning_approval",
        obligation_reference="DA 12/2026",
        checked_by_id=None,
    ),
    "retirement_other_purpose_is_said": breaks(
        "credits.Retirement", {"purpose_note": ""}, purpose="other", purpose_note="Order of 2 March."
    ),
    **dealing("cancellation", done="cancelled", by_two="cancellation_by_two_officers"),
    "cancellation_ground_is_said": breaks("credits.Cancellation", {"ground_note": ""}),
    **dealing("correction", done="posted", by_two="correction_by_two_officers"),
    "correction_has_a_reason": breaks("credits.Correction", {"reason": ""}),
    "lot_suspension_ends_after_start": breaks(
        "credits.LotSuspension", {"until": DAY_BEFORE}, suspended_from=DAY, until=DAY
    ),
    "lot_suspension_has_a_reason": breaks(
        "credits.LotSuspension", {"reason": ""}, suspended_from=DAY, until=DAY
    ),
    "register_file_once": twice("credits.RegisterFile", "register_import", "kind"),
    "supply_row_once": twice("credits.SupplyRow", "register_import", "row"),
    "transaction_row_once": twice("credits.TransactionRow", "register_import", "row"),
}
