"""The facts of what an organisation holds: now with what is reserved and pledged, on a past day what was held."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Sum

from credits.certificates.facts.dealings import class_line
from credits.certificates.kinds import HOLDING
from credits.certificates.sealed import Facts
from credits.lots.balances import balances_at
from credits.lots.listings import end_of
from credits.lots.models import HolderAccount, Lot
from credits.lots.securities import Pledge
from credits.lots.web import words
from registry.parties.models import Organisation

LOTS_AT_ONCE = 5_000
NOW_SUMS = ("available", "reserved", "pledged", "held")
PAST_SUMS = ("held",)


def holding_facts(organisation: Organisation, *, as_on: date, live: bool) -> Facts:
    """What the organisation holds now (`live`; `as_on` is then the day that is told), or held at the end of a past day.
    At most three queries for up to five thousand lots.

    `held` is what the ledger says; the available, reserved (for offers and dealings) and pledged credits add up
    to it. What was reserved on a past day is not known."""
    account = HolderAccount.objects.filter(organisation=organisation).first()
    lots = _lots(account)
    rows = list(_now(lots, as_on) if live else _then(lots, as_on))
    sums = NOW_SUMS if live else PAST_SUMS
    return {
        "kind": HOLDING,
        "holder": organisation.name,
        "as_on": as_on.isoformat(),
        "lots": rows,
        "classes": _by_class(rows, sums),
        "total": {"lots": len(rows), **{name: sum(row[name] for row in rows) for name in sums}},
    }


def _lots(account: HolderAccount | None) -> list[Lot]:
    """Lots in force or once in force, oldest first; a lot never changes its holder."""
    if account is None:
        return []
    rows = Lot.objects.filter(holder=account, status__in=Lot.OPEN)
    return list(rows.select_related("credit_class", "agreement").order_by("pk"))


def _in_parts(lots: list[Lot]) -> Iterable[list[int]]:
    """Ids, not more at once than a statement may name."""
    return (
        [lot.pk for lot in lots[start : start + LOTS_AT_ONCE]] for start in range(0, len(lots), LOTS_AT_ONCE)
    )


def _now(lots: list[Lot], on: date) -> Iterable[dict[str, Any]]:
    holding = [lot for lot in lots if lot.held]
    pledged = _pledged(holding)
    for lot in holding:
        secured = pledged.get(lot.pk, 0)
        yield _row(lot, on) | {
            "available": lot.available,
            "reserved": lot.reserved - secured,
            "pledged": secured,
            "held": lot.held,
        }


def _pledged(lots: list[Lot]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in _in_parts(lots):
        rows = Pledge.objects.filter(lot__in=some, state__in=Pledge.RESERVING).order_by()
        found |= dict(rows.values_list("lot").annotate(Sum("quantity")))
    return found


def _then(lots: list[Lot], on: date) -> Iterable[dict[str, Any]]:
    held: dict[int, int] = {}
    for some in _in_parts(lots):
        held |= balances_at(some, instant=end_of(on))
    return (_row(lot, on) | {"held": held[lot.pk]} for lot in lots if held.get(lot.pk))


def _row(lot: Lot, on: date) -> dict[str, Any]:
    suspended = words.is_suspended(lot, on=on)
    return {
        "lot": lot.number,
        "class": class_line(lot.credit_class),
        "agreement": words.agreement_words(lot),
        "note": f"suspended until {lot.suspended_until:%d/%m/%Y}" if suspended else "",
    }


def _by_class(rows: list[dict[str, Any]], sums: tuple[str, ...]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        line = found.setdefault(row["class"], {"class": row["class"], "lots": 0, **dict.fromkeys(sums, 0)})
        line["lots"] += 1
        for name in sums:
            line[name] += row[name]
    return sorted(found.values(), key=lambda line: (-line["held"], line["class"]))
