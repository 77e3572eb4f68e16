"""The credits of an agreement that can still bring their share of the deposit (`registry.fund.unsettled`)."""

from django.db.models import F, Sum

from credits.lots.models import Lot


def unsettled_credits(agreement_id: int) -> int:
    """Named by `settings.UNSETTLED_CREDITS`: credits in force whose share was never settled. What was cancelled before
    its first sale is not among them and never pays."""
    rows = Lot.objects.filter(agreement=agreement_id, deposit_settled=False, status__in=Lot.OPEN)
    return int(rows.aggregate(held=Sum(F("available") + F("reserved")))["held"] or 0)
