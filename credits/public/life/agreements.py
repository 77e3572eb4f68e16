"""An agreement as everybody may see it: one registered here, or one known only by its number from the published
register. No name of a site, a person or a lot of land is told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from credits.lots.models import CreditClass, Lot, Movement
from credits.public.life import selectors
from credits.public.life.facts import document_rows
from credits.public.map.geometry import Outline, generalised
from credits.registers.models import RegisterImport, SupplyRow
from registry.agreements import selectors as agreements
from registry.agreements import states
from registry.agreements.models import Agreement, AgreementBoundary, Origin
from registry.agreements.services.registration import EARLIER_SCHEME
from registry.findings import NotVisible

STATUS_WORDS = {
    states.PASSIVE: "In force, full management not begun",
    states.ACTIVE: "In force, under full management",
    states.REVIEW: "In force, in its year-20 review",
    states.MAINTENANCE: "In force, under maintenance",
    states.TERMINATED: "Terminated",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known under a number: the agreement where it was registered here, and the line of the published
    register that lists most of it."""

    number: str
    agreement: Agreement | None
    row: SupplyRow | None


def known(number: str) -> Known:
    """What is known of an agreement. Raises NotVisible where no public record names the number. At most three
    queries."""
    found = selectors.agreement(number)
    row = None
    if found is None and "\0" not in number:
        rows = SupplyRow.objects.filter(
            register_import__state=RegisterImport.REPLAYED, agreement_number=number
        )
        row = rows.order_by("-site_area_m2", "-pk").first()
        if row is None and not lots_of(number).exists():
            raise NotVisible("agreement")
    if found is None and (not number or "\0" in number):
        raise NotVisible("agreement")
    return Known(number, found, row)


def lots_of(number: str) -> QuerySet[Lot]:
    """Every lot issued under the agreement or minted since, oldest first."""
    rows = Lot.objects.filter(agreement_number=number) if number else Lot.objects.none()
    return rows.select_related("credit_class", "holder__organisation", "parent").order_by("pk")


def facts_of(found: Known, *, on: date) -> dict[str, Any]:
    """What the agreement is: number, kind, status with dates, area, place, owners and sums. Seven queries."""
    own = found.agreement
    classes = lots_of(found.number).order_by().values("credit_class")
    regions = CreditClass.objects.filter(pk__in=classes).exclude(subregion="").order_by("subregion")
    return {
        "number": found.number,
        "kind": _kind(found),
        "legal_basis": _legal_basis(found),
        "status": _status(own),
        "suspended": own is not None and own.suspended_on is not None,
        "registered_on": own.registered_on if own is not None else None,
        "full_management_from": own.activated_on if own is not None else None,
        "maintenance_from": own.maintenance_from if own is not None else None,
        "suspended_on": own.suspended_on if own is not None else None,
        "terminated_on": own.terminated_on if own is not None else None,
        "area_m2": own.site_area_m2 if own is not None else found.row.site_area_m2 if found.row else None,
        "local_government_area": _local_government_area(found),
        "subregions": list(regions.values_list("subregion", flat=True).distinct()),
        "owners": _owners(own, on),
        "trust": own.trust.public_name if own is not None else "",
        "imported": own is None,
        **sums_of(found.number),
        "documents": document_rows(_subjects(found)),
    }


def _subjects(found: Known) -> list[str]:
    return [] if found.agreement is None else [str(found.agreement.public_id)]


def _kind(found: Known) -> str:
    if found.agreement is not None:
        return found.agreement.get_origin_display()
    return str(
        Origin.BIOBANKING.label if found.number.startswith(EARLIER_SCHEME) else Origin.STEWARDSHIP.label
    )


def _legal_basis(found: Known) -> str:
    if found.agreement is not None:
        return agreements.legal_basis(found.agreement)
    earlier = found.number.startswith(EARLIER_SCHEME)
    return agreements.LEGAL_BASIS[Origin.BIOBANKING if earlier else Origin.STEWARDSHIP]


def _status(own: Agreement | None) -> str:
    if own is None:
        return "Not published with the register"
    return STATUS_WORDS.get(own.state, "") + (", suspended" if own.suspended_on is not None else "")


def _local_government_area(found: Known) -> str:
    if found.agreement is not None:
        return found.agreement.local_government_area
    return found.row.local_government_area if found.row is not None else ""


def _owners(own: Agreement | None, on: date) -> list[str]:
    """The owners of the land as they may be named, each name once."""
    if own is None:
        return []
    return sorted({share.organisation.public_name for share in agreements.owners_on(own, on)})


def sums_of(number: str) -> dict[str, Any]:
    """Lots and credits under the agreement, and what moved by kind. Two queries."""
    lots = lots_of(number).select_related(None).order_by()
    moved = Movement.objects.filter(to_lot__agreement_number=number).order_by() if number else None
    totals = lots.aggregate(
        lots=Count("pk"),
        available=Sum("available"),
        reserved=Sum("reserved"),
        retired=Sum("ended", filter=Q(status=Lot.RETIRED)),
        cancelled=Sum("ended", filter=Q(status=Lot.CANCELLED)),
    )
    counted = moved.values_list("kind").annotate(Count("pk"), Sum("quantity")) if moved is not None else ()
    by_kind = {kind: {"movements": count, "quantity": int(quantity)} for kind, count, quantity in counted}
    return {
        "lots": totals["lots"],
        "issued": by_kind.get("issue", {}).get("quantity", 0),
        "held": (totals["available"] or 0) + (totals["reserved"] or 0),
        "available": totals["available"] or 0,
        "retired": totals["retired"] or 0,
        "cancelled": totals["cancelled"] or 0,
        "movements": by_kind,
    }


def outline_of(found: Known) -> Outline:
    """The generalised outline of the site; empty where none is recorded here. One query."""
    if found.agreement is None:
        return []
    newest = AgreementBoundary.objects.filter(agreement=found.agreement).order_by("-version").first()
    return [] if newest is None else generalised(newest.geojson)
