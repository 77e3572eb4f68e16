"""Checking the ledger and keeping what was found, for everybody to see."""

from dataclasses import asdict
from time import monotonic

from django.utils import timezone

from credits.proof.checking import Walk, walk
from credits.proof.models import LedgerCheck
from registry.audit.models import AuditSeal

DETAILS_KEPT = 100


def check_and_keep() -> tuple[LedgerCheck, Walk]:
    """Walk the whole ledger and store the result with the newest seal. Nothing else is changed, so it is no command
    and has no actor; the row is written once (append-only triggers)."""
    started, checked_at = monotonic(), timezone.now()
    found = walk()
    kept = LedgerCheck.objects.create(
        checked_at=checked_at,
        seconds=round(monotonic() - started, 3),
        lots=found.lots,
        movements=found.movements,
        issued=found.issued,
        available=found.available,
        reserved=found.reserved,
        retired=found.retired,
        cancelled=found.cancelled,
        differences=len(found.differences),
        details=[asdict(difference) for difference in found.differences[:DETAILS_KEPT]],
        seal=AuditSeal.objects.order_by("-number").first(),
    )
    return kept, found
