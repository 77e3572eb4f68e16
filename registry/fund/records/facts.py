"""What an officer enters with its source: discount rates, rules as numbers, price indices, public holidays."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Entered(models.Model):
    """A dated fact with its source. Written once (append-only triggers); a later row replaces it from its day on."""

    source = models.CharField(max_length=300, help_text="Where it is published, and when it was read.")
    demo = models.BooleanField(default=False, help_text="Made up for the demonstration.")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        abstract = True


class DiscountRate(Entered):
    """A discount rate beside those of `fund.money.rates`: which agreements it is for, by origin and day."""

    class Trigger(models.TextChoices):
        RECEIVED_AFTER = "application_received_after", "Applications received after the day"
        ENTERED_FROM = "entered_from", "Agreements entered into from the day"

    rate = models.DecimalField(max_digits=7, decimal_places=5, help_text="Real rate a year, e.g. 0.032.")
    trigger = models.CharField(max_length=30, choices=Trigger.choices)
    day = models.DateField()
    origin = models.CharField(max_length=12, blank=True, help_text="Empty: agreements of every origin.")

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["trigger", "day", "origin"], name="discount_rate_once_a_day"),
            models.CheckConstraint(condition=Q(rate__gt=0) & Q(rate__lt=1), name="discount_rate_is_a_share"),
            models.CheckConstraint(condition=~Q(source=""), name="discount_rate_has_a_source"),
        ]


class RuleParameter(Entered):
    """A rule of the fund that is a number or a choice, from a day on. Codes and defaults: `fund.parameters`."""

    code = models.CharField(max_length=40)
    value = models.CharField(max_length=40)
    effective_from = models.DateField()

    class Meta:
        ordering = ["code", "-effective_from", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "effective_from"], name="rule_parameter_once_a_day"),
            models.CheckConstraint(condition=~Q(source=""), name="rule_parameter_has_a_source"),
        ]


class IndexSeries(Entered):
    """A price index whose numbers payments follow."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class IndexNumber(Entered):
    """The index number of a quarter as published on a day. A revision is another row, with a later `published_on`;
    what was paid under the earlier one stays."""

    series = models.ForeignKey(IndexSeries, on_delete=models.PROTECT, related_name="numbers")
    quarter_ends = models.DateField(help_text="Last day of the quarter it measures.")
    published_on = models.DateField()
    value = models.DecimalField(max_digits=10, decimal_places=4)

    class Meta:
        ordering = ["series_id", "-quarter_ends", "-published_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "quarter_ends", "published_on"], name="index_number_once_a_vintage"
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="index_number_above_zero"),
            models.CheckConstraint(condition=~Q(source=""), name="index_number_has_a_source"),
            models.CheckConstraint(
                condition=Q(published_on__gt=models.F("quarter_ends")), name="index_number_published_after"
            ),
        ]


class BankHoliday(Entered):
    """A day on which banks do not clear."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["day"]


class BankYear(Entered):
    """A calendar year whose holidays are all entered; in any other year business days are not known for certain."""

    year = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ["year"]
