"""The public facts of an agreement with its lots and what became of its credits."""

from collections import defaultdict
from typing import Any

from django.db.models import Sum

from credits.certificates.facts.dealings import class_line
from credits.certificates.kinds import AGREEMENT
from credits.certificates.sealed import Facts
from credits.lots.models import Lot, Movement
from registry.agreements import selectors
from registry.agreements.models import Agreement
from registry.findings import DomainError

SUMS = ("issued", "held", "retired", "cancelled")
_ENDED = {Lot.RETIRED: "retired", Lot.CANCELLED: "cancelled"}


def agreement_facts(agreement: Agreement) -> Facts:
    """Kind, state, place, days, and its credits: issued = held + retired + cancelled. No owner, no holder, no lot and
    plan, no name of the site. Raises DomainError before it is registered. Two queries."""
    if agreement.number is None or agreement.registered_on is None:
        raise DomainError(
            "document.too_early",
            "This agreement is not registered. A summary can be made once it is.",
        )
    lots = list(
        Lot.objects.filter(agreement=agreement).select_related("credit_class", "parent").order_by("pk")
    )
    classes = _by_class(lots, agreement)
    return {
        "kind": AGREEMENT,
        "number": agreement.number,
        "origin": agreement.get_origin_display(),
        "law": selectors.legal_basis(agreement),
        "state": agreement.get_state_display(),
        "suspended_on": _iso(agreement.suspended_on),
        "trust": agreement.trust.public_name,
        "local_government_area": agreement.local_government_area,
        "site_area_m2": agreement.site_area_m2,
        "registered_on": _iso(agreement.registered_on),
        "activated_on": _iso(agreement.activated_on),
        "terminated_on": _iso(agreement.terminated_on),
        "classes": classes,
        "total": {name: sum(row[name] for row in classes) for name in SUMS},
        "lots": [_lot_row(lot) for lot in lots],
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _by_class(lots: list[Lot], agreement: Agreement) -> list[dict[str, Any]]:
    issues = Movement.objects.filter(kind=Movement.MovementKind.ISSUE, to_lot__agreement=agreement)
    issued = dict(issues.order_by().values_list("to_lot__credit_class").annotate(Sum("quantity")))
    sums: dict[int, dict[str, Any]] = {}
    ended: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("held", "retired", "cancelled"), 0))
    for lot in lots:
        ended[lot.credit_class_id][_ENDED.get(lot.status, "held")] += lot.held + lot.ended
        sums[lot.credit_class_id] = {
            "class": class_line(lot.credit_class),
            "issued": issued.get(lot.credit_class_id, 0),
        }
    return [sums[pk] | ended[pk] for pk in sums]


def _lot_row(lot: Lot) -> dict[str, Any]:
    return {
        "lot": lot.number,
        "parent": lot.parent.number if lot.parent is not None else "",
        "class": str(lot.credit_class),
        "status": lot.get_status_display(),
        "credits": lot.held + lot.ended,
    }
