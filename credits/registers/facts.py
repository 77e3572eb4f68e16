"""The facts of an import by key: about the files from the stored rows, about the replay from lots and movements.

docs/real-register.md says what each key means.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, localcontext
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from credits.lots.models import Lot, Movement
from credits.periods import financial_year
from credits.registers.doubts import listed, of_register
from credits.registers.models import RegisterImport, RegisterRemark
from credits.registers.plan import OPEN
from credits.registers.supply_lines import STATUSES
from credits.registers.transaction_lines import TYPES
from registry import units

PRICE_DIGITS = 100
"""Digits of a sum of prices times credits: enough that nothing is rounded before the end."""


def of_files(found: RegisterImport) -> dict[str, Any]:
    """What the two files say, counted in the database over the stored rows."""
    supply, lines = found.supply_rows.order_by(), found.transaction_rows.order_by()
    statuses = dict(supply.values_list("status").annotate(Count("pk")))
    kinds = dict(lines.values_list("kind").annotate(Count("pk")))
    issued = supply.filter(status="issued")
    days = lines.aggregate(first=Min("transaction_on"), last=Max("transaction_on"))
    transfers = lines.filter(kind="transfer")
    return {
        "supply_rows": supply.count(),
        "supply_rows_by_status": {status: statuses.get(status, 0) for status in STATUSES.values()},
        "supply_issued_credits": _sum(issued, "credits"),
        "supply_issued_agreement_numbers": issued.exclude(agreement_number="")
        .values("agreement_number")
        .distinct()
        .count(),
        "supply_issued_without_agreement": list(
            issued.filter(agreement_number="").order_by("row").values_list("credit_id", flat=True)[:100]
        ),
        "transaction_rows": lines.count(),
        "transaction_rows_by_type": {kind or "none": kinds.get(kind, 0) for kind in TYPES.values()},
        "transaction_rows_without_date": lines.filter(transaction_on=None).count(),
        "transaction_rows_voided": lines.filter(kind="", credits=0).count(),
        "transaction_first_date": days["first"] and days["first"].isoformat(),
        "transaction_last_date": days["last"] and days["last"].isoformat(),
        "transaction_ids": lines.exclude(transaction_number="")
        .values("transaction_number")
        .distinct()
        .count(),
        "transfer_credits_as_published": _sum(transfers, "credits"),
        "transfer_value_as_published": _value(transfers.values_list("price", "credits")),
        "transfer_prices_distinct": transfers.exclude(price="").values("price").distinct().count(),
        "transfers_priced_zero": transfers.filter(price="0").count(),
        "transfers_priced_below_one_cent": _below_one_cent(transfers.values_list("price", flat=True)),
    }


def of_ledger(found: RegisterImport) -> dict[str, Any]:
    """What stands in the ledger after the replay of the published register."""
    moved = Movement.objects.filter(source=Movement.REGISTER_IMPORT).order_by()
    lots = Lot.objects.filter(of_register(found)).order_by()
    return _replayed(found, moved) | _minted(found, moved) | _standing(found, lots) | _roots(found, moved)


def _replayed(found: RegisterImport, moved: QuerySet[Movement]) -> dict[str, Any]:
    lines = found.transaction_rows.filter(refused=True)
    transfers = moved.filter(kind="transfer")
    years: dict[str, list[tuple[str, int]]] = {}
    for at, price, quantity in transfers.values_list("at", "price", "quantity").iterator():
        years.setdefault(financial_year(timezone.localtime(at).date()), []).append((price, quantity))
    return {
        "refused_lines": lines.count(),
        "refused_transfers": lines.filter(kind="transfer").count(),
        "refused_transfer_credits": _sum(lines.filter(kind="transfer"), "credits"),
        "transfers_replayed": transfers.count(),
        "transfer_credits": _sum(transfers, "quantity"),
        "transfer_value": _value(transfers.values_list("price", "quantity")),
        "transfer_value_by_financial_year": {year: _value(years[year]) for year in sorted(years)},
        "retirements_replayed": moved.filter(kind="retire").count(),
        "retired_credits": _sum(moved.filter(kind="retire"), "quantity"),
        "cancellations_replayed": moved.filter(kind="cancel").count(),
        "cancelled_credits": _sum(moved.filter(kind="cancel"), "quantity"),
    }


def _minted(found: RegisterImport, moved: QuerySet[Movement]) -> dict[str, Any]:
    """Lots that transfers minted, and how they compare with supply."""
    minted = Lot.objects.filter(
        of_register(found), parent__isnull=False, status__in=OPEN, pk__in=moved.values("to_lot")
    ).order_by()
    minted = minted.annotate(there=F("available") + F("reserved"), listed=listed(found))
    used, holding = minted.filter(there=0), minted.filter(there__gt=0)
    different = holding.exclude(listed=None).exclude(listed=F("there"))
    topped_up = Counter(moved.filter(kind="transfer").values_list("to_lot", flat=True))
    further = {lot: lines for lot, lines in topped_up.items() if lines > 1}
    one_parent = moved.filter(kind="transfer", to_lot__in=list(further))
    sources = Counter(
        lot for lot, _, _ in set(one_parent.values_list("to_lot", "from_lot", "transaction_number"))
    )
    overdrawn = found.remarks.filter(kind=RegisterRemark.REFUSED, code="line.overdrawn")
    return {
        "lots_minted_by_transfer": minted.count(),
        "minted_lots_fully_used": used.count(),
        "minted_lots_fully_used_in_supply": used.exclude(listed=None).count(),
        "minted_lots_overdrawn": overdrawn.values("lot_number").distinct().count(),
        "minted_lots_with_balance": holding.count(),
        "balances_equal": holding.filter(listed=F("there")).count(),
        "balances_missing": holding.filter(listed=None).count(),
        "balances_different": different.count(),
        "balances_different_lots": list(different.order_by("pk").values_list("number", flat=True)[:100]),
        "credits_listed_twice": sum(
            listed_credits - there
            for there, listed_credits in different.values_list("there", "listed")
            if listed_credits > there
        ),
        "topped_up_lots": len(further),
        "topped_up_lots_of_one_parent_and_transaction": sum(1 for lot in further if sources[lot] == 1),
        "further_lines": sum(lines - 1 for lines in further.values()),
    }


def _standing(found: RegisterImport, lots: QuerySet[Lot]) -> dict[str, Any]:
    """What the ledger holds."""
    facts: dict[str, Any] = {}
    for status in OPEN:
        holding = lots.filter(Q(available__gt=0) | Q(reserved__gt=0), status=status)
        counted = holding.aggregate(lots=Count("pk"), credits=Sum(F("available") + F("reserved")))
        facts[f"ledger_{status}_lots"] = counted["lots"]
        facts[f"ledger_{status}_credits"] = counted["credits"] or 0
    for status in ("retired", "cancelled"):
        counted = lots.filter(status=status).aggregate(lots=Count("pk"), credits=Sum("ended"))
        facts[f"ledger_{status}_lots"] = counted["lots"]
        facts[f"ledger_{status}_credits"] = counted["credits"] or 0
    cancelled = found.supply_rows.filter(status="cancelled").values("credit_id")
    kept = found.supply_rows.exclude(status__in=[*OPEN, "cancelled"])
    facts["cancelled_rows_minted_by_cancellation"] = lots.filter(
        status="cancelled", number__in=cancelled
    ).count()
    facts["listings_kept"] = kept.count()
    facts["listings_that_are_lots"] = lots.filter(number__in=kept.values("credit_id")).count()
    return facts


def _roots(found: RegisterImport, moved: QuerySet[Movement]) -> dict[str, Any]:
    """The lots that were never minted, and their openings."""
    issues = moved.filter(kind="issue")
    roots = Lot.objects.filter(of_register(found), parent=None).order_by()
    moved_from = roots.filter(moved_out__gt=0)
    return {
        "root_lots": roots.count(),
        "root_lots_moved_from": moved_from.count(),
        "root_lots_moved_from_in_supply": moved_from.annotate(listed=listed(found))
        .exclude(listed=None)
        .count(),
        "root_lots_without_agreement": roots.filter(agreement=None, agreement_number="").count(),
        "root_lots_with_published_issue_date": roots.filter(issue_date_published=True).count(),
        "issue_movements": issues.count(),
        "issued_credits": _sum(issues, "quantity"),
    }


def _sum(rows: QuerySet[Any], name: str) -> int:
    return int(rows.aggregate(total=Sum(name))["total"] or 0)


def _value(rows: Iterable[tuple[str, int | None]]) -> str:
    """Price times credits over all rows in dollars, added up exactly and rounded once."""
    with localcontext(prec=PRICE_DIGITS):
        total = sum(
            (Decimal(price) * quantity for price, quantity in rows if price and quantity), start=Decimal(0)
        )
        return f"{units.round_half_up(total, 2):f}"


def _below_one_cent(prices: Iterable[str]) -> int:
    """How many prices are above zero but less than a cent."""
    return sum(1 for price in prices if price and 0 < Decimal(price) < Decimal("0.01"))
