"""The search for credits: questions put to a person, the reasonable-steps diary, requests to use variation."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credits.lots.models import CreditClass
from credits.obligations import states
from credits.obligations.records.obligations import Obligation, ObligationLine
from registry.parties.models import Organisation

USER = settings.AUTH_USER_MODEL


class Question(models.Model):
    """An open test of the rules, for one line and one class of credits, put to a person of the authority. The answer
    and its reasons are kept and count wherever the same question comes again."""

    STATES = [(s, s.capitalize()) for s in states.QUESTION.states]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    line = models.ForeignKey(ObligationLine, on_delete=models.PROTECT, related_name="questions")
    credit_class = models.ForeignKey(CreditClass, on_delete=models.PROTECT, related_name="+")
    test = models.CharField(max_length=60, help_text="Code of the test in the rules.")
    sentence = models.TextField(help_text="The test as the asker saw it.")
    state = models.CharField(max_length=10, choices=STATES, default=states.ASKED)
    asked_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    note = models.TextField(blank=True)
    answer = models.BooleanField(null=True)
    reasons = models.TextField(blank=True)
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    rule_set_version = models.CharField(max_length=40)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "credit_class", "test"],
                condition=Q(state__in=["asked", "answered"]),
                name="question_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
                name="question_answered_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (Q(answer__isnull=False) & ~Q(reasons="")),
                name="answer_has_reasons",
            ),
        ]


class DiaryEntry(models.Model):
    """One of the reasonable steps taken to find like-for-like credits (ancillary rules; N34). Written once; searches,
    enquiries and wants of the registry enter themselves."""

    class Step(models.TextChoices):
        SEARCH = "search", "The credit register was searched"
        ENQUIRY = "enquiry", "A holder or landholder was asked"
        DEMAND = "demand", "The want was entered on the demand register"
        OTHER = "other", "Another step"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="diary")
    line = models.ForeignKey(ObligationLine, on_delete=models.PROTECT, null=True, related_name="diary")
    step = models.CharField(max_length=10, choices=Step.choices)
    on = models.DateField()
    text = models.TextField()
    facts = models.JSONField(default=dict, help_text="Of a search: lots and credits found by rule.")
    cause = models.CharField(
        max_length=80, blank=True, help_text="Record it comes from, and the line; each once."
    )
    automatic = models.BooleanField(default=False)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "cause"], condition=~Q(cause=""), name="diary_entry_once_by_cause"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="diary_entry_has_a_text"),
        ]


class VariationRequest(models.Model):
    """A request to use the variation rules for a line: the diary, that nothing like for like was found, and that no
    other way is chosen (cl 6.4, N34)."""

    STATES = [(s, s.capitalize()) for s in states.VARIATION.states]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    line = models.ForeignKey(ObligationLine, on_delete=models.PROTECT, related_name="variation_requests")
    state = models.CharField(max_length=10, choices=STATES, default=states.ASKED)
    statement = models.TextField(help_text="Why like for like cannot be met.")
    no_other_option = models.BooleanField(help_text="The holder chooses none of the other ways.")
    found = models.JSONField(
        help_text="Like-for-like credits on the register on that day: lots, credits, offered."
    )
    steps = models.JSONField(help_text="Diary entries relied on: their public ids.")
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(state__in=["asked", "approved"]), name="one_variation_request"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="variation_decided_by_another",
            ),
        ]
