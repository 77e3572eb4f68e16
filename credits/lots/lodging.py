"""What every dealing is that somebody lodges with the registrar, and the rules its table keeps."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credits.lots.models import Lot

USER = settings.AUTH_USER_MODEL


class Dealing(models.Model):
    """What transfers, retirements, cancellations and corrections have in common: a lot, a quantity reserved on it
    while open, and two different officers of the registrar, who check and complete."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="%(class)ss")
    quantity = models.PositiveBigIntegerField()
    lodged_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    lodged_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    checked_at = models.DateTimeField(null=True)
    check_note = models.TextField(
        blank=True, help_text="What was checked, e.g. who stands behind the signature."
    )
    completed_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    completed_at = models.DateTimeField(null=True)
    new_lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    closing_reason = models.TextField(blank=True, help_text="Why refused or withdrawn.")

    class Meta:
        abstract = True

    @property
    def transaction_number(self) -> str:
        """The number under which the registers show it: kind letter and the record's own number."""
        return f"{type(self).__name__[0]}{self.pk:07d}"

    @property
    def signer_ids(self) -> frozenset[int]:
        """The people who signed or proposed: whoever lodges a dealing signs it."""
        return frozenset({self.lodged_by_id})

    @property
    def side_ids(self) -> frozenset[int | None]:
        """The organisations between which the credits move."""
        return frozenset({self.lot.holder.organisation_id})


def found_by_new_lot(name: str) -> models.Index:
    """A dealing that is completed is found by the lot that came of it."""
    return models.Index(fields=["new_lot"], condition=Q(new_lot__isnull=False), name=f"{name}_new_lot")


def four_eyes(name: str) -> list[models.BaseConstraint]:
    """Quantity above zero; lodged, checked and completed by three different people."""
    return [
        models.CheckConstraint(condition=Q(quantity__gte=1), name=f"{name}_quantity_positive"),
        models.CheckConstraint(
            condition=(Q(checked_by=None) | ~Q(checked_by=F("lodged_by")))
            & (Q(completed_by=None) | (~Q(completed_by=F("checked_by")) & ~Q(completed_by=F("lodged_by")))),
            name=f"{name}_by_different_people",
        ),
    ]
