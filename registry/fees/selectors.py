"""Which amounts are in force, and what was charged."""

from datetime import date

from registry.fees.models import FeeAmount


def amount_in_force(kind: str, *, on: date) -> FeeAmount | None:
    """The amount of that kind of fee on that day: the newest that has begun; None where none is set."""
    return (
        FeeAmount.objects.filter(kind=kind, effective_from__lte=on).order_by("-effective_from", "-pk").first()
    )
