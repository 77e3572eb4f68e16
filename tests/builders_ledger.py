"""Builders of classes, accounts and lots straight in the ledger: for tests that need credits and no agreement."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.utils import timezone

from credits import ledger
from credits.ledger import Cause, RootLot
from credits.lots import classes
from credits.lots.services import issuing
from credits.models import CreditClass, HolderAccount, Lot
from registry.agreements import states
from registry.agreements.models import Agreement, AgreementChange
from registry.parties.models import Organisation

ISSUED_ON = date(2026, 3, 2)
ISSUED_AT = datetime(2026, 3, 1, 14, tzinfo=UTC)
"""Midnight in Sydney on the day of issue."""

_references = count(1)


def make_class(**attributes: Any) -> CreditClass:
    """An ecosystem class of made-up forest; `attributes` replace what is told here."""
    ecosystem: dict[str, Any] = {
        "pct_id": 1592,
        "pct_name": "Spotted Gum - Red Ironbark forest",
        "vegetation_formation": "Dry Sclerophyll Forests",
        "vegetation_class": "Hunter-Macleay Dry Sclerophyll Forests",
        "offset_trading_group": "Hunter-Macleay Dry Sclerophyll Forests <50%",
        "hollow_bearing_trees": "no",
        "subregion": "Hunter",
        "region": "Sydney Basin",
    }
    given = {"scheme": "nsw_bos", "kind": "ecosystem"} | attributes
    return classes.class_of((ecosystem if given["kind"] == "ecosystem" else {}) | given)


def make_account(organisation: Organisation) -> HolderAccount:
    """The organisation's account."""
    return issuing.holder_account(organisation)


def open_lot(organisation: Organisation, quantity: int, **attributes: Any) -> Lot:
    """A root lot of `quantity` credits held by the organisation, its deposit settled. `attributes`: of the lot
    (`credit_class`, `status`, `number`, `deposit_settled`, `agreement`, `issued_on` ...), `at` of the movement.

    Its movement says that it came from the register: such a one needs no agreement and no event of its own."""
    agreement = attributes.pop("agreement", None)
    credit_class = attributes.pop("credit_class", None) or make_class()
    at = attributes.pop("at", ISSUED_AT)
    values: dict[str, Any] = {
        "status": Lot.ISSUED,
        "issued_on": ISSUED_ON,
        "deposit_settled": True,
        "agreement_id": None if agreement is None else agreement.pk,
        "agreement_number": "" if agreement is None else agreement.number or "",
    }
    root = RootLot(
        holder_id=make_account(organisation).pk, credit_class_id=credit_class.pk, **(values | attributes)
    )
    cause = Cause(source="register_import", reference=f"builder-{next(_references)}", at=at)
    return Lot.objects.get(pk=ledger.issue(root, quantity=quantity, cause=cause).lot_id)


def varied_lot(found: Callable[[str], Any], **values: Any) -> Lot:
    """A root lot of 100 credits of a bare agreement in force with an approved variation. `found` gives a person or an
    organisation by name; `values` are of the change."""
    agreement = Agreement.objects.create(
        state=states.PASSIVE,
        site_name="Ironbark Ridge",
        applicant=found("landholder"),
        trust=found("trust"),
        created_by=found("landholder_signatory"),
        number="BS9002",
        title_reference="AB123456",
        registered_on=ISSUED_ON,
    )
    approve_change(agreement, found, **values)
    return open_lot(found("landholder"), 100, agreement=agreement)


def approve_change(agreement: Agreement, found: Callable[[str], Any], **values: Any) -> AgreementChange:
    """A variation of the agreement that an officer of the trust proposed and an approver approved."""
    now = timezone.now()
    given: dict[str, Any] = {
        "kind": "variation",
        "state": "approved",
        "reason": "More restoration.",
        "proposed_by": found("trust_officer"),
        "proposed_at": now,
        "approved_by": found("trust_approver"),
        "decided_at": now,
    }
    return AgreementChange.objects.create(agreement=agreement, **(given | values))
